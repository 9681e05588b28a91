//! Version constraints, and the check of `required_version` against the version of the language.

use iac_core::diag::{Diagnostic, Diagnostics, Span};
use std::cmp::Ordering;
use std::fmt;

use super::Config;

/// The version of the Terraform language that is implemented here.
pub const LANGUAGE_VERSION: &str = "1.15.5";

/// A version: numbers, and a prerelease that makes it older than the numbers alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    segments: Vec<u64>,
    prerelease: String,
}

/// How a version is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Pessimistic,
}

/// One condition of a [`VersionConstraint`].
#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    operator: Operator,
    version: Version,
}

/// A list of conditions such as `>= 1.2, < 2.0`, all of which must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionConstraint {
    conditions: Vec<Condition>,
}

/// Whether a version fits, and on which side it misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It fits.
    Fits,
    /// A newer version is wanted.
    TooOld,
    /// An older version is wanted.
    TooNew,
}

impl Version {
    /// Parses `1.2.3`, `v1.2`, `1.2.3-beta1`, `1.2.3+build`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('v').unwrap_or(text);
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let (numbers, prerelease) = text.split_once('-').unwrap_or((text, ""));
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-' || c == '~';
        if !prerelease.chars().all(is_word) || text.ends_with('-') {
            return None;
        }
        let mut segments = numbers.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>()?;
        while segments.len() < 3 {
            segments.push(0);
        }
        Some(Self { segments, prerelease: prerelease.to_owned() })
    }

    /// The numbers alone, without the prerelease.
    fn core(&self) -> Self {
        Self { segments: self.segments.clone(), prerelease: String::new() }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.segments.iter().map(u64::to_string).collect();
        f.write_str(&numbers.join("."))?;
        if self.prerelease.is_empty() { Ok(()) } else { write!(f, "-{}", self.prerelease) }
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let length = self.segments.len().max(other.segments.len());
        let at = |version: &Self, index: usize| version.segments.get(index).copied().unwrap_or(0);
        let numbers = (0..length).map(|index| at(self, index).cmp(&at(other, index)));
        numbers
            .fold(Ordering::Equal, Ordering::then)
            .then_with(|| compare_prereleases(&self.prerelease, &other.prerelease))
    }
}

/// A version without a prerelease is the newest; parts compare as numbers where both are numbers.
fn compare_prereleases(left: &str, right: &str) -> Ordering {
    match (left.is_empty(), right.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let mut lefts = left.split('.');
    let mut rights = right.split('.');
    loop {
        let order = match (lefts.next(), rights.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => a.cmp(b),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

impl VersionConstraint {
    /// Parses a comma-separated list of conditions.
    pub fn parse(text: &str) -> Option<Self> {
        let conditions = text.split(',').map(Condition::parse).collect::<Option<Vec<_>>>()?;
        Some(Self { conditions })
    }

    /// Whether a version fits all conditions.
    pub fn fit(&self, version: &Version) -> Fit {
        self.conditions.iter().map(|condition| condition.fit(version)).fold(Fit::Fits, |all, one| match (all, one) {
            (Fit::TooOld, _) | (_, Fit::TooOld) => Fit::TooOld,
            (Fit::TooNew, _) | (_, Fit::TooNew) => Fit::TooNew,
            _ => Fit::Fits,
        })
    }
}

impl Condition {
    fn parse(text: &str) -> Option<Self> {
        const OPERATORS: [(&str, Operator); 7] = [
            (">=", Operator::GreaterOrEqual),
            ("<=", Operator::LessOrEqual),
            ("~>", Operator::Pessimistic),
            ("!=", Operator::NotEqual),
            ("=", Operator::Equal),
            (">", Operator::Greater),
            ("<", Operator::Less),
        ];
        let text = text.trim();
        let (operator, rest) = OPERATORS
            .into_iter()
            .find_map(|(sign, operator)| Some((operator, text.strip_prefix(sign)?)))
            .unwrap_or((Operator::Equal, text));
        let written = rest.trim();
        let mut version = Version::parse(written)?;
        if operator == Operator::Pessimistic {
            // `~> 1.2` and `~> 1.2.0` differ: only the last number written may rise.
            let numbers = written.split(['-', '+']).next().unwrap_or(written);
            version.segments.truncate(numbers.split('.').count().max(1));
        }
        Some(Self { operator, version })
    }

    fn fit(&self, version: &Version) -> Fit {
        let ordering = version.core().cmp(&self.version).then_with(|| version.cmp(&self.version));
        let side = |fits: bool| match (fits, ordering) {
            (true, _) => Fit::Fits,
            (false, Ordering::Less) => Fit::TooOld,
            (false, _) => Fit::TooNew,
        };
        match self.operator {
            Operator::Equal => side(ordering.is_eq()),
            Operator::NotEqual => side(ordering.is_ne()),
            Operator::Greater if ordering.is_eq() => Fit::TooOld,
            Operator::Greater => side(ordering.is_gt()),
            Operator::GreaterOrEqual => side(ordering.is_ge()),
            Operator::Less => side(ordering.is_lt()),
            Operator::LessOrEqual => side(ordering.is_le()),
            Operator::Pessimistic => {
                let fixed = self.version.segments.len().saturating_sub(1);
                let same = version.segments.iter().zip(&self.version.segments).take(fixed).all(|(a, b)| a == b);
                side(ordering.is_ge() && same)
            }
        }
    }
}

/// Reports text that is no version constraint.
pub(super) fn check_constraint(text: &str, span: Span, diags: &mut Diagnostics) {
    if VersionConstraint::parse(text).is_none() {
        diags.push(
            Diagnostic::error(
                "Invalid version constraint",
                format!("{text:?} is no version constraint. Write one such as \"~> 1.2\" or \">= 1.0, < 2.0\"."),
            )
            .at(span),
        );
    }
}

/// Checks every module's `required_version` against [`LANGUAGE_VERSION`]. A version that must be newer is an error. One that
/// must be older is a warning: many configurations name the version they were written with.
pub fn check_required_version(config: &Config) -> Diagnostics {
    let Some(ours) = Version::parse(LANGUAGE_VERSION) else { return Diagnostics::new() };
    let mut diags = Diagnostics::new();
    config.root.walk(&mut |module| {
        let place = if module.addr.is_root() { String::new() } else { format!(" of {}", module.addr) };
        for (text, span) in &module.settings.required_version {
            let Some(constraint) = VersionConstraint::parse(text) else { continue };
            match constraint.fit(&ours) {
                Fit::Fits => {}
                Fit::TooOld => diags.push(
                    Diagnostic::error(
                        "Unsupported Terraform Core version",
                        format!(
                            "The configuration{place} needs a newer version of the Terraform language ({text}) than \
                             {LANGUAGE_VERSION}, which is the version implemented here."
                        ),
                    )
                    .at(*span),
                ),
                Fit::TooNew => diags.push(
                    Diagnostic::warning(
                        "Unsupported Terraform Core version",
                        format!(
                            "The configuration{place} asks for an older version of the Terraform language ({text}) than \
                             {LANGUAGE_VERSION}, which is the version implemented here. It is used all the same."
                        ),
                    )
                    .at(*span),
                ),
            }
        }
    });
    diags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(constraint: &str, version: &str, expected: Fit) {
        let constraint = VersionConstraint::parse(constraint).expect("a constraint");
        assert_eq!(constraint.fit(&Version::parse(version).expect("a version")), expected, "{constraint:?} {version}");
    }

    #[test]
    fn a_version_fits_or_misses_on_one_side() {
        let table = [
            (">= 1.0", "1.15.5", Fit::Fits),
            (">= 2", "1.15.5", Fit::TooOld),
            ("> 1.15.5", "1.15.5", Fit::TooOld),
            ("= 1.1.2", "1.15.5", Fit::TooNew),
            ("1.15.5", "1.15.5", Fit::Fits),
            ("< 1.15", "1.15.5", Fit::TooNew),
            ("<= 1.15.5", "1.15.5", Fit::Fits),
            ("~> 1.2", "1.15.5", Fit::Fits),
            ("~> 1.2.0", "1.15.5", Fit::TooNew),
            ("~> 1", "1.15.5", Fit::Fits),
            ("~> 0.12", "1.15.5", Fit::TooNew),
            ("~> 2.0", "1.15.5", Fit::TooOld),
            ("!= 1.15.5", "1.15.5", Fit::TooNew),
            ("!= 1.15.4", "1.15.5", Fit::Fits),
            (">= 1.15.5-beta1", "1.15.5", Fit::Fits),
            (">=0.12.26,<2", "1.15.5", Fit::Fits),
            ("v1.15.5", "1.15.5", Fit::Fits),
        ];
        for (constraint, version, expected) in table {
            check(constraint, version, expected);
        }
    }

    #[test]
    fn what_is_no_constraint_is_refused() {
        for text in ["", "foo", ">= ", "1.x", ">> 1", "1.0 2.0", "~> 1.0,", "1.0-"] {
            assert_eq!(VersionConstraint::parse(text), None, "{text}");
        }
    }

    #[test]
    fn prereleases_come_before_their_release() {
        let version = |text| Version::parse(text).expect("a version");
        assert!(version("1.0.0-alpha") < version("1.0.0"));
        assert!(version("1.0.0-alpha.2") < version("1.0.0-alpha.10"));
        assert!(version("1.0.0-rc1") > version("1.0.0-beta1"));
    }
}

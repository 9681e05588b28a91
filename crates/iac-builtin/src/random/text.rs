//! What `random_string` and `random_password` share: the rules for a text, and making one up.

use super::source::Source;
use crate::argument_checks::{at_least, invalid, whole};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Path, Value};
use iac_provider::planning::Planned;
use iac_provider::{Block, Error};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

const DIGITS: &str = "0123456789";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SPECIAL: &str = "!@#$%&*()-_=+[]{}<>:?";
const MINIMA: [&str; 4] = ["min_lower", "min_numeric", "min_special", "min_upper"];

/// The rules for a random text.
#[derive(Clone, Debug, Default, PartialEq, Block)]
pub(super) struct TextRules {
    /// Any values; their change makes up a new text.
    #[attr(optional, force_new)]
    pub(super) keepers: Option<BTreeMap<String, String>>,
    /// How many characters.
    #[attr(required, force_new)]
    pub(super) length: i64,
    /// Whether there may be lower-case letters.
    #[attr(optional, computed, force_new, default = true)]
    pub(super) lower: bool,
    /// The least number of lower-case letters.
    #[attr(optional, computed, force_new, default = 0)]
    pub(super) min_lower: i64,
    /// The least number of digits.
    #[attr(optional, computed, force_new, default = 0)]
    pub(super) min_numeric: i64,
    /// The least number of special characters.
    #[attr(optional, computed, force_new, default = 0)]
    pub(super) min_special: i64,
    /// The least number of upper-case letters.
    #[attr(optional, computed, force_new, default = 0)]
    pub(super) min_upper: i64,
    /// The older name of `numeric`.
    #[attr(optional, computed, force_new, deprecated = "Use `numeric` instead: it means the same.")]
    pub(super) number: bool,
    /// Whether there may be digits; they are unless it is false.
    #[attr(optional, computed, force_new)]
    pub(super) numeric: bool,
    /// The special characters, instead of the usual ones.
    #[attr(optional, force_new)]
    pub(super) override_special: Option<String>,
    /// Whether there may be special characters.
    #[attr(optional, computed, force_new, default = true)]
    pub(super) special: bool,
    /// Whether there may be upper-case letters.
    #[attr(optional, computed, force_new, default = true)]
    pub(super) upper: bool,
}

impl TextRules {
    /// The rules that an imported text is taken to follow.
    pub(super) fn of_imported(text: &str) -> Self {
        Self {
            length: i64::try_from(text.chars().count()).unwrap_or(i64::MAX),
            lower: true,
            number: true,
            numeric: true,
            special: true,
            upper: true,
            ..Self::default()
        }
    }

    /// A text that follows the rules.
    pub(super) fn make_up(&self) -> Result<String, Error> {
        let special = self.override_special.as_deref().filter(|own| !own.is_empty()).unwrap_or(SPECIAL);
        let classes = [
            (self.lower, self.min_lower, LOWER),
            (self.upper, self.min_upper, UPPER),
            (self.numeric, self.min_numeric, DIGITS),
            (self.special, self.min_special, special),
        ];
        let all: Vec<char> =
            classes.iter().filter(|(allowed, ..)| *allowed).flat_map(|(_, _, class)| class.chars()).collect();
        let length = usize::try_from(self.length).unwrap_or(0);
        let mut source = Source::system();
        let mut text = Vec::with_capacity(length);
        for (_, least, class) in classes {
            // A minimum counts even where the class is not allowed otherwise.
            let class: Vec<char> = class.chars().collect();
            for _ in 0..least {
                text.extend(source.choose(&class)?);
            }
        }
        while text.len() < length {
            let Some(character) = source.choose(&all)? else {
                return Err(Error::other(
                    "no characters are allowed: at least one of lower, upper, numeric and special must be true",
                ));
            };
            text.push(*character);
        }
        source.shuffle(&mut text)?;
        Ok(text.into_iter().collect())
    }

    /// `number` and `numeric` are one argument with two names.
    pub(super) fn plan(planned: &mut Planned<'_>) {
        let chosen = planned
            .configured("numeric")
            .or_else(|| planned.configured("number"))
            .cloned()
            .unwrap_or(Value::bool(true));
        for name in ["number", "numeric"] {
            if planned.prior(name).is_some_and(|prior| *prior != chosen) {
                planned.replace_because_of(name);
            }
            planned.set(name, chosen.clone());
        }
    }

    /// Checks that the rules can be followed.
    pub(super) fn validate(config_value: &Value, diags: &mut Diagnostics) {
        at_least(config_value, &["length"], 1, diags);
        at_least(config_value, &MINIMA, 0, diags);
        let sum: i64 = MINIMA.iter().filter_map(|name| whole(config_value, name)).fold(0, i64::saturating_add);
        if let Some(length) = whole(config_value, "length").filter(|length| *length >= 1 && *length < sum) {
            let detail = format!(
                "Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special ({sum}), \
                 got: {length}"
            );
            invalid("length", detail, diags);
        }
        let flag = |name: &str| config_value.attribute(name).and_then(Value::as_bool);
        if flag("number").zip(flag("numeric")).is_some_and(|(number, numeric)| number != numeric) {
            let detail = "number and numeric are both configured, with different values. They mean the same, and number \
                          is deprecated: use numeric alone.";
            diags.push(Diagnostic::error("Invalid Attribute Combination", detail).attribute(Path::attribute("number")));
        }
    }
}

/// Stored attributes of an older version, with what is newer: `numeric`, and minima that were null.
pub(super) fn upgraded(attributes: &str) -> Result<Map<String, Json>, Error> {
    let mut stored: Map<String, Json> =
        serde_json::from_str(attributes).map_err(|error| Error::other(error.to_string()))?;
    let number = stored.get("number").filter(|value| value.is_boolean()).cloned().unwrap_or(Json::Bool(true));
    let null = |stored: &Map<String, Json>, name: &str| stored.get(name).is_none_or(Json::is_null);
    for name in ["number", "numeric"] {
        if null(&stored, name) {
            stored.insert(name.to_owned(), number.clone());
        }
    }
    for name in MINIMA {
        if null(&stored, name) {
            stored.insert(name.to_owned(), Json::from(0));
        }
    }
    Ok(stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_follows_its_rules() {
        let count = |text: &str, class: &str| text.chars().filter(|character| class.contains(*character)).count();
        for _ in 0..50 {
            let rules = TextRules { length: 12, min_upper: 3, min_special: 2, lower: true, ..TextRules::default() };
            let text = rules.make_up().unwrap();
            assert_eq!((text.len(), count(&text, UPPER), count(&text, SPECIAL), count(&text, LOWER)), (12, 3, 2, 7));
            let own = Some("é/".to_owned());
            let rules = TextRules { length: 6, special: true, override_special: own, ..TextRules::default() };
            assert!(rules.make_up().unwrap().chars().all(|character| "é/".contains(character)));
        }
        assert!(TextRules { length: 1, ..TextRules::default() }.make_up().is_err());
    }

    #[test]
    fn an_older_state_learns_that_number_is_called_numeric() {
        let stored = upgraded(r#"{"id":"x","number":false,"min_lower":null,"min_upper":2}"#).unwrap();
        assert_eq!(
            (&stored["numeric"], &stored["min_lower"], &stored["min_upper"]),
            (&false.into(), &0.into(), &2.into())
        );
    }
}

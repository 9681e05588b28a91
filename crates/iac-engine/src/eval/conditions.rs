//! Conditions with messages: `precondition`, `postcondition`, `validation`, `assert`.

use iac_core::diag::{Diagnostic, Diagnostics, Severity, Sources};
use iac_core::value::{Type, convert};
use iac_lang::config::Condition;
use iac_lang::eval::{Cause, Scope};

/// What kind of block a condition stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CheckKind {
    ResourcePrecondition,
    ResourcePostcondition,
    OutputPrecondition,
    VariableValidation,
    CheckAssertion,
}

/// How a condition came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    Pass,
    /// It does not hold, with its message.
    Fail(String),
    Unknown,
    Error,
}

/// The results of the conditions of one object.
#[derive(Clone, Debug, Default)]
pub(crate) struct CheckReport {
    pub failures: Vec<String>,
    pub errored: bool,
    pub unknown: bool,
}

impl CheckReport {
    /// Adds one result.
    pub(crate) fn add(&mut self, checked: Checked) {
        match checked {
            Checked::Pass => {}
            Checked::Fail(message) => self.failures.push(message),
            Checked::Unknown => self.unknown = true,
            Checked::Error => self.errored = true,
        }
    }

    /// Adds the results of another report of the same object.
    pub(crate) fn merge(&mut self, other: CheckReport) {
        self.failures.extend(other.failures);
        self.errored |= other.errored;
        self.unknown |= other.unknown;
    }

    /// In the words of the state.
    pub(crate) fn status(&self) -> &'static str {
        match self {
            Self { errored: true, .. } => "error",
            Self { failures, .. } if !failures.is_empty() => "fail",
            Self { unknown: true, .. } => "unknown",
            _ => "pass",
        }
    }
}

impl CheckKind {
    fn failed_summary(self) -> &'static str {
        match self {
            Self::ResourcePrecondition => "Resource precondition failed",
            Self::ResourcePostcondition => "Resource postcondition failed",
            Self::OutputPrecondition => "Module output value precondition failed",
            Self::VariableValidation => "Invalid value for variable",
            Self::CheckAssertion => "Check block assertion failed",
        }
    }

    fn severity(self) -> Severity {
        if self == Self::CheckAssertion { Severity::Warning } else { Severity::Error }
    }
}

/// Evaluates conditions in order, all of them.
pub(crate) fn evaluate_conditions(
    kind: CheckKind,
    conditions: &[Condition],
    scope: &dyn Scope,
    sources: &Sources,
    diags: &mut Diagnostics,
) -> CheckReport {
    let mut report = CheckReport::default();
    for condition in conditions {
        report.add(evaluate_condition(kind, condition, scope, sources, diags));
    }
    report
}

/// Evaluates one condition; a failure is reported.
pub(crate) fn evaluate_condition(
    kind: CheckKind,
    condition: &Condition,
    scope: &dyn Scope,
    sources: &Sources,
    diags: &mut Diagnostics,
) -> Checked {
    let span = condition.condition.span();
    let (value, found) = condition.condition.eval(scope);
    let broken = found.has_errors();
    diags.extend(found.into_iter().map(|mut diagnostic| {
        diagnostic.severity = diagnostic.severity.max(kind.severity());
        diagnostic
    }));
    if broken {
        return Checked::Error;
    }
    if !value.is_known() {
        return Checked::Unknown;
    }
    let invalid = |detail: String| Diagnostic::error("Invalid condition result", detail).at(span);
    if value.is_null() {
        diags.push(invalid("Condition expression must return either true or false, not null.".into()));
        return Checked::Error;
    }
    match convert(&value, &Type::Bool).map(|value| value.as_bool()) {
        Ok(Some(true)) => Checked::Pass,
        Ok(Some(false)) => {
            let message = failure_message(condition, scope, diags);
            let detail = if kind == CheckKind::VariableValidation {
                format!("{message}\n\nThis was checked by the validation rule at {}.", place(condition, sources))
            } else {
                message.clone()
            };
            let mut diagnostic = Diagnostic::error(kind.failed_summary(), detail).at(span);
            diagnostic.severity = kind.severity();
            diags.push(condition.condition.explain(diagnostic, scope, Cause::Value));
            Checked::Fail(message)
        }
        Ok(None) => Checked::Unknown,
        Err(error) => {
            diags.push(invalid(format!("Invalid condition result value: {}.", error.message)));
            Checked::Error
        }
    }
}

fn failure_message(condition: &Condition, scope: &dyn Scope, diags: &mut Diagnostics) -> String {
    let (value, found) = condition.error_message.eval(scope);
    let span = condition.error_message.span();
    diags.extend(found);
    if value.contains_sensitive() {
        let detail = "The error expression used to explain this condition refers to sensitive values, so Terraform will not display the resulting message.\n\nYou can correct this by removing references to sensitive values, or by carefully using the nonsensitive() function if the expression will not reveal the sensitive data.";
        diags.push(Diagnostic::warning("Error message refers to sensitive values", detail).at(span));
        return "The error message included a sensitive value, so it will not be displayed.".into();
    }
    let text = convert(&value, &Type::String).ok().and_then(|text| text.as_str().map(|text| text.trim().to_owned()));
    text.unwrap_or_else(|| {
        let detail = "Unsuitable value for error message: string required.";
        diags.push(Diagnostic::error("Invalid error message", detail).at(span));
        "Failed to evaluate condition error message.".into()
    })
}

/// `main.tf:3,3-13`
fn place(condition: &Condition, sources: &Sources) -> String {
    let Some(source) = sources.source(condition.span.source) else { return "an unknown place".into() };
    let (start, end) = (source.position(condition.span.start), source.position(condition.span.end));
    if start.line == end.line {
        format!("{}:{},{}-{}", source.name, start.line, start.column, end.column)
    } else {
        format!("{}:{},{}-{},{}", source.name, start.line, start.column, end.line, end.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_outweighs_a_failure_and_a_failure_outweighs_an_unknown() {
        let mut report = CheckReport::default();
        assert_eq!(report.status(), "pass");
        report.add(Checked::Unknown);
        assert_eq!(report.status(), "unknown");
        report.add(Checked::Fail("no".into()));
        assert_eq!(report.status(), "fail");
        report.add(Checked::Error);
        assert_eq!(report.status(), "error");
    }
}

//! One message for a person: what is wrong, where, why, and what to do.

use super::Span;
use crate::value::Path;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The run cannot succeed.
    Error,
    /// The run goes on.
    Warning,
}

/// The value of one reference in the expression at fault, shown below the snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionValue {
    /// The reference as written, such as `var.zones`.
    pub traversal: String,
    /// What it is, such as `is a list of string` or `is "eu-west-1"`; never a sensitive value.
    pub statement: String,
}

/// A message for a person. Rendering lives in the command line's view.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Fixed text without names, such as `Unsupported argument`.
    pub summary: String,
    /// What is wrong, why, and what to do.
    pub detail: String,
    /// The resource instance or module concerned.
    pub address: Option<String>,
    /// The attribute concerned, relative to the configuration of `address`.
    pub path: Option<Path>,
    /// The text at fault, underlined.
    pub subject: Option<Span>,
    /// A wider range that gives the subject its context.
    pub context: Option<Span>,
    /// Values in scope at the subject.
    pub values: Vec<ExpressionValue>,
}

impl Diagnostic {
    /// An error.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Severity::Error, summary.into(), detail.into())
    }

    /// A warning.
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Severity::Warning, summary.into(), detail.into())
    }

    fn new(severity: Severity, summary: String, detail: String) -> Self {
        Self { severity, summary, detail, address: None, path: None, subject: None, context: None, values: Vec::new() }
    }

    /// Points at the text at fault.
    #[must_use]
    pub fn at(mut self, subject: impl Into<Option<Span>>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Widens the snippet to the given range.
    #[must_use]
    pub fn within(mut self, context: impl Into<Option<Span>>) -> Self {
        self.context = context.into();
        self
    }

    /// Names the resource instance or module concerned.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "callers pass an address or a reference to one")]
    pub fn on(mut self, address: impl ToString) -> Self {
        self.address = Some(address.to_string());
        self
    }

    /// Names the attribute concerned.
    #[must_use]
    pub fn attribute(mut self, path: Path) -> Self {
        self.path = Some(path);
        self
    }

    /// Adds the value of a reference in scope.
    #[must_use]
    pub fn with_value(mut self, traversal: impl Into<String>, statement: impl Into<String>) -> Self {
        self.values.push(ExpressionValue { traversal: traversal.into(), statement: statement.into() });
        self
    }

    /// Whether this is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

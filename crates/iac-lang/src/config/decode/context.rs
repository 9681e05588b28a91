//! What every decoding function carries along: the diagnostics so far, and the files that places are named in.

use iac_core::diag::{Diagnostic, Diagnostics, Sources, Span};

/// Collects diagnostics while a module is decoded.
pub(in crate::config) struct DecodeCtx<'s> {
    /// What was found so far.
    pub diags: Diagnostics,
    /// Every file of the run.
    pub sources: &'s Sources,
}

impl<'s> DecodeCtx<'s> {
    /// A context without findings.
    pub fn new(sources: &'s Sources) -> Self {
        Self { diags: Diagnostics::new(), sources }
    }

    /// Reports an error at a place.
    pub fn error(&mut self, summary: impl Into<String>, detail: impl Into<String>, subject: Span) {
        self.diags.push(Diagnostic::error(summary, detail).at(subject));
    }

    /// Reports a warning at a place.
    pub fn warning(&mut self, summary: impl Into<String>, detail: impl Into<String>, subject: Span) {
        self.diags.push(Diagnostic::warning(summary, detail).at(subject));
    }

    /// Reports a value of the wrong kind, as in `Unsuitable value: a bool is required`.
    pub fn unsuitable(&mut self, what: &str, subject: Span) {
        self.error("Unsuitable value type", format!("Unsuitable value: {what}"), subject);
    }

    /// A place as text: `main.tf:3,1-12`.
    pub fn place(&self, span: Span) -> String {
        let Some(source) = self.sources.source(span.source) else { return "another file".into() };
        let (start, end) = (source.position(span.start), source.position(span.end));
        if start.line == end.line {
            format!("{}:{},{}-{}", source.name, start.line, start.column, end.column)
        } else {
            format!("{}:{},{}-{},{}", source.name, start.line, start.column, end.line, end.column)
        }
    }
}

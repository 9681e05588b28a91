//! Diagnostics for people, and the source positions they point at.

mod diagnostic;
mod diagnostics;
mod source;

pub use diagnostic::{Diagnostic, ExpressionValue, Severity};
pub use diagnostics::Diagnostics;
pub use source::{Position, Source, SourceId, Sources, Span, columns};

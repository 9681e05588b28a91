//! The Terraform language: configuration loading, references, evaluation and functions.
//!
//! [`config`] turns files into a tree of modules whose expressions are lowered once into [`expr::Expr`]; [`refs`] says what
//! an expression refers to; [`eval`] evaluates expressions and decodes whole bodies by schema in a [`eval::Scope`].
//! No crate above sees HCL syntax.

pub mod config;
pub mod eval;
pub mod expr;
pub mod funcs;
pub mod refs;

mod format;

pub use format::format_source;

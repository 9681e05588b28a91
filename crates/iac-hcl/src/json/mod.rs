//! The JSON profile of HCL: JSON text as a tree with spans.
//!
//! A JSON body means nothing without a schema, so that bodies are decoded above, in `iac-lang`.

mod node;
mod parse;
mod scalar;

pub use node::{Member, Node, NodeKind};
pub use parse::parse;

#[cfg(test)]
mod tests;

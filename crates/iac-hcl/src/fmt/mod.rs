//! The canonical layout of configuration files, byte for byte that of `terraform fmt`.
//!
//! Works on tokens: first a few expressions and labels are rewritten, then the spaces before each token are set anew.
//! Comments, blank lines and the text of templates stay as they are.

mod format;
mod layout;
mod piece;
mod rewrite;
mod spacing;

pub use format::format;

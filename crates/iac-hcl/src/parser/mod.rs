//! The parser: tokens to syntax tree, with recovery.
//!
//! Recursive descent. A function that meets an error reports it and returns [`cursor::Lost`]; the nearest construct that
//! knows where to go on (a bracket, a template, an item of a body) skips there and puts an `Invalid` expression in place,
//! so that one run reports every error. Time is linear in the text; nesting is limited by [`MAX_DEPTH`].

mod block;
mod body;
mod collection;
mod cursor;
mod entry;
mod escape;
mod expression;
mod for_expr;
mod recovery;
mod template;
mod template_tree;
mod term;
mod traversal;

pub use entry::{MAX_DEPTH, parse_body, parse_expression, parse_template};

//! HCL syntax: a lossless lexer, a parser with recovery, and the JSON profile. Nothing of Terraform.
//!
//! [`parse_body`] turns the bytes of a `.tf` file into a [`ast::Body`] with spans and reports every error of the file;
//! [`parse_expression`] and [`parse_template`] do so for text inside other formats; [`json::parse`] reads the JSON profile;
//! [`fmt::format`] lays a file out anew.

pub mod ast;
pub mod fmt;
pub mod json;
mod lexer;
mod parser;

pub use lexer::{Token, TokenKind, tokenize, tokenize_template};
pub use parser::{MAX_DEPTH, parse_body, parse_expression, parse_template};

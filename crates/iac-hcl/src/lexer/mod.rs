//! The lossless lexer: every byte of the input belongs to exactly one token.

mod id_table;
mod ident;
mod scan;
mod token;

pub(crate) use ident::{is_ident_continue, is_ident_start};
pub(crate) use scan::Lexer;
pub use scan::{tokenize, tokenize_template};
pub use token::{Token, TokenKind};

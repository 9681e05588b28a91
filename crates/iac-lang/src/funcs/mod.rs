//! The functions of the language: one file per family, one catalogue.
//!
//! [`call`] does what every function shares (arity, conversion, null, unknown, marks); a family file holds only what is
//! its own. `try`, `can`, `convert`, `templatefile` and `templatestring` are not here: they need unevaluated arguments
//! or the scope of the caller, so the evaluator has them.

mod base64;
mod call;
mod catalogue;
mod cidr;
mod coalesce;
mod conversion;
mod csv;
mod datetime;
mod digest;
mod duration;
mod encoding;
mod files;
mod fileset;
mod format;
mod function;
mod index;
mod json;
mod letter_case;
mod mapping;
mod marking;
mod numeric;
mod operand;
mod re2;
mod reduction;
mod regex;
mod rsa;
mod sequence;
mod set;
mod string;
mod text_encoding;
mod uuid;
mod verb;
mod yaml_decode;
mod yaml_encode;
mod yaml_scalar;

pub use call::{call, exists, names};
pub use catalogue::find;
pub use function::{Function, FunctionError, Parameter};

#[cfg(test)]
mod tests;

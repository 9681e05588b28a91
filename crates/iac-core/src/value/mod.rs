//! Values of the Terraform language and their types.

mod convert;
mod json;
mod kind;
mod marks;
mod msgpack;
mod number;
mod ops;
mod path;
mod refinement;
mod set_order;
#[cfg(test)]
mod testing;
mod ty;
mod unify;
mod visit;

#[cfg(test)]
mod tests;

pub use convert::{ConvertError, convert, is_convertible, mismatch_message};
pub use json::{JsonError, from_json, json_type, quote_json, to_json, type_from_json, type_to_json};
pub use kind::{Elements, Entries, Kind, Value};
pub use marks::Marks;
pub use msgpack::{MsgpackError, from_msgpack, to_msgpack};
pub use number::{Number, NumberError, ParseNumberError};
pub use ops::{OperatorError, graphemes};
pub use path::{Path, Step};
pub use refinement::{Refinement, Unknown};
pub use ty::{ObjectType, Type};
pub use unify::{unify, unify_values};

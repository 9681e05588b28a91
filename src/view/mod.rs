//! What people and programs see. Everything that is rendered is rendered here.

pub(crate) mod diagnostic;
pub(crate) mod style;
pub(crate) mod value;

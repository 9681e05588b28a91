//! What programs read: Terraform's JSON documents, with its names and format versions.

pub(crate) mod checks;
pub(crate) mod configuration;
pub(crate) mod diagnostic;
pub(crate) mod plan;
pub(crate) mod schema;
pub(crate) mod state;
pub(crate) mod stream;
pub(crate) mod validation;
pub(crate) mod value;

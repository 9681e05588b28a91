//! `aws_s3_object`: an object in a bucket.
//!
//! `resource` has the type and its operations, `upload` how its content is sent, `override_provider` its block of that name.

mod override_provider;
mod resource;
mod upload;

pub use resource::Object;

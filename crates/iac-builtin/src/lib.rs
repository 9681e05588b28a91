//! The utility providers that are part of the program, and its provisioners.
//!
//! `archive`, `external`, `local`, `null`, `random` and `time`; none needs configuration or talks to anything remote. One file
//! per type, listed by its provider's `catalogue`.

mod archive;
mod argument_checks;
mod child_process;
mod digests;
mod external;
mod local;
mod local_exec;
mod null;
mod random;
#[cfg(test)]
mod testing;
mod time;
mod typed_provider;

use iac_provider::{Provider, Provisioner};
use local_exec::LocalExec;
use std::sync::Arc;
use typed_provider::TypedProvider;

/// Every utility provider.
pub fn providers() -> Vec<Arc<dyn Provider>> {
    vec![
        Arc::new(TypedProvider::new("archive", archive::catalogue())),
        Arc::new(TypedProvider::new("external", external::catalogue())),
        Arc::new(TypedProvider::new("local", local::catalogue()).with_functions(local::call_function)),
        Arc::new(TypedProvider::new("null", null::catalogue())),
        Arc::new(TypedProvider::new("random", random::catalogue())),
        Arc::new(TypedProvider::new("time", time::catalogue()).with_functions(time::call_function)),
    ]
}

/// Every provisioner by its type.
pub fn provisioners() -> Vec<(&'static str, Arc<dyn Provisioner>)> {
    vec![("local-exec", Arc::new(LocalExec::default()))]
}

//! The `local` provider: files on the machine that runs the program.

mod command;
mod data;
mod file;
mod place;
mod sensitive_file;

use iac_core::value::Value;
use iac_provider::{Catalogue, DataSourceEntry, ResourceEntry};

/// The types of the provider.
pub(crate) fn catalogue() -> Catalogue<()> {
    Catalogue::new(
        [ResourceEntry::of::<file::LocalFile>(), ResourceEntry::of::<sensitive_file::LocalSensitiveFile>()],
        [
            DataSourceEntry::of::<command::LocalCommand>(),
            DataSourceEntry::of::<data::LocalFileData>(),
            DataSourceEntry::of::<data::LocalSensitiveFileData>(),
        ],
    )
}

/// The functions of the provider.
pub(crate) fn call_function(name: &str, arguments: &[Value]) -> Option<Result<Value, String>> {
    match (name, arguments) {
        ("direxists", [path]) => Some(place::directory_exists(path.as_str().unwrap_or_default()).map(Value::bool)),
        _ => None,
    }
}

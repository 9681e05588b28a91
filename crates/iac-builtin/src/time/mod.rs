//! The `time` provider: moments that stay what they are, and waiting.

mod functions;
mod moment;
mod offset;
mod parts;
mod rotating;
mod sleep;
mod static_time;

pub(crate) use functions::call_function;
use iac_provider::{Catalogue, ResourceEntry};

/// The types of the provider.
pub(crate) fn catalogue() -> Catalogue<()> {
    Catalogue::new(
        [
            ResourceEntry::of::<offset::TimeOffset>(),
            ResourceEntry::of::<rotating::TimeRotating>(),
            ResourceEntry::of::<sleep::TimeSleep>(),
            ResourceEntry::of::<static_time::TimeStatic>(),
        ],
        [],
    )
}

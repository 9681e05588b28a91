//! The `random` provider: values made up once and kept in state until a keeper or an argument changes.

mod bytes;
mod id;
mod integer;
mod password;
mod pet;
mod shuffle;
pub(crate) mod source;
mod string;
mod text;
mod uuid;
mod words;

use iac_provider::{Catalogue, ResourceEntry};

/// The types of the provider.
pub(crate) fn catalogue() -> Catalogue<()> {
    Catalogue::new(
        [
            ResourceEntry::of::<bytes::RandomBytes>(),
            ResourceEntry::of::<id::RandomId>(),
            ResourceEntry::of::<integer::RandomInteger>(),
            ResourceEntry::of::<password::RandomPassword>(),
            ResourceEntry::of::<pet::RandomPet>(),
            ResourceEntry::of::<shuffle::RandomShuffle>(),
            ResourceEntry::of::<string::RandomString>(),
            ResourceEntry::of::<uuid::RandomUuid>(),
            ResourceEntry::of::<uuid::RandomUuid4>(),
            ResourceEntry::of::<uuid::RandomUuid7>(),
        ],
        [],
    )
}

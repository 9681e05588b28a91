//! The `archive` provider: zip and tar.gz files that depend on nothing but names, contents and modes.
//!
//! Zip archives are equal byte for byte to those of Terraform's provider, so that a hash does not change with the tool.

mod archive_file;
mod checksum;
mod deflate;
mod entries;
mod glob;
mod huffman;
mod tar;
mod zip;

use iac_provider::{Catalogue, DataSourceEntry, ResourceEntry};

/// The types of the provider.
pub(crate) fn catalogue() -> Catalogue<()> {
    Catalogue::new(
        [ResourceEntry::of::<archive_file::ArchiveFile>()],
        [DataSourceEntry::of::<archive_file::ArchiveFileData>()],
    )
}

//! Zip files as Terraform's provider writes them: one fixed time, sizes after the data, Unix modes.

use super::checksum::crc32;
use super::deflate::{Effort, deflate};
use super::entries::Entry;
use iac_provider::Error;

const VERSION: u16 = 20;
const ON_UNIX: u16 = 3 << 8;
const DEFLATED: u16 = 8;
const SIZES_FOLLOW: u16 = 8;
const NAME_IS_UTF_8: u16 = 0x800;
/// What the year 1 becomes in a date that begins at 1980: the first of January 2049.
const FILE_DATE: u16 = 0x8a21;
const REGULAR_FILE: u32 = 0o100_000;
const READ_ONLY: u32 = 1;

/// Packs files.
pub(super) fn pack(entries: &[Entry]) -> Result<Vec<u8>, Error> {
    let mut packed = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let start = packed.len();
        let data = deflate(&entry.bytes, Effort::ZIP);
        let mut sizes = crc32(&entry.bytes).to_le_bytes().to_vec();
        sizes.extend(narrow(data.len())?.to_le_bytes());
        sizes.extend(narrow(entry.bytes.len())?.to_le_bytes());
        packed.extend(b"PK\x03\x04");
        packed.extend(common(entry, &[0; 12])?);
        packed.extend(entry.name.as_bytes());
        packed.extend(data);
        packed.extend(b"PK\x07\x08");
        packed.extend(&sizes);

        directory.extend(b"PK\x01\x02");
        directory.extend((VERSION | if entry.mode.is_some() { ON_UNIX } else { 0 }).to_le_bytes());
        directory.extend(common(entry, &sizes)?);
        // No comment, the first disk, nothing known of the content.
        directory.extend([0; 6]);
        directory.extend(attributes(entry.mode).to_le_bytes());
        directory.extend(narrow(start)?.to_le_bytes());
        directory.extend(entry.name.as_bytes());
    }
    let (start, size) = (narrow(packed.len())?, narrow(directory.len())?);
    let count = u16::try_from(entries.len()).map_err(|_| too_large())?;
    packed.extend(directory);
    packed.extend(b"PK\x05\x06\0\0\0\0");
    packed.extend(count.to_le_bytes());
    packed.extend(count.to_le_bytes());
    packed.extend(size.to_le_bytes());
    packed.extend(start.to_le_bytes());
    packed.extend([0; 2]);
    Ok(packed)
}

/// The part that both headers of a file have: from the version needed to the length of extra fields.
fn common(entry: &Entry, sizes: &[u8]) -> Result<Vec<u8>, Error> {
    let flags = SIZES_FOLLOW | if is_beyond_ascii(&entry.name) { NAME_IS_UTF_8 } else { 0 };
    let date = if entry.mode.is_some() { FILE_DATE } else { 0 };
    let mut header = Vec::with_capacity(26);
    for number in [VERSION, flags, DEFLATED, 0, date] {
        header.extend(number.to_le_bytes());
    }
    header.extend(sizes);
    header.extend(u16::try_from(entry.name.len()).map_err(|_| too_large())?.to_le_bytes());
    header.extend([0; 2]);
    Ok(header)
}

/// Whether a name reads differently in other character sets.
fn is_beyond_ascii(name: &str) -> bool {
    name.chars().any(|character| !(' '..='}').contains(&character) || character == '\\')
}

fn attributes(mode: Option<u32>) -> u32 {
    mode.map_or(0, |mode| (REGULAR_FILE | mode) << 16 | if mode & 0o200 == 0 { READ_ONLY } else { 0 })
}

fn narrow(length: usize) -> Result<u32, Error> {
    u32::try_from(length).map_err(|_| too_large())
}

fn too_large() -> Error {
    Error::other("the archive is too large: iac writes no zip files beyond 4 GiB or 65,535 files")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_file_is_packed_byte_for_byte_as_terraform_packs_it() {
        let entry = Entry { name: "a.txt".into(), mode: Some(0o644), bytes: b"hello".to_vec() };
        let packed = pack(&[entry]).unwrap();
        assert_eq!(&packed[..30], b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\x21\x8a\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0");
        assert_eq!(packed[35..47], [0xca, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x04, 0, 0, 0xff, 0xff, b'P']);
        assert!(packed.windows(4).any(|bytes| bytes == 0x81a4_0000u32.to_le_bytes()));
    }

    #[test]
    fn names_beyond_ascii_are_marked() {
        assert!(is_beyond_ascii("é") && is_beyond_ascii("a~") && is_beyond_ascii("a\\b") && !is_beyond_ascii("a/b }"));
    }
}

//! Tar files packed with gzip, without times, owners or anything else that differs between two machines.

use super::checksum::crc32;
use super::deflate::{Effort, deflate};
use super::entries::Entry;
use iac_provider::Error;

const BLOCK: usize = 512;
const DEFAULT_MODE: u32 = 0o644;

/// Packs files.
pub(super) fn pack(entries: &[Entry]) -> Result<Vec<u8>, Error> {
    let mut packed = Vec::new();
    for entry in entries {
        if entry.name.len() > 100 {
            // The long name comes as a file of its own, in the way that GNU tar introduced.
            let name = [entry.name.as_bytes(), b"\0"].concat();
            append(&mut packed, &header("././@LongLink", b'L', 0, name.len())?, &name);
        }
        let mode = entry.mode.unwrap_or(DEFAULT_MODE);
        append(&mut packed, &header(&entry.name, b'0', mode, entry.bytes.len())?, &entry.bytes);
    }
    packed.extend([0; 2 * BLOCK]);
    gzip(&packed)
}

fn append(packed: &mut Vec<u8>, header: &[u8], bytes: &[u8]) {
    packed.extend(header);
    packed.extend(bytes);
    packed.resize(packed.len().next_multiple_of(BLOCK), 0);
}

fn header(name: &str, kind: u8, mode: u32, size: usize) -> Result<[u8; BLOCK], Error> {
    if size >= 1 << 33 {
        return Err(Error::other("the archive is too large: iac writes no tar files with more than 8 GiB in one file"));
    }
    let mut header = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &name.as_bytes()[..name.len().min(100)]);
    put(100, format!("{mode:07o}\0").as_bytes());
    put(108, b"0000000\x000000000\x00");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, b"00000000000\0        ");
    put(156, &[kind]);
    put(257, b"ustar  \0");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Ok(header)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    // No time, no hint, an unknown system.
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    packed.extend(deflate(bytes, Effort::GZIP));
    packed.extend(crc32(bytes).to_le_bytes());
    let size = u32::try_from(bytes.len() as u64 & 0xffff_ffff).map_err(|error| Error::other(error.to_string()))?;
    packed.extend(size.to_le_bytes());
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn a_tar_file_holds_names_modes_and_contents() {
        let long = "d/".repeat(60) + "long.txt";
        let entries = [
            Entry { name: "a.txt".into(), mode: Some(0o755), bytes: b"hello".to_vec() },
            Entry { name: long.clone(), mode: None, bytes: vec![b'x'; 513] },
        ];
        let packed = pack(&entries).unwrap();
        assert_eq!(packed, pack(&entries).unwrap());
        let mut tar = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut tar).unwrap();
        assert_eq!(tar.len(), BLOCK * (2 + 2 + 3 + 2));
        assert_eq!(
            (&tar[..6], &tar[100..108], &tar[BLOCK..BLOCK + 5]),
            (&b"a.txt\0"[..], &b"0000755\0"[..], &b"hello"[..])
        );
        assert_eq!(&tar[3 * BLOCK..3 * BLOCK + long.len()], long.as_bytes());
    }
}

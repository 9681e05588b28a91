//! Huffman codes of limited length, and the bits of a deflate block.
//!
//! Several codes are equally short; which one is chosen follows Go's `compress/flate`, which Terraform's provider uses.

/// A code: its bits, the first one lowest, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) bits: u16,
    pub(super) length: u8,
}

/// Codes for symbols by their frequency, none longer than `limit` bits.
pub(super) fn codes(frequencies: &[u32], limit: usize) -> Vec<Code> {
    let mut codes = vec![Code::default(); frequencies.len()];
    let mut used: Vec<(u32, usize)> =
        frequencies.iter().enumerate().filter(|(_, count)| **count > 0).map(|(at, count)| (*count, at)).collect();
    if used.len() <= 2 {
        for (bits, (_, symbol)) in (0..).zip(&used) {
            codes[*symbol] = Code { bits, length: 1 };
        }
        return codes;
    }
    used.sort_unstable();
    let weights: Vec<u64> = used.iter().map(|(count, _)| u64::from(*count)).collect();
    assign(&mut codes, used, &lengths(&weights, limit.min(weights.len() - 1)));
    codes
}

/// Gives the most frequent symbols the shortest codes; of codes of one length the smaller symbol has the smaller one.
fn assign(codes: &mut [Code], mut used: Vec<(u32, usize)>, counts: &[usize]) {
    let mut next = 0u16;
    for (length, count) in (0u8..).zip(counts) {
        next <<= 1;
        if length == 0 {
            continue;
        }
        let mut symbols: Vec<usize> =
            used.split_off(used.len() - count).into_iter().map(|(_, symbol)| symbol).collect();
        symbols.sort_unstable();
        for symbol in symbols {
            codes[symbol] = Code { bits: next.reverse_bits() >> (16 - u16::from(length)), length };
            next += 1;
        }
    }
}

const NONE: u64 = u64::MAX;

/// One level of the package-merge algorithm, made lazily from the level below.
#[derive(Clone, Debug)]
struct Level {
    last: u64,
    next_leaf: u64,
    next_pair: u64,
    needed: usize,
    /// How many leaves were taken at this level and, by the pairs taken, at each level below.
    leaves: Vec<usize>,
}

/// How many codes have each length, 0 to `limit`. Weights are sorted; there are at least three.
fn lengths(weights: &[u64], limit: usize) -> Vec<usize> {
    let weight = |at: usize| weights.get(at).copied().unwrap_or(NONE);
    // The two smallest leaves come first at every level; level 0 is only there to be looked at.
    let mut levels: Vec<Level> = (0..=limit)
        .map(|level| Level {
            last: weight(1),
            next_leaf: weight(2),
            next_pair: if level <= 1 { NONE } else { weight(0) + weight(1) },
            needed: 0,
            leaves: (0..=limit).map(|other| if other == level && level > 0 { 2 } else { 0 }).collect(),
        })
        .collect();
    levels[limit].needed = 2 * weights.len() - 4;
    let mut level = limit;
    loop {
        let current = &mut levels[level];
        if current.next_pair == NONE && current.next_leaf == NONE {
            // Exhausted: nobody needs to come back here.
            current.needed = 0;
            levels[level + 1].next_pair = NONE;
            level += 1;
            continue;
        }
        let before = current.last;
        if current.next_leaf < current.next_pair {
            current.last = current.next_leaf;
            current.leaves[level] += 1;
            current.next_leaf = weight(current.leaves[level]);
        } else {
            current.last = current.next_pair;
            let below = levels[level - 1].leaves[..level].to_vec();
            levels[level].leaves[..level].copy_from_slice(&below);
            levels[level - 1].needed = 2;
        }
        levels[level].needed -= 1;
        if levels[level].needed > 0 {
            while levels[level - 1].needed > 0 {
                level -= 1;
            }
        } else if level == limit {
            break;
        } else {
            levels[level + 1].next_pair = before + levels[level].last;
            level += 1;
        }
    }
    let leaves = &levels[limit].leaves;
    std::iter::once(0).chain((1..=limit).rev().map(|level| leaves[level] - leaves[level - 1])).collect()
}

/// Bits in the order of deflate.
#[derive(Debug, Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    pending: u64,
    count: u32,
}

impl BitWriter {
    /// Appends the lowest `count` bits.
    pub(super) fn bits(&mut self, bits: u32, count: u32) {
        self.pending |= u64::from(bits) << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.pending.to_le_bytes()[0]);
            self.pending >>= 8;
            self.count -= 8;
        }
    }

    /// Appends a code.
    pub(super) fn code(&mut self, code: Code) {
        self.bits(u32::from(code.bits), u32::from(code.length));
    }

    /// Goes on at the next whole byte.
    pub(super) fn align(&mut self) {
        if self.count > 0 {
            self.bits(0, 8 - self.count);
        }
    }

    /// Appends whole bytes, which must begin at one.
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// What was written.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.align();
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths_of(frequencies: &[u32], limit: usize) -> Vec<u8> {
        codes(frequencies, limit).iter().map(|code| code.length).collect()
    }

    #[test]
    fn frequent_symbols_have_short_codes() {
        assert_eq!(lengths_of(&[5, 1, 1, 2, 0], 15), [1, 3, 3, 2, 0]);
        assert_eq!(lengths_of(&[0, 9, 0], 15), [0, 1, 0]);
        assert_eq!(lengths_of(&[0, 0], 15), [0, 0]);
    }

    #[test]
    fn no_code_is_longer_than_the_limit_and_all_fit() {
        let steep: Vec<u32> = (0..18).map(|power| 1 << power).collect();
        for limit in [5, 7, 15] {
            let lengths = lengths_of(&steep, limit);
            assert!(lengths.iter().all(|length| usize::from(*length) <= limit && *length > 0));
            let space: f64 = lengths.iter().map(|length| 0.5f64.powi(i32::from(*length))).sum();
            assert!((space - 1.0).abs() < 1e-9, "a full code: {space}");
        }
    }
}

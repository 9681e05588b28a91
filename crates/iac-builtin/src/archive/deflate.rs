//! The deflate compression of RFC 1951, with the choices of Go's `compress/flate`, so that archives equal those of
//! Terraform's provider byte for byte.
//!
//! Matches have four bytes or more and are found lazily along hash chains; a block has at most 16,384 tokens; the last
//! block is an empty stored one.

use super::huffman::{BitWriter, Code, codes};

const SHORTEST: usize = 4;
const LONGEST: usize = 258;
const WINDOW: usize = 1 << 15;
const HASH_BITS: u32 = 17;
const BLOCK_TOKENS: usize = 1 << 14;
const LARGEST_STORED: usize = 0xffff;

/// How hard to look for matches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    lazy: usize,
    nice: usize,
    tries: usize,
}

impl Effort {
    /// Level 5, which Go's zip writer uses.
    pub(super) const ZIP: Self = Self { lazy: 16, nice: 32, tries: 32 };
    /// Level 6, which Go's gzip writer uses.
    pub(super) const GZIP: Self = Self { lazy: 16, nice: 128, tries: 128 };
}

/// A literal byte, or a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Literal(u8),
    Match { length: usize, distance: usize },
}

/// Compresses bytes.
pub(super) fn deflate(data: &[u8], effort: Effort) -> Vec<u8> {
    let mut matcher = Matcher::new(data, effort);
    matcher.run();
    let mut output = matcher.output;
    stored_header(&mut output, 0, true);
    output.finish()
}

struct Matcher<'a> {
    data: &'a [u8],
    effort: Effort,
    /// The last position with a hash, plus one; 0 is none.
    heads: Vec<u32>,
    /// The position before, with the same hash, by position in the window; plus one.
    chain: Vec<u32>,
    /// Nothing before this position can be reached: the window moves in steps of its size.
    base: usize,
    tokens: Vec<Token>,
    block_start: usize,
    output: BitWriter,
}

impl<'a> Matcher<'a> {
    fn new(data: &'a [u8], effort: Effort) -> Self {
        Self {
            data,
            effort,
            heads: vec![0; 1 << HASH_BITS],
            chain: vec![0; WINDOW],
            base: 0,
            tokens: Vec::with_capacity(BLOCK_TOKENS),
            block_start: 0,
            output: BitWriter::default(),
        }
    }

    fn run(&mut self) {
        let (mut at, mut length, mut distance, mut pending) = (0, SHORTEST - 1, 0, false);
        let mut candidate = 0;
        while at < self.data.len() {
            self.slide(at);
            candidate = self.insert(at).unwrap_or(candidate);
            let (previous_length, previous_distance) = (length, distance);
            (length, distance) = (SHORTEST - 1, 0);
            let ahead = self.data.len().min(self.base + 2 * WINDOW) - at;
            let oldest = at.saturating_sub(WINDOW).max(self.base);
            if candidate > oldest && ahead > previous_length && previous_length < self.effort.lazy {
                (length, distance) = self.longest(at, candidate - 1, ahead).unwrap_or((length, distance));
            }
            if previous_length >= SHORTEST && length <= previous_length {
                // The match that began one byte ago is the better one.
                let end = at + previous_length - 1;
                for inside in at + 1..end {
                    self.insert(inside);
                }
                (at, length, pending) = (end, SHORTEST - 1, false);
                self.push(Token::Match { length: previous_length, distance: previous_distance }, end);
            } else {
                if pending {
                    self.push(Token::Literal(self.data[at - 1]), at);
                }
                (at, pending) = (at + 1, true);
            }
        }
        if pending {
            self.tokens.push(Token::Literal(self.data[at - 1]));
        }
        if !self.tokens.is_empty() {
            self.write_block(at);
        }
    }

    /// Moves the window when too little of it is left to look ahead.
    fn slide(&mut self, at: usize) {
        let end = self.base + 2 * WINDOW;
        if end < self.data.len() && end.saturating_sub(at) < SHORTEST + LONGEST {
            self.base += WINDOW;
        }
    }

    /// Enters the four bytes at a position; returns the position before with the same hash, plus one. `None` at the end.
    fn insert(&mut self, at: usize) -> Option<usize> {
        let bytes: [u8; SHORTEST] = self.data.get(at..at + SHORTEST)?.try_into().ok()?;
        let hash = u32::from_be_bytes(bytes).wrapping_mul(0x1e35_a7bd) >> (32 - HASH_BITS);
        let head = &mut self.heads[hash as usize];
        let before = *head;
        self.chain[at % WINDOW] = before;
        *head = u32::try_from(at + 1).unwrap_or(0);
        Some(before as usize)
    }

    /// The longest match of what is at a position, along the chain that begins at `candidate`.
    fn longest(&self, at: usize, mut candidate: usize, ahead: usize) -> Option<(usize, usize)> {
        let most = ahead.min(LONGEST);
        let here = &self.data[at..at + most];
        let oldest = at.saturating_sub(WINDOW).max(self.base);
        let (mut length, mut found) = (SHORTEST - 1, None);
        for _ in 0..self.effort.tries {
            let there = &self.data[candidate..];
            if there[length] == here[length] {
                let same = here.iter().zip(there).take_while(|(here, there)| here == there).count();
                // Four bytes from far away cost more than they save.
                if same > length && (same > SHORTEST || at - candidate <= 4096) {
                    (length, found) = (same, Some((same, at - candidate)));
                    if same >= self.effort.nice.min(most) {
                        break;
                    }
                }
            }
            // One whole window back the chain has been overwritten.
            if candidate + WINDOW == at {
                break;
            }
            match (self.chain[candidate % WINDOW] as usize).checked_sub(1) {
                Some(next) if next >= oldest => candidate = next,
                _ => break,
            }
        }
        found
    }

    fn push(&mut self, token: Token, end: usize) {
        self.tokens.push(token);
        if self.tokens.len() == BLOCK_TOKENS {
            self.write_block(end);
        }
    }

    fn write_block(&mut self, end: usize) {
        let raw = (self.block_start >= self.base).then(|| &self.data[self.block_start..end]);
        Block::new(&self.tokens).write(raw.filter(|raw| raw.len() <= LARGEST_STORED), &mut self.output);
        self.tokens.clear();
        self.block_start = end;
    }
}

fn stored_header(output: &mut BitWriter, length: u16, last: bool) {
    output.bits(u32::from(last), 3);
    output.align();
    output.bits(u32::from(length), 16);
    output.bits(u32::from(!length), 16);
}

const END_OF_BLOCK: usize = 256;
const LITERALS: usize = 286;
const DISTANCES: usize = 30;
/// The order in which the lengths of the code-length code are sent.
const LENGTH_ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// The symbol of a match length: its code, the extra bits and how many there are.
fn length_symbol(length: usize) -> (usize, u32, u32) {
    let rest = length - 3;
    match rest {
        0..8 => (257 + rest, 0, 0),
        255 => (285, 0, 0),
        _ => {
            let extra = rest.ilog2() - 2;
            let low = rest & ((1 << extra) - 1);
            (257 + 4 * extra as usize + (rest >> extra), narrow(low), extra)
        }
    }
}

/// The symbol of a match distance, likewise.
fn distance_symbol(distance: usize) -> (usize, u32, u32) {
    let rest = distance - 1;
    if rest < 4 {
        return (rest, 0, 0);
    }
    let extra = rest.ilog2() - 1;
    let low = rest & ((1 << extra) - 1);
    (2 * extra as usize + (rest >> extra), narrow(low), extra)
}

fn narrow(bits: usize) -> u32 {
    u32::try_from(bits).unwrap_or(0)
}

/// One block: its tokens with the codes made for them.
struct Block<'a> {
    tokens: &'a [Token],
    literal_counts: Vec<u32>,
    distance_counts: Vec<u32>,
    extra_bits: u32,
    literals: Vec<Code>,
    distances: Vec<Code>,
    /// How the code lengths are told: a symbol, extra bits, and how many of them.
    told: Vec<(usize, u32, u32)>,
    told_codes: Vec<Code>,
}

impl<'a> Block<'a> {
    fn new(tokens: &'a [Token]) -> Self {
        let (mut literal_counts, mut distance_counts, mut extra_bits) = (vec![0; LITERALS], vec![0; DISTANCES], 0);
        literal_counts[END_OF_BLOCK] = 1;
        for token in tokens {
            match *token {
                Token::Literal(byte) => literal_counts[usize::from(byte)] += 1,
                Token::Match { length, distance } => {
                    let (length, distance) = (length_symbol(length), distance_symbol(distance));
                    literal_counts[length.0] += 1;
                    distance_counts[distance.0] += 1;
                    extra_bits += length.2 + distance.2;
                }
            }
        }
        trim(&mut literal_counts);
        trim(&mut distance_counts);
        if distance_counts.is_empty() {
            // There has to be one distance code, even if it is never used.
            distance_counts.push(1);
        }
        let (literals, distances) = (codes(&literal_counts, 15), codes(&distance_counts, 15));
        let told = told_lengths(literals.iter().chain(&distances).map(|code| code.length));
        let mut told_counts = vec![0; LENGTH_ORDER.len()];
        for (symbol, ..) in &told {
            told_counts[*symbol] += 1;
        }
        let told_codes = codes(&told_counts, 7);
        Self { tokens, literal_counts, distance_counts, extra_bits, literals, distances, told, told_codes }
    }

    /// Writes the block in the shortest of the three ways.
    fn write(&self, raw: Option<&[u8]>, output: &mut BitWriter) {
        let (fixed_literals, fixed_distances) = fixed_codes();
        let fixed = 3 + self.size(&fixed_literals, &fixed_distances);
        let told_lengths = self.told_lengths();
        let told: u32 =
            self.told.iter().map(|(symbol, _, extra)| u32::from(self.told_codes[*symbol].length) + extra).sum();
        let dynamic = 17 + 3 * narrow(told_lengths) + told + self.size(&self.literals, &self.distances);
        match raw.and_then(|raw| Some((raw, u16::try_from(raw.len()).ok()?))) {
            Some((raw, length)) if (u32::from(length) + 5) * 8 < dynamic.min(fixed) => {
                stored_header(output, length, false);
                output.extend(raw);
            }
            _ if dynamic < fixed => {
                self.dynamic_header(told_lengths, output);
                self.write_tokens(&self.literals, &self.distances, output);
            }
            _ => {
                output.bits(2, 3);
                self.write_tokens(&fixed_literals, &fixed_distances, output);
            }
        }
    }

    /// How many lengths of the code-length code are sent.
    fn told_lengths(&self) -> usize {
        let last = LENGTH_ORDER.iter().rposition(|symbol| self.told_codes[*symbol].length > 0);
        last.map_or(4, |last| (last + 1).max(4))
    }

    fn size(&self, literals: &[Code], distances: &[Code]) -> u32 {
        let sum = |counts: &[u32], codes: &[Code]| -> u32 {
            counts.iter().zip(codes).map(|(count, code)| count * u32::from(code.length)).sum()
        };
        self.extra_bits + sum(&self.literal_counts, literals) + sum(&self.distance_counts, distances)
    }

    fn dynamic_header(&self, told_lengths: usize, output: &mut BitWriter) {
        output.bits(4, 3);
        output.bits(narrow(self.literals.len() - 257), 5);
        output.bits(narrow(self.distances.len() - 1), 5);
        output.bits(narrow(told_lengths - 4), 4);
        for symbol in &LENGTH_ORDER[..told_lengths] {
            output.bits(u32::from(self.told_codes[*symbol].length), 3);
        }
        for (symbol, extra, count) in &self.told {
            output.code(self.told_codes[*symbol]);
            output.bits(*extra, *count);
        }
    }

    fn write_tokens(&self, literals: &[Code], distances: &[Code], output: &mut BitWriter) {
        for token in self.tokens {
            match *token {
                Token::Literal(byte) => output.code(literals[usize::from(byte)]),
                Token::Match { length, distance } => {
                    for ((symbol, extra, count), codes) in
                        [(length_symbol(length), literals), (distance_symbol(distance), distances)]
                    {
                        output.code(codes[symbol]);
                        output.bits(extra, count);
                    }
                }
            }
        }
        output.code(literals[END_OF_BLOCK]);
    }
}

/// Removes zeros from the end.
fn trim(counts: &mut Vec<u32>) {
    counts.truncate(counts.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1));
}

/// Code lengths as deflate tells them, with symbols for runs.
fn told_lengths(lengths: impl Iterator<Item = u8>) -> Vec<(usize, u32, u32)> {
    let lengths: Vec<u8> = lengths.collect();
    let mut told = Vec::new();
    for run in lengths.chunk_by(|left, right| left == right) {
        let (length, mut left) = (usize::from(run[0]), run.len());
        if length == 0 {
            while left >= 11 {
                let count = left.min(138);
                told.push((18, narrow(count - 11), 7));
                left -= count;
            }
            if left >= 3 {
                told.push((17, narrow(left - 3), 3));
                left = 0;
            }
        } else {
            told.push((length, 0, 0));
            left -= 1;
            while left >= 3 {
                let count = left.min(6);
                told.push((16, narrow(count - 3), 2));
                left -= count;
            }
        }
        told.extend(std::iter::repeat_n((length, 0, 0), left));
    }
    told
}

/// The codes that need not be sent.
fn fixed_codes() -> (Vec<Code>, Vec<Code>) {
    let code = |bits: u16, length: u8| Code { bits: bits.reverse_bits() >> (16 - u16::from(length)), length };
    let literals = (0..288u16).map(|symbol| match symbol {
        0..144 => code(symbol + 0x30, 8),
        144..256 => code(symbol - 144 + 0x190, 9),
        256..280 => code(symbol - 256, 7),
        _ => code(symbol - 280 + 0xc0, 8),
    });
    (literals.collect(), (0..30).map(|symbol| code(symbol, 5)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;
    use std::io::Read as _;

    fn check(data: &[u8]) -> usize {
        for effort in [Effort::ZIP, Effort::GZIP] {
            let packed = deflate(data, effort);
            let mut unpacked = Vec::new();
            flate2::read::DeflateDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
            assert!(unpacked == data, "{} bytes come back changed", data.len());
        }
        deflate(data, Effort::ZIP).len()
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        assert_eq!(check(b""), 5);
        assert!(check(b"a") < 10);
        assert!(check(&vec![b'x'; 100_000]) < 300);
        let mut source = crate::random::source::Source::of_seed(Some("deflate"));
        let noise = source.bytes(70_000).unwrap();
        assert!(check(&noise) < noise.len() + 60, "noise is stored");
        let text: Vec<u8> = (0..300_000u64).flat_map(|at| format!("{} ", at * at % 977).into_bytes()).collect();
        assert!(check(&text) < text.len() / 3);
        let mixed: Vec<u8> = noise.iter().chain(&text[..200_000]).chain(&noise).copied().collect();
        check(&mixed);
    }

    #[test]
    fn the_choices_are_those_of_go() {
        // The hash of what Terraform 1.15.5 makes of this text in `base64gzip`, without header, flush and trailer.
        let mut source = crate::random::source::Source::of_seed(Some("words"));
        let mut text = String::new();
        while text.len() < 200_000 {
            let _ = write!(text, "{:x} ", source.below(400).unwrap() * 7919 % 65_536);
        }
        assert_eq!(
            crate::digests::Digests::of(&deflate(text.as_bytes(), Effort::GZIP)).sha1,
            "e865d9291699df64c48785d449e103ee2f61d208"
        );
    }

    #[test]
    fn symbols_of_lengths_and_distances_are_those_of_the_standard() {
        for (length, symbol) in
            [(3, 257), (10, 264), (11, 265), (18, 268), (19, 269), (130, 280), (257, 284), (258, 285)]
        {
            assert_eq!(length_symbol(length).0, symbol, "{length}");
        }
        for (distance, symbol) in [(1, 0), (4, 3), (5, 4), (6, 4), (7, 5), (9, 6), (24577, 29), (32768, 29)] {
            assert_eq!(distance_symbol(distance).0, symbol, "{distance}");
        }
    }
}

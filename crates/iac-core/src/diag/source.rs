//! Source files and byte spans into them.
//!
//! A [`Span`] is twelve bytes and says nothing of lines; lines and columns are computed by
//! [`Sources`] only when a diagnostic is rendered. Columns count grapheme clusters, as Terraform's do.

use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

/// Identifies a file registered with [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A range of bytes in one source file; `end` is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset one past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets.
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }

    /// The smallest span that covers both; the two must be of one file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span at the start of this one.
    #[must_use]
    pub fn head(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// The empty span at the end of this one.
    #[must_use]
    pub fn tail(self) -> Self {
        Self { start: self.end, ..self }
    }
}

/// A place in a source file as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in grapheme clusters, from 1.
    pub column: u32,
    /// Byte offset, from 0.
    pub byte: u32,
}

/// One registered source file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file's name as shown to the user, relative to the working directory where possible.
    pub name: Arc<str>,
    /// The file's bytes; not necessarily valid UTF-8.
    pub text: Arc<[u8]>,
    line_starts: Vec<u32>,
}

impl Source {
    /// The line and column of a byte offset; offsets past the end mean the end.
    pub fn position(&self, byte: u32) -> Position {
        let byte = byte.min(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        let line = self.line_starts.partition_point(|start| *start <= byte) - 1;
        let start = self.line_starts[line] as usize;
        let before = String::from_utf8_lossy(&self.text[start..byte as usize]);
        let column = u32::try_from(before.graphemes(true).count()).unwrap_or(u32::MAX) + 1;
        Position { line: u32::try_from(line).unwrap_or(u32::MAX) + 1, column, byte }
    }

    /// The text of a line (from 1) without its line ending; empty past the end.
    pub fn line(&self, line: u32) -> String {
        let index = line.saturating_sub(1) as usize;
        let Some(start) = self.line_starts.get(index) else { return String::new() };
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |end| *end as usize);
        let text = String::from_utf8_lossy(&self.text[*start as usize..end]);
        text.trim_end_matches(['\n', '\r']).to_owned()
    }

    /// The offset of a line's first byte (lines count from 1); `None` past the end.
    pub fn line_start(&self, line: u32) -> Option<u32> {
        self.line_starts.get(line.checked_sub(1)? as usize).copied()
    }

    /// The text between two byte offsets, with invalid UTF-8 replaced.
    pub fn slice(&self, start: u32, end: u32) -> String {
        let end = (end as usize).min(self.text.len());
        let start = (start as usize).min(end);
        String::from_utf8_lossy(&self.text[start..end]).into_owned()
    }
}

/// The number of columns that a text on one line takes: its grapheme clusters.
pub fn columns(text: &[u8]) -> usize {
    if text.is_ascii() {
        // Only a carriage return before a line feed makes one cluster of two ASCII characters.
        return text.len() - text.windows(2).filter(|pair| pair == b"\r\n").count();
    }
    String::from_utf8_lossy(text).graphemes(true).count()
}

/// Every source file of a run, so that spans can be turned into names, lines and snippets.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// An empty registry.
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers a file and returns its identifier.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<[u8]>>) -> SourceId {
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(
            text.iter()
                .enumerate()
                .filter(|(_, byte)| **byte == b'\n')
                .map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)),
        );
        self.files.push(Source { name: name.into(), text, line_starts });
        SourceId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file with that identifier, if it was registered here.
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    /// Every registered file, in the order of registration.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.files.iter().enumerate().map(|(at, file)| (SourceId(u32::try_from(at).unwrap_or(u32::MAX)), file))
    }

    /// The text a span covers; empty for an unknown file.
    pub fn text(&self, span: Span) -> String {
        self.source(span.source).map(|file| file.slice(span.start, span.end)).unwrap_or_default()
    }
}

//! What is not layout: interpolations without a string around them, types of old, block labels.

use super::piece::Piece;
use crate::ast::{Attribute, Block, Body, Label};
use crate::lexer::TokenKind;
use iac_core::diag::Span;
use std::fmt::Write as _;
use std::ops::Range;

/// Pieces to put in place of others.
struct Edit<'a> {
    range: Range<usize>,
    with: Vec<Piece<'a>>,
}

/// Rewrites the attributes and labels of a body and all blocks within.
pub(super) fn rewrite<'a>(pieces: Vec<Piece<'a>>, body: &Body) -> Vec<Piece<'a>> {
    let mut edits = Vec::new();
    edit_body(&pieces, body, &mut edits, &mut Vec::new());
    edits.sort_by_key(|edit| edit.range.start);
    if edits.is_empty() {
        return pieces;
    }
    let mut rewritten = Vec::with_capacity(pieces.len());
    let mut rest = pieces.into_iter().enumerate().peekable();
    for edit in edits {
        rewritten.extend(std::iter::from_fn(|| rest.next_if(|(at, _)| *at < edit.range.start)).map(|(_, piece)| piece));
        while rest.next_if(|(at, _)| *at < edit.range.end).is_some() {}
        rewritten.extend(edit.with);
    }
    rewritten.extend(rest.map(|(_, piece)| piece));
    rewritten
}

fn edit_body<'a>(pieces: &[Piece<'a>], body: &Body, edits: &mut Vec<Edit<'a>>, inside: &mut Vec<String>) {
    for attribute in &body.attributes {
        let range = range_of(pieces, attribute.expr.span);
        let with = if is_variable_type(attribute, inside) {
            rewrite_type(&pieces[range.clone()])
        } else {
            unwrap(&pieces[range.clone()])
        };
        edits.extend(with.map(|with| Edit { range, with }));
    }
    for block in &body.blocks {
        edits.extend(edit_labels(pieces, block));
        inside.push(block.ty.name.to_string());
        edit_body(pieces, &block.body, edits, inside);
        inside.pop();
    }
}

fn is_variable_type(attribute: &Attribute, inside: &[String]) -> bool {
    &*attribute.name.name == "type" && inside.len() == 1 && inside[0] == "variable"
}

/// The pieces that start within a span.
fn range_of(pieces: &[Piece], span: Span) -> Range<usize> {
    let at = |offset: u32| pieces.partition_point(|piece| piece.start < offset);
    at(span.start)..at(span.end)
}

/// `list` means `list(any)`; before Terraform 0.12 types were quoted, and their elements were strings.
fn rewrite_type<'a>(expr: &[Piece<'a>]) -> Option<Vec<Piece<'a>>> {
    let (name, element): (&'static [u8], &'static [u8]) = match expr {
        [word] if word.kind == TokenKind::Ident => match &*word.text {
            b"list" => (b"list", b"any"),
            b"map" => (b"map", b"any"),
            b"set" => (b"set", b"any"),
            _ => return None,
        },
        [open, word, _] if open.kind == TokenKind::OpenQuote && word.kind == TokenKind::QuotedText => match &*word.text
        {
            b"string" => return Some(vec![Piece::new(TokenKind::Ident, &b"string"[..], open.start)]),
            b"list" => (b"list", b"string"),
            b"map" => (b"map", b"string"),
            _ => return None,
        },
        _ => return None,
    };
    let start = expr[0].start;
    Some(vec![
        Piece::new(TokenKind::Ident, name, start),
        Piece::new(TokenKind::OpenParen, &b"("[..], start),
        Piece::new(TokenKind::Ident, element, start),
        Piece::new(TokenKind::CloseParen, &b")"[..], start),
    ])
}

/// `"${expr}"` is `expr`, in parentheses if it is on several lines.
fn unwrap<'a>(expr: &[Piece<'a>]) -> Option<Vec<Piece<'a>>> {
    let [open_quote, open, inside @ .., close, close_quote] = expr else { return None };
    let sole = open_quote.kind == TokenKind::OpenQuote
        && open.kind == TokenKind::Interpolation
        && close.kind == TokenKind::TemplateEnd
        && close_quote.kind == TokenKind::CloseQuote
        && !inside.is_empty();
    if !sole || leaves_the_sequence(inside) {
        return None;
    }
    let newline = |piece: &Piece| piece.kind == TokenKind::Newline;
    let first = inside.iter().position(|piece| !newline(piece)).unwrap_or(inside.len());
    let last = inside.iter().rposition(|piece| !newline(piece)).map_or(first, |at| at + 1);
    let inside = &inside[first..last];
    let in_parens =
        matches!(inside, [first, .., last] if first.kind == TokenKind::OpenParen && last.kind == TokenKind::CloseParen);
    if in_parens || !inside.iter().any(newline) {
        return Some(inside.to_vec());
    }
    let mut with = vec![Piece::new(TokenKind::OpenParen, &b"("[..], open.start)];
    with.extend_from_slice(inside);
    with.push(Piece::new(TokenKind::CloseParen, &b")"[..], close.start));
    Some(with)
}

/// Whether there is more than one sequence, or text, between the outermost quotes.
fn leaves_the_sequence(inside: &[Piece]) -> bool {
    let mut quotes = 0;
    for piece in inside {
        match piece.kind {
            TokenKind::OpenQuote => quotes += 1,
            TokenKind::CloseQuote => quotes -= 1,
            TokenKind::Interpolation | TokenKind::TemplateEnd | TokenKind::QuotedText if quotes <= 0 => return true,
            _ => {}
        }
    }
    false
}

/// Labels are quoted, and nothing else stands between them.
fn edit_labels<'a>(pieces: &[Piece<'a>], block: &Block) -> Option<Edit<'a>> {
    let last = block.labels.last()?;
    let start = range_of(pieces, block.ty.span).end;
    let end = range_of(pieces, last.span).end;
    let mut with = Vec::with_capacity(3 * block.labels.len());
    for label in &block.labels {
        let start = label.span.start;
        with.push(Piece::new(TokenKind::OpenQuote, &b"\""[..], start));
        let text = quoted(label);
        if !text.is_empty() {
            with.push(Piece::new(TokenKind::QuotedText, text.into_bytes(), start));
        }
        with.push(Piece::new(TokenKind::CloseQuote, &b"\""[..], start));
    }
    Some(Edit { range: start..end, with })
}

fn quoted(label: &Label) -> String {
    let mut text = String::new();
    let mut chars = label.value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '$' | '%' if chars.peek() == Some(&'{') => text.extend([c, c]),
            c if !is_printable(c) && u32::from(c) < 0x10000 => drop(write!(text, "\\u{:04x}", u32::from(c))),
            c if !is_printable(c) => drop(write!(text, "\\U{:08x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text
}

fn is_printable(c: char) -> bool {
    // The standard library escapes what has no glyph, and combining marks, which have one.
    let has_glyph = c.escape_debug().len() == 1 || c == '\'' || matches!(c, '\u{300}'..='\u{36f}');
    c == ' ' || has_glyph && !c.is_whitespace()
}

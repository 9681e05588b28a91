//! Lines and their cells: indentation by brackets, alignment of `=` and of comments on neighbouring lines.

use super::piece::Piece;
use super::spacing::space_after;
use crate::lexer::TokenKind;
use std::ops::Range;

/// A line in up to three cells, each a range of pieces.
#[derive(Clone, Debug)]
struct Line {
    /// All that is in no other cell.
    lead: Range<usize>,
    /// `=` and what follows it, if brackets are balanced in it.
    assign: Range<usize>,
    /// A comment after something else.
    comment: Range<usize>,
}

/// Sets the spaces before every piece.
pub(super) fn lay_out(pieces: &mut [Piece]) {
    let lines = lines(pieces);
    indent(pieces, &lines);
    for line in &lines {
        space(pieces, line.lead.clone());
        space(pieces, line.assign.clone());
    }
    align(pieces, &lines, |line| &line.assign, |line| line.lead.start..line.lead.end);
    align(pieces, &lines, |line| &line.comment, |line| line.lead.start..line.assign.end.max(line.lead.end));
}

fn lines(pieces: &[Piece]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, piece) in pieces.iter().enumerate() {
        if piece.kind == TokenKind::End {
            lines.push(line(pieces, start..at));
        } else if piece.ends_line() {
            lines.push(line(pieces, start..at + 1));
            start = at + 1;
        }
    }
    lines
}

fn line(pieces: &[Piece], all: Range<usize>) -> Line {
    let is_comment = |piece: &Piece| matches!(piece.kind, TokenKind::LineComment | TokenKind::BlockComment);
    let mut end = all.end;
    if all.len() > 1 && is_comment(&pieces[all.end - 1]) {
        end -= 1;
    }
    let equal = (all.start + 1..end.max(all.start + 1)).find(|at| pieces[*at].kind == TokenKind::Equal);
    // An expression that goes on on the next lines stays where it is.
    let assign = equal.filter(|at| pieces[*at..end].iter().map(Piece::bracket_change).sum::<i32>() == 0).unwrap_or(end);
    Line { lead: all.start..assign, assign: assign..end, comment: end..all.end }
}

/// Each line is indented by the number of lines before it that left brackets open.
fn indent(pieces: &mut [Piece], lines: &[Line]) {
    let mut open: Vec<i32> = Vec::new();
    for line in lines.iter().filter(|line| !line.lead.is_empty()) {
        if pieces[line.lead.start].kind == TokenKind::Newline {
            pieces[line.lead.start].spaces = 0;
            continue;
        }
        let net = net_brackets(pieces, line);
        if net < 0 {
            close(&mut open, -net);
        }
        pieces[line.lead.start].spaces = 2 * open.len();
        if net > 0 {
            open.push(net);
        }
    }
}

fn net_brackets(pieces: &[Piece], line: &Line) -> i32 {
    let mut net = 0;
    for piece in &pieces[line.lead.clone()] {
        net += piece.bracket_change();
        if piece.kind == TokenKind::OpenHeredoc {
            break;
        }
    }
    net + pieces[line.assign.clone()].iter().map(Piece::bracket_change).sum::<i32>()
}

/// Takes closed brackets from the lines that opened them, the last one first.
fn close(open: &mut Vec<i32>, mut closed: i32) {
    while closed > 0 {
        let Some(last) = open.last_mut() else { return };
        if closed < *last {
            *last -= closed;
            return;
        }
        closed -= *last;
        open.pop();
    }
}

/// Sets the spaces within a cell.
fn space(pieces: &mut [Piece], cell: Range<usize>) {
    for at in cell.start + 1..cell.end {
        let before = (at - 1 > cell.start).then(|| &pieces[at - 2]);
        pieces[at].spaces = usize::from(space_after(&pieces[at - 1], before, &pieces[at]));
    }
}

/// Aligns one cell of consecutive lines that have it, given what stands before it.
fn align(
    pieces: &mut [Piece],
    lines: &[Line],
    cell: impl Fn(&Line) -> &Range<usize>,
    before: impl Fn(&Line) -> Range<usize>,
) {
    for run in lines.chunk_by(|a, b| cell(a).is_empty() == cell(b).is_empty()) {
        if cell(&run[0]).is_empty() {
            continue;
        }
        let width = |pieces: &[Piece], line: &Line| pieces[before(line)].iter().map(Piece::columns).sum::<usize>();
        let widest = run.iter().map(|line| width(pieces, line)).max().unwrap_or(0);
        for line in run {
            let own = width(pieces, line);
            pieces[cell(line).start].spaces = widest - own + 1;
        }
    }
}

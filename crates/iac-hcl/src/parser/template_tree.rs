//! Templates: from the flat list to the tree. Removes heredoc indentation, joins literals, matches directives.

use super::cursor::{Parsed, Parser};
use super::template::{ForHead, Piece};
use crate::ast::{Directive, Expr, Template, TemplatePart};
use iac_core::diag::Span;
use std::iter::Peekable;
use std::vec::IntoIter;

type Pieces = Peekable<IntoIter<Piece>>;

/// The directive that a sequence of parts belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Nothing,
    If,
    Else,
    For,
}

/// What ended a sequence of parts.
#[derive(PartialEq)]
enum Stop {
    End,
    Else,
    Close(Span),
    Failed,
}

impl Parser<'_> {
    /// Builds the template. `end` is its closer; `height` that of its highest expression.
    pub(super) fn assemble(&mut self, mut list: Vec<Piece>, flush: bool, end: Span, height: usize) -> Parsed<Template> {
        if flush {
            remove_indent(&mut list);
        }
        let list = join_literals(list);
        let mut nesting = 0;
        let has_directives = list.iter().any(|piece| !matches!(piece, Piece::Literal { .. } | Piece::Interpolation(_)));
        let parts = if has_directives {
            let mut pieces = list.into_iter().peekable();
            let opener = end.head();
            self.parts(&mut pieces, Inside::Nothing, opener, end, &mut nesting)?.0
        } else {
            list.into_iter().filter_map(simple_part).collect()
        };
        self.check_height(height + nesting + 1)?;
        Ok(Template { parts: without_lone_empty_literal(parts), heredoc: false })
    }

    /// Parts up to what ends the directive around them.
    fn parts(
        &mut self,
        pieces: &mut Pieces,
        inside: Inside,
        opener: Span,
        end: Span,
        nesting: &mut usize,
    ) -> Parsed<(Vec<TemplatePart>, Stop)> {
        let mut parts = Vec::new();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::If { condition, span } => {
                    let Some(directive) = self.if_directive(pieces, condition, span, end, nesting)? else {
                        return Ok((parts, Stop::Failed));
                    };
                    parts.push(directive);
                }
                Piece::For(head) => {
                    let Some(directive) = self.for_directive(pieces, *head, end, nesting)? else {
                        return Ok((parts, Stop::Failed));
                    };
                    parts.push(directive);
                }
                Piece::Else(_) if inside == Inside::If => return Ok((parts, Stop::Else)),
                Piece::EndIf(span) if matches!(inside, Inside::If | Inside::Else) => {
                    return Ok((parts, Stop::Close(span)));
                }
                Piece::EndFor(span) if inside == Inside::For => return Ok((parts, Stop::Close(span))),
                Piece::Else(span) => {
                    self.unexpected("else", inside, opener, span);
                    return Ok((parts, Stop::Failed));
                }
                Piece::EndIf(span) => {
                    self.unexpected("endif", inside, opener, span);
                    return Ok((parts, Stop::Failed));
                }
                Piece::EndFor(span) => {
                    self.unexpected("endfor", inside, opener, span);
                    return Ok((parts, Stop::Failed));
                }
                simple => parts.extend(simple_part(simple)),
            }
        }
        if inside != Inside::Nothing {
            let name = if inside == Inside::For { "for" } else { "if" };
            let line = self.line(opener);
            self.error(
                "Unexpected end of template",
                format!("The {name} directive on line {line} is missing its corresponding end{name} directive."),
                end,
            );
        }
        Ok((parts, Stop::End))
    }

    fn if_directive(
        &mut self,
        pieces: &mut Pieces,
        condition: Expr,
        opener: Span,
        end: Span,
        nesting: &mut usize,
    ) -> Parsed<Option<TemplatePart>> {
        self.enter()?;
        let (mut inner, mut other) = (0, 0);
        let (then, mut stop) = self.parts(pieces, Inside::If, opener, end, &mut inner)?;
        let mut otherwise = Vec::new();
        if stop == Stop::Else {
            (otherwise, stop) = self.parts(pieces, Inside::Else, opener, end, &mut other)?;
        }
        self.leave();
        *nesting = (*nesting).max(inner.max(other) + 2);
        let Stop::Close(close) = stop else { return Ok(None) };
        let (then, otherwise) = (body(then), body(otherwise));
        Ok(Some(TemplatePart::Directive(Box::new(Directive::If {
            condition,
            then,
            otherwise,
            span: opener.to(close),
        }))))
    }

    fn for_directive(
        &mut self,
        pieces: &mut Pieces,
        head: ForHead,
        end: Span,
        nesting: &mut usize,
    ) -> Parsed<Option<TemplatePart>> {
        let ForHead { key_name, value_name, collection, span: opener } = head;
        self.enter()?;
        let mut inner = 0;
        let (parts, stop) = self.parts(pieces, Inside::For, opener, end, &mut inner)?;
        self.leave();
        *nesting = (*nesting).max(inner + 2);
        let Stop::Close(close) = stop else { return Ok(None) };
        let (body, span) = (body(parts), opener.to(close));
        Ok(Some(TemplatePart::Directive(Box::new(Directive::For { key_name, value_name, collection, body, span }))))
    }

    fn unexpected(&mut self, name: &str, inside: Inside, opener: Span, span: Span) {
        let line = self.line(opener);
        let detail = match inside {
            Inside::Nothing => "The control directives within this template are unbalanced.".to_owned(),
            Inside::Else if name == "else" => format!("Already in the else clause for the if started on line {line}."),
            Inside::If | Inside::Else => format!("Expecting an endif directive for the if started on line {line}."),
            Inside::For if name == "else" => "An else clause is not expected for a for directive.".to_owned(),
            Inside::For => {
                format!("Expecting an endfor directive corresponding to the for directive on line {line}.")
            }
        };
        self.error(&format!("Unexpected {name} directive"), detail, span);
    }
}

fn body(parts: Vec<TemplatePart>) -> Template {
    Template { parts: without_lone_empty_literal(parts), heredoc: false }
}

/// An empty literal tells `" ${~a}"`, which is a string, from `"${a}"`, which has the type of `a`; alone it says nothing.
fn without_lone_empty_literal(parts: Vec<TemplatePart>) -> Vec<TemplatePart> {
    match parts.as_slice() {
        [TemplatePart::Literal { text, .. }] if text.is_empty() => Vec::new(),
        _ => parts,
    }
}

fn simple_part(piece: Piece) -> Option<TemplatePart> {
    match piece {
        Piece::Literal { text, span } => Some(TemplatePart::Literal { text: text.into(), span }),
        Piece::Interpolation(expr) => Some(TemplatePart::Interpolation(expr)),
        _ => None,
    }
}

fn join_literals(list: Vec<Piece>) -> Vec<Piece> {
    let literal = |piece: &Piece| matches!(piece, Piece::Literal { .. });
    if !list.windows(2).any(|pair| literal(&pair[0]) && literal(&pair[1])) {
        return list;
    }
    let mut joined: Vec<Piece> = Vec::with_capacity(list.len());
    for piece in list {
        if let (Some(Piece::Literal { text, span }), Piece::Literal { text: next, span: next_span }) =
            (joined.last_mut(), &piece)
        {
            text.push_str(next);
            *span = span.to(*next_span);
        } else {
            joined.push(piece);
        }
    }
    joined
}

/// Removes the common indentation of a `<<-` heredoc: that of the first piece of each line, where a line that starts
/// with a sequence has none and a blank line does not count. Blank lines stay as they are.
fn remove_indent(list: &mut [Piece]) {
    let mut common = usize::MAX;
    let mut indented = Vec::new();
    let mut line_start = true;
    for (at, piece) in list.iter().enumerate() {
        let Piece::Literal { text, .. } = piece else {
            if std::mem::take(&mut line_start) {
                common = 0;
            }
            continue;
        };
        let ends_line = text.ends_with('\n');
        if std::mem::replace(&mut line_start, ends_line) {
            let rest = text.trim_start();
            if !(rest.is_empty() && ends_line) {
                common = common.min(text[..text.len() - rest.len()].chars().count());
                indented.push(at);
            }
        }
    }
    for at in indented {
        if let Piece::Literal { text, span } = &mut list[at] {
            let length: usize = text.chars().take(common).map(char::len_utf8).sum();
            text.drain(..length);
            span.start = span.end.min(span.start + u32::try_from(length).unwrap_or(u32::MAX));
        }
    }
}

//! Whether a space stands between two tokens of a line.

use super::piece::Piece;
use crate::lexer::TokenKind as K;

/// Whether a space follows `subject`, which stands between `before` (none at the start of a cell) and `after`.
#[expect(clippy::match_same_arms, reason = "the first rule that applies decides, and each has its own comment")]
pub(super) fn space_after(subject: &Piece, before: Option<&Piece>, after: &Piece) -> bool {
    match (subject.kind, after.kind) {
        // No space at the end of a line.
        (_, K::Newline) => false,
        // Calls, namespaces, attribute access.
        (K::Ident, K::OpenParen | K::DoubleColon) | (K::DoubleColon, K::Ident) => false,
        (K::Dot, _) | (_, K::Dot) => false,
        // Lists.
        (_, K::Comma | K::Ellipsis) => false,
        (K::Comma, _) => true,
        // The text of templates is not ours.
        (K::QuotedText | K::TemplateText | K::OpenQuote | K::OpenHeredoc, _) => false,
        (_, K::QuotedText | K::TemplateText | K::CloseQuote | K::CloseHeredoc) => false,
        // `in [` of a `for`, as opposed to the index `in[`.
        (K::Ident, _) if *subject.text == *b"in" && before.is_some_and(|it| it.kind == K::Ident) => true,
        (K::Ident | K::Number, K::OpenBracket) => false,
        (_, K::OpenBracket) if subject.bracket_change() < 0 => false,
        (K::Bang, _) => false,
        (K::Minus, _) => before.is_some_and(|it| ends_operand(it.kind)),
        // Braces have a space inside, unless they are empty.
        (K::OpenBrace, K::CloseBrace) => false,
        (K::OpenBrace, _) | (_, K::CloseBrace) => true,
        (K::Interpolation | K::Directive, K::OpenBrace) | (K::CloseBrace, K::TemplateEnd) => true,
        (K::TemplateEnd, K::Interpolation | K::Directive) => false,
        _ => subject.bracket_change() <= 0 && after.bracket_change() >= 0,
    }
}

/// Whether a minus after it is a subtraction.
fn ends_operand(kind: K) -> bool {
    !matches!(
        kind,
        K::OpenParen
            | K::OpenBrace
            | K::OpenBracket
            | K::Equal
            | K::Colon
            | K::Comma
            | K::Question
            | K::Plus
            | K::Star
            | K::Slash
            | K::Percent
            | K::Minus
            | K::EqualEqual
            | K::NotEqual
            | K::Greater
            | K::GreaterOrEqual
            | K::Less
            | K::LessOrEqual
            | K::And
            | K::Or
            | K::Bang
    )
}

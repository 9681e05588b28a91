//! Templates: from tokens to a flat list of literals, interpolations and directive markers.
//!
//! Strip markers act here, on the literal token next to them: a heredoc has one such token per line, so that a marker
//! reaches to the next line ending and no further.

use super::body::is_foreign;
use super::cursor::{Lost, Parsed, Parser};
use crate::ast::{Expr, ExprKind, Ident, Template, TemplatePart};
use crate::lexer::{Token, TokenKind};
use iac_core::diag::Span;

/// A template before its directives are matched up.
pub(super) enum Piece {
    Literal { text: String, span: Span },
    Interpolation(Expr),
    If { condition: Expr, span: Span },
    Else(Span),
    EndIf(Span),
    For(Box<ForHead>),
    EndFor(Span),
}

/// The inside of a `for` directive marker.
pub(super) struct ForHead {
    pub(super) key_name: Option<Ident>,
    pub(super) value_name: Ident,
    pub(super) collection: Expr,
    pub(super) span: Span,
}

/// The state of reading one template.
struct Pieces {
    list: Vec<Piece>,
    /// The closer of the previous sequence had a strip marker.
    strip_next: bool,
    /// The height of the highest expression.
    height: usize,
    /// A directive marker could not be read, so that the others will not match up.
    broken: bool,
}

impl Parser<'_> {
    /// A quoted template or heredoc.
    #[inline(never)]
    pub(super) fn template(&mut self) -> Parsed<Expr> {
        let open = self.read();
        if let Some(plain) = self.plain_string(open) {
            return Ok(plain);
        }
        let heredoc = open.kind == TokenKind::OpenHeredoc;
        let flush = heredoc && self.bytes(open.span).starts_with(b"<<-");
        let closer = if heredoc { TokenKind::CloseHeredoc } else { TokenKind::CloseQuote };
        let skip_newlines = self.skip_newlines;
        self.bracketed(open, skip_newlines, |parser| {
            let mut template = parser.template_until(closer, open.span, flush)?;
            template.heredoc = heredoc;
            let close = parser.tokens[parser.at - 1];
            Ok(Expr { kind: ExprKind::Template(template), span: open.span.to(close.span) })
        })
    }

    /// A quoted string without sequences and escapes, which most are; nothing is consumed if it is not one.
    fn plain_string(&mut self, open: Token) -> Option<Expr> {
        let text = self.tokens[self.at];
        let close = self.tokens.get(self.at + 1)?;
        if text.kind != TokenKind::QuotedText || close.kind != TokenKind::CloseQuote {
            return None;
        }
        let bytes = self.bytes(text.span);
        if bytes.iter().any(|byte| matches!(byte, b'\\' | b'$' | b'%')) {
            return None;
        }
        let span = open.span.to(close.span);
        let literal = TemplatePart::Literal { text: self.str(text.span).into(), span: text.span };
        self.at += 2;
        self.height = 0;
        Some(Expr { kind: ExprKind::Template(Template { parts: vec![literal], heredoc: false }), span })
    }

    /// Parts up to the closer, which is consumed.
    pub(super) fn template_until(&mut self, closer: TokenKind, open: Span, flush: bool) -> Parsed<Template> {
        let mut pieces = Pieces { list: Vec::new(), strip_next: false, height: 0, broken: false };
        let end = self.pieces(closer, open, &mut pieces)?;
        let height = pieces.height;
        if pieces.broken {
            pieces.list.retain(|piece| matches!(piece, Piece::Literal { .. } | Piece::Interpolation(_)));
        }
        self.assemble(pieces.list, flush, end.span, height)
    }

    fn pieces(&mut self, closer: TokenKind, open: Span, pieces: &mut Pieces) -> Parsed<Token> {
        loop {
            let token = self.tokens[self.at];
            if token.kind == closer {
                self.read();
                return Ok(token);
            }
            let strip = std::mem::take(&mut pieces.strip_next);
            match token.kind {
                TokenKind::QuotedText | TokenKind::TemplateText => {
                    self.at += 1;
                    let piece = self.literal(token, strip);
                    pieces.list.push(piece);
                }
                TokenKind::Interpolation | TokenKind::Directive => {
                    self.strip_before(token, pieces);
                    self.at += 1;
                    pieces.strip_next = self.sequence(token, open, pieces)?;
                }
                TokenKind::QuotedNewline => self.multi_line_string(token)?,
                kind if is_foreign(kind) => self.at += 1,
                _ => {
                    self.error_within(
                        "Unterminated template string",
                        "No closing marker was found for the string.",
                        token.span,
                        open.to(token.span),
                    );
                    return Err(Lost);
                }
            }
        }
    }

    fn literal(&mut self, token: Token, strip: bool) -> Piece {
        let mut text = String::with_capacity((token.span.end - token.span.start) as usize);
        if token.kind == TokenKind::QuotedText {
            self.unescape_quoted(token.span, &mut text);
        } else {
            self.unescape_template(token.span, &mut text);
        }
        if strip {
            text = text.trim_start().to_owned();
        }
        Piece::Literal { text, span: token.span }
    }

    /// Applies the strip marker of an opener to the literal right before it.
    fn strip_before(&self, opener: Token, pieces: &mut Pieces) {
        if !self.bytes(opener.span).ends_with(b"~") {
            return;
        }
        if let Some(Piece::Literal { text, .. }) = pieces.list.last_mut() {
            text.truncate(text.trim_end().len());
        }
    }

    /// The inside of a sequence and its closer; says whether the closer has a strip marker.
    fn sequence(&mut self, open: Token, template: Span, pieces: &mut Pieces) -> Parsed<bool> {
        let (depth, newlines) = (self.depth, self.skip_newlines);
        self.skip_newlines = true;
        let inner = match self.enter() {
            Ok(()) if open.kind == TokenKind::Interpolation => self.interpolation(open, template, pieces),
            Ok(()) => self.directive(open, template, pieces),
            Err(Lost) => Err(Lost),
        };
        self.depth = depth;
        pieces.broken |= inner.is_err() && open.kind == TokenKind::Directive;
        let close = match inner.is_ok().then(|| self.read_if(TokenKind::TemplateEnd)).flatten() {
            Some(close) => Ok(close),
            None => self.skip_past(TokenKind::TemplateEnd),
        };
        self.skip_newlines = newlines;
        Ok(self.bytes(close?.span).starts_with(b"~"))
    }

    fn interpolation(&mut self, open: Token, template: Span, pieces: &mut Pieces) -> Parsed<()> {
        let at = pieces.list.len();
        pieces.list.push(Piece::Interpolation(Expr { kind: ExprKind::Invalid, span: open.span }));
        let expr = self.expression()?;
        pieces.height = pieces.height.max(self.height);
        pieces.list[at] = Piece::Interpolation(expr);
        let next = self.peek();
        if next.kind == TokenKind::TemplateEnd {
            return Ok(());
        }
        self.interpolation_goes_on(open, template, next);
        Err(Lost)
    }

    fn interpolation_goes_on(&mut self, open: Token, template: Span, next: Token) {
        const UNCLOSED: &str = "Unclosed template interpolation sequence";
        const EXTRA: &str = "Extra characters after interpolation expression";
        match next.kind {
            kind if is_foreign(kind) => {}
            TokenKind::End => self.error(
                UNCLOSED,
                "There is no closing brace for this interpolation sequence before the end of the file. This might be caused by incorrect nesting inside the given expression.",
                open.span,
            ),
            TokenKind::OpenQuote | TokenKind::CloseQuote if self.bytes(template) == b"\"" => self.error(
                UNCLOSED,
                "There is no closing brace for this interpolation sequence before the end of the quoted template. This might be caused by incorrect nesting inside the given expression.",
                open.span,
            ),
            TokenKind::Colon => self.error_within(
                EXTRA,
                "Template interpolation doesn't expect a colon at this location. Did you intend this to be a literal sequence to be processed as part of another language? If so, you can escape it by starting with \"$${\" instead of just \"${\".",
                next.span,
                template.to(next.span),
            ),
            _ => self.error_within(
                EXTRA,
                "Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can happen when you include interpolation syntax for another language, such as shell scripting, but forget to escape the interpolation start token. If this is an embedded sequence for another language, escape it by starting with \"$${\" instead of just \"${\".",
                next.span,
                template.to(next.span),
            ),
        }
    }

    fn directive(&mut self, open: Token, template: Span, pieces: &mut Pieces) -> Parsed<()> {
        let keyword = self.peek();
        if keyword.kind != TokenKind::Ident {
            self.error_within(
                "Invalid template directive",
                "A template directive keyword (\"if\", \"for\", etc) is expected at the beginning of a %{ sequence.",
                keyword.span,
                open.span.to(keyword.span),
            );
            return Err(Lost);
        }
        self.read();
        let name = self.str(keyword.span);
        let piece = self.directive_piece(name, keyword, open)?;
        pieces.height = pieces.height.max(self.height);
        pieces.list.push(piece);
        let next = self.peek();
        if next.kind == TokenKind::TemplateEnd {
            return Ok(());
        }
        if !is_foreign(next.kind) {
            self.error_within(
                &format!("Extra characters in {name} marker"),
                "Expected a closing brace to end the sequence, but found extra characters.",
                next.span,
                template.to(next.span),
            );
        }
        Err(Lost)
    }

    fn directive_piece(&mut self, name: &str, keyword: Token, open: Token) -> Parsed<Piece> {
        self.height = 0;
        Ok(match name {
            "if" => {
                let condition = self.expression()?;
                Piece::If { condition, span: open.span.to(self.peek().span) }
            }
            "for" => {
                let (key_name, value_name) =
                    self.for_names("Invalid 'for' directive", "For directive", "names", open.span)?;
                let collection = self.expression()?;
                let span = open.span.to(self.peek().span);
                Piece::For(Box::new(ForHead { key_name, value_name, collection, span }))
            }
            "else" => Piece::Else(open.span.to(self.peek().span)),
            "endif" => Piece::EndIf(open.span.to(self.peek().span)),
            "endfor" => Piece::EndFor(open.span.to(self.peek().span)),
            _ => {
                let meant = suggestion(name).map(|word| format!(" Did you mean \"{word}\"?")).unwrap_or_default();
                self.error_within(
                    "Invalid template control keyword",
                    format!("\"{name}\" is not a valid template control keyword.{meant}"),
                    keyword.span,
                    open.span.to(keyword.span),
                );
                return Err(Lost);
            }
        })
    }
}

/// The directive keyword that a wrong one most likely stands for.
fn suggestion(name: &str) -> Option<&'static str> {
    let glued = ["endif", "endfor", "else", "if", "for"];
    let near = |word: &&str| {
        word.len().abs_diff(name.len()) <= 1
            && word.bytes().filter(|byte| name.bytes().any(|other| other == *byte)).count() + 1 >= word.len()
            && name.len() > 1
    };
    glued.into_iter().find(|word| near(word))
}

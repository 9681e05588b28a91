//! Regular expressions as Terraform writes them (RE2's syntax), rewritten for the engine we use.
//!
//! Reports what RE2 rejects, with its words. Differences that the rewriting removes: `\d \w \s \b` know ASCII only,
//! `[` inside a class is a character, `{` that starts no repetition is one, octal escapes, `\Q…\E`, and groups are
//! numbered only: their names are kept beside the pattern. Invariant: what is emitted is valid, or an error is given.

use std::iter::Peekable;
use std::str::CharIndices;

const MOST_REPEATS: u32 = 1000;

/// Why a pattern is no regular expression: what is wrong, and the part at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) code: &'static str,
    pub(super) part: String,
}

/// A rewritten pattern, and the name of each capture group.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) text: String,
    pub(super) groups: Vec<Option<String>>,
}

/// Rewrites a pattern.
pub(super) fn rewrite(source: &str) -> Result<Pattern, SyntaxError> {
    let reader = source.char_indices().peekable();
    let mut rewriter =
        Rewriter { source, reader, text: String::new(), groups: Vec::new(), depth: 0, last: Last::Start };
    rewriter.run()?;
    Ok(Pattern { text: rewriter.text, groups: rewriter.groups })
}

/// What came last: only some of it can be repeated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Start,
    Item,
    /// A repetition, and where it is written.
    Repeat(usize),
}

struct Rewriter<'a> {
    source: &'a str,
    reader: Peekable<CharIndices<'a>>,
    text: String,
    groups: Vec<Option<String>>,
    depth: usize,
    last: Last,
}

impl<'a> Rewriter<'a> {
    fn at(&mut self) -> usize {
        self.reader.peek().map_or(self.source.len(), |&(at, _)| at)
    }

    fn rest(&mut self) -> &'a str {
        let at = self.at();
        &self.source[at..]
    }

    fn skip(&mut self, bytes: usize) {
        let end = self.at() + bytes;
        while self.reader.next_if(|&(at, _)| at < end).is_some() {}
    }

    fn since<T>(&mut self, code: &'static str, start: usize) -> Result<T, SyntaxError> {
        let end = self.at();
        Err(SyntaxError { code, part: self.source[start..end].into() })
    }

    fn run(&mut self) -> Result<(), SyntaxError> {
        while let Some((start, c)) = self.reader.next() {
            match c {
                '(' => self.open(start)?,
                ')' if self.depth == 0 => {
                    return Err(SyntaxError { code: "unexpected )", part: self.source.into() });
                }
                ')' => {
                    self.depth -= 1;
                    self.item(")");
                }
                '|' => {
                    self.text.push('|');
                    self.last = Last::Start;
                }
                '[' => self.class(start)?,
                '*' | '+' | '?' => self.repeat(start, None)?,
                '{' => self.braces(start)?,
                '\\' => self.escaped(start)?,
                '^' | '.' => self.item(&c.to_string()),
                '$' => self.item("$"),
                _ => self.literal(c),
            }
        }
        if self.depth > 0 {
            return Err(SyntaxError { code: "missing closing )", part: self.source.into() });
        }
        Ok(())
    }

    fn item(&mut self, text: &str) {
        self.text.push_str(text);
        self.last = Last::Item;
    }

    fn literal(&mut self, c: char) {
        push_literal(&mut self.text, c);
        self.last = Last::Item;
    }

    /// A group: captured, named, or with flags.
    fn open(&mut self, start: usize) -> Result<(), SyntaxError> {
        self.last = Last::Start;
        if !self.rest().starts_with('?') {
            self.depth += 1;
            self.groups.push(None);
            self.text.push('(');
            return Ok(());
        }
        let rest = self.rest();
        let named = ["?P<", "?<"].into_iter().find(|prefix| rest.starts_with(prefix));
        match named {
            Some(prefix) if !rest.starts_with("?<=") && !rest.starts_with("?<!") => self.open_named(start, prefix),
            _ => self.open_flags(start),
        }
    }

    fn open_named(&mut self, start: usize, prefix: &str) -> Result<(), SyntaxError> {
        const INVALID: &str = "invalid named capture";
        let rest = self.rest();
        let Some(end) = rest.find('>') else {
            return Err(SyntaxError { code: INVALID, part: self.source[start..].into() });
        };
        let name = &rest[prefix.len()..end];
        self.skip(end + 1);
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return self.since(INVALID, start);
        }
        if self.groups.iter().any(|group| group.as_deref() == Some(name)) {
            return Err(SyntaxError { code: "duplicate capture group name", part: name.into() });
        }
        self.depth += 1;
        self.groups.push(Some(name.into()));
        self.text.push('(');
        Ok(())
    }

    fn open_flags(&mut self, start: usize) -> Result<(), SyntaxError> {
        const INVALID: &str = "invalid or unsupported Perl syntax";
        self.reader.next();
        let (mut flags, mut negated, mut any) = (String::from("(?"), false, false);
        loop {
            let Some((_, c)) = self.reader.next() else {
                return Err(SyntaxError { code: "missing closing )", part: self.source.into() });
            };
            match c {
                'i' | 'm' | 's' | 'U' => any = true,
                '-' if !negated => (negated, any) = (true, false),
                ':' | ')' if !negated || any => {
                    self.depth += usize::from(c == ':');
                    if flags.len() > 2 || c == ':' {
                        self.text.push_str(&flags);
                        self.text.push(c);
                    }
                    return Ok(());
                }
                _ => return self.since(INVALID, start),
            }
            flags.push(c);
        }
    }

    fn repeat(&mut self, start: usize, counts: Option<&str>) -> Result<(), SyntaxError> {
        let operator = self.source[start..].chars().next().unwrap_or('*');
        if counts.is_none() {
            self.reader.next_if(|&(_, c)| c == '?');
        }
        match self.last {
            Last::Start => {
                return self.since("missing argument to repetition operator", start);
            }
            Last::Repeat(earlier) => return self.since("invalid nested repetition operator", earlier),
            Last::Item => {}
        }
        match counts {
            Some(counts) => self.text.push_str(counts),
            None => self.text.push(operator),
        }
        let end = self.at();
        if self.source[..end].ends_with('?') && end > start + 1 {
            self.text.push('?');
        }
        self.last = Last::Repeat(start);
        Ok(())
    }

    /// `{2}`, `{2,}`, `{2,5}`; anything else in braces is ordinary text.
    fn braces(&mut self, start: usize) -> Result<(), SyntaxError> {
        let inside = self.rest();
        let Some(end) = inside.find('}') else {
            self.literal('{');
            return Ok(());
        };
        let Some((least, most)) = counts(&inside[..end]) else {
            self.literal('{');
            return Ok(());
        };
        self.skip(end + 1);
        let valid = matches!((&least, &most), (Ok(least), Ok(most)) if *least <= MOST_REPEATS && most.is_none_or(|most| most <= MOST_REPEATS && *least <= most));
        if !valid {
            return self.since("invalid repeat count", start);
        }
        self.reader.next_if(|&(_, c)| c == '?');
        let written = format!("{{{}}}", &inside[..end]);
        self.repeat(start, Some(&written))
    }

    fn escaped(&mut self, start: usize) -> Result<(), SyntaxError> {
        let Some(&(_, c)) = self.reader.peek() else {
            return Err(SyntaxError { code: "trailing backslash at end of expression", part: String::new() });
        };
        match c {
            'A' => self.anchor("\\A"),
            'z' => self.anchor("\\z"),
            'b' => self.anchor("(?-u:\\b)"),
            'B' => self.anchor("(?-u:\\B)"),
            'Q' => {
                self.reader.next();
                let rest = self.rest();
                let (quoted, length) = rest.find("\\E").map_or((rest, rest.len()), |end| (&rest[..end], end + 2));
                quoted.chars().for_each(|c| self.literal(c));
                self.skip(length);
            }
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => {
                self.reader.next();
                self.item(&format!("[{}]", perl_class(c)));
            }
            'p' | 'P' => {
                let class = self.unicode_class(start)?;
                self.item(&class);
            }
            _ => {
                let c = self.escape(start)?;
                self.literal(c);
            }
        }
        Ok(())
    }

    fn anchor(&mut self, text: &str) {
        self.reader.next();
        self.item(text);
    }

    /// `\pL`, `\p{Greek}`, `\p{^Greek}`, `\P…`, as the engine writes it.
    fn unicode_class(&mut self, start: usize) -> Result<String, SyntaxError> {
        const INVALID: &str = "invalid character class range";
        let mut negated = self.reader.next().is_some_and(|(_, c)| c == 'P');
        let mut name = String::new();
        match self.reader.next() {
            Some((_, '{')) => {
                let rest = self.rest();
                let Some(end) = rest.find('}') else {
                    return Err(SyntaxError { code: INVALID, part: self.source[start..].into() });
                };
                name.push_str(&rest[..end]);
                self.skip(end + 1);
            }
            Some((_, c)) => name.push(c),
            None => {}
        }
        let bare = name.strip_prefix('^').map_or(name.as_str(), |bare| {
            negated = !negated;
            bare
        });
        let class = format!("\\{}{{{bare}}}", if negated { 'P' } else { 'p' });
        let plain = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !plain || regex::Regex::new(&class).is_err() {
            return self.since(INVALID, start);
        }
        Ok(class)
    }

    /// The character that an escape stands for; the backslash has been read.
    fn escape(&mut self, start: usize) -> Result<char, SyntaxError> {
        const INVALID: &str = "invalid escape sequence";
        let Some((_, c)) = self.reader.next() else {
            return Err(SyntaxError { code: "trailing backslash at end of expression", part: String::new() });
        };
        let simple = match c {
            'a' => '\u{7}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            '0'..='7' => {
                let next_is_octal = self.reader.peek().is_some_and(|&(_, c)| c.is_digit(8));
                if c != '0' && !next_is_octal {
                    return self.since(INVALID, start);
                }
                let mut code = c.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    let Some((_, digit)) = self.reader.next_if(|&(_, c)| c.is_digit(8)) else { break };
                    code = code * 8 + digit.to_digit(8).unwrap_or(0);
                }
                return Ok(char::from_u32(code).unwrap_or('\0'));
            }
            'x' => return self.hexadecimal(start),
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => c,
            _ => return self.since(INVALID, start),
        };
        Ok(simple)
    }

    fn hexadecimal(&mut self, start: usize) -> Result<char, SyntaxError> {
        let rest = self.rest();
        let (digits, length) = match rest.strip_prefix('{') {
            Some(inside) => inside.find('}').map_or(("", 0), |end| (&inside[..end], end + 2)),
            None => (rest.get(..2).unwrap_or(""), 2),
        };
        let code =
            if digits.bytes().all(|b| b.is_ascii_hexdigit()) { u32::from_str_radix(digits, 16).ok() } else { None };
        if let Some(c) = code.and_then(char::from_u32) {
            self.skip(length);
            return Ok(c);
        }
        self.reader.next();
        self.since("invalid escape sequence", start)
    }

    fn class(&mut self, start: usize) -> Result<(), SyntaxError> {
        let missing = SyntaxError { code: "missing closing ]", part: self.source[start..].into() };
        let mut class = String::from("[");
        if self.reader.next_if(|&(_, c)| c == '^').is_some() {
            class.push('^');
        }
        let mut first = true;
        loop {
            let Some(&(at, c)) = self.reader.peek() else { return Err(missing) };
            if c == ']' && !first {
                self.reader.next();
                class.push(']');
                self.item(&class);
                return Ok(());
            }
            first = false;
            let rest = self.rest();
            if rest.starts_with("[:")
                && let Some(end) = rest[2..].find(":]")
            {
                let name = &rest[..end + 4];
                self.skip(name.len());
                if !POSIX_CLASSES.contains(&name[2..end + 2].trim_start_matches('^')) {
                    return self.since("invalid character class range", at);
                }
                class.push_str(name);
                continue;
            }
            if c == '\\' && rest[1..].starts_with(['p', 'P']) {
                self.reader.next();
                class.push_str(&self.unicode_class(at)?);
                continue;
            }
            if c == '\\'
                && let Some(perl) = rest[1..].chars().next().filter(|c| "dDsSwW".contains(*c))
            {
                self.skip(2);
                class.extend(["[", perl_class(perl), "]"]);
                continue;
            }
            self.class_range(at, &missing, &mut class)?;
        }
    }

    fn class_range(&mut self, at: usize, missing: &SyntaxError, class: &mut String) -> Result<(), SyntaxError> {
        let low = self.class_char(missing)?;
        let rest = self.rest();
        let mut high = low;
        if rest.len() >= 2 && rest.starts_with('-') && !rest[1..].starts_with(']') {
            self.reader.next();
            high = self.class_char(missing)?;
            if high < low {
                return self.since("invalid character class range", at);
            }
        }
        let range = format!("\\x{{{:x}}}-\\x{{{:x}}}", u32::from(low), u32::from(high));
        class.push_str(&range);
        Ok(())
    }

    fn class_char(&mut self, missing: &SyntaxError) -> Result<char, SyntaxError> {
        match self.reader.next() {
            None => Err(missing.clone()),
            Some((at, '\\')) => self.escape(at),
            Some((_, c)) => Ok(c),
        }
    }
}

const POSIX_CLASSES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
];

/// The inside of an ASCII class for `\d` and the like.
fn perl_class(c: char) -> &'static str {
    match c {
        'd' => "0-9",
        'D' => "^0-9",
        's' => "\\t\\n\\x0c\\r ",
        'S' => "^\\t\\n\\x0c\\r ",
        'w' => "0-9A-Za-z_",
        _ => "^0-9A-Za-z_",
    }
}

/// The least and the greatest count of a repetition; an outer `None` says that it is not one.
type Counts = (Result<u32, ()>, Result<Option<u32>, ()>);

fn counts(inside: &str) -> Option<Counts> {
    let number = |digits: &str| -> Option<Result<u32, ()>> {
        let valid = !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit())
            && (digits.len() == 1 || !digits.starts_with('0'));
        valid.then(|| digits.parse().map_err(|_| ()))
    };
    match inside.split_once(',') {
        None => number(inside).map(|least| (least, least.map(Some))),
        Some((least, "")) => number(least).map(|least| (least, Ok(None))),
        Some((least, most)) => Some((number(least)?, number(most)?.map(Some))),
    }
}

fn push_literal(text: &mut String, c: char) {
    text.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
}

//! One verb of a format string: how a value is written under its flags, width and precision.

use super::json::encode_json;
use iac_core::value::{Kind, Number, Type, Value, convert, graphemes};
use std::fmt::Write as _;

/// A verb with its flags, as in `%-08.3[2]f`.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the flags of the format language")]
pub(super) struct Verb {
    pub(super) zero: bool,
    pub(super) sharp: bool,
    pub(super) minus: bool,
    pub(super) plus: bool,
    pub(super) space: bool,
    pub(super) width: Option<usize>,
    pub(super) precision: Option<usize>,
    pub(super) mode: char,
}

impl Verb {
    /// Writes a known value. `Err` says why it cannot, as a fragment of a sentence.
    pub(super) fn write(&self, value: &Value) -> Result<String, String> {
        if self.mode == 'v' {
            return Ok(self.as_it_is(value));
        }
        if value.is_null() {
            return Err("null value cannot be formatted".into());
        }
        let to = |ty: &Type| convert(value, ty).map_err(|error| error.message);
        match self.mode {
            't' => Ok(to(&Type::Bool)?.as_bool().unwrap_or_default().to_string()),
            'b' | 'd' | 'o' | 'x' | 'X' => self.integer(&to(&Type::Number)?),
            'e' | 'E' | 'f' | 'g' | 'G' => Ok(self.float(&to(&Type::Number)?)),
            _ => {
                let text = to(&Type::String)?;
                let text = self.cut(text.as_str().unwrap_or_default());
                Ok(self.padded(&if self.mode == 'q' { encode_json(&Value::string(text)) } else { text }))
            }
        }
    }

    fn as_it_is(&self, value: &Value) -> String {
        match value.kind() {
            Kind::String(text) if !self.sharp => self.padded(&self.cut(text)),
            Kind::Number(_) => Verb { mode: 'g', plus: false, space: false, ..self.clone() }.float(value),
            _ => self.padded(&encode_json(value)),
        }
    }

    fn cut(&self, text: &str) -> String {
        match self.precision {
            Some(most) if most > 0 => graphemes(text).take(most).collect(),
            _ => text.into(),
        }
    }

    fn padded(&self, text: &str) -> String {
        let missing = self.width.unwrap_or(0).saturating_sub(graphemes(text).count());
        if self.minus {
            return text.to_owned() + &" ".repeat(missing);
        }
        (if self.zero { "0" } else { " " }).repeat(missing) + text
    }

    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            _ => "",
        }
    }

    /// Sign and prefix, then zeros if they fill the width, then digits.
    fn with_sign(&self, negative: bool, prefix: &str, digits: &str, zeros: bool) -> String {
        let head = format!("{}{prefix}", self.sign(negative));
        if zeros && self.zero && !self.minus {
            let missing = self.width.unwrap_or(0).saturating_sub(head.len() + digits.len());
            return head + &"0".repeat(missing) + digits;
        }
        Verb { zero: false, ..self.clone() }.padded(&(head + digits))
    }

    fn integer(&self, value: &Value) -> Result<String, String> {
        let number = value.as_number().cloned().unwrap_or_default();
        let base = match self.mode {
            'b' => 2,
            'o' => 8,
            'd' => 10,
            _ => 16,
        };
        let text = number.to_radix(base).ok_or("an integer is required")?;
        let (negative, digits) = text.strip_prefix('-').map_or((false, text.as_str()), |digits| (true, digits));
        let missing = self.precision.unwrap_or(0).saturating_sub(digits.len());
        let mut digits = "0".repeat(missing) + digits;
        let mut prefix = match (self.sharp, self.mode) {
            (true, 'b') => "0b",
            (true, 'o') => "0",
            (true, 'x') => "0x",
            (true, 'X') => "0X",
            _ => "",
        };
        if self.mode == 'X' {
            digits = digits.to_uppercase();
            prefix = if self.sharp { "0X" } else { "" };
        }
        Ok(self.with_sign(negative, prefix, &digits, self.precision.is_none()))
    }

    fn float(&self, value: &Value) -> String {
        let number = value.as_number().cloned().unwrap_or_default();
        if number.is_infinite() {
            return Verb { zero: false, ..self.clone() }.padded(&number.to_string());
        }
        let negative = number.is_negative();
        let shortest = self.precision.is_none() && matches!(self.mode, 'g' | 'G');
        let digits = if shortest { Digits::shortest(&number) } else { Digits::exact(&number) };
        let precision = self.precision.unwrap_or(6);
        let text = match self.mode {
            'e' | 'E' => digits.scientific(precision),
            'f' => digits.plain(precision),
            _ => digits.general(self.precision),
        };
        let text = if self.mode.is_uppercase() { text.to_uppercase() } else { text };
        self.with_sign(negative, "", &text, true)
    }
}

/// Decimal digits `0.d₁d₂…` times ten to the power of `point`; no digits is zero.
struct Digits {
    digits: Vec<u8>,
    point: i64,
}

impl Digits {
    fn new(digits: &[u8], point: i64) -> Self {
        let leading = digits.iter().take_while(|&&digit| digit == 0).count();
        let mut digits = digits[leading..].to_vec();
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let point = if digits.is_empty() { 0 } else { point - length(leading) };
        Self { digits, point }
    }

    fn parse(text: &str) -> Self {
        let text = text.trim_start_matches('-');
        let whole = text.find('.').unwrap_or(text.len());
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
        Self::new(&digits, length(whole))
    }

    /// The fewest digits that mean this number at its precision.
    fn shortest(number: &Number) -> Self {
        Self::parse(&number.to_string())
    }

    /// All digits of the binary fraction: doubled to an integer, then halved in decimal.
    fn exact(number: &Number) -> Self {
        let (mut number, mut halvings) = (number.abs(), 0_i64);
        while !number.is_integer() {
            match number.add(&number) {
                Ok(doubled) => number = doubled,
                Err(_) => break,
            }
            halvings += 1;
        }
        let mut digits: Vec<u8> =
            number.to_radix(10).unwrap_or_default().bytes().map(|b| b.saturating_sub(b'0')).collect();
        for _ in 0..halvings {
            // Half is five tenths: multiply by five, shift the point below.
            let mut carry = 0;
            for digit in digits.iter_mut().rev() {
                let product = *digit * 5 + carry;
                (*digit, carry) = (product % 10, product / 10);
            }
            if carry > 0 {
                digits.insert(0, carry);
            }
        }
        let whole = length(digits.len()) - halvings;
        Self::new(&digits, whole)
    }

    /// Keeps the first `count` digits, rounding half to even.
    fn rounded(&self, count: i64) -> Self {
        let Ok(count) = usize::try_from(count) else { return Self { digits: Vec::new(), point: 0 } };
        if count >= self.digits.len() {
            return Self { digits: self.digits.clone(), point: self.point };
        }
        let (kept, dropped) = self.digits.split_at(count);
        let half = dropped[0] == 5 && dropped.len() == 1;
        let odd = kept.last().is_some_and(|digit| digit % 2 == 1);
        let up = if half { odd } else { dropped[0] >= 5 };
        let (mut digits, mut point) = (kept.to_vec(), self.point);
        if up {
            let mut at = count;
            loop {
                if at == 0 {
                    digits.insert(0, 1);
                    point += 1;
                    break;
                }
                at -= 1;
                if digits[at] < 9 {
                    digits[at] += 1;
                    break;
                }
                digits[at] = 0;
            }
        }
        Self::new(&digits, point)
    }

    fn digit(&self, at: i64) -> char {
        usize::try_from(at).ok().and_then(|at| self.digits.get(at)).map_or('0', |&digit| char::from(b'0' + digit))
    }

    fn plain(&self, places: usize) -> String {
        let rounded = self.rounded(self.point + length(places));
        let mut text = String::from("0");
        if rounded.point > 0 {
            text = (0..rounded.point).map(|at| rounded.digit(at)).collect();
        }
        if places > 0 {
            text.push('.');
            text.extend((0..length(places)).map(|at| rounded.digit(rounded.point + at)));
        }
        text
    }

    fn scientific(&self, places: usize) -> String {
        let rounded = self.rounded(length(places) + 1);
        let mut text = String::from(rounded.digit(0));
        if places > 0 {
            text.push('.');
            text.extend((1..=length(places)).map(|at| rounded.digit(at)));
        }
        let exponent = if rounded.digits.is_empty() { 0 } else { rounded.point - 1 };
        text + &format!("e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
    }

    /// Scientific for very small and very great numbers, else plain; `None` is the shortest that reads back the same.
    fn general(&self, precision: Option<usize>) -> String {
        let precision = precision.map(|precision| precision.max(1));
        let digits =
            precision.map_or_else(|| self.rounded(length(self.digits.len())), |most| self.rounded(length(most)));
        let count = digits.digits.len();
        let threshold = match precision {
            None => 6,
            Some(most) if most > count && length(count) >= digits.point => length(count),
            Some(most) => length(most),
        };
        let exponent = digits.point - 1;
        if !digits.digits.is_empty() && (exponent < -4 || exponent >= threshold) {
            return digits.scientific(count.saturating_sub(1));
        }
        digits.plain(usize::try_from(length(count) - digits.point).unwrap_or(0))
    }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).expect("invariant: a length fits")
}

/// Text in quotes, as Terraform's messages show it.
pub(super) fn go_quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{b}' => quoted.push_str("\\v"),
            c if u32::from(c) < 0x20 || c == '\u{7f}' => drop(write!(quoted, "\\x{:02x}", u32::from(c))),
            c if c.is_control()
                || (c != ' ' && c.is_whitespace())
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}') =>
            {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

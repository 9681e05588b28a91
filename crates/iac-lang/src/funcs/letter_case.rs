//! Upper, lower and title case, one character to one character.
//!
//! Terraform uses Unicode's simple case mappings, which never change the number of characters: `ß` stays `ß`. The
//! standard library has the full ones; where they give several characters, the simple one is in a table here.

use super::function::Function;
use iac_core::value::{Type, Value};

pub(super) fn lower() -> Function {
    Function::new("lower", "Changes all letters to lower case.", Type::String, |call| {
        Ok(Value::string(call.text(0).chars().map(simple_lower).collect::<String>()))
    })
    .with(super::function::Parameter::new("str", Type::String).dynamic())
}

pub(super) fn upper() -> Function {
    Function::new("upper", "Changes all letters to upper case.", Type::String, |call| {
        Ok(Value::string(call.text(0).chars().map(simple_upper).collect::<String>()))
    })
    .with(super::function::Parameter::new("str", Type::String).dynamic())
}

pub(super) fn title() -> Function {
    Function::new("title", "Changes the first letter of each word to upper case.", Type::String, |call| {
        let mut previous = ' ';
        let text: String = call
            .text(0)
            .chars()
            .map(|c| if ends_word(std::mem::replace(&mut previous, c)) { simple_title(c) } else { c })
            .collect();
        Ok(Value::string(text))
    })
    .with(super::function::Parameter::new("str", Type::String).dynamic())
}

fn ends_word(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_alphanumeric() && c != '_';
    }
    !c.is_alphanumeric() && c.is_whitespace()
}

fn only(mut mapped: impl Iterator<Item = char>) -> Option<char> {
    let first = mapped.next();
    if mapped.next().is_some() { None } else { first }
}

fn simple_upper(c: char) -> char {
    only(c.to_uppercase()).unwrap_or_else(|| match c {
        // Greek vowels with a subscript iota map to their form with the iota beside.
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => shifted(c, 8),
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => shifted(c, 9),
        _ => c,
    })
}

fn simple_lower(c: char) -> char {
    only(c.to_lowercase()).unwrap_or(if c == '\u{130}' { 'i' } else { c })
}

fn simple_title(c: char) -> char {
    match c {
        // Letters that look like two have a form of their own at the start of a word.
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        // Georgian has capitals only for whole words.
        '\u{10d0}'..='\u{10fa}' | '\u{10fd}'..='\u{10ff}' => c,
        _ => simple_upper(c),
    }
}

fn shifted(c: char, by: u32) -> char {
    char::from_u32(u32::from(c) + by).unwrap_or(c)
}

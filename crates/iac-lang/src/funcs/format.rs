//! `format` and `formatlist`: reading the format string and choosing arguments.
//!
//! How one value is written is in [`super::verb`].

use super::function::{Call, Function, FunctionError, Parameter};
use super::verb::Verb;
use iac_core::value::{Refinement, Type, Value};

type Outcome = Result<Value, FunctionError>;

pub(super) fn format() -> Function {
    Function::new("format", "Fills values into a format string.", Type::String, |call| {
        if call.args[1..].iter().any(|arg| !arg.is_wholly_known()) {
            return Ok(unknown_text(call.text(0)));
        }
        filled(call.text(0), &call.args[1..]).map(Value::string)
    })
    .param("format", Type::String)
    .variadic(Parameter::new("args", Type::Dynamic).null().unknown().dynamic())
}

/// Unknown text of which the part before the first verb is known.
fn unknown_text(format: &str) -> Value {
    let prefix = format.find('%').map(|end| &format[..end]).filter(|prefix| !prefix.is_empty());
    let refinement = Refinement { not_null: true, prefix: prefix.map(Into::into), ..Refinement::default() };
    Value::refined(Type::String, refinement)
}

pub(super) fn formatlist() -> Function {
    Function::new("formatlist", "Fills elements of lists into a format string.", Type::list(Type::String), filled_list)
        .param("format", Type::String)
        .variadic(Parameter::new("args", Type::Dynamic).null().unknown().dynamic())
}

fn is_iterated(value: &Value) -> bool {
    !value.is_null() && matches!(value.ty(), Type::List(_) | Type::Set(_) | Type::Tuple(_))
}

fn filled_list(call: &Call<'_>) -> Outcome {
    let args = &call.args[1..];
    // A value of unknown type may turn out to be a list.
    if args.iter().any(|arg| !arg.is_known() && (is_iterated(arg) || arg.ty() == Type::Dynamic)) {
        return Ok(call.unknown());
    }
    let mut rows: Option<(usize, usize)> = None;
    for (at, arg) in args.iter().enumerate().filter(|(_, arg)| is_iterated(arg)) {
        let count = arg.as_elements().map_or(0, <[Value]>::len);
        match rows {
            None => rows = Some((at, count)),
            Some((first, expected)) if expected != count => {
                return Err(FunctionError::argument(
                    at + 1,
                    format!(
                        "argument {} has length {count}, which is inconsistent with argument {} of length {expected}",
                        at + 1,
                        first + 1
                    ),
                ));
            }
            Some(_) => {}
        }
    }
    let mut texts = Vec::new();
    for row in 0..rows.map_or(1, |(_, count)| count) {
        let pick = |arg: &Value| match arg.as_elements() {
            Some(items) if is_iterated(arg) => items[row].clone(),
            _ => arg.clone(),
        };
        let picked: Vec<Value> = args.iter().map(pick).collect();
        if picked.iter().any(|arg| !arg.is_wholly_known()) {
            texts.push(unknown_text(call.text(0)));
            continue;
        }
        let text = filled(call.text(0), &picked)
            .map_err(|error| FunctionError::failed(format!("error on format iteration {row}: {}", error.message)))?;
        texts.push(Value::string(text));
    }
    Ok(Value::list(Type::String, texts))
}

/// The text of a format string with its values; the position in an error counts the format string as argument 0.
fn filled(format: &str, args: &[Value]) -> Result<String, FunctionError> {
    let mut text = String::new();
    let (mut next, mut highest, mut at) = (0, 0, 0);
    while let Some(found) = format[at..].find('%') {
        text.push_str(&format[at..at + found]);
        let start = at + found;
        if format[start + 1..].starts_with('%') {
            text.push('%');
            at = start + 2;
            continue;
        }
        let (verb, index, end) = verb_at(format, start)?;
        let source = &format[start..end];
        if let Some(index) = index {
            next = index - 1;
        }
        let Some(value) = args.get(next) else {
            return Err(FunctionError::failed(format!(
                "not enough arguments for {} at {start}: need index {} but have {} total",
                super::verb::go_quote(source),
                next + 1,
                args.len()
            )));
        };
        if !"vtbdoxXeEfgGsq".contains(verb.mode) {
            return Err(FunctionError::failed(format!(
                "unsupported format verb '{}' in {} at offset {start}",
                verb.mode,
                super::verb::go_quote(source)
            )));
        }
        let written = verb.write(value).map_err(|why| {
            FunctionError::failed(format!("unsupported value for {} at {start}: {why}", super::verb::go_quote(source)))
        })?;
        text.push_str(&written);
        next += 1;
        highest = highest.max(next);
        at = end;
    }
    text.push_str(&format[at..]);
    if highest < args.len() {
        let used = match highest {
            0 => "no verbs in format string".into(),
            _ => format!("only {highest} used by format string"),
        };
        return Err(FunctionError::argument(highest + 1, format!("too many arguments; {used}")));
    }
    Ok(text)
}

/// Reads the verb that starts at a `%`: itself, the argument it names (from 1), and where it ends.
fn verb_at(format: &str, start: usize) -> Result<(Verb, Option<usize>, usize), FunctionError> {
    let bytes = format.as_bytes();
    let mut verb = Verb::default();
    let mut at = start + 1;
    while let Some(flag) = bytes.get(at).filter(|b| b"0#-+ ".contains(b)) {
        match flag {
            b'0' => verb.zero = true,
            b'#' => verb.sharp = true,
            b'-' => verb.minus = true,
            b'+' => verb.plus = true,
            _ => verb.space = true,
        }
        at += 1;
    }
    let number = |at: &mut usize| {
        let from = *at;
        while bytes.get(*at).is_some_and(u8::is_ascii_digit) {
            *at += 1;
        }
        format[from..*at].parse::<usize>().ok().map(|number| number.min(1 << 16))
    };
    verb.width = number(&mut at);
    if bytes.get(at) == Some(&b'.') {
        at += 1;
        verb.precision = Some(number(&mut at).unwrap_or(0));
    }
    let mut index = None;
    if bytes.get(at) == Some(&b'[') {
        at += 1;
        if matches!(bytes.get(at), Some(b'1'..=b'9')) {
            index = number(&mut at);
        }
        if bytes.get(at) != Some(&b']') || index.is_none() {
            return Err(unrecognized(format, at));
        }
        at += 1;
    }
    match bytes.get(at) {
        Some(mode) if mode.is_ascii_alphabetic() => verb.mode = char::from(*mode),
        _ => return Err(unrecognized(format, at)),
    }
    Ok((verb, index, at + 1))
}

fn unrecognized(format: &str, at: usize) -> FunctionError {
    FunctionError::failed(match format[at..].chars().next() {
        Some(c) => format!("unrecognized format character '{c}' at offset {at}"),
        None => format!("invalid format string starting at offset {at}"),
    })
}

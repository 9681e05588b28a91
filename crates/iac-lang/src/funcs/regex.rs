//! `regex`, `regexall` and `replace`.

use super::function::{Call, Function, FunctionError};
use super::re2::{SyntaxError, rewrite};
use iac_core::value::{Type, Value};
use regex::{Captures, Regex, RegexBuilder};

/// A compiled pattern, and the name of each capture group.
struct Compiled {
    regex: Regex,
    groups: Vec<Option<String>>,
}

const LARGEST_PROGRAM: usize = 64 << 20;

fn compile(source: &str) -> Result<Compiled, SyntaxError> {
    let pattern = rewrite(source)?;
    let regex = RegexBuilder::new(&pattern.text).size_limit(LARGEST_PROGRAM).build();
    let regex = regex.map_err(|_| SyntaxError { code: "expression too large", part: source.into() })?;
    Ok(Compiled { regex, groups: pattern.groups })
}

fn compile_argument(call: &[Value]) -> Result<Compiled, FunctionError> {
    let compiled = compile(call[0].as_str().unwrap_or_default()).map_err(|SyntaxError { code, part }| {
        FunctionError::argument(0, format!("invalid regexp pattern: {code} in {part}"))
    })?;
    let named = compiled.groups.iter().flatten().count();
    if named > 0 && named < compiled.groups.len() {
        return Err(FunctionError::argument(
            0,
            "invalid regexp pattern: cannot mix both named and unnamed capture groups",
        ));
    }
    Ok(compiled)
}

/// The type of one match: text without groups, else an object or a tuple of texts.
fn match_type(args: &[Value]) -> Result<Type, FunctionError> {
    if !args[0].is_known() {
        return Ok(Type::Dynamic);
    }
    let groups = compile_argument(args)?.groups;
    Ok(match groups.first() {
        None => Type::String,
        Some(None) => Type::tuple(groups.iter().map(|_| Type::String)),
        Some(Some(_)) => Type::object(groups.into_iter().flatten().map(|name| (name, Type::String))),
    })
}

fn match_value(compiled: &Compiled, captures: &Captures<'_>) -> Value {
    let group = |at: usize| captures.get(at + 1).map_or(Value::null(Type::String), |found| found.as_str().into());
    match compiled.groups.first() {
        None => captures[0].into(),
        Some(None) => Value::tuple((0..compiled.groups.len()).map(group)),
        Some(Some(_)) => {
            let names = compiled.groups.iter().enumerate();
            Value::object(names.filter_map(|(at, name)| Some((name.clone()?, group(at)))))
        }
    }
}

pub(super) fn regex() -> Function {
    Function::typed("regex", "Takes the first match of a regular expression.", match_type, |call| {
        if call.ty == Type::Dynamic {
            return Ok(call.unknown());
        }
        let compiled = compile_argument(&call.args)?;
        let found = compiled.regex.captures(call.text(1));
        found
            .map(|captures| match_value(&compiled, &captures))
            .ok_or_else(|| FunctionError::failed("pattern did not match any part of the given string"))
    })
    .param("pattern", Type::String)
    .param("string", Type::String)
}

pub(super) fn regexall() -> Function {
    let rule = |args: &[Value]| Ok(Type::list(match_type(args)?));
    Function::typed("regexall", "Takes all matches of a regular expression.", rule, |call| {
        let compiled = compile_argument(&call.args)?;
        let found = compiled.regex.captures_iter(call.text(1)).map(|captures| match_value(&compiled, &captures));
        Ok(super::operand::list_of(&call.ty, found.collect()))
    })
    .param("pattern", Type::String)
    .param("string", Type::String)
}

pub(super) fn replace() -> Function {
    Function::new("replace", "Replaces text, or what a /regular expression/ matches.", Type::String, replaced)
        .param("str", Type::String)
        .param("substr", Type::String)
        .param("replace", Type::String)
}

fn replaced(call: &Call<'_>) -> Result<Value, FunctionError> {
    let (text, searched, replacement) = (call.text(0), call.text(1), call.text(2));
    let pattern = searched.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let Some(pattern) = pattern else { return Ok(Value::string(text.replace(searched, replacement))) };
    let compiled = compile(pattern).map_err(|SyntaxError { code, part }| {
        FunctionError::failed(format!("error parsing regexp: {code}: `{part}`"))
    })?;
    let result = compiled.regex.replace_all(text, |captures: &Captures<'_>| {
        let mut filled = String::new();
        fill(replacement, captures, &compiled.groups, &mut filled);
        filled
    });
    Ok(Value::string(result))
}

/// Writes a replacement: `$1`, `${1}`, `$name`, `$$`; a reference is as long as it can be, an unknown one is empty.
fn fill(template: &str, captures: &Captures<'_>, groups: &[Option<String>], out: &mut String) {
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((name, after)) = reference(rest) {
            let group = match name.parse::<usize>() {
                Ok(number) if name.len() == 1 || !name.starts_with('0') => Some(number),
                _ => groups.iter().position(|group| group.as_deref() == Some(name)).map(|at| at + 1),
            };
            out.push_str(group.and_then(|group| captures.get(group)).map_or("", |found| found.as_str()));
            rest = after;
        } else {
            out.push('$');
        }
    }
    out.push_str(rest);
}

fn reference(text: &str) -> Option<(&str, &str)> {
    let word = |text: &str| text.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(text.len());
    if let Some(inside) = text.strip_prefix('{') {
        let end = word(inside);
        let after = inside[end..].strip_prefix('}')?;
        return (end > 0).then_some((&inside[..end], after));
    }
    let end = word(text);
    (end > 0).then_some((&text[..end], &text[end..]))
}

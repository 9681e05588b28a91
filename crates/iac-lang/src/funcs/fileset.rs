//! `fileset`: the files below a directory that match a pattern.
//!
//! `*`, `?`, `[…]` and `{a,b}` match within one part of a path, `**` any number of parts. Only files count.

use super::files::cleaned;
use super::function::{Call, Function, FunctionError, Parameter};
use super::verb::go_quote;
use iac_core::value::{Type, Value};
use std::path::Path;

pub(super) fn fileset() -> Function {
    Function::new("fileset", "The files that match a pattern.", Type::set(Type::String), matching_files)
        .with(Parameter::new("path", Type::String).marked())
        .with(Parameter::new("pattern", Type::String).marked())
}

fn matching_files(call: &Call<'_>) -> Result<Value, FunctionError> {
    let marks = call.args[0].marks().union(call.args[1].marks());
    let pattern = call.text(1);
    let base = call.scope.base_dir().join(call.text(0));
    let full = cleaned(&format!("/{pattern}"));
    let climbs = pattern.split('/').take_while(|part| matches!(*part, ".." | ".")).filter(|part| *part == "..").count();
    let (mut start, prefix) = (base, "../".repeat(climbs));
    (0..climbs).for_each(|_| start.push(".."));
    let alternatives = expanded(full.trim_start_matches('/')).ok_or_else(|| {
        let shown = if marks.is_empty() { go_quote(pattern) } else { "(sensitive value)".into() };
        FunctionError::failed(format!("failed to glob pattern {shown}: syntax error in pattern"))
    })?;
    let mut found = Vec::new();
    for alternative in alternatives {
        let parts: Vec<Part> = alternative
            .split('/')
            .map(|part| if part == "**" { Part::AnyDepth } else { Part::Name(part.chars().collect()) })
            .collect();
        collect(&start, &prefix, &parts, &mut found);
    }
    Ok(Value::set(Type::String, found.into_iter().map(Value::string).collect()).mark(&marks))
}

enum Part {
    AnyDepth,
    Name(Vec<char>),
}

fn entries(directory: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

fn collect(directory: &Path, prefix: &str, parts: &[Part], found: &mut Vec<String>) {
    let Some((first, rest)) = parts.split_first() else { return };
    if let Part::AnyDepth = first
        && !rest.is_empty()
    {
        collect(directory, prefix, rest, found);
    }
    for name in entries(directory) {
        let (path, written) = (directory.join(&name), format!("{prefix}{name}"));
        let inside = format!("{written}/");
        match first {
            Part::AnyDepth => {
                if rest.is_empty() && path.is_file() {
                    found.push(written);
                } else if path.is_dir() && !path.is_symlink() {
                    collect(&path, &inside, parts, found);
                }
            }
            Part::Name(pattern) if matches(pattern, &name.chars().collect::<Vec<_>>()) => {
                if !rest.is_empty() && path.is_dir() {
                    collect(&path, &inside, rest, found);
                } else if rest.is_empty() && path.is_file() {
                    found.push(written);
                }
            }
            Part::Name(_) => {}
        }
    }
}

/// The patterns that `{a,b}` stands for; `None` if brackets or braces do not pair up.
fn expanded(pattern: &str) -> Option<Vec<String>> {
    let mut depth = 0_usize;
    let (mut open, mut commas) = (None, Vec::new());
    let mut class = false;
    let mut escaped = false;
    for (at, c) in pattern.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ']' if class => class = false,
            _ if class => {}
            '[' => class = true,
            '{' => {
                open = open.or(Some(at));
                depth += 1;
            }
            ',' if depth == 1 => commas.push(at),
            '}' if depth > 0 => {
                depth -= 1;
                if depth > 0 {
                    continue;
                }
                let open = open.take()?;
                let mut alternatives = Vec::new();
                let mut from = open + 1;
                for to in commas.iter().copied().chain([at]) {
                    let one = format!("{}{}{}", &pattern[..open], &pattern[from..to], &pattern[at + 1..]);
                    alternatives.extend(expanded(&one)?);
                    from = to + 1;
                }
                return Some(alternatives);
            }
            _ => {}
        }
    }
    (depth == 0 && !class && !escaped).then(|| vec![pattern.into()])
}

/// Whether a name matches a pattern without slashes, by backtracking to the last star.
fn matches(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, n));
            p += 1;
        } else if let Some(next) = matched_one(pattern, p, name[n]) {
            (p, n) = (next, n + 1);
        } else if let Some((at, from)) = star {
            star = Some((at, from + 1));
            (p, n) = (at + 1, from + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Where the pattern goes on if its next element matches a character.
fn matched_one(pattern: &[char], at: usize, c: char) -> Option<usize> {
    match pattern.get(at)? {
        '?' => Some(at + 1),
        '\\' => (pattern.get(at + 1) == Some(&c)).then_some(at + 2),
        '[' => {
            let mut at = at + 1;
            let negated = *pattern.get(at)? == '^';
            at += usize::from(negated);
            let (mut hit, mut first) = (false, true);
            while first || *pattern.get(at)? != ']' {
                first = false;
                let low = *pattern.get(at)?;
                let range = pattern.get(at + 1) == Some(&'-') && pattern.get(at + 2).is_some_and(|c| *c != ']');
                let high = if range { pattern[at + 2] } else { low };
                hit |= (low..=high).contains(&c);
                at += if range { 3 } else { 1 };
            }
            (hit != negated).then_some(at + 1)
        }
        other => (*other == c).then_some(at + 1),
    }
}

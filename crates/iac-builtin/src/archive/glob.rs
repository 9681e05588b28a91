//! Matching of relative paths: `*` and `?` within a name, `**` over directories, `[a-z]`, `{a,b}`, `\` for itself.

/// Whether a path with `/` between names matches a pattern.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    alternatives(pattern).iter().any(|pattern| {
        let pattern: Vec<&str> = pattern.split('/').collect();
        let path: Vec<&str> = path.split('/').collect();
        names(&pattern, &path)
    })
}

fn names(pattern: &[&str], path: &[&str]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((&"**", rest)) => (0..=path.len()).any(|skipped| names(rest, &path[skipped..])),
        Some((first, rest)) => path.split_first().is_some_and(|(name, others)| {
            let (first, name): (Vec<char>, Vec<char>) = (first.chars().collect(), name.chars().collect());
            characters(&first, &name) && names(rest, others)
        }),
    }
}

fn characters(pattern: &[char], name: &[char]) -> bool {
    match pattern {
        [] => name.is_empty(),
        ['*', rest @ ..] => (0..=name.len()).any(|skipped| characters(rest, &name[skipped..])),
        ['?', rest @ ..] => !name.is_empty() && characters(rest, &name[1..]),
        ['[', rest @ ..] => class(rest, name),
        ['\\', literal, rest @ ..] | [literal, rest @ ..] => {
            name.first() == Some(literal) && characters(rest, &name[1..])
        }
    }
}

/// A class of characters, after its `[`.
fn class(pattern: &[char], name: &[char]) -> bool {
    let (negated, inside) = match pattern {
        ['^' | '!', rest @ ..] => (true, rest),
        _ => (false, pattern),
    };
    let Some(end) = inside.iter().skip(1).position(|character| *character == ']').map(|at| at + 1) else {
        return false;
    };
    let Some((first, others)) = name.split_first() else { return false };
    let (mut members, mut found) = (&inside[..end], false);
    while let [from, rest @ ..] = members {
        (found, members) = match rest {
            ['-', to, rest @ ..] => (found || (from..=to).contains(&first), rest),
            _ => (found || from == first, rest),
        };
    }
    found != negated && characters(&inside[end + 1..], others)
}

/// The pattern with its first `{a,b}` written out, again and again.
fn alternatives(pattern: &str) -> Vec<String> {
    let Some(open) = pattern.find('{') else { return vec![pattern.to_owned()] };
    let (mut depth, mut start, mut choices) = (0, open + 1, Vec::new());
    for (at, character) in pattern.char_indices().skip_while(|(at, _)| *at < open) {
        match character {
            '{' => depth += 1,
            ',' if depth == 1 => {
                choices.push(&pattern[start..at]);
                start = at + 1;
            }
            '}' if depth == 1 => {
                choices.push(&pattern[start..at]);
                let whole = |choice: &&str| format!("{}{choice}{}", &pattern[..open], &pattern[at + 1..]);
                return choices.iter().map(whole).flat_map(|pattern| alternatives(&pattern)).collect();
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    vec![pattern.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_terraform() {
        for (pattern, path, expected) in [
            ("a.txt", "a.txt", true),
            ("a.txt", "b/a.txt", false),
            ("*.txt", "a.txt", true),
            ("*.txt", "b/a.txt", false),
            ("**/*.txt", "a.txt", true),
            ("**/*.txt", "b/c/a.txt", true),
            ("b/**", "b/c/a.txt", true),
            ("b/**", "b", true),
            ("b/**/d", "b/d", true),
            ("?.py", "é.py", true),
            ("[a-c].py", "b.py", true),
            ("[^a-c].py", "b.py", false),
            ("[]x].py", "].py", true),
            ("{a,b/*}.{py,js}", "b/c.js", true),
            ("{a,b}.py", "c.py", false),
            ("\\*.py", "*.py", true),
            ("\\*.py", "a.py", false),
            ("[a", "a", false),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}

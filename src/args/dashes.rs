//! Terraform's flags begin with one dash; clap's with two. Here the one becomes the other.

use std::ffi::OsString;

/// Rewrites `-flag` and `-flag=value` to `--flag…`. A lone `-`, what follows `--`, and numbers stay as they are; `-h` means help.
pub(crate) fn double_dashes(arguments: Vec<OsString>) -> Vec<OsString> {
    let mut literal = false;
    arguments
        .into_iter()
        .map(|argument| {
            let Some(text) = argument.to_str() else { return argument };
            literal |= text == "--";
            match text.strip_prefix('-') {
                _ if literal => argument,
                Some("h") => "--help".into(),
                Some("v") => "--version".into(),
                Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphabetic()) => format!("--{rest}").into(),
                _ => argument,
            }
        })
        .collect()
}

/// Flags without a value may still be given one in Go's way: `-json=true` is `-json`, and `-json=false` is nothing.
pub(crate) fn plain_flags(arguments: Vec<OsString>, command: &clap::Command) -> Vec<OsString> {
    let truth = |text: &str| match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    };
    let plain = |argument: OsString| {
        let flag = argument.to_str().and_then(|text| text.strip_prefix("--")).and_then(|text| text.split_once('='));
        let meant = flag.and_then(|(name, value)| Some((name.to_owned(), truth(value)?)));
        match meant {
            Some((name, meant)) if is_switch(command, &name) => meant.then(|| format!("--{name}").into()),
            _ => Some(argument),
        }
    };
    arguments.into_iter().filter_map(plain).collect()
}

/// Whether a flag takes no value, in any command that has it.
fn is_switch(command: &clap::Command, name: &str) -> bool {
    let here = command.get_arguments().any(|flag| flag.get_long() == Some(name) && !flag.get_action().takes_values());
    here || command.get_subcommands().any(|inner| is_switch(inner, name))
}

/// Splits the text of `TF_CLI_ARGS` as a shell would: blanks separate, quotes and backslashes keep together.
pub(crate) fn split_words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            // Between single quotes a backslash is a backslash.
            (quote, '\\') if quote != Some('\'') => word.get_or_insert_default().extend(rest.next()),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if let Some(open) = quote {
        return Err(format!("a quote ({open}) is not closed"));
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::{double_dashes, plain_flags, split_words};
    use clap::CommandFactory;

    #[test]
    fn single_dashes_become_double() {
        let check = |from: &[&str], to: &[&str]| {
            let rewritten = double_dashes(from.iter().map(Into::into).collect());
            assert_eq!(rewritten, to.iter().map(std::ffi::OsString::from).collect::<Vec<_>>());
        };
        check(&["plan", "-out=p", "--json", "-var", "a=-1"], &["plan", "--out=p", "--json", "--var", "a=-1"]);
        check(&["fmt", "-", "-5"], &["fmt", "-", "-5"]);
        check(&["-h", "--", "-x"], &["--help", "--", "-x"]);
    }

    #[test]
    fn flags_take_values_as_in_go() {
        let command = crate::args::Cli::command();
        let check = |from: &str, to: &[&str]| {
            let rewritten = plain_flags(vec![from.into()], &command);
            assert_eq!(rewritten, to.iter().map(std::ffi::OsString::from).collect::<Vec<_>>());
        };
        check("--json=true", &["--json"]);
        check("--auto-approve=false", &[]);
        check("--lock=false", &["--lock=false"]);
        check("--var=true", &["--var=true"]);
    }

    #[test]
    fn words_are_split_as_a_shell_does() {
        assert_eq!(
            split_words(r#" -var 'a=b c' -var "x=\"y\"" e\ f "" "#).as_deref().map_err(|_| ()),
            Ok(&["-var".into(), "a=b c".into(), "-var".into(), "x=\"y\"".into(), "e f".into(), String::new()][..])
        );
        assert!(split_words("'a").is_err());
    }
}

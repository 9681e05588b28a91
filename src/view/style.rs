//! Colours, and text wrapped to a width.

/// Whether and how to decorate text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Whether there is colour.
    pub color: bool,
    /// Columns of text.
    pub width: usize,
}

macro_rules! paints {
    ($($name:ident = $code:literal;)+) => {
        impl Style {
            $(
                #[doc = concat!("Text with the terminal attribute ", $code, ".")]
                pub(crate) fn $name(self, text: &str) -> String {
                    if self.color { format!("\u{1b}[{}m{text}\u{1b}[0m", $code) } else { text.to_owned() }
                }
            )+
        }
    };
}

paints! {
    bold = "1";
    dim = "90";
    underline = "4";
    red = "31";
    green = "32";
    yellow = "33";
    cyan = "36";
    bold_red = "1;31";
    bold_yellow = "1;33";
    bold_green = "1;32";
}

/// Wraps every paragraph line at blanks; lines that begin with a blank stay as they are.
pub(crate) fn wrap(text: &str, width: usize) -> String {
    let lines =
        text.lines().map(|line| if line.starts_with([' ', '\t']) { line.to_owned() } else { wrap_line(line, width) });
    lines.collect::<Vec<_>>().join("\n")
}

fn wrap_line(line: &str, width: usize) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut column = 0;
    for word in line.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn paragraphs_are_wrapped_and_code_is_not() {
        assert_eq!(wrap("aa bb cc\n  dd ee ff", 5), "aa bb\ncc\n  dd ee ff");
        assert_eq!(wrap("abcdefgh ij", 5), "abcdefgh\nij");
    }
}

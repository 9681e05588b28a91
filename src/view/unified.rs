//! The difference of two texts in the unified form that `diff -u` prints.

use super::diff::{LineChange, line_changes};

/// How many unchanged lines surround a change.
const CONTEXT: usize = 3;

/// The difference; empty if the texts are equal.
pub(crate) fn render(name: &str, before: &str, after: &str) -> String {
    let lines = line_changes(before, after);
    let changed: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].0 != LineChange::Same).collect();
    let Some(first) = changed.first() else { return String::new() };
    let mut out = format!("--- old/{name}\n+++ new/{name}\n");
    let (mut from, mut to) = (first.saturating_sub(CONTEXT), first + 1);
    for at in &changed[1..] {
        if at.saturating_sub(CONTEXT) > to + CONTEXT {
            out.push_str(&hunk(&lines, from, (to + CONTEXT).min(lines.len())));
            from = at - CONTEXT;
        }
        to = at + 1;
    }
    out + &hunk(&lines, from, (to + CONTEXT).min(lines.len()))
}

fn hunk(lines: &[(LineChange, String)], from: usize, to: usize) -> String {
    let count =
        |range: &[(LineChange, String)], not: LineChange| range.iter().filter(|(change, _)| *change != not).count();
    let (old_start, new_start) = (count(&lines[..from], LineChange::Added), count(&lines[..from], LineChange::Removed));
    let shown = &lines[from..to];
    let (old, new) = (count(shown, LineChange::Added), count(shown, LineChange::Removed));
    let place = |start: usize, count: usize| match count {
        0 => format!("{start},0"),
        1 => (start + 1).to_string(),
        count => format!("{},{count}", start + 1),
    };
    let mut out = format!("@@ -{} +{} @@\n", place(old_start, old), place(new_start, new));
    for (change, line) in shown {
        let mark = match change {
            LineChange::Same => ' ',
            LineChange::Added => '+',
            LineChange::Removed => '-',
        };
        out.push_str(&format!("{mark}{line}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn changes_have_three_lines_of_context() {
        let before: String = (1..=12).map(|line| format!("{line}\n")).collect();
        let after = before.replace("6\n", "six\n");
        assert_eq!(
            render("a", &before, &after),
            "--- old/a\n+++ new/a\n@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\n"
        );
        assert_eq!(render("a", "x\n", "x\n"), "");
        assert_eq!(render("a", "x\n", "y\n"), "--- old/a\n+++ new/a\n@@ -1 +1 @@\n-x\n+y\n");
    }
}

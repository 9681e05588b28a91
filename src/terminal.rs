//! Standard input and output: printing in order, questions, the width of the window.

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::Mutex;

/// The streams of a run. Output of concurrent operations is printed line by line, whole.
pub(crate) struct Terminal {
    output: Mutex<()>,
    interactive: bool,
    width: usize,
}

/// The width of text where there is no window to measure.
const DEFAULT_WIDTH: usize = 78;

impl Terminal {
    /// The process's streams.
    pub(crate) fn new() -> Self {
        let width = terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0));
        Self { output: Mutex::new(()), interactive: io::stdin().is_terminal(), width: width.max(20) }
    }

    /// Whether somebody can answer questions.
    pub(crate) fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Columns of text.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Prints text to standard output as it is.
    pub(crate) fn print(&self, text: &str) {
        let _guard = self.output.lock();
        write_all(&mut io::stdout().lock(), text);
    }

    /// Prints a line to standard output.
    pub(crate) fn line(&self, text: &str) {
        self.print(&format!("{text}\n"));
    }

    /// Prints text to standard error as it is.
    pub(crate) fn print_error(&self, text: &str) {
        let _guard = self.output.lock();
        write_all(&mut io::stderr().lock(), text);
    }

    /// Prints a question and reads one line; `None` at the end of input.
    pub(crate) fn ask(&self, question: &str) -> Option<String> {
        self.print(question);
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer).ok()?;
        self.line("");
        (read > 0).then(|| answer.trim_end_matches(['\n', '\r']).to_owned())
    }
}

/// A reader that went away (`iac plan | head`) is no reason to fail.
fn write_all(stream: &mut dyn Write, text: &str) {
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

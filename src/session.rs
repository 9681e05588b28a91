//! What every command works with: settings, terminal, style, and the reporting of diagnostics.

use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::view::diagnostic::{render, render_compact, sorted};
use crate::view::style::Style;
use iac_core::diag::{Diagnostic, Diagnostics, Sources};
use std::sync::{Mutex, PoisonError};

/// One run of the program.
pub(crate) struct Session {
    /// What the environment and global flags say.
    pub settings: Settings,
    /// The streams.
    pub terminal: Terminal,
    /// Every file that diagnostics may point into.
    pub sources: Mutex<Sources>,
}

impl Session {
    /// How text is decorated.
    pub(crate) fn style(&self) -> Style {
        Style { color: self.settings.color, width: self.terminal.width() }
    }

    /// Shows diagnostics: errors on standard error, warnings on standard output. True if there was no error.
    pub(crate) fn report(&self, diags: &Diagnostics) -> bool {
        self.report_with(diags, false)
    }

    /// The same, with warnings in short form when nothing is wrong beside them.
    pub(crate) fn report_with(&self, diags: &Diagnostics, compact_warnings: bool) -> bool {
        let sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let items = sorted(diags, &sources);
        let errors = items.iter().any(Diagnostic::is_error);
        if compact_warnings && !errors && !items.is_empty() {
            self.terminal.print(&render_compact(&items, &sources, self.style()));
            return true;
        }
        for diagnostic in &items {
            let text = render(diagnostic, &sources, self.style());
            if diagnostic.is_error() { self.terminal.print_error(&text) } else { self.terminal.print(&text) }
        }
        !errors
    }

    /// Replaces the files that diagnostics may point into.
    pub(crate) fn learn_sources(&self, sources: Sources) {
        *self.sources.lock().unwrap_or_else(PoisonError::into_inner) = sources;
    }

    /// The files that diagnostics may point into.
    pub(crate) fn sources(&self) -> Sources {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether questions are allowed and somebody can answer them.
    pub(crate) fn may_ask(&self) -> bool {
        self.settings.input && self.terminal.is_interactive()
    }

    /// Shows one error.
    pub(crate) fn fail(&self, diagnostic: Diagnostic) -> u8 {
        self.report(&diagnostic.into());
        1
    }
}

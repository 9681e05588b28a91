//! Settings that an emulator accepts and then forgets.
//!
//! On AWS what the API says is the truth. An emulator that does not model a setting would otherwise look like an object that
//! changes by itself after every apply; there, what was asked for stands in for the answer.

use iac_aws_kit::Ctx;

/// Decides between what was asked for and what was found.
#[derive(Clone, Copy)]
pub(super) struct Echo(bool);

impl Echo {
    pub fn new(ctx: &Ctx) -> Self {
        Self(ctx.is_emulator())
    }

    pub fn flag(self, wanted: Option<bool>, found: Option<bool>) -> Option<bool> {
        wanted.filter(|_| self.0).or(Some(found.unwrap_or_default()))
    }

    pub fn number(self, wanted: Option<i32>, found: Option<i32>) -> Option<i32> {
        wanted.filter(|_| self.0).or(Some(found.unwrap_or_default()))
    }

    pub fn text(self, wanted: &str, found: Option<&str>) -> String {
        if self.0 && !wanted.is_empty() { wanted } else { found.unwrap_or_default() }.to_owned()
    }

    /// For what an emulator leaves out of its answers altogether.
    pub fn missing<T: Clone>(self, wanted: Option<&T>, found: Option<T>) -> Option<T> {
        found.or_else(|| wanted.filter(|_| self.0).cloned())
    }
}

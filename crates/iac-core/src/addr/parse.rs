//! Parsing addresses from text.

use super::{AbsProviderConfigAddr, AbsResourceAddr, AbsResourceInstanceAddr, ModuleInstanceAddr, ProviderAddr, Target};

/// Text that is not an address; the message says what is wrong and what an address looks like.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct AddrError(pub String);

/// Text as it stands between the quotes of an HCL string.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => out.extend([c, c]),
            c => out.push(c),
        }
    }
    out
}

macro_rules! parse_by {
    ($($ty:ty),*) => { $(impl std::str::FromStr for $ty {
        type Err = AddrError;
        fn from_str(text: &str) -> Result<Self, AddrError> { let _ = text; todo!() }
    })* };
}
parse_by!(ModuleInstanceAddr, AbsResourceAddr, AbsResourceInstanceAddr, AbsProviderConfigAddr, ProviderAddr, Target);

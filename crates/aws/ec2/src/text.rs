//! Text arguments: which of them were given, and which mean the same.

use std::net::Ipv6Addr;

/// Text that was given.
pub(crate) fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether two texts name the same network; IPv6 addresses have many spellings.
pub(crate) fn same_network(left: &str, right: &str) -> bool {
    canonical_network(left) == canonical_network(right)
}

/// An IPv6 network in the one spelling that AWS answers with; any other text as it is.
pub(crate) fn canonical_network(text: &str) -> String {
    let network = text.split_once('/').and_then(|(address, length)| Some((address.parse::<Ipv6Addr>().ok()?, length)));
    network.map_or_else(|| text.to_owned(), |(address, length)| format!("{address}/{length}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_is_the_same_in_any_spelling() {
        assert!(same_network("2001:DB8:0::/32", "2001:db8::/32"));
        assert!(!same_network("2001:db8::/32", "2001:db8::/33"));
        assert!(same_network("10.0.0.0/8", "10.0.0.0/8") && !same_network("10.0.0.0/8", "10.0.0.0/9"));
    }
}

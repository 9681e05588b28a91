//! Which code points make up names.

use super::id_table::{CONTINUE, START};

/// Whether a name may start with it.
pub(crate) fn is_ident_start(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() || c == '_' } else { contains(START, c) }
}

/// Whether a name may contain it; a hyphen may.
pub(crate) fn is_ident_continue(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_' || c == '-'
    } else {
        contains(START, c) || contains(CONTINUE, c)
    }
}

fn contains(ranges: &[(u32, u32)], c: char) -> bool {
    let code = u32::from(c);
    let at = ranges.partition_point(|(_, last)| *last < code);
    ranges.get(at).is_some_and(|(first, _)| *first <= code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_disjoint() {
        for table in [START, CONTINUE] {
            assert!(table.iter().all(|(first, last)| first <= last));
            assert!(table.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
    }

    #[test]
    fn names_follow_unicode_9() {
        assert!(is_ident_start('é') && is_ident_start('日') && !is_ident_start('1') && !is_ident_start('-'));
        assert!(is_ident_continue('\u{301}') && !is_ident_start('\u{301}'));
        assert!(!is_ident_continue('\u{200d}'), "no zero-width joiner");
        assert!(!is_ident_start('\u{2ebf0}'), "assigned after Unicode 9");
    }
}

//! "Did you mean …?": the nearest of several names.

/// The candidate nearest to `given`, if it is within two edits.
pub(crate) fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (distance(given, candidate), candidate))
        .filter(|(distance, _)| *distance < 3)
        .min()
        .map(|(_, candidate)| candidate)
}

/// ` Did you mean "name"?`, with the leading space, or nothing.
pub(crate) fn did_you_mean<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(given, candidates).map_or_else(String::new, |name| format!(" Did you mean {name:?}?"))
}

/// Levenshtein distance in characters. Lengths further apart than any suggestion are not computed.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let left_len = left.chars().count();
    if left_len.abs_diff(right.len()) > 2 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, a) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (index, b) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(a != *b);
            diagonal = row[index + 1];
            row[index + 1] = substituted.min(row[index] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_only_what_is_within_two_edits() {
        assert_eq!(nearest("lenght", ["length", "lower"]), Some("length"));
        assert_eq!(nearest("tag", ["tags", "type"]), Some("tags"));
        assert_eq!(nearest("zzz", ["length", "lower"]), None);
    }
}

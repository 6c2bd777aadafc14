//! The name that was probably meant.

/// So many characters of a name are looked at.
const LONGEST: usize = 100;

/// The candidate nearest to `wrong` by edit distance, if it is near enough to be a slip: a third of the length at most.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut most = (wrong.chars().count().max(3) / 3).min(4);
    let wrong = lower(wrong);
    let mut best = None;
    for candidate in candidates {
        // Most are told from it without being looked at.
        if candidate.is_ascii() && candidate.len().min(LONGEST).abs_diff(wrong.len()) > most {
            continue;
        }
        let Some(distance) = distance(&wrong, &lower(candidate), most) else { continue };
        best = Some(candidate);
        match distance.checked_sub(1) {
            Some(nearer) => most = nearer,
            None => break,
        }
    }
    best
}

fn lower(name: &str) -> Vec<char> {
    name.chars().flat_map(char::to_lowercase).take(LONGEST).collect()
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), if they are so many at most. Only
/// what lies so near to the diagonal is computed.
fn distance(left: &[char], right: &[char], most: usize) -> Option<usize> {
    const FAR: usize = usize::MAX / 2;
    if left.len().abs_diff(right.len()) > most {
        return None;
    }
    let (mut before, mut last) = ([FAR; LONGEST + 1], [FAR; LONGEST + 1]);
    for (column, distance) in last.iter_mut().enumerate().take(most + 1) {
        *distance = column;
    }
    for (row, from) in left.iter().enumerate() {
        let mut current = [FAR; LONGEST + 1];
        if row < most {
            current[0] = row + 1;
        }
        for column in row.saturating_sub(most)..(row + 1 + most).min(right.len()) {
            let to = right[column];
            let mut best =
                (last[column] + usize::from(*from != to)).min(last[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && *from == right[column - 1] && left[row - 1] == to {
                best = best.min(before[column - 1] + 1);
            }
            current[column + 1] = best;
        }
        before = std::mem::replace(&mut last, current);
        if last.iter().chain(&before).all(|distance| *distance > most) {
            return None;
        }
    }
    Some(last[right.len()]).filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_nothing_else() {
        let names = ["customers", "endpoints", "envelopes", "auth"];
        assert_eq!(nearest("endpoitns", names), Some("endpoints"));
        assert_eq!(nearest("envelope", names), Some("envelopes"));
        assert_eq!(nearest("Auth", names), Some("auth"));
        assert_eq!(nearest("pagination", names), None);
        assert_eq!(nearest("x", names), None);
        assert_eq!(nearest("customer", ["costumer", "customer_s", "customers"]), Some("customers"));
        let long = "a".repeat(200);
        assert_eq!(nearest(&long, [long.as_str()]), Some(long.as_str()));
    }

    #[test]
    fn what_is_not_computed_is_too_far() {
        let words = ["", "a", "ab", "ba", "abc", "acb", "bca", "abcd", "badc", "abdce", "xxabc", "ABCDE"];
        for (left, right) in words.iter().flat_map(|left| words.map(|right| (lower(left), lower(right)))) {
            let whole = distance(&left, &right, LONGEST).unwrap();
            for most in 0..6 {
                assert_eq!(distance(&left, &right, most), Some(whole).filter(|whole| *whole <= most));
            }
        }
        assert_eq!(distance(&lower("badc"), &lower("abcd"), 4), Some(2));
        assert_eq!(distance(&lower("bca"), &lower("abc"), 4), Some(2));
        assert_eq!(distance(&lower("abc"), &lower("ABdc"), 4), Some(1));
    }
}

//! The name that was probably meant.

use unicode_normalization::UnicodeNormalization;

/// The candidate nearest to `name`, or `None` where none is near enough to be worth naming.
///
/// Case, full width and `_` for `-` cost nothing; otherwise every inserted, left out, changed or swapped
/// character counts one, and about a third of the name may be wrong.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = fold(name);
    // Nobody mistypes a text of this length, and the distance takes quadratic time.
    if name.len() > 64 {
        return None;
    }
    let allowed = (name.len() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&name, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn fold(name: &str) -> Vec<char> {
    name.nfkc().flat_map(char::to_lowercase).map(|c| if c == '_' || c == ' ' { '-' } else { c }).collect()
}

/// Optimal string alignment: the edit distance in which two swapped neighbours count one.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut current = Vec::with_capacity(b.len() + 1);
        current.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&previous, j) + usize::from(x != y))
                .min(at(&previous, j + 1) + 1)
                .min(at(&current, j) + 1);
            let swapped = j > 0 && i > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_was_meant_is_found() {
        let keys = ["prompt", "points", "explanation", "pass-mark", "see", "id"];
        let near = |name| nearest(name, keys);
        assert_eq!(near("promt"), Some("prompt"));
        assert_eq!(near("porints"), Some("points"));
        assert_eq!(near("explnation"), Some("explanation"));
        assert_eq!(near("pass_mark"), Some("pass-mark"));
        assert_eq!(near("Pass mark"), Some("pass-mark"));
        assert_eq!(near("ｐｒｏｍｐｔ"), Some("prompt"));
        assert_eq!(near("ese"), Some("see"));
        assert_eq!(near("question"), None);
        assert_eq!(near(""), None);
    }
}

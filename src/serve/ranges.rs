//! Parts of a file, as players of videos ask for them (RFC 9110, section 14).

/// What of a file is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it.
    All,
    /// From a byte to another, the last one included.
    Part(u64, u64),
    /// Something that it does not have.
    Beyond,
}

/// What `Range: <header>` asks of a file of `length` bytes. Several ranges at once, other units and what cannot be
/// understood ask for all of it, as the standard allows.
pub(super) fn wanted(header: Option<&str>, length: u64) -> Wanted {
    let Some((unit, range)) = header.and_then(|header| header.split_once('=')) else { return Wanted::All };
    let Some((first, last)) = range.trim().split_once('-') else { return Wanted::All };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::All;
    }
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().unwrap_or(u64::MAX));
    match (first, last) {
        ("", "") => Wanted::All,
        ("", suffix) => match number(suffix) {
            None => Wanted::All,
            Some(0) => Wanted::Beyond,
            Some(_) if length == 0 => Wanted::Beyond,
            Some(count) => Wanted::Part(length.saturating_sub(count), length - 1),
        },
        (first, last) => match (number(first), if last.is_empty() { Some(u64::MAX) } else { number(last) }) {
            (Some(first), Some(last)) if first > last => Wanted::All,
            (Some(first), Some(_)) if first >= length => Wanted::Beyond,
            (Some(first), Some(last)) => Wanted::Part(first, last.min(length - 1)),
            _ => Wanted::All,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edge() {
        let cases = [
            (None, Wanted::All),
            (Some("bytes=0-"), Wanted::Part(0, 9)),
            (Some("bytes=0-0"), Wanted::Part(0, 0)),
            (Some("BYTES=3-5"), Wanted::Part(3, 5)),
            (Some("bytes=9-9"), Wanted::Part(9, 9)),
            (Some("bytes=5-99999999999999999999999"), Wanted::Part(5, 9)),
            (Some("bytes=-3"), Wanted::Part(7, 9)),
            (Some("bytes=-99"), Wanted::Part(0, 9)),
            (Some("bytes=-0"), Wanted::Beyond),
            (Some("bytes=10-"), Wanted::Beyond),
            (Some("bytes=99999999999999999999999-"), Wanted::Beyond),
            (Some("bytes=5-3"), Wanted::All),
            (Some("bytes=-"), Wanted::All),
            (Some("bytes=a-b"), Wanted::All),
            (Some("bytes=+1-2"), Wanted::All),
            (Some("bytes=0-1,3-4"), Wanted::All),
            (Some("lines=0-1"), Wanted::All),
            (Some("bytes"), Wanted::All),
            (Some(""), Wanted::All),
        ];
        for (header, expected) in cases {
            assert_eq!(wanted(header, 10), expected, "{header:?}");
        }
        for header in ["bytes=0-", "bytes=-1", "bytes=0-0"] {
            assert_eq!(wanted(Some(header), 0), Wanted::Beyond, "{header}");
        }
    }
}

//! Where links lead, and which links may be followed at all.

use percent_encoding::percent_decode_str;

use super::PageId;
use crate::source::SourcePath;

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A page of the course, and a section on it.
    Page(PageId, Option<String>),
    /// A section of the same page.
    Here(String),
    /// An address outside the course. Learners may follow it; nothing is ever loaded from it.
    External(String),
    /// A file of the course that the learner opens, such as a handout.
    File(SourcePath),
}

/// A link's target as typed, sorted by what has to be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Typed {
    /// `#anchor`
    Here(String),
    /// An allowed scheme.
    External(String),
    /// A scheme that is not allowed, or an address without a scheme.
    Refused(String),
    /// A relative path, percent-decoded, and an anchor.
    Path(String, Option<String>),
}

/// Schemes a learner may be sent to (robustness T2: an allow-list, applied after decoding).
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Sorts a target as typed. Blanks and control characters count for nothing in front of a scheme, since
/// browsers drop them there.
pub(super) fn sort(target: &str) -> Typed {
    let decoded = decode(target);
    let cleaned: String = decoded.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    if let Some(scheme) = scheme(&cleaned) {
        let external =
            SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) && self::scheme(target).is_some();
        return if external {
            Typed::External(target.trim().to_owned())
        } else {
            Typed::Refused(scheme.to_owned())
        };
    }
    if cleaned.starts_with("//") || cleaned.starts_with("\\\\") || cleaned.starts_with("/\\") {
        return Typed::Refused("//".to_owned());
    }
    match target.split_once('#') {
        Some(("", anchor)) => Typed::Here(decode(anchor)),
        Some((path, anchor)) => Typed::Path(decode(path), Some(decode(anchor)).filter(|a| !a.is_empty())),
        None => Typed::Path(decoded, None),
    }
}

/// Percent-decoding; bytes that are not UTF-8 become U+FFFD, and so match no file.
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The scheme of an address (RFC 3986, section 3.1), if it has one.
fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let first_is_letter = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let rest = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    (first_is_letter && rest).then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_schemes_are_external() {
        assert_eq!(sort("https://example.org/a"), Typed::External("https://example.org/a".into()));
        assert_eq!(sort("mailto:a@example.org"), Typed::External("mailto:a@example.org".into()));
        for refused in [
            "javascript:alert(1)",
            "JavaScript:x",
            "java\nscript:x",
            " javascript:x",
            "java%73cript:x",
            "data:text/html,x",
            "vbscript:x",
            "//example.org/x",
            "file:///etc",
        ] {
            assert!(matches!(sort(refused), Typed::Refused(_)), "{refused}");
        }
    }

    #[test]
    fn paths_and_anchors_are_decoded() {
        assert_eq!(sort("03-leak.md#%E7%AF%80"), Typed::Path("03-leak.md".into(), Some("節".into())));
        assert_eq!(sort("#節"), Typed::Here("節".into()));
        assert_eq!(sort("a%20b.md"), Typed::Path("a b.md".into(), None));
    }
}

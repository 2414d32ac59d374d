//! Where pages lie, and how one file of the site refers to another.

pub(super) use crate::source::relative;
use crate::text::PageId;

/// The path of a page: `part/lesson.html`.
pub(super) fn page(id: &PageId) -> String {
    format!("{id}.html")
}

/// The way from the file at `from` to the root: empty, or `../` as often as needed.
pub(super) fn root(from: &str) -> String {
    "../".repeat(from.matches('/').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative_and_name_a_file() {
        assert_eq!(relative("sns/risks.html", "sns/duty.html"), "duty.html");
        assert_eq!(relative("sns/risks.html", "privacy/leak.html"), "../privacy/leak.html");
        assert_eq!(relative("sns/risks.html", "index.html"), "../index.html");
        assert_eq!(relative("index.html", "sns/index.html"), "sns/index.html");
        assert_eq!(root("sns/risks.html"), "../");
        assert_eq!(root("index.html"), "");
    }
}

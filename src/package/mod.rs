//! From a site to what is handed out: pure, `Site` to `Site`.
//!
//! A package is the site with a note beside it on how to open it, in both languages, and with the configuration of
//! web servers where that is wanted. Its names and sizes are such that they survive every stick, every file system
//! and every unzip program on the way (`names.rs`). How it is stored is the business of `output/`.

mod names;
mod servers;

pub use names::{Trouble, WHOLE, troubles};
pub use servers::Server;

use crate::site::{Content, Site};

/// What a package says of the course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The name that learners' records hang on.
    pub id: String,
    /// The course's title.
    pub title: String,
    /// Its edition.
    pub edition: String,
    /// Whom to ask, where `[values]` says so.
    pub contact: Option<String>,
}

/// The value of `[values]` in `book.toml` that says whom to ask about the course.
pub const CONTACT: &str = "contact";

/// The names of the notes. The Japanese one is garbled by some old unzip programs, so the other is in ASCII.
const NOTES: [&str; 2] = ["はじめにお読みください.txt", "READ-ME-FIRST.txt"];

impl Label {
    /// What the package is called: the id and the edition, as far as every system can have them in a name.
    pub fn name(&self) -> String {
        let plain = |text: &str| -> String {
            let plain = text.chars().map(|c| match c {
                c if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') => c,
                _ => '-',
            });
            plain.take(60).collect::<String>().trim_matches(['-', '.']).to_owned()
        };
        let parts = [plain(&self.id), plain(&self.edition)];
        let name =
            parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("-");
        if names::is_sound(&name) { name } else { format!("course-{name}") }
    }

    /// The notes, by their names. UTF-8 with a mark and CRLF, so that Notepad of every Windows shows them.
    fn notes(&self) -> [(&'static str, String); 2] {
        let note = |text: &str, edition: &str, nobody: &str| {
            let contact = self.contact.as_deref().unwrap_or(nobody);
            // The title last: what it holds is not filled in again.
            let text = text.replace("{edition}", edition).replace("{contact}", contact);
            format!("\u{feff}{}", text.replace("{title}", &self.title).replace('\n', "\r\n"))
        };
        let [ja, en] = NOTES;
        [
            (
                ja,
                note(
                    include_str!("read-me.ja.txt"),
                    &format!("{}版", self.edition),
                    "この教材を渡してくれた人に聞いてください。",
                ),
            ),
            (
                en,
                note(
                    include_str!("read-me.en.txt"),
                    &format!("edition {}", self.edition),
                    "Ask the person who gave you this course.",
                ),
            ),
        ]
    }
}

/// The site with all that a package has besides.
///
/// # Errors
/// Where a name or a size would not survive the way to learners; each file with its reason.
pub fn wrap(mut site: Site, label: &Label, servers: &[Server]) -> Result<Site, Vec<Trouble>> {
    let notes = label.notes().map(|(name, text)| (name.to_owned(), text));
    let configurations = servers.iter().map(|server| server.configuration());
    for (name, text) in notes.into_iter().chain(configurations) {
        site.files.insert(name, Content::Bytes(text.into_bytes().into()));
    }
    checked(site)
}

/// The site, if its names and sizes survive the way to learners.
///
/// # Errors
/// Where one would not; each file with its reason.
pub fn checked(site: Site) -> Result<Site, Vec<Trouble>> {
    let found = troubles(site.files.iter().map(|(path, content)| (path.as_str(), content.length())));
    if found.is_empty() { Ok(site) } else { Err(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(id: &str, edition: &str) -> Label {
        Label {
            id: id.to_owned(),
            title: "題{contact}".to_owned(),
            edition: edition.to_owned(),
            contact: None,
        }
    }

    #[test]
    fn every_system_can_have_a_package_by_its_name() {
        assert_eq!(label("sns-security", "2025.10").name(), "sns-security-2025.10");
        assert_eq!(label("sns", "第2版 (改)").name(), "sns-2");
        assert_eq!(label("con", "").name(), "course-con");
        assert_eq!(label("a", "../../b").name(), "a-b");
    }

    #[test]
    fn the_notes_can_be_read_in_notepad_and_hold_nothing_to_be_filled_in() {
        let label = Label { contact: Some("情報管理室\n内線 1234".to_owned()), ..label("a", "2") };
        for (_, text) in label.notes() {
            assert!(text.starts_with("\u{feff}題{contact}"), "{text}");
            assert!(text.contains("内線 1234") && text.contains("2版") | text.contains("edition 2"));
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
            assert!(!text.replace("題{contact}", "").contains(['{', '}']));
        }
    }
}

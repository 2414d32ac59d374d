//! What an author begins with: a whole course (`init`), and parts, lessons, quizzes and blocks to add to one (`new`).
//!
//! Everything here is pure: the files of a course as they are go in, the files to be written come out. Whoever calls
//! looks for names in the way and writes. The texts lie beside this module, by language, as an author would write
//! them: `course/` is what `init` writes, `pieces/` what `new` does. Words between two `@` are filled in. The samples
//! of questions are the [snippets](crate::questions::QuestionType::snippet) of their types, so that a new type needs
//! nothing here.

mod add;
mod init;
mod names;
mod question;

pub use add::{Added, OWN_THEME, Outline, ThemeFolder};
pub use init::{course, title_and_id};
pub use names::one_line;

use crate::schema::Schema;
use crate::source::{Excerpt, SourcePath};
use crate::syntax::node::Value;
use crate::syntax::yaml;

/// Where the schemas of a course lie, for editors.
pub const SCHEMAS: &str = ".terakoya/schemas";

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Where, relative to the project, with `/`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

impl NewFile {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// Where the schema lies in the project.
pub fn schema_path(schema: Schema) -> String {
    format!("{SCHEMAS}/{}", schema.file_name())
}

/// The template with its places filled in, from the first to the last: what is filled in is not searched again.
fn filled(template: &str, places: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('@') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let place = places.iter().find(|(name, _)| {
            from.strip_prefix('@')
                .and_then(|from| from.strip_prefix(name))
                .is_some_and(|from| from.starts_with('@'))
        });
        match place.and_then(|(name, text)| Some((text, from.get(name.len() + 2..)?))) {
            Some((text, after)) => {
                out.push_str(text);
                rest = after;
            }
            None => {
                out.push('@');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// One line of text as a YAML value: bare where it reads as what it is, in quotes otherwise.
fn yaml_text(line: &str) -> String {
    let excerpt = Excerpt::verbatim(&SourcePath::known("title.yaml"), &format!("title: {line}\n"), 0);
    let read = yaml::parse(&excerpt);
    let value = read.value.as_ref().and_then(|map| map.get("title")).map(|title| &title.value);
    match value {
        Some(Value::Scalar(scalar)) if read.diagnostics.is_empty() && scalar.text.text == line => {
            line.to_owned()
        }
        // A JSON string is a YAML string.
        _ => serde_json::Value::from(line).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_once_and_other_signs_stay() {
        let places = [("A", "@B@"), ("B", "b")];
        assert_eq!(filled("@A@ @B@ @C@ [@appi] a@b.jp @A", &places), "@B@ b @C@ [@appi] a@b.jp @A");
    }

    #[test]
    fn titles_are_quoted_where_yaml_would_read_them_otherwise() {
        assert_eq!(yaml_text("もしものとき"), "もしものとき");
        assert_eq!(yaml_text("Passwords, and more"), "Passwords, and more");
        for title in
            ["[注意] SNS", "a: b", "情報 #1", "\"x\" y", "{{x}}", "- a", "no: ", "'", "*x", "| a", "\\"]
        {
            let written = yaml_text(title);
            let excerpt = Excerpt::verbatim(&SourcePath::known("a.yaml"), &format!("title: {written}\n"), 0);
            let read = yaml::parse(&excerpt);
            assert!(read.diagnostics.is_empty(), "{title}: {:?}", read.diagnostics);
            let map = read.value.unwrap();
            let Value::Scalar(scalar) = &map.get("title").unwrap().value else { panic!("{written}") };
            assert_eq!(scalar.text.text, title);
        }
    }
}

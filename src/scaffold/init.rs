//! `init`: a small course that shows what one needs.

use super::names::{one_line, slug};
use super::{NewFile, filled, schema_path};
use crate::diagnostics::Language;
use crate::embedded::COURSE;
use crate::schema::Schema;
use crate::source::Hash128;
use crate::syntax::toml::quoted;

/// Every file of the course, the schemas for editors among them.
pub fn course(title: &str, id: &str, language: Language) -> Vec<NewFile> {
    let folder = format!("{}/", language.tag());
    let texts = COURSE.texts().into_iter();
    let files = texts.filter_map(|(path, text)| {
        let path = path.strip_prefix(&folder)?;
        // Under its own name it would hide files of this repository from git.
        let path = if path == "gitignore" { ".gitignore" } else { path };
        let text = match path {
            "book.toml" => filled(text, &[("TITLE", &quoted(title)), ("ID", &quoted(id))]),
            "README.md" => filled(text, &[("TITLE", title)]),
            _ => text.to_owned(),
        };
        Some(NewFile::new(path, text))
    });
    let schemas = Schema::ALL.map(|schema| NewFile::new(schema_path(schema), schema.text(language)));
    let mut files: Vec<NewFile> = files.chain(schemas).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// What a course in the folder `name` is called where nobody says otherwise, and its id.
///
/// A name in Japanese gives no id in ASCII. The id is then a digest of it: learners' records hang on it, so two
/// courses must not share one by chance.
pub fn title_and_id(name: &str, language: Language) -> (String, String) {
    let id = slug(name).unwrap_or_else(|| format!("course-{}", Hash128::of(name.as_bytes()).short()));
    let words = if name.is_ascii() { name.replace(['-', '_'], " ") } else { name.to_owned() };
    let title = one_line(&words).unwrap_or_else(|| match language {
        Language::Japanese => "新しいコース".to_owned(),
        Language::English => "New course".to_owned(),
    });
    let mut letters = title.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase()).into_iter();
    (first.chain(letters).collect(), id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_ids_follow_from_the_folder() {
        let of = |name| title_and_id(name, Language::Japanese);
        assert_eq!(of("privacy-course"), ("Privacy course".to_owned(), "privacy-course".to_owned()));
        assert_eq!(of("SNS研修"), ("SNS研修".to_owned(), "sns".to_owned()));
        let (title, id) = of("個人情報の研修");
        assert_eq!(title, "個人情報の研修");
        assert!(id.starts_with("course-") && id.len() == 13 && id.is_ascii(), "{id}");
        assert_ne!(id, of("情報セキュリティの研修").1);
        assert_eq!(of("").0, "新しいコース");
    }

    #[test]
    fn both_languages_have_the_same_files() {
        let paths = |language| -> Vec<String> {
            course("a", "a", language).into_iter().map(|file| file.path).collect()
        };
        assert_eq!(paths(Language::Japanese), paths(Language::English));
        assert!(paths(Language::English).contains(&".gitignore".to_owned()));
    }
}

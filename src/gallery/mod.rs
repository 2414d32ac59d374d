//! The gallery: every block and every type of question in its examples and states, with what is written for each.
//!
//! It is a course like any other, made from the examples in the folders of blocks and question types and built by the
//! normal pipeline, so it shows what an author gets. Two blocks of its own, which no other course has, set an example
//! beside its source and hold the switches (`stage`). It comes in both languages, each in a folder of the site.

mod course;
mod stage;
mod states;

pub use stage::FILES;

use crate::diagnostics::{Checked, Diagnostics, Language, Severity};
use crate::pipeline;
use crate::site::Site;
use crate::source::Sources;

/// Both, in the order of the folders.
const LANGUAGES: [Language; 2] = [Language::Japanese, Language::English];

/// The gallery of the theme that `project` asks for, with the blocks that the project adds; of the default theme where
/// there is no project. It opens in `first`. What is said of an example points to its file.
pub fn build(project: &Sources, first: Language) -> Checked<Site> {
    let mut diagnostics = Diagnostics::default();
    let mut site = Site { entry: format!("{}/index.html", first.tag()), ..Site::default() };
    for language in LANGUAGES {
        let gallery = course::Gallery::of(project, language);
        let sources = states::with_states(gallery.sources(), gallery.given());
        let built = pipeline::build(&sources);
        let told = built.diagnostics.into_iter().filter(|found| found.code.severity() != Severity::Off);
        diagnostics.extend(told.map(|found| gallery.at_its_origin(found)));
        add(&mut site, language, built.value.site, |path| path);
        for (name, sources) in gallery.sheets() {
            let sheet = pipeline::sheets(&sources, None).value;
            let index = sheet.entry.clone();
            add(&mut site, language, sheet, |path| if path == index { name.clone() } else { path });
        }
    }
    Checked { value: site, diagnostics: diagnostics.sorted() }
}

/// Adds a site below the folder of its language. Files that two have in common are named after their content.
fn add(site: &mut Site, language: Language, part: Site, named: impl Fn(String) -> String) {
    for (path, content) in part.files {
        site.files.insert(format!("{}/{}", language.tag(), named(path)), content);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questions::{TYPES, examples};
    use crate::site::Content;
    use crate::source::{File, SourcePath};
    use crate::theme;

    fn text<'s>(site: &'s Site, path: &str) -> &'s str {
        match site.files.get(path) {
            Some(Content::Bytes(bytes)) => std::str::from_utf8(bytes).unwrap(),
            _ => panic!("there is no {path}"),
        }
    }

    fn of(files: &[(&str, &str)]) -> Checked<Site> {
        let files = files.iter().map(|(path, text)| (SourcePath::new(path).unwrap(), File::text(text)));
        build(&Sources { files: files.collect() }, Language::English)
    }

    #[test]
    fn every_block_and_every_type_is_shown_with_every_example_and_nothing_is_said_of_it() {
        let built = of(&[]);
        assert_eq!(built.diagnostics, Diagnostics::default());
        let site = built.value;
        assert_eq!(site.entry, "en/index.html");
        for language in LANGUAGES {
            let theme = theme::load(
                &Sources::default(),
                theme::DEFAULT_NAME,
                None,
                (language.tag().to_owned(), None),
                &mut Diagnostics::default(),
            );
            let tag = language.tag();
            let home = text(&site, &format!("{tag}/index.html"));
            for (name, block) in &*theme.blocks {
                let page = text(&site, &format!("{tag}/blocks/{name}.html"));
                let examples = course::block_examples(&theme, name, language);
                assert!(!examples.is_empty(), "{name} has no example");
                assert_eq!(page.matches("class=\"gallery-shown\"").count(), examples.len(), "{name}");
                assert_eq!(page.matches("language-markdown").count(), examples.len(), "{name}");
                assert!(home.contains(&format!("href=\"blocks/{name}.html\"")), "{name}");
                assert!(home.contains(block.about.get(language)), "{name}");
            }
            for kind in TYPES {
                let name = kind.name();
                let page = text(&site, &format!("{tag}/questions/{name}.html"));
                let sound = examples::of(*kind).iter().filter(|example| example.broken.is_empty()).count();
                // The snippet besides; each judged at once, and at the end.
                assert_eq!(page.matches("class=\"gallery-shown\"").count(), sound + 1, "{name}");
                assert_eq!(page.matches("<form class=\"question\"").count(), 2 * (sound + 1), "{name}");
                assert_eq!(page.matches("language-yaml").count(), sound + 1, "{name}");
                let sheet = text(&site, &format!("{tag}/sheet-{name}.html"));
                assert_eq!(sheet.matches("class=\"sheet-answer\"").count(), sound + 1, "{name}");
                assert!(home.contains(&format!("href=\"questions/{name}.html\"")), "{name}");
            }
        }
    }

    #[test]
    fn nothing_of_it_is_in_other_courses() {
        let files = [
            ("book.toml", "[book]\ntitle = \"A\"\n[course]\nid = \"a\"\n"),
            ("content/a.md", "---\ntitle: A\n---\n\n:::note\nText.\n:::\n\n::quiz{src=a}\n"),
            ("content/a.quiz.yaml", "questions:\n  - {id: q, type: judge, prompt: A?, answer: ok}\n"),
        ];
        let files = files.map(|(path, text)| (SourcePath::known(path), File::text(text)));
        let site = pipeline::build(&Sources { files: files.into() }).value.site;
        for (path, content) in site.files {
            let Content::Bytes(bytes) = content else { continue };
            assert!(!String::from_utf8_lossy(&bytes).contains("gallery"), "{path}");
        }
    }

    #[test]
    fn blocks_of_ones_own_are_shown_and_what_is_wrong_is_told_where_it_was_written() {
        const OWN: &str =
            "label = \"optional\"\nbody = \"blocks\"\nabout = { ja = \"院内。\", en = \"In house.\" }\n";
        let book = "[book]\ntitle = \"A\"\n[course]\nid = \"a\"\n[theme]\nname = \"mine\"\n";
        let view = "<p class=\"ward\">{{ block.body | safe }}</p>";
        let example = ":::ward\nA.\n:::\n\n:::ward\nB.\n:::\n\n:::wrad\nC.\n:::\n";
        let built = of(&[
            ("book.toml", book),
            ("content/a.md", "# A lesson that is not shown, and may be wrong\n\n[a](missing.md)\n"),
            ("themes/mine/blocks/ward/block.toml", OWN),
            ("themes/mine/blocks/ward/view.html", view),
            ("themes/mine/blocks/ward/example.md", example),
            ("themes/mine/blocks/bare/block.toml", OWN),
            ("themes/mine/blocks/bare/view.html", view),
        ]);
        let site = built.value;
        assert_eq!(text(&site, "ja/blocks/ward.html").matches("<p class=\"ward\">").count(), 2);
        assert!(text(&site, "en/index.html").contains("In house."));
        assert!(text(&site, "en/blocks/bare.html").contains("themes/mine/blocks/bare/example.md"));
        let told: Vec<_> = built.diagnostics.iter().collect();
        let [one] = told.as_slice() else { panic!("{told:?}") };
        let place = one.place.as_ref().unwrap();
        assert_eq!(place.path.as_str(), "themes/mine/blocks/ward/example.md");
        assert_eq!(&example[place.span.range()], "wrad");
    }
}

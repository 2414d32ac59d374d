//! A theme of one's own, `tests/courses/theme`: a block, and overlays of a template, a style and a word. All are used,
//! and what is broken is told with its place.
#![allow(clippy::disallowed_methods, reason = "what is read is a course on the disk")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::path::Path;

use terakoya::diagnostics::{Code, Diagnostic, Diagnostics};
use terakoya::pipeline;
use terakoya::site::Content;
use terakoya::source::{File, SourcePath, Sources, read};

const VIEW: &str = "themes/mine/blocks/ward/view.html";

fn course() -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/courses/theme");
    read::read(&root, &["content", "themes"], &["book.toml"]).value
}

/// The course with `old` replaced in one file.
fn with(path: &str, old: &str, new: &str) -> Vec<Diagnostic> {
    let mut sources = course();
    let text = sources.text(path).expect("a file of the theme").replace(old, new);
    sources.files.insert(SourcePath::new(path).unwrap(), File::text(&text));
    pipeline::build(&sources).diagnostics.into_iter().collect()
}

#[test]
fn every_part_of_it_is_used() {
    let built = pipeline::build(&course());
    assert_eq!(built.diagnostics, Diagnostics::default());
    let files: Vec<(&str, &str)> = built
        .value
        .site
        .files
        .iter()
        .filter_map(|(path, content)| match content {
            Content::Bytes(bytes) => Some((path.as_str(), std::str::from_utf8(bytes).ok()?)),
            Content::SourceFile(..) => None,
        })
        .collect();
    let page = files.iter().find(|(path, _)| *path == "lesson.html").expect("the lesson").1;
    for part in [
        "<section class=\"ward\" data-level=\"high\" aria-label=\"3階東\">",
        "3階東 内線 1234",
        "<summary>決まりを見る</summary>",
        "当直の看護師に<strong>必ず</strong>知らせます。",
        "院内メモ",
        "<p class=\"hospital\">寺子屋病院 研修室</p>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let asset =
        |part: &str| files.iter().any(|(path, text)| path.starts_with("assets/") && text.contains(part));
    // Its own, one that takes the place of the default theme's, and that of the block whose look it uses.
    for part in ["3px double", "Terakoya.component(\"ward\"", "rebeccapurple", ".reveal-body"] {
        assert!(asset(part), "{part}");
    }
    assert!(!asset(".note{--tone:var(--color-note-text)"), "the style of the default theme is replaced");
}

#[test]
fn a_broken_template_is_told_with_its_place() {
    let told = with(VIEW, "{{ block.words }}", "{{ block.words | nothing }}");
    let [one] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(one.code, Code::Theme);
    assert_eq!(one.place.as_ref().unwrap().path.as_str(), VIEW);
    assert!(one.message.en.contains("view.html:1:"), "{}", one.message.en);

    let mut told = with(VIEW, "{{ t.ward.phone }}", "{% if %}");
    // Words that the template no longer asks for.
    told.retain(|one| one.code != Code::NoEffect);
    assert!(
        told.iter().all(|one| one.code == Code::Theme && one.place.as_ref().unwrap().path.as_str() == VIEW)
    );
    assert!(!told.is_empty());
}

#[test]
fn a_word_that_is_missing_and_a_declaration_that_is_wrong_are_told() {
    let told = with("themes/mine/strings/ja.toml", "phone = ", "fone = ");
    assert!(told.iter().any(|one| one.code == Code::Theme), "{told:?}");
    let declaration = "themes/mine/blocks/ward/block.toml";
    let told = with(declaration, "kind = \"integer\"", "kind = \"number\"");
    let place =
        told.iter().filter_map(|one| one.place.as_ref()).find(|place| place.path.as_str() == declaration);
    assert!(place.is_some(), "{told:?}");
}

/// The course in Portuguese, with these words.
fn in_portuguese(words: &str) -> Sources {
    let mut sources = course();
    let book = sources.text("book.toml").unwrap().replace("language = \"ja\"", "language = \"pt\"");
    assert!(book.contains("\"pt\""), "{book}");
    sources.files.insert(SourcePath::new("book.toml").unwrap(), File::text(&book));
    let path = SourcePath::new("themes/mine/strings/pt.toml").unwrap();
    sources.files.insert(path, File::text(words));
    sources
}

#[test]
fn a_third_language_is_a_file_of_words() {
    let built = pipeline::build(&in_portuguese("[nav]\nhome = \"Início\"\n"));
    let page = built.value.site.files.values().find_map(|content| match content {
        Content::Bytes(bytes) => {
            std::str::from_utf8(bytes).ok().filter(|page| page.contains("data-page=\"lesson\""))
        }
        Content::SourceFile(..) => None,
    });
    let page = page.unwrap();
    assert!(page.contains("<html lang=\"pt\""), "{page}");
    assert!(
        page.contains("Início") && page.contains("Skip to content") && !page.contains("本文へ"),
        "{page}"
    );
    assert!(!page.contains("<wbr>"));
    // What is missing is told with the English words, ready to be copied; done so, nothing is missing.
    let told: Vec<_> =
        built.diagnostics.iter().filter(|told| told.code == Code::MissingWords).cloned().collect();
    let lines = told.iter().map(|told| told.help.as_ref().unwrap().en.split_once('\n').unwrap().1);
    let all = lines.collect::<Vec<_>>().join("\n\n");
    assert!(all.contains("[nav]") && all.contains("search = \"Search\"") && !all.contains("home = \"Home\""));
    let all = all.replacen("[nav]", "[nav]\nhome = \"Início\"", 1);
    let built = pipeline::build(&in_portuguese(&all));
    assert!(!built.diagnostics.iter().any(|told| told.code == Code::MissingWords), "{:?}", built.diagnostics);
}

#[test]
fn words_that_nothing_uses_and_blanks_that_nothing_fills_are_told() {
    let words = "[nav]\nhom = \"Casa\"\n[page]\nedition = \"Edição {edition} {x}\"\n[mine]\nown = \"x\"\n";
    let built = pipeline::build(&in_portuguese(words));
    let told: Vec<&str> = built
        .diagnostics
        .iter()
        .filter(|told| told.code == Code::NoEffect)
        .map(|told| told.message.en.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "Nothing uses words called \"nav.hom\".",
            "Nothing is filled into {x} of page.edition; it is shown as it is.",
            "Nothing uses words called \"mine.own\".",
        ]
    );
}

#[test]
fn a_language_without_words_is_told() {
    let mut sources = in_portuguese("");
    sources.files.remove(&SourcePath::new("themes/mine/strings/pt.toml").unwrap());
    let told: Vec<_> = pipeline::build(&sources).diagnostics.into_iter().collect();
    assert!(
        told.iter().any(|told| told.code == Code::Theme && told.message.en.contains("\"pt\"")),
        "{told:?}"
    );
}

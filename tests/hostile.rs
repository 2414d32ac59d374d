//! Courses that mean harm, or are just wrong: whatever is said of them, nothing of theirs becomes markup, and
//! what is written keeps its links.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use scraper::{Html, Selector};
use terakoya::pipeline;
use terakoya::site::{Content, Site};
use terakoya::source::{File, Hash128, SourcePath, Sources};

const BOOK: &str = "[book]\ntitle = \"t\"\n[course]\nid = \"t\"\n";

fn sources(files: &[(&str, &str)]) -> Sources {
    let book = ("book.toml", BOOK);
    let files = files.iter().chain([&book]).map(|(path, text)| {
        let file = File::Text { text: (*text).into(), hash: Hash128::of(text.as_bytes()) };
        (SourcePath::new(path).unwrap(), file)
    });
    Sources { files: files.collect::<BTreeMap<_, _>>() }
}

fn site(files: &[(&str, &str)]) -> Site {
    pipeline::build(&sources(files)).value.site
}

fn text<'s>(site: &'s Site, path: &str) -> &'s str {
    match site.files.get(path) {
        Some(Content::Bytes(bytes)) => std::str::from_utf8(bytes).unwrap(),
        found => panic!("{path}: {found:?} in {:?}", site.files.keys()),
    }
}

fn attributes(page: &Html, name: &str) -> Vec<String> {
    let selector = Selector::parse(&format!("[{name}]")).unwrap();
    page.select(&selector).map(|element| element.attr(name).unwrap().to_owned()).collect()
}

/// The page is free of foreign markup, its ids are unique, and its own anchors exist.
fn assert_sound(site: &Site, path: &str) {
    let page = Html::parse_document(text(site, path));
    for script in page.select(&Selector::parse("script").unwrap()) {
        let own = script.attr("src").is_some_and(|src| src.contains("assets/") || src.contains("outline"));
        assert!(own || script.attr("type") == Some("application/json"), "{}", script.html());
    }
    let ids = attributes(&page, "id");
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':');
    assert!(ids.iter().all(|id| !id.is_empty() && id.chars().all(fits)), "{ids:?}");
    for href in attributes(&page, "href") {
        if let Some(anchor) = href.strip_prefix('#') {
            let anchor = percent_encoding::percent_decode_str(anchor).decode_utf8().unwrap();
            assert!(ids.iter().any(|id| *id == anchor), "{anchor} of {ids:?}");
        }
    }
}

#[test]
fn no_name_becomes_markup_wherever_it_is_written() {
    const EVIL: &str = ":::note{id=\"x\\\"><script src=evil.js></script>\" class=\"\\\"><script>\"}\nb\n:::\n\n## h {#\"><script>}\n\n### h\n";
    let indented = |spaces: usize| EVIL.lines().map(move |line| format!("{}{line}\n", " ".repeat(spaces)));
    let quiz = format!(
        "questions:\n  - id: q1\n    type: judge\n    answer: ok\n    prompt: |\n{0}    hint: |\n{0}    explanation: |\n{0}",
        indented(6).collect::<String>()
    );
    let glossary = format!("- term: 漏洩\n  text: |\n{}", indented(4).collect::<String>());
    let lesson = format!(
        "# a\n\n{EVIL}\n::quiz{{src=q id=\"\\\"><script>\"}}\n\n[[漏洩]]と[^n]。\n\n```a\"><script>\nx\n```\n\n[^n]: n\n\n{}",
        indented(4).collect::<String>()
    );
    let site = site(&[
        ("content/01-a/01-b.md", &lesson),
        ("content/01-a/q.quiz.yaml", &quiz),
        ("content/glossary.yaml", &glossary),
    ]);
    assert_sound(&site, "a/b.html");
    assert_sound(&site, "glossary.html");
}

#[test]
fn a_quiz_is_found_by_the_name_that_it_was_given() {
    let quiz = "questions:\n  - id: q1\n    type: judge\n    answer: ok\n    prompt: a\n";
    let site = site(&[
        ("content/01-a/01-b.md", "# a\n\n[ここ](#quiz1)\n\n::quiz{src=q #quiz1}\n"),
        ("content/01-a/q.quiz.yaml", quiz),
    ]);
    assert!(text(&site, "a/b.html").contains("href=\"#quiz1\""));
    assert_sound(&site, "a/b.html");
}

#[test]
fn a_part_without_lessons_lies_where_links_lead() {
    let site = site(&[
        ("content/01-a/index.md", "---\ntitle: A\nslug: zzz\n---\n\na\n"),
        ("content/02-b/01-c.md", "# c\n\n[a](../01-a/index.md)\n"),
    ]);
    assert!(text(&site, "b/c.html").contains("href=\"../zzz/index.html\""));
    assert!(site.files.contains_key("zzz/index.html"), "{:?}", site.files.keys());
}

#[test]
fn values_are_filled_in_wherever_words_are_shown() {
    let book = "[book]\ntitle = \"t\"\n[course]\nid = \"t\"\n[values]\nofficer = \"佐藤\"\n";
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 3\"/>";
    let lesson = "---\ntitle: \"{{officer}}に聞く\"\ndescription: \"{{officer}}の話\"\nobjectives:\n  - \"{{officer}}に知らせる\"\n---\n\n![{{officer}}の机](a.svg)\n";
    let mut sources = sources(&[("content/01-a/01-b.md", lesson), ("content/01-a/a.svg", svg)]);
    let file = File::Text { text: book.into(), hash: Hash128::of(book.as_bytes()) };
    sources.files.insert(SourcePath::new("book.toml").unwrap(), file);
    let site = pipeline::build(&sources).value.site;
    let page = text(&site, "a/b.html");
    for words in ["佐藤に聞く", "佐藤の話", "佐藤に知らせる", "佐藤の机"] {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert!(
        site.files
            .keys()
            .filter(|path| path.ends_with(".html"))
            .all(|path| !text(&site, path).contains("officer"))
    );
}

/// Every way to write a character that a file may not hold, and what it is put between.
fn references() -> impl Strategy<Value = String> {
    let code = prop_oneof![
        0x1..0x20u32,
        0x7f..0xa0u32,
        0xfdd0..0xfdf0u32,
        prop::sample::select(vec![0xfffe, 0xffff, 0x1ffff])
    ];
    (code, 0..4usize).prop_map(|(code, notation)| match notation {
        0 => format!("&#x{code:x};"),
        1 => format!("&#{code};"),
        2 => format!("\\U{code:08x}"),
        _ => char::from_u32(code).unwrap().to_string(),
    })
}

proptest! {
    #[test]
    fn no_text_of_a_course_holds_characters_that_forge_marks(
        parts in prop::collection::vec(prop_oneof![references(), "[ a]{0,3}"], 0..6)
    ) {
        let evil = parts.concat();
        let quoted = evil.replace(['\u{1}', '"'], "");
        let lesson = format!(
            "---\ntitle: \"{quoted}\"\ndescription: \"{quoted}\"\n---\n\n## a{evil}\n\n{evil} `{evil}` [a{evil}](b{evil}) [[{evil}]] {{{{{evil}}}}}\n\n```a{evil}\n{evil}\n```\n\n:::note[{evil}]{{x=\"{evil}\"}}\n{evil}\n:::\n"
        );
        let quiz = format!("title: \"{quoted}\"\nquestions:\n  - id: q\n    type: judge\n    answer: ok\n    prompt: \"{quoted}\"\n    \"{quoted}\": 1\n");
        let book = format!("[book]\ntitle = \"{quoted}\"\n[values]\na = \"{quoted}\"\n");
        let mut sources = sources(&[("content/01-a/01-b.md", &lesson), ("content/01-a/q.quiz.yaml", &quiz)]);
        let mut cleaned = BTreeMap::new();
        sources.files.insert(SourcePath::new("book.toml").unwrap(), File::Text { text: book.into(), hash: Hash128::of(b"") });
        for (path, file) in sources.files {
            let File::Text { text, hash } = file else { continue };
            let text = terakoya::source::decode(text.as_bytes(), &path).value.into();
            cleaned.insert(path, File::Text { text, hash });
        }
        let sources = Sources { files: cleaned };
        let (course, _) = pipeline::understand(&pipeline::Memo::forgetful(), &sources).value;
        let course = format!("{course:?}");
        for escaped in ["\\u{fd", "\\u{fffe", "\\u{ffff", "\\u{1", "\\u{7f}", "\\u{8", "\\u{9", "\\r", "\\0"] {
            prop_assert!(!course.contains(escaped), "{escaped} in {course}");
        }
    }
}

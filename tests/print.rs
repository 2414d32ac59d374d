//! Pages to be printed: all that is to be read is there, once and open, and nothing that is not to be read before.
#![allow(clippy::disallowed_methods, reason = "courses to build lie on the disk")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use scraper::{ElementRef, Html, Selector};
use support::memory::sources as files;
use terakoya::pipeline;
use terakoya::site::{Content, Site};
use terakoya::source::read;

fn shipped(course: &str) -> Site {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(course);
    pipeline::build(&read::read(&root, &["content"], &["book.toml"]).value).value.site
}

fn page(site: &Site, path: &str) -> Html {
    Html::parse_document(text(site, path))
}

fn text<'s>(site: &'s Site, path: &str) -> &'s str {
    match site.files.get(path) {
        Some(Content::Bytes(bytes)) => std::str::from_utf8(bytes).unwrap(),
        found => panic!("{path}: {found:?}"),
    }
}

fn all<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

/// Words without blanks.
fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect()
}

const COURSES: [&str; 7] = [
    ".",
    "tests/courses/blocks",
    "tests/courses/exam",
    "tests/courses/hidden",
    "tests/courses/modes",
    "tests/courses/scenes",
    "tests/courses/types",
];

#[test]
fn a_book_has_every_question_that_may_be_read_before_and_no_answer() {
    let (mut asked, mut left_out) = (0, 0);
    for course in COURSES {
        let site = shipped(course);
        let print = page(&site, "print.html");
        let printed: BTreeSet<String> = all(&print, ".question-prompt").into_iter().map(words).collect();
        for path in site.files.keys().filter(|path| path.ends_with(".html") && !path.ends_with("print.html"))
        {
            let lesson = page(&site, path);
            for quiz in all(&lesson, "section.quiz") {
                let gone = quiz.attr("data-kind") == Some("exam") || quiz.attr("data-gate").is_some();
                for prompt in quiz.select(&Selector::parse(".question-prompt").unwrap()) {
                    // What is asked in words alone is the same in both.
                    assert_eq!(printed.contains(&words(prompt)), !gone, "{course} {path}: {}", words(prompt));
                    asked += usize::from(!gone);
                }
                left_out += usize::from(gone);
            }
        }
        for answers in [
            ".answer",
            ".answer-key",
            ".question-explanation",
            ".quiz-data",
            "[data-veiled]",
            ".question-hint",
        ] {
            assert!(all(&print, answers).is_empty(), "{answers} in {course}");
        }
    }
    assert!(asked > 40 && left_out > 2, "{asked} questions asked, {left_out} quizzes left out");
}

#[test]
fn a_book_lies_open_and_has_each_name_once() {
    for course in COURSES {
        let site = shipped(course);
        for path in site.files.keys().filter(|path| path.ends_with("print.html")) {
            let print = page(&site, path);
            assert!(print.errors.is_empty(), "{course} {path}: {:?}", print.errors);
            assert!(
                all(&print, "main details:not([open]), main [loading=lazy]").is_empty(),
                "{course} {path}"
            );
            let ids: Vec<&str> =
                all(&print, "[id]").iter().filter_map(|element| element.attr("id")).collect();
            let unique: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(ids.len(), unique.len(), "an id stands twice in {course} {path}");
            for link in all(&print, "main a[href^='#']") {
                let anchor = link.attr("href").unwrap().trim_start_matches('#');
                assert!(unique.contains(anchor), "{anchor} in {course} {path}");
            }
            // Headings follow each other without a gap.
            let mut last = 0;
            for heading in all(&print, "h1, h2, h3, h4, h5, h6") {
                let level = heading.value().name().trim_start_matches('h').parse::<u8>().unwrap();
                assert!(level <= last + 1, "{course} {path}: h{level} behind h{last}: {}", words(heading));
                last = level;
            }
        }
    }
}

const LINKS: &[(&str, &str)] = &[
    (
        "book.toml",
        "[book]\ntitle = \"研修\"\nauthors = [\"係\", \"部\"]\nlicense = \"院内だけで使えます\"\n[course]\nid = \"x\"\nas-of = 2026-04-01\naudience = \"新しく入った人\"\n",
    ),
    (
        "content/glossary.yaml",
        "- {term: 個人情報, reading: こじんじょうほう, text: だれのことか分かる情報。}\n- {term: 匿名, text: 名のないこと。, source: news}\n",
    ),
    (
        "content/sources.yaml",
        "law: {kind: law, title: 個人情報保護法, url: \"https://example.org/law\"}\nnews: {kind: news, title: 記事}\n",
    ),
    (
        "content/01-a/01-one.md",
        "---\ntitle: はじめ\n---\n\n## 節\n\n[外](https://example.org/x)と<https://example.org/y>と[次](../02-b/01-two.md)と[上](#節)。[[個人情報]][@law][^n]\n\n[^n]: 注です。\n\n:::reveal[見る]\n中身\n:::\n",
    ),
    (
        "content/02-b/01-two.md",
        "---\ntitle: つぎ\n---\n\n## 節\n\n[前の節](../01-a/01-one.md#節)[^n] [メール](mailto:a@example.org)\n\n[^n]: 注です。\n",
    ),
];

#[test]
fn where_links_lead_is_written_out() {
    let site = pipeline::build(&files(LINKS)).value.site;
    let links = |path: &str| -> Vec<String> {
        all(&page(&site, path), ".prose a:not(.citation, .term, .footnote)")
            .into_iter()
            .map(|link| {
                let behind = link.next_sibling().and_then(ElementRef::wrap);
                let behind = behind.filter(|element| element.attr("class") == Some("print-to"));
                format!(
                    "{} {} {}",
                    words(link),
                    link.attr("href").unwrap(),
                    behind.map(words).unwrap_or_default()
                )
            })
            .collect()
    };
    let one = [
        "外 https://example.org/x （https://example.org/x）",
        "https://example.org/y https://example.org/y ",
        "次 #_b/two （→2つぎ）",
        "上 #_a/one:節 （→「節」）",
    ];
    let two = ["前の節 #_a/one:節 （→1はじめ）", "メール mailto:a@example.org （a@example.org）"];
    assert_eq!(links("print.html"), [&one[..], &two[..]].concat());
    // In the booklet of a part, the rest of the course is elsewhere.
    let elsewhere = ["前の節 ../a/one.html#節 （→「はじめ」）", two[1]];
    assert_eq!(links("b/print.html"), elsewhere);
    let terms =
        |path: &str| all(&page(&site, path), ".glossary dt").into_iter().map(words).collect::<Vec<_>>();
    assert_eq!(terms("print.html"), ["個人情報こじんじょうほう", "匿名"]);
    assert_eq!(terms("a/print.html"), ["個人情報こじんじょうほう"]);
    assert!(all(&page(&site, "b/print.html"), ".print-end").is_empty());
}

#[test]
fn the_page_about_the_course_says_what_it_was_made_from() {
    let sources = files(LINKS);
    let about =
        |site: &Site| all(&page(site, "about.html"), "main").into_iter().map(words).collect::<String>();
    let built = pipeline::build(&sources).value.site;
    let said = about(&built);
    for expected in ["係、部", "院内だけで使えます", "2026年4月1日", "新しく入った人"] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let digest = sources.digest().to_string();
    assert!(said.contains(&digest[..12]) && text(&built, "print.html").contains(&digest[..12]));
    assert!(!text(&built, "a/print.html").contains(&digest[..12]), "a booklet is as it was");
    for path in built.files.keys().filter(|path| path.ends_with(".html") && *path != "store.html") {
        let links = all(&page(&built, path), ".site-footer a")
            .iter()
            .any(|link| link.attr("href").unwrap().ends_with("about.html"));
        assert!(links, "{path}");
    }
}

#[test]
fn terms_and_sources_say_where_they_are_used_and_how_often_besides() {
    let mut course: Vec<(String, String)> =
        LINKS.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    course.extend((0..7).map(|n| {
        (
            format!("content/03-c/{n}-more.md"),
            format!("---\ntitle: 続き{n}\nslug: more-{n}\n---\n\n[[個人情報]][@law]\n"),
        )
    }));
    let course: Vec<(&str, &str)> =
        course.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let site = pipeline::build(&files(&course)).value.site;
    let glossary = page(&site, "glossary.html");
    let used = all(&glossary, "#_term-1 .meta").pop().unwrap();
    assert_eq!(words(used), "出てくるところはじめ続き0続き1続き2続き3ほか3か所");
    let sources = page(&site, "sources.html");
    assert_eq!(
        words(all(&sources, "#_source-law .meta").pop().unwrap()),
        "使っているところはじめ続き0続き1続き2続き3ほか3か所"
    );
    assert_eq!(words(all(&sources, "#_source-news .meta").pop().unwrap()), "使っているところ用語集");
}

#[test]
fn who_wants_nothing_printed_gets_no_page_for_it() {
    let mut course = LINKS.to_vec();
    let book = format!("{}print = false\n", course[0].1);
    course[0].1 = &book;
    let site = pipeline::build(&files(&course)).value.site;
    assert!(!site.files.keys().any(|path| path.ends_with("print.html")));
    assert!(!text(&site, "contents.html").contains("print.html"));
}

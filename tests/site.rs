//! What is delivered, looked at as a browser does: every page of the shipped course, read by an HTML parser.
//!
//! Holds the invariants "the site asks the network for nothing" and "no inline style, no inline handler, a policy
//! on every page", and that no link inside a site leads nowhere.
#![allow(clippy::disallowed_methods, reason = "a course to build lies on the disk")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use scraper::{ElementRef, Html, Selector};
use support::course;
use terakoya::diagnostics::Severity;
use terakoya::pipeline;
use terakoya::site::{Content, Site};
use terakoya::source::{File, Hash128, SourcePath, Sources, read};

/// The shipped course, with the numbers of its lessons and questions.
static SHIPPED: LazyLock<Delivered> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = read::read(root, &["content"], &["book.toml"]);
    assert!(sources.diagnostics.is_empty(), "{:?}", sources.diagnostics);
    let built = pipeline::build(&sources.value);
    let errors: Vec<_> =
        built.diagnostics.iter().filter(|found| found.code.severity() == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(built.value.summary.lessons >= 2 && built.value.summary.questions >= 20);
    Delivered::new(built.value.site)
});

/// A site with its pages parsed on demand: parsed pages cannot be shared between threads.
struct Delivered {
    site: Site,
    ids: BTreeMap<String, Vec<String>>,
}

impl Delivered {
    fn new(site: Site) -> Self {
        let mut delivered = Self { site, ids: BTreeMap::new() };
        let ids = delivered.pages().map(|(path, page)| (path.to_owned(), ids(&page))).collect();
        delivered.ids = ids;
        delivered
    }

    fn text(&self, path: &str) -> &str {
        match self.site.files.get(path) {
            Some(Content::Bytes(bytes)) => std::str::from_utf8(bytes).unwrap(),
            found => panic!("{path}: {found:?}"),
        }
    }

    fn paths(&self, extension: &str) -> impl Iterator<Item = &str> {
        self.site.files.keys().map(String::as_str).filter(move |path| path.ends_with(extension))
    }

    fn pages(&self) -> impl Iterator<Item = (&str, Html)> {
        self.paths(".html").map(|path| (path, Html::parse_document(self.text(path))))
    }

    /// All elements of all pages.
    fn each_element(&self, mut look: impl FnMut(&str, ElementRef<'_>)) {
        for (path, page) in self.pages() {
            elements(&page, "*").for_each(|element| look(path, element));
        }
    }
}

fn elements<'p>(page: &'p Html, selector: &str) -> impl Iterator<Item = ElementRef<'p>> {
    let found: Vec<ElementRef<'p>> = page.select(&Selector::parse(selector).unwrap()).collect();
    found.into_iter()
}

fn ids(page: &Html) -> Vec<String> {
    elements(page, "[id]").map(|element| element.attr("id").unwrap().to_owned()).collect()
}

/// Where a relative address leads from the page `from`; panics where it leaves the site.
fn resolve(from: &str, address: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{address} in {from} leaves the site"),
            "." => {}
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

fn is_external(address: &str) -> bool {
    address.starts_with("//")
        || address.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'))
}

#[test]
fn every_page_states_its_policy_before_it_loads_anything() {
    for (path, page) in SHIPPED.pages() {
        let mut before = elements(&page, "head *").take_while(|element| {
            !matches!(element.value().name(), "link" | "script" | "style" | "img" | "base")
        });
        let policy = before
            .find(|element| element.attr("http-equiv") == Some("Content-Security-Policy"))
            .unwrap_or_else(|| panic!("{path} has no policy, or has it too late"));
        let policy = policy.attr("content").unwrap();
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'none'",
            "form-action 'none'",
            "base-uri 'none'",
            "require-trusted-types-for 'script'",
        ] {
            assert!(policy.split(';').any(|found| found.trim() == rule), "{path} lacks {rule}: {policy}");
        }
        assert!(
            !policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"),
            "{path}: {policy}"
        );
    }
}

#[test]
fn no_page_holds_code_or_style_of_its_own() {
    SHIPPED.each_element(|path, element| {
        let name = element.value().name();
        assert!(
            !matches!(name, "style" | "base" | "object" | "embed" | "applet" | "frame"),
            "<{name}> in {path}"
        );
        if name == "script" && element.attr("src").is_none() {
            assert_eq!(element.attr("type"), Some("application/json"), "an inline script in {path}");
            let json: String = element.text().collect();
            serde_json::from_str::<serde_json::Value>(&json)
                .unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        if name == "meta" {
            assert_ne!(element.attr("http-equiv"), Some("refresh"), "{path}");
        }
        for (attribute, value) in element.value().attrs() {
            assert!(attribute != "style" && attribute != "srcdoc", "{attribute}={value:?} in {path}");
            assert!(!attribute.starts_with("on"), "{attribute}={value:?} in {path}");
            let scheme = value.trim_start().to_lowercase();
            assert!(
                !scheme.starts_with("javascript:") && !scheme.starts_with("data:text"),
                "{value:?} in {path}"
            );
        }
    });
}

#[test]
fn only_links_that_a_learner_follows_leave_the_site() {
    let mut external = 0;
    SHIPPED.each_element(|path, element| {
        for (attribute, value) in element.value().attrs() {
            if !matches!(
                attribute,
                "href"
                    | "src"
                    | "srcset"
                    | "poster"
                    | "action"
                    | "formaction"
                    | "data"
                    | "ping"
                    | "xlink:href"
            ) || !is_external(value)
            {
                continue;
            }
            assert_eq!((element.value().name(), attribute), ("a", "href"), "{value} in {path}");
            assert!(
                ["https:", "http:", "mailto:", "tel:"].iter().any(|scheme| value.starts_with(scheme)),
                "{value}"
            );
            external += 1;
        }
    });
    assert!(external > 10, "the course cites sources on the web");
    for path in SHIPPED.paths(".css") {
        let text = SHIPPED.text(path);
        for word in ["@import", "url(http", "url(\"http", "url('http", "url(//", "url(\"//", "image-set("] {
            assert!(!text.contains(word), "{word} in {path}");
        }
    }
    const REFUSED: [&str; 13] = [
        "http:",
        "https:",
        "fetch(",
        "XMLHttpRequest",
        "WebSocket",
        "EventSource",
        "sendBeacon",
        "import(",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
    ];
    for path in SHIPPED.paths(".js").filter(|path| path.starts_with("assets/")) {
        // The names of languages, not addresses.
        let text = SHIPPED.text(path);
        let text =
            text.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1998/Math/MathML", "");
        for word in REFUSED {
            assert!(!text.contains(word), "{word} in {path}");
        }
    }
}

#[test]
fn every_address_inside_the_site_leads_to_a_file_and_every_fragment_to_an_id() {
    let (mut files, mut fragments) = (0, 0);
    SHIPPED.each_element(|path, element| {
        for (attribute, value) in element.value().attrs() {
            let address = matches!(attribute, "href" | "src" | "poster");
            if !address || is_external(value) {
                continue;
            }
            assert!(!value.is_empty() && !value.starts_with('/'), "{attribute}={value:?} in {path}");
            let (file, fragment) = value.split_once('#').map_or((value, None), |(file, id)| (file, Some(id)));
            let target = if file.is_empty() { path.to_owned() } else { resolve(path, file) };
            assert!(SHIPPED.site.files.contains_key(&target), "{value} in {path} leads nowhere");
            files += 1;
            if let Some(fragment) = fragment {
                let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8().unwrap();
                let ids = SHIPPED.ids.get(&target).unwrap();
                assert!(ids.iter().any(|id| *id == decoded), "{value} in {path} leads to no id");
                fragments += 1;
            }
        }
    });
    assert!(files > 100 && fragments > 50, "{files} addresses and {fragments} fragments");
    assert!(SHIPPED.site.files.contains_key(&SHIPPED.site.entry));
}

#[test]
fn every_file_of_the_site_is_reached_from_its_pages() {
    let mut reached: BTreeSet<String> = BTreeSet::from([
        SHIPPED.site.entry.clone(),
        "store.html".to_owned(),
        "outline.js".to_owned(),
        "search/index.js".to_owned(),
    ]);
    // The search counts its files: shards as many as its index says, words until there are no more.
    let shards = SHIPPED.text("search/index.js").split_once("\"shards\":").unwrap().1;
    let shards: usize = shards.split(',').next().unwrap().parse().unwrap();
    reached.extend((0..shards).map(|shard| format!("search/{shard}.js")));
    let words = (0..).map(|number| format!("search/t{number}.js"));
    reached.extend(words.take_while(|path| SHIPPED.site.files.contains_key(path)));
    SHIPPED.each_element(|path, element| {
        for (attribute, value) in element.value().attrs() {
            if matches!(attribute, "href" | "src") && !is_external(value) && !value.starts_with('#') {
                reached.insert(resolve(path, value.split('#').next().unwrap()));
            }
        }
    });
    // What few visits need is named by the scripts that load it: whole, or by its name and its hash.
    for path in SHIPPED.paths(".js") {
        let words: Vec<&str> = SHIPPED.text(path).split('"').collect();
        reached
            .extend(words.iter().filter(|word| word.starts_with("practice/")).map(|word| (*word).to_owned()));
        for pair in words.windows(3) {
            if let [name, ":", hash] = pair {
                let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "js"));
                reached.insert(format!("assets/{stem}-{hash}.{extension}"));
            }
        }
    }
    let lost: Vec<&String> = SHIPPED.site.files.keys().filter(|path| !reached.contains(*path)).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn ids_are_unique_and_whatever_names_an_element_names_one_that_is_there() {
    const REFERENCES: [&str; 14] = [
        "for",
        "form",
        "list",
        "headers",
        "popovertarget",
        "commandfor",
        "aria-labelledby",
        "aria-describedby",
        "aria-controls",
        "aria-owns",
        "aria-details",
        "aria-flowto",
        "aria-errormessage",
        "aria-activedescendant",
    ];
    for (path, ids) in &SHIPPED.ids {
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "an id stands twice in {path}");
        assert!(ids.iter().all(|id| !id.is_empty() && !id.contains(char::is_whitespace)), "{path}");
    }
    let mut references = 0;
    SHIPPED.each_element(|path, element| {
        for (attribute, value) in element.value().attrs().filter(|(name, _)| REFERENCES.contains(name)) {
            assert!(!value.trim().is_empty(), "{attribute} is empty in {path}");
            for id in value.split_whitespace() {
                assert!(SHIPPED.ids[path].iter().any(|known| known == id), "{attribute}={value:?} in {path}");
                references += 1;
            }
        }
    });
    assert!(references > 30, "{references}");
}

#[test]
fn every_page_is_well_formed_and_says_what_it_is() {
    for (path, page) in SHIPPED.pages() {
        assert!(page.errors.is_empty(), "{path}: {:?}", page.errors);
        let root = page.root_element();
        assert!(root.attr("lang").is_some_and(|lang| lang == "ja"), "{path} does not say its language");
        let title: Vec<String> =
            elements(&page, "head > title").map(|title| title.text().collect()).collect();
        assert!(title.len() == 1 && !title[0].trim().is_empty(), "{path}: {title:?}");
        let text = SHIPPED.text(path);
        assert!(text.starts_with("<!doctype html>") && text.contains("<meta charset=\"utf-8\">"), "{path}");
        for left in ["{{", "{%", "{#", "\u{fffd}"] {
            assert!(!text.contains(left), "{left} is left in {path}");
        }
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{path} holds a control character");
        if path != "store.html" {
            assert_eq!(elements(&page, "h1").count(), 1, "{path} has one title");
            assert_eq!(elements(&page, "main").count(), 1, "{path}");
        }
    }
}

#[test]
fn every_picture_has_words_and_a_size() {
    let mut pictures = 0;
    SHIPPED.each_element(|path, element| {
        if element.value().name() == "img" {
            let number = |name| element.attr(name).and_then(|value| value.parse::<u32>().ok());
            assert!(
                number("width") > Some(0) && number("height") > Some(0),
                "{:?} in {path}",
                element.attr("src")
            );
            assert!(element.attr("alt").is_some(), "{:?} in {path}", element.attr("src"));
            pictures += 1;
        }
    });
    assert!(pictures >= 4, "{pictures}");
}

fn site_of(files: Vec<(String, String)>) -> Site {
    let files = files.into_iter().map(|(path, text)| {
        let hash = Hash128::of(text.as_bytes());
        (SourcePath::new(&path).unwrap(), File::Text { text: Arc::from(text), hash })
    });
    let built = pipeline::build(&Sources { files: files.collect() });
    assert!(built.diagnostics.is_empty(), "{:?}", built.diagnostics);
    built.value.site
}

#[test]
fn the_bytes_of_a_page_do_not_depend_on_how_many_lessons_there_are() {
    let (few, many) = (site_of(course::light(40)), site_of(course::light(200)));
    let first_part: Vec<&String> = few.files.keys().filter(|path| path.starts_with("part-000/")).collect();
    // Its lessons, and the booklet of them.
    assert_eq!(first_part.len(), course::PART + 1);
    for path in first_part {
        assert_eq!(few.files.get(path), many.files.get(path), "{path}");
    }
    // Lists of the whole course grow, and are the only ones.
    let grown: Vec<&String> = few
        .files
        .keys()
        .filter(|path| !path.starts_with("search/") && few.files.get(*path) != many.files.get(*path))
        .collect();
    let lists = ["about.html", "check.html", "contents.html", "index.html", "outline.js"];
    assert_eq!(grown, [&lists[..], &["part-001/lesson-00039.html", "print.html"]].concat());
    // What nobody would print as a whole is no burden to builds.
    let large = site_of(course::light(201));
    assert!(!large.files.keys().any(|path| path.ends_with("print.html")));
}

#[test]
fn a_page_lists_no_more_neighbours_of_a_large_part_than_of_a_small_one() {
    let lessons = |count: usize| {
        let text = |number| format!("---\ntitle: 題{number:04}\n---\n\n本文\n");
        let mut files =
            vec![("book.toml".to_owned(), "[course]\nid = \"x\"\n[book]\ntitle = \"題\"\n".to_owned())];
        files.extend(
            (0..count).map(|number| (format!("content/01-part/{number:04}-n{number:04}.md"), text(number))),
        );
        match site_of(files).files.get("part/n0020.html") {
            Some(Content::Bytes(bytes)) => bytes.len(),
            found => panic!("{found:?}"),
        }
    };
    let (few, many) = (lessons(40), lessons(800));
    // The number of lessons itself may have a digit more.
    assert!(many.abs_diff(few) < 8, "{few} bytes among 40 lessons, {many} among 800");
}

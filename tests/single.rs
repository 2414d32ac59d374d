//! The course in one file, looked at as a browser does: with scripts, for which its pages are texts, and without, for
//! which they are one document.
#![allow(clippy::disallowed_methods, reason = "courses to build lie on the disk")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail where it stands")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};
use terakoya::diagnostics::Severity;
use terakoya::pipeline::{self, Build, Form, Memo};
use terakoya::site::single::is_picture;
use terakoya::site::{Content, Site};
use terakoya::source::{Sha256, SourcePath, Sources, base64, read};

/// A course in both shapes.
struct Course {
    name: &'static str,
    sources: Sources,
    single: Build,
    pages: Site,
}

impl Course {
    fn new(name: &'static str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let sources = read::read(&root, &["content"], &["book.toml"]).value;
        let pictures = read::contents(&sources, is_picture);
        assert!(pictures.diagnostics.is_empty());
        let mut memo = Memo::forgetful();
        let built = pipeline::build_as(&mut memo, &sources, Form::Single(&pictures.value), &mut |_| {});
        let errors: Vec<_> =
            built.diagnostics.iter().filter(|one| one.code.severity() == Severity::Error).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        let pages = pipeline::build(&sources).value.site;
        Self { name, sources, single: built.value, pages }
    }

    fn site(&self) -> &Site {
        &self.single.site
    }

    /// The file.
    fn text(&self) -> &str {
        text(self.site(), &self.site().entry)
    }

    /// The file as it is where no script runs.
    fn read(&self) -> Html {
        Html::parse_document(&self.text().replace("<noscript", "<div").replace("</noscript", "</div"))
    }

    /// The file as it is where scripts run.
    fn run(&self) -> Html {
        Html::parse_document(self.text())
    }
}

fn text<'s>(site: &'s Site, path: &str) -> &'s str {
    match site.files.get(path) {
        Some(Content::Bytes(bytes)) => std::str::from_utf8(bytes).unwrap(),
        found => panic!("{path}: {found:?}"),
    }
}

fn elements<'p>(page: &'p Html, selector: &str) -> Vec<ElementRef<'p>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn attribute<'p>(element: &ElementRef<'p>, name: &str) -> &'p str {
    element.value().attr(name).unwrap_or_default()
}

fn inner(element: &ElementRef<'_>) -> String {
    element.text().collect()
}

/// The shipped course, and small ones with what it has no example of.
static COURSES: LazyLock<Vec<Course>> = LazyLock::new(|| {
    [
        "",
        "tests/courses/blocks",
        "tests/courses/scenes",
        "tests/courses/hidden",
        "tests/courses/exam",
        "tests/courses/record",
        "tests/courses/types",
    ]
    .map(Course::new)
    .into()
});

#[test]
fn every_page_is_there_with_its_title_and_text() {
    for course in COURSES.iter() {
        let file = course.run();
        let leaves: BTreeMap<&str, ElementRef<'_>> = elements(&file, "noscript[data-leaf]")
            .into_iter()
            .map(|leaf| (leaf.value().attr("data-leaf").unwrap(), leaf))
            .collect();
        let pages: Vec<&String> = course
            .pages
            .files
            .keys()
            .filter(|path| path.ends_with(".html") && *path != "store.html")
            .collect();
        assert_eq!(leaves.len(), pages.len(), "{}", course.name);
        for path in pages {
            let page = Html::parse_document(&text(&course.pages, path).replace("noscript", "no-script"));
            let route = format!("/{}", path.trim_end_matches(".html"));
            let route = route.strip_suffix("index").unwrap_or(&route);
            let leaf = leaves.get(route).unwrap_or_else(|| panic!("{}: {route} is missing", course.name));
            assert_eq!(leaf.attr("data-title").unwrap(), inner(&elements(&page, "title")[0]), "{path}");
            let read = Html::parse_fragment(&inner(leaf));
            let words = |html: &Html| -> String { elements(html, "main").iter().map(inner).collect() };
            assert_eq!(words(&read), words(&page), "{path}");
        }
    }
}

#[test]
fn no_name_is_there_twice_and_every_reference_leads_to_one() {
    for course in COURSES.iter() {
        let file = course.read();
        let mut ids = BTreeSet::new();
        for element in elements(&file, "[id]") {
            assert!(
                ids.insert(attribute(&element, "id")),
                "{}: {} twice",
                course.name,
                attribute(&element, "id")
            );
        }
        for link in elements(&file, "[href^='#']") {
            let address = attribute(&link, "href").strip_prefix('#').unwrap();
            assert!(ids.contains(address), "{}: {address} leads nowhere", course.name);
        }
        for page in elements(&file, ".single-page") {
            let here = format!("{}:", attribute(&page, "id"));
            for name in [
                "for",
                "headers",
                "aria-labelledby",
                "aria-describedby",
                "aria-controls",
                "popovertarget",
                "list",
            ] {
                for element in page.select(&Selector::parse(&format!("[{name}]")).unwrap()) {
                    for id in attribute(&element, name).split_whitespace() {
                        assert!(
                            ids.contains(id) && id.starts_with(&here),
                            "{}: {name} {id} on {here}",
                            course.name
                        );
                    }
                }
            }
            // Those of one name are one choice, as far as their form reaches. On paper nothing is chosen.
            if page.attr("data-page") == Some("print") {
                continue;
            }
            for radio in page.select(&Selector::parse("input[type=radio]").unwrap()) {
                let inside =
                    radio.ancestors().filter_map(ElementRef::wrap).any(|one| one.value().name() == "form");
                assert!(inside, "{}: {}", course.name, radio.html());
            }
        }
    }
}

#[test]
fn nothing_is_asked_of_anywhere_else() {
    for course in COURSES.iter() {
        for file in [course.read(), course.run()] {
            for element in
                elements(&file, "[src], [href], [poster], [srcset], [data], [action], [style], [background]")
            {
                for (name, value) in element.value().attrs() {
                    let is_link = element.value().name() == "a" && name == "href";
                    let is_fine = match name {
                        "src" | "poster" | "href" => {
                            value.starts_with('#') && name == "href"
                                || value.starts_with("data:image/") && !is_link
                                || is_link
                                    && ["https://", "http://", "mailto:", "tel:"]
                                        .iter()
                                        .any(|scheme| value.starts_with(scheme))
                                || course.site().files.contains_key(value)
                        }
                        "srcset" | "data" | "action" | "style" | "background" => false,
                        name => !name.starts_with("on"),
                    };
                    assert!(is_fine, "{}: {name}={value:.80}", course.name);
                }
            }
        }
        assert!(!course.text().contains("url("), "{}: a style takes something", course.name);
    }
}

#[test]
fn what_may_take_effect_is_what_is_there() {
    for course in COURSES.iter() {
        let file = course.run();
        let [policy] = &elements(&file, "meta[http-equiv='Content-Security-Policy']")[..] else { panic!() };
        let rules: BTreeMap<&str, Vec<&str>> = attribute(policy, "content")
            .split(';')
            .filter_map(|rule| rule.trim().split_once(' '))
            .map(|(name, values)| (name, values.split(' ').collect()))
            .collect();
        let hashes = |selector: &str| -> BTreeSet<String> {
            let hash = |element: ElementRef<'_>| {
                format!("'sha256-{}'", base64(&Sha256::of(inner(&element).as_bytes())))
            };
            elements(&file, selector).into_iter().map(hash).collect()
        };
        let ruled = |name: &str| rules[name].iter().map(|value| (*value).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(ruled("script-src"), hashes("script:not([type='application/json'])"), "{}", course.name);
        assert_eq!(ruled("style-src"), hashes("style"), "{}", course.name);
        assert_eq!(rules["default-src"], ["'none'"]);
        assert_eq!(rules["connect-src"], ["'none'"]);
        assert_eq!(rules["img-src"], ["data:"]);
        assert_eq!(rules["trusted-types"], ["terakoya"]);
        assert_eq!(rules.contains_key("media-src"), course.site().files.len() > 1, "{}", course.name);
        // Nothing of a page stands before the policy.
        assert!(course.text().find("Content-Security-Policy") < course.text().find("<style"));
    }
}

#[test]
fn a_picture_is_there_once_however_often_it_is_shown() {
    let mut shared = 0;
    for course in COURSES.iter() {
        for (path, bytes) in &course.single.pictures {
            let held = course.sources.text(path.as_str()).map(|text| text.as_bytes().to_vec());
            let held = held.unwrap_or_else(|| {
                read::contents(&course.sources, |other| other == path).value[path].to_vec()
            });
            let data = base64(&held);
            assert_eq!(course.text().matches(&data).count(), 1, "{}: {path}", course.name);
            assert!(*bytes > data.len() as u64 && *bytes < data.len() as u64 + 40, "{path}: {bytes}");
        }
        let file = course.run();
        let kept: BTreeSet<&str> = elements(&file, "noscript[data-picture]")
            .iter()
            .map(|one| attribute(one, "data-picture"))
            .collect();
        let read = course.read();
        for image in elements(&read, "img") {
            assert!(image.attr("src").is_some() != image.attr("data-picture").is_some());
            if let Some(key) = image.attr("data-picture") {
                assert!(kept.contains(key), "{}: {key}", course.name);
            }
        }
        shared += kept.len() - 1;
    }
    assert!(shared > 0, "no course shows a picture twice");
}

#[test]
fn records_and_results_fit_both_shapes() {
    for course in COURSES.iter() {
        let file = course.run();
        let home = Html::parse_document(text(&course.pages, "index.html"));
        let (one, other) = (elements(&file, "html")[0], elements(&home, "html")[0]);
        for name in ["data-course", "data-edition", "lang"] {
            assert_eq!(one.attr(name), other.attr(name));
        }
        assert_eq!(one.attr("data-root"), Some(""));
        // What is known of the whole course, and the index of the search, are those of the other shape, byte by byte.
        let mut same = 0;
        for block in elements(&file, "script[data-file]") {
            let name = attribute(&block, "data-file");
            if name == "plan" || name.starts_with("practice/") {
                continue;
            }
            let data: serde_json::Value = serde_json::from_str(&inner(&block)).unwrap();
            let script = text(&course.pages, name).trim_end();
            let inside = script.strip_prefix("Terakoya.define(").unwrap().strip_suffix(");").unwrap();
            let mut expected: serde_json::Value = serde_json::from_str(&format!("[{inside}]")).unwrap();
            let mut data = data;
            // The addresses of the questions for practice hold a hash of what is in them.
            for value in [&mut data, &mut expected] {
                if let Some(quizzes) = value.pointer_mut("/1/practice/quizzes") {
                    quizzes.as_array_mut().unwrap().iter_mut().for_each(|quiz| quiz["script"] = "".into());
                }
            }
            assert_eq!(data, expected, "{name}");
            same += 1;
        }
        assert!(same >= 3, "{}", course.name);
    }
}

#[test]
fn the_same_course_gives_the_same_bytes() {
    let course = Course::new("tests/courses/scenes");
    assert_eq!(course.text(), COURSES.iter().find(|one| one.name == course.name).unwrap().text());
}

#[test]
fn films_and_linked_files_lie_beside_it() {
    let course = COURSES.iter().find(|course| course.name.ends_with("blocks")).unwrap();
    let beside: Vec<&String> =
        course.site().files.keys().filter(|path| **path != course.site().entry).collect();
    let stem = course.site().entry.trim_end_matches(".html");
    assert!(
        !beside.is_empty() && beside.iter().all(|path| path.starts_with(&format!("{stem}-media/"))),
        "{beside:?}"
    );
    let read = course.read();
    for film in elements(&read, "video, audio") {
        let source = film.attr("src").map(str::to_owned).or_else(|| {
            let inside = Selector::parse("source").unwrap();
            film.select(&inside).next().map(|source| attribute(&source, "src").to_owned())
        });
        assert!(beside.contains(&&source.unwrap()));
    }
}

#[test]
fn hostile_texts_stay_texts() {
    let evil = "</noscript><script>alert(1)</script> </title> --> &#xFDD2;icon&#xFDD3; `</script>` ![</noscript>](evil.svg)";
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>";
    let file = |path: &str, text: &str| (SourcePath::new(path).unwrap(), terakoya::source::File::text(text));
    let mut sources = Sources::default();
    sources.files.extend([
        file("book.toml", "[book]\ntitle = \"</title></noscript><b>\"\nlanguage = \"en\"\n[course]\nid = \"evil\"\nedition = \"1\"\n"),
        file("content/01-a.md", &format!("# A {evil}\n\n{evil}\n\n![again](evil.svg)\n")),
        file("content/evil.svg", svg),
    ]);
    let mut memo = Memo::forgetful();
    let built = pipeline::build_as(&mut memo, &sources, Form::Single(&BTreeMap::new()), &mut |_| {}).value;
    let file = Html::parse_document(text(&built.site, &built.site.entry));
    let body: Vec<&str> = elements(&file, "body > *").iter().map(|one| one.value().name()).collect();
    assert!(body.iter().all(|name| matches!(*name, "p" | "noscript" | "script")), "{body:?}");
    assert_eq!(elements(&file, "script:not([data-file])").len(), elements(&file, "head script").len());
    let leaf = elements(&file, "noscript[data-leaf='/a']")[0];
    let page = Html::parse_fragment(&inner(&leaf));
    assert!(elements(&page, "main script, main b").is_empty());
    assert_eq!(elements(&page, "main img[data-picture]").len(), 3, "{}", elements(&page, "main")[0].html());
    assert!(inner(&elements(&page, "main")[0]).contains("</noscript><script>alert(1)</script>"));
}

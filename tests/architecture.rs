//! The rules of `docs/architecture.md` that can be read out of the source code itself.
#![allow(clippy::disallowed_methods, reason = "what is checked is files")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use terakoya::course::SourceKind;
use terakoya::diagnostics::Diagnostics;
use terakoya::source::Sources;
use terakoya::theme;

/// Modules from the ground up. A module uses those before it, never those behind it; `source` and `diagnostics`
/// are the ground together, since places are in files and files have problems.
const LAYERS: &[&[&str]] = &[
    &["source", "diagnostics"],
    &["memo"],
    &["syntax"],
    &["text"],
    &["questions"],
    &["quiz"],
    &["embedded"],
    &["theme"],
    &["course"],
    &["manual"],
    &["schema"],
    &["scaffold"],
    &["render"],
    &["site"],
    &["package"],
    &["output"],
    &["pipeline"],
    &["serve"],
    &["gallery"],
    &["cli"],
];

/// Crates of which only one place may know, so that replacing one is an afternoon.
const KNOWN_BY: &[(&str, &str)] = &[
    ("annotate_snippets", "diagnostics/terminal"),
    ("budoux_phf_rs", "render/phrases"),
    ("clap", "cli"),
    ("clap_complete", "cli/completions"),
    ("encoding_rs", "source/decode"),
    ("exif", "source/picture"),
    ("futures_util", "serve"),
    ("getrandom", "serve"),
    ("http_body_util", "serve"),
    ("hyper", "serve"),
    ("hyper_util", "serve/connections"),
    ("imagesize", "source/read"),
    ("img_parts", "source/picture"),
    ("include_dir", "embedded"),
    ("indicatif", "cli/progress"),
    ("notify", "source/watch"),
    ("opener", "cli/serve"),
    ("oxc_minifier", "site/assets"),
    ("percent_encoding", "text/link"),
    ("pulldown_cmark", "syntax/markdown"),
    ("pulldown_latex", "syntax/math"),
    ("roxmltree", "text/picture"),
    ("rustix", "output/folder"),
    ("scraper", "render/tree"),
    ("serde_yaml", "syntax/yaml"),
    ("sha2", "source/sha256"),
    ("syntect", "render/highlight"),
    ("tera", "render/templates"),
    ("tokio", "serve"),
    ("tokio_io_timeout", "serve/connections"),
    ("toml", "syntax/toml"),
    ("zip", "output/archive"),
];

/// Where the disk, the clock, the environment and the terminal may be touched.
const EDGES: &[&str] = &["cli/", "output/", "serve/", "source/read", "source/watch"];

#[test]
fn use_between_modules_runs_one_way() {
    let rank: BTreeMap<&str, usize> = LAYERS
        .iter()
        .enumerate()
        .flat_map(|(rank, names)| names.iter().map(move |name| (*name, rank)))
        .collect();
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let module = path.split(['/', '.']).next().expect("a name").to_owned();
        let Some(own) = rank.get(module.as_str()) else {
            assert!(matches!(module.as_str(), "main" | "lib"), "{path} is in no layer");
            continue;
        };
        for (number, line) in
            code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if rank.get(used.as_str()).is_some_and(|used| used > own) {
                    wrong.push(format!("{path}:{}: {module} uses {used}", number + 1));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn one_place_names_each_crate_that_may_be_replaced() {
    for (name, place) in KNOWN_BY {
        let users: Vec<String> = sources()
            .into_iter()
            .filter(|(_, code)| {
                code.lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .any(|line| line.contains(&format!("use {name}::")) || mentions(line, name))
            })
            .map(|(path, _)| path)
            .collect();
        assert!(!users.is_empty(), "nothing uses {name}");
        for user in users {
            assert!(user.starts_with(place), "{user} names {name}, which is the business of {place}");
        }
    }
}

#[test]
fn effects_are_allowed_at_the_edges_only() {
    let lint = read(Path::new(env!("CARGO_MANIFEST_DIR")).join("clippy.toml"));
    for method in ["std::fs::read", "std::fs::write", "std::time::Instant::now", "std::env::var"] {
        assert!(lint.contains(&format!("\"{method}\"")), "clippy.toml does not forbid {method}");
    }
    for (path, code) in sources() {
        if code.contains("clippy::disallowed_methods") {
            assert!(EDGES.iter().any(|edge| path.starts_with(edge)), "{path} allows itself effects");
        }
    }
}

/// What `serve --open` starts is the business of the crate `opener`, of which one place knows (above), and which gets
/// an address of our own making: nothing that an author, a learner or a browser wrote.
#[test]
fn the_process_starts_in_a_few_lines_and_starts_no_other_but_a_browser() {
    let main = read(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs"));
    assert!(main.lines().count() <= 30);
    for (path, code) in sources() {
        assert!(!code.contains("process::Command"), "{path} starts a process");
        let opened = code.matches("opener::").count();
        assert_eq!(
            opened,
            code.matches("opener::open_browser(address)").count(),
            "{path} opens something else"
        );
        assert!(!code.contains("unsafe "), "{path} is unsafe");
    }
}

#[test]
fn every_word_that_pages_ask_for_is_in_the_theme() {
    let mut diagnostics = Diagnostics::default();
    let theme = theme::load(
        &Sources::default(),
        theme::DEFAULT_NAME,
        None,
        ("ja".to_owned(), None),
        &mut diagnostics,
    );
    let mut asked: Vec<(String, String)> =
        SourceKind::ALL.iter().map(|kind| ("sources".to_owned(), kind.name().to_owned())).collect();
    asked.extend(["contents", "glossary", "sources"].map(|table| (table.to_owned(), "title".to_owned())));
    for (_, code) in sources().into_iter().filter(|(path, _)| path.starts_with("render/")) {
        for call in code.split(".words(\"").chain(code.split(".string(\"")).skip(1) {
            let mut words = call.split('"');
            if let (Some(table), Some(", "), Some(key)) = (words.next(), words.next(), words.next()) {
                asked.push((table.to_owned(), key.to_owned()));
            }
        }
    }
    assert!(asked.len() > 12, "{asked:?}");
    for (table, key) in asked {
        assert!(theme.strings.get(&table).is_some_and(|words| words.contains_key(&key)), "t.{table}.{key}");
    }
}

/// Whether a path of the crate `name` stands in the line: `name::` or `::name::`, but not as part of a longer
/// path. Our own modules `syntax::yaml` and `syntax::toml` have no more than a function to call.
fn mentions(line: &str, name: &str) -> bool {
    line.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = &line[..at];
        let own = line[at..].starts_with(&format!("{name}::parse("));
        let before = before.strip_suffix("::").unwrap_or(before);
        !own && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

/// Every Rust file below `src` by its path there.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
                files.push((name, read(path)));
            }
        }
    }
    files.sort();
    files
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

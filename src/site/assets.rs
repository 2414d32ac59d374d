//! Styles, scripts and words of the theme as files of the site, each named after its content.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;
use serde_json::{Value, json};

use super::{address, policy};
use crate::memo::{Key, Shelf};
use crate::questions;
use crate::render::{MEDIA, Parts};
use crate::source::Hash128;
use crate::theme::{Theme, ThemeFile};

/// Styles that every page has, as one file, in this order. That of lessons is among them, since nearly all pages
/// are lessons.
const BASE: [&str; 5] = ["tokens.css", "base.css", "layout.css", "pages/lesson.css", "print.css"];

/// The style that all quizzes share.
const QUIZ_STYLE: &str = "quiz/style.css";

/// The script that all others need.
const CORE: &str = "client/terakoya.js";

/// The script that runs before the first paint, and so is the only one that the page waits for.
const FIRST: &str = "client/first/look.js";

/// Styles that one kind of page has besides.
const PAGES: [(&str, &[&str]); 5] = [
    ("pages/lists.css", &["home", "part", "contents"]),
    ("pages/reference.css", &["glossary", "sources"]),
    ("pages/about.css", &["about"]),
    ("pages/print.css", &[PRINT]),
    ("pages/sheet.css", &["sheet"]),
];

/// The kind of pages to be printed.
const PRINT: &str = "print";

/// The script of the page that keeps the record on Firefox from a disk.
const STORE_SCRIPT: &str = "record/store-page.js";

/// The database that this page shares with the pages of a site.
const STORE_BACKEND: &str = "record/store-idb.js";

/// The folder of what tells how far the learner is.
const PROGRESS: &str = "record/progress/";

/// The folders in which features have theirs.
const FEATURES: [&str; 3] = ["client", "record", "quiz"];

/// What shows the pages of a single file, and what they look like below each other.
const SINGLE_SCRIPT: &str = "client/single/single.js";
const SINGLE_STYLE: &str = "client/single/single.css";

/// What the names of tables begin with whose words belong to scripts of some pages.
const WORDS: [&str; 5] = ["question_", "client_", "record_", "quiz_", "late_"];

/// What features use of what question types share.
const SHARED: [(&str, &str); 1] = [("search", "fold")];

/// Tables of words that scripts use.
const CLIENT_WORDS: [&str; 2] = ["quiz", "record"];

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asset {
    path: String,
    text: String,
}

impl Asset {
    /// An asset named after its content.
    fn new(stem: &str, extension: &str, text: String) -> Self {
        let hash = Hash128::of(text.as_bytes()).short();
        Self { path: format!("assets/{stem}-{hash}.{extension}"), text }
    }
}

/// What pages load: one style and one script that all have, and one of each for every set of parts that some
/// page uses. A file for each part would be asked for and packed one by one; this way a page loads four.
///
/// What all quizzes share stands in the files that all pages have, wherever the course has a quiz: repeated in
/// the files of each set of parts it would be most of what a large course weighs. Files of its own for it were
/// measured too: packed apart they cost the heaviest lesson 0.6 KB more, and a page asks for six files. So the
/// first page that is opened brings what the first quiz needs, and a page's own files stay small.
#[derive(Debug)]
pub(super) struct Assets {
    style: Asset,
    first: Asset,
    script: Asset,
    icon: Asset,
    own: BTreeMap<Parts, (Asset, Option<Asset>)>,
    late: Vec<Asset>,
    store: Vec<Asset>,
    store_page: String,
    /// What they were packed of, so that it is remembered for as long as they are.
    _packed: Vec<Arc<String>>,
}

impl Assets {
    /// Takes what the pages with these parts need out of the theme.
    pub(super) fn new<'p>(
        packed: &Shelf<String>,
        theme: &Theme,
        pages: impl Iterator<Item = &'p Parts>,
    ) -> Self {
        let packer = Packer { theme, kept: packed, used: RefCell::default() };
        let sets: BTreeSet<&Parts> = pages.collect();
        let quizzes = sets.iter().any(|parts| !parts.questions.is_empty());
        let (late, shared) = scripts(theme, quizzes);
        let mut late: BTreeMap<&str, Asset> = late
            .into_iter()
            .map(|(name, path)| match name.strip_suffix(".css") {
                Some(stem) => (name, Asset::new(stem, "css", packer.packed(path).to_string())),
                None => {
                    let words = own_words(theme, &[format!("late_{name}")]);
                    (name, Asset::new(name, "js", words + &packer.packed(path)))
                }
            })
            .collect();
        // Pages that show how far the learner is have it from the start, others when their outline is opened.
        late.insert(
            "progress",
            Asset::new(
                "progress",
                "js",
                own_words(theme, &["record_progress".to_owned()])
                    + &packer.concat(files_in(theme, PROGRESS, ".js")),
            ),
        );
        // Only what tells them apart: the core puts folder, name and hash together.
        let addresses: Value = late
            .iter()
            .map(|(name, asset)| (*name, asset.path.rsplit(['-', '.']).nth(1).unwrap_or_default()))
            .collect();
        let script = [
            packer.packed(CORE).to_string(),
            define("strings", &words(theme, &CLIENT_WORDS)),
            define("late", &addresses),
            packer.concat(shared),
        ]
        .concat();
        let own = |parts: &Parts| {
            let style = Asset::new("page", "css", packer.concat(styles(theme, parts)));
            let types = parts.questions.iter().map(String::as_str).chain(shared_by(parts));
            let features =
                parts.features.iter().flat_map(|name| FEATURES.map(|root| format!("{root}_{name}")));
            let tables = types.map(|name| format!("question_{name}")).chain(features);
            let words = own_words(theme, &tables.collect::<Vec<_>>());
            let script = words + &packer.concat(behaviours(theme, parts));
            (style, (!script.is_empty()).then(|| Asset::new("page", "js", script)))
        };
        let style = packer.concat(BASE.into_iter().chain(quizzes.then_some(QUIZ_STYLE)));
        let lang = &theme.tag;
        Self {
            style: Asset::new("base", "css", style),
            first: Asset::new("first", "js", packer.packed(FIRST).to_string()),
            script: Asset::new("client", "js", script),
            icon: Asset::new("icon", "svg", theme.text("icons/favicon.svg").to_owned()),
            own: sets.into_iter().map(|parts| (parts.clone(), own(parts))).collect(),
            late: late.into_values().collect(),
            store: [CORE, STORE_BACKEND, STORE_SCRIPT]
                .map(|path| Asset::new("store", "js", packer.packed(path).to_string()))
                .to_vec(),
            store_page: theme
                .text("templates/store.html")
                .replace("<html>", &format!("<html lang=\"{lang}\">")),
            _packed: packer.used.into_inner().into_values().collect(),
        }
    }

    /// All files, with their content.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let scripts = self.own.values().filter_map(|(_, script)| script.as_ref());
        let scripts =
            [&self.first, &self.script].into_iter().chain(scripts).chain(&self.late).chain(&self.store);
        self.looks().chain(scripts.map(|asset| (asset.path.as_str(), asset.text.as_str())))
    }

    /// Those that are no scripts.
    pub(super) fn looks(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.own.values().map(|(style, _)| style);
        [&self.style, &self.icon]
            .into_iter()
            .chain(own)
            .map(|asset| (asset.path.as_str(), asset.text.as_str()))
    }

    /// The page that keeps the record for all others where each file has a storage of its own.
    pub(super) fn store_page(&self) -> String {
        let mut head = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", policy::PLAIN);
        for script in &self.store {
            head += &format!("\n<script src=\"{}\" defer></script>", script.path);
        }
        self.store_page.replace("{{ head | safe }}", &head)
    }

    /// The address of the site's mark on a page at `path`.
    pub(super) fn icon(&self, path: &str) -> String {
        address::relative(path, &self.icon.path)
    }

    /// The policy, the styles and the scripts of a page at `path`.
    pub(super) fn head(&self, parts: &Parts, path: &str) -> String {
        let mut head = self.look(parts, path);
        head += &format!("<script src=\"{}\"></script>\n", address::relative(path, &self.first.path));
        let own = self.own.get(parts).and_then(|(_, script)| script.as_ref());
        for script in std::iter::once(&self.script).chain(own) {
            head += &format!("<script src=\"{}\" defer></script>\n", address::relative(path, &script.path));
        }
        head
    }

    /// The policy and the styles of a page at `path`.
    pub(super) fn look(&self, parts: &Parts, path: &str) -> String {
        let url = |asset: &Asset| address::relative(path, &asset.path);
        let mut head = format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<link rel=\"icon\" href=\"{}\" type=\"image/svg+xml\">\n",
            policy::of(parts.features.contains(MEDIA)),
            url(&self.icon)
        );
        let own = self.own.get(parts);
        for style in std::iter::once(&self.style).chain(own.map(|(style, _)| style)) {
            head += &format!("<link rel=\"stylesheet\" href=\"{}\">\n", url(style));
        }
        head
    }
}

/// What a single file holds of the theme, each file of it once, and by their numbers what each page uses. Concatenated
/// for each set of parts, as the pages of a folder have them, a course would hold most of it many times.
#[derive(Debug)]
pub(super) struct Kit {
    /// Styles, in the order in which they hold.
    pub(super) looks: Vec<String>,
    /// Scripts, in the order in which they run.
    pub(super) scripts: Vec<String>,
    /// The script that runs before the first paint.
    pub(super) first: String,
    /// The script that shows one page after the other.
    pub(super) turner: String,
    /// The site's mark, as SVG.
    pub(super) icon: String,
    /// What all pages use.
    pub(super) all: Used,
    /// What each set of parts uses besides.
    pub(super) sets: BTreeMap<Parts, Used>,
    /// What is brought when it is needed, by its name.
    pub(super) late: BTreeMap<String, Used>,
}

/// Styles and scripts, by their numbers.
pub(super) type Used = (Vec<usize>, Vec<usize>);

/// Texts by their names, in the order in which they came.
#[derive(Default)]
struct Numbered {
    texts: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Numbered {
    /// The numbers of these files of the theme, which are packed when they come for the first time.
    fn of(&mut self, packer: &Packer, paths: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<usize> {
        let mut found = Vec::new();
        for path in paths {
            let path = path.as_ref();
            let known = self.numbers.get(path).copied();
            found.push(known.unwrap_or_else(|| self.add(path, packer.packed(path).to_string())));
        }
        found
    }

    fn add(&mut self, name: &str, text: String) -> usize {
        self.texts.push(text);
        self.numbers.insert(name.to_owned(), self.texts.len() - 1);
        self.texts.len() - 1
    }
}

impl Kit {
    /// Takes what the pages with these parts need out of the theme.
    pub(super) fn new<'p>(
        packed: &Shelf<String>,
        theme: &Theme,
        pages: impl Iterator<Item = &'p Parts>,
    ) -> Self {
        let packer = Packer { theme, kept: packed, used: RefCell::default() };
        let sets: BTreeSet<&Parts> = pages.collect();
        let quizzes = sets.iter().any(|parts| !parts.questions.is_empty());
        let (mut looks, mut scripts_of) = (Numbered::default(), Numbered::default());
        let base = BASE.into_iter().chain(quizzes.then_some(QUIZ_STYLE)).chain([SINGLE_STYLE]);
        let base = looks.of(&packer, base);
        // The order in which styles hold is that of any page, so all of them come as if one page used them all.
        let mut every = Parts::default();
        sets.iter().for_each(|parts| every.extend(parts));
        looks.of(&packer, PAGES.iter().map(|(path, _)| *path));
        looks.of(&packer, styles(theme, &every));
        let (late, shared) = scripts(theme, quizzes);
        let mut all = scripts_of.of(&packer, [CORE]);
        let tables: Vec<String> = theme.strings.keys().cloned().collect();
        let tables: Vec<String> = tables
            .into_iter()
            .filter(|table| {
                CLIENT_WORDS.contains(&table.as_str()) || WORDS.iter().any(|prefix| table.starts_with(prefix))
            })
            .collect();
        all.push(scripts_of.add("", own_words(theme, &tables)));
        all.extend(scripts_of.of(&packer, shared));
        let mut brought: BTreeMap<String, Used> = BTreeMap::new();
        for (name, path) in late {
            let (name, is_look) = name.strip_suffix(".css").map_or((name, false), |name| (name, true));
            let used = brought.entry(name.to_owned()).or_default();
            if is_look {
                used.0 = looks.of(&packer, [path]);
            } else {
                used.1 = scripts_of.of(&packer, [path]);
            }
        }
        let progress = scripts_of.of(&packer, files_in(theme, PROGRESS, ".js"));
        brought.insert("progress".to_owned(), (Vec::new(), progress));
        let sets = sets
            .into_iter()
            .map(|parts| {
                let used = (
                    looks.of(&packer, styles(theme, parts)),
                    scripts_of.of(&packer, behaviours(theme, parts)),
                );
                (parts.clone(), used)
            })
            .collect();
        Self {
            looks: looks.texts,
            scripts: scripts_of.texts,
            first: packer.packed(FIRST).to_string(),
            turner: packer.packed(SINGLE_SCRIPT).to_string(),
            icon: theme.text("icons/favicon.svg").to_owned(),
            all: (base, all),
            sets,
            late: brought,
        }
    }
}

/// The files of a folder of the theme with this ending, in order; not those of folders inside it.
fn files_in(theme: &Theme, folder: &str, ending: &str) -> Vec<String> {
    let inside = |path: &&String| {
        path.strip_prefix(folder).is_some_and(|name| !name.contains('/') && name.ends_with(ending))
    };
    theme.files.keys().filter(inside).cloned().collect()
}

/// The files of what else a page does for the learner, wherever its folder lies.
fn of_features(theme: &Theme, parts: &Parts, ending: &str) -> Vec<String> {
    let folder = |name: &&str| FEATURES.map(|root| format!("{root}/{name}/"));
    parts.features.iter().flat_map(folder).flat_map(|folder| files_in(theme, &folder, ending)).collect()
}

/// Styles of a page's own.
fn styles(theme: &Theme, parts: &Parts) -> Vec<String> {
    let pages =
        PAGES.iter().filter(|(_, kinds)| kinds.contains(&parts.kind)).map(|(path, _)| (*path).to_owned());
    let mut styles: Vec<String> = pages.collect();
    styles.extend(parts.forms.iter().map(|name| format!("text/{name}.css")));
    styles.extend(parts.blocks.iter().map(|name| format!("blocks/{name}/style.css")));
    styles.extend(shared_by(parts).into_iter().map(|name| format!("questions/shared/{name}.css")));
    styles.extend(parts.questions.iter().map(|name| format!("questions/{name}/style.css")));
    styles.extend(of_features(theme, parts, ".css"));
    styles
}

/// What the page's question types share, and what its features use of that.
fn shared_by(parts: &Parts) -> BTreeSet<&'static str> {
    let types =
        parts.questions.iter().filter_map(|name| questions::find(name)).flat_map(|kind| kind.shared());
    let features = SHARED.iter().filter(|(feature, _)| parts.features.contains(feature));
    types.chain(features.map(|(_, shared)| shared)).copied().collect()
}

/// Scripts of a page's own.
fn behaviours(theme: &Theme, parts: &Parts) -> Vec<String> {
    // In a book all lies open, and nothing is answered.
    if parts.kind == PRINT {
        return of_features(theme, parts, ".js");
    }
    let shared = shared_by(parts).into_iter().map(|name| format!("questions/shared/{name}.js"));
    let questions = parts.questions.iter().map(|name| format!("questions/{name}/behaviour.js"));
    let features = of_features(theme, parts, ".js");
    shared
        .chain(questions)
        .chain(parts.blocks.iter().map(|name| format!("blocks/{name}/behaviour.js")))
        .chain(features)
        .collect()
}

/// Scripts and styles that few visits need, by name, which others load when they do (those in a folder `late`); and
/// scripts for every page, in the order in which they run.
fn scripts(theme: &Theme, quizzes: bool) -> (Vec<(&str, &str)>, Vec<&str>) {
    let (mut late, mut shared) = (Vec::new(), Vec::new());
    let folders: &[&str] = if quizzes { &["client/", "record/", "quiz/"] } else { &["client/", "record/"] };
    for folder in folders {
        for path in theme.files.keys().map(String::as_str).filter(|path| path.starts_with(folder)) {
            let Some((within, file)) = path.rsplit_once('/') else { continue };
            let script = file.strip_suffix(".js");
            if within.ends_with("/late") {
                // A style keeps its ending, so that it stands beside the script of its name.
                late.push((script.unwrap_or(file), path));
            } else if script.is_some()
                && path != CORE
                && path != STORE_SCRIPT
                && within == folder.trim_end_matches('/')
            {
                shared.push(path);
            }
        }
    }
    (late, shared)
}

/// Packs files of a theme, each once.
struct Packer<'a> {
    theme: &'a Theme,
    kept: &'a Shelf<String>,
    used: RefCell<BTreeMap<String, Arc<String>>>,
}

impl Packer<'_> {
    fn concat(&self, paths: impl IntoIterator<Item = impl AsRef<str>>) -> String {
        paths.into_iter().map(|path| self.packed(path.as_ref()).to_string()).collect()
    }

    /// A file of the theme; empty where it has none.
    fn packed(&self, path: &str) -> Arc<String> {
        let mut used = self.used.borrow_mut();
        let entry = used.entry(path.to_owned()).or_insert_with(|| match self.theme.files.get(path) {
            Some(file) => {
                let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
                let key = Key::of((extension, file.embedded, &file.text));
                self.kept.get(key, || packed(file, extension))
            }
            None => Arc::default(),
        });
        Arc::clone(entry)
    }
}

/// A file of a theme as it is delivered. What comes with the tool is packed: its comments are for those who change it,
/// not for learners. Files of a theme of one's own are delivered as written.
fn packed(file: &ThemeFile, extension: &str) -> String {
    let text: &str = &file.text;
    let packed = match extension {
        "css" if file.embedded => Some(packed_css(text)),
        "js" if file.embedded => packed_js(text),
        _ => None,
    };
    let mut packed = packed.unwrap_or_else(|| text.to_owned());
    packed.push('\n');
    packed
}

/// A script that does the same with fewer characters: no comments, short names inside functions. `None` for what is
/// no script.
fn packed_js(script: &str) -> Option<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, script, SourceType::script()).parse();
    if !parsed.diagnostics.is_empty() {
        return None;
    }
    let mut program = parsed.program;
    let minified = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program);
    let options =
        CodegenOptions { minify: true, comments: CommentOptions::disabled(), ..CodegenOptions::default() };
    Some(Codegen::new().with_options(options).with_scoping(minified.scoping).build(&program).code)
}

/// A style without comments and without blanks that mean nothing: those beside `{`, `}`, `;`, `,` and `>`, and
/// behind `:`. All others may matter (`a :hover`, `1rem + 2vw`), so runs of them become one blank.
fn packed_css(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(first) = rest.chars().next() {
        let token = match first {
            '"' | '\'' => string(rest, first),
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            _ if first.is_ascii_whitespace() => {
                rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(token);
        rest = after;
        if token.starts_with("/*") {
            continue;
        }
        let blank = token.starts_with(|c: char| c.is_ascii_whitespace());
        if blank && !out.is_empty() && !out.ends_with(['{', '}', ';', ',', '>', ':', ' ']) {
            out.push(' ');
        } else if !blank {
            if matches!(first, '{' | '}' | ';' | ',' | '>') && out.ends_with(' ') {
                out.pop();
            }
            if first == '}' && out.ends_with(';') {
                out.pop();
            }
            out.push_str(token);
        }
    }
    out
}

/// The length of the string that `rest` begins with, its quotes included.
fn string(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A script that hands data to the core: a value, or JSON.
pub(super) fn define(name: &str, data: &impl ToString) -> String {
    let data = data.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("Terakoya.define({}, {data});\n", json!(name))
}

/// The words of these tables as scripts find them: `table.key`.
fn words(theme: &Theme, tables: &[impl AsRef<str>]) -> Value {
    let mut flat = serde_json::Map::new();
    for table in tables.iter().map(AsRef::as_ref) {
        for (key, words) in theme.strings.get(table).into_iter().flatten() {
            flat.insert(format!("{table}.{key}"), Value::from(words.as_str()));
        }
    }
    Value::Object(flat)
}

/// A script that brings the words of these tables; empty where there are none.
fn own_words(theme: &Theme, tables: &[String]) -> String {
    let words = words(theme, tables);
    if words.as_object().is_some_and(|words| !words.is_empty()) {
        define("strings", &words)
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_lose_what_means_nothing_and_keep_what_does() {
        let script = "// Why.\n(() => {\n  \"use strict\";\n  const marks = /[\"/]/g;\n  globalThis.Terakoya = { marksOf: (words) => `${words.length}: ${words.match(marks)}` };\n})();\n";
        let packed = super::packed_js(script).unwrap();
        assert!(
            packed.contains(r#"/["/]/g"#) && packed.contains("Terakoya") && packed.contains("marksOf"),
            "{packed}"
        );
        assert!(!packed.contains("Why") && !packed.contains("words"), "{packed}");
        assert_eq!(super::packed_js("no script {"), None);
    }

    #[test]
    fn styles_lose_what_means_nothing_and_keep_what_does() {
        let css = "/* why */\na > b, c :hover {\n  width: calc(1rem + 2vw);\n  content: \"/* } ; */ \";\n}\n\n@media (x) { d { e: f; } }\n";
        assert_eq!(
            packed_css(css),
            "a>b,c :hover{width:calc(1rem + 2vw);content:\"/* } ; */ \"}@media (x){d{e:f}}"
        );
        assert_eq!(packed_css("a { b: c } /* never closed"), "a{b:c}");
    }
}

//! Styles, scripts and words of the theme as files of the site, each named after its content.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{STORE, address, policy};
use crate::diagnostics::Language;
use crate::render::Parts;
use crate::theme::Theme;

/// Styles that every page has, as one file, in this order.
const BASE: [&str; 4] = ["tokens.css", "base.css", "layout.css", "print.css"];

/// The script that all others need.
const CORE: &str = "client/terakoya.js";

/// Scripts that every page has, as one file: it packs better, and asks for less. First the core, then the
/// words, then everything else in `client/`.
const CLIENT: &str = "client.js";

/// Scripts of every page with a quiz, as one file: `record/`, then the quiz itself.
const QUIZ: &str = "quiz.js";

/// The script of the page that keeps the record on Firefox from a disk.
const STORE_SCRIPT: &str = "record/store-page.js";

/// The database that this page shares with the pages of a site.
const STORE_BACKEND: &str = "record/store-idb.js";

/// Tables of words that scripts use.
const CLIENT_WORDS: [&str; 3] = ["client", "quiz", "record"];

/// An asset with the place where the site keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asset {
    path: String,
    text: String,
}

/// All assets of a theme by their path in it.
#[derive(Debug)]
pub(super) struct Assets {
    files: BTreeMap<String, Asset>,
    lang: &'static str,
}

impl Assets {
    /// Takes styles, scripts, words and the icon out of the theme.
    pub(super) fn new(theme: &Theme, language: Language) -> Self {
        let mut files = BTreeMap::new();
        let mut add = |key: &str, stem: &str, extension: &str, text: String| {
            let hash: String = blake3::hash(text.as_bytes()).to_hex().chars().take(8).collect();
            files.insert(key.to_owned(), Asset { path: format!("assets/{stem}-{hash}.{extension}"), text });
        };
        let base: String = BASE.iter().map(|path| without_comments(theme.text(path))).collect();
        add("base.css", "base", "css", base);
        for (path, file) in &theme.files {
            let stem = path
                .trim_end_matches("/style.css")
                .trim_end_matches("/behaviour.js")
                .trim_end_matches(".js")
                .replace('/', "-");
            match path.rsplit_once('.') {
                Some((_, "css")) if path.contains('/') => {
                    add(path, &stem, "css", without_comments(&file.text));
                }
                Some((_, "js")) if loaded_alone(path) => add(path, &stem, "js", file.text.to_string()),
                _ => {}
            }
        }
        add("icons/favicon.svg", "icon", "svg", theme.text("icons/favicon.svg").to_owned());
        let below = |folder: &str| -> String {
            let scripts = theme.files.iter().filter(|(path, _)| {
                path.starts_with(folder) && path.ends_with(".js") && *path != CORE && *path != STORE_SCRIPT
            });
            scripts.map(|(_, file)| &*file.text).collect()
        };
        let client = [theme.text(CORE), &define("strings", &words(theme)), &below("client/")].concat();
        add(CLIENT, "client", "js", client);
        add(QUIZ, "quiz", "js", [&below("record/"), theme.text("quiz/behaviour.js")].concat());
        let lang = match language {
            Language::Japanese => "ja",
            Language::English => "en",
        };
        Self { files, lang }
    }

    /// The files that a page with these parts loads, with their content.
    pub(super) fn of_page<'a>(&'a self, parts: &Parts) -> impl Iterator<Item = (String, &'a str)> {
        let mut keys = self.styles(parts);
        keys.extend(self.scripts(parts));
        keys.push("icons/favicon.svg".to_owned());
        keys.into_iter()
            .filter_map(|key| self.files.get(&key))
            .map(|asset| (asset.path.clone(), asset.text.as_str()))
    }

    /// The page that keeps the record for all others where each file has a storage of its own, and its scripts.
    pub(super) fn store_page(&self, theme: &Theme) -> Vec<(String, String)> {
        let scripts = [CORE, STORE_BACKEND, STORE_SCRIPT];
        let mut head = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", policy::PLAIN);
        let mut files = Vec::new();
        for asset in scripts.iter().filter_map(|key| self.files.get(*key)) {
            head += &format!("\n<script src=\"{}\" defer></script>", asset.path);
            files.push((asset.path.clone(), asset.text.clone()));
        }
        let html = theme.text("templates/store.html").replace("{{ head | safe }}", &head);
        files.push((STORE.to_owned(), html.replace("<html>", &format!("<html lang=\"{}\">", self.lang))));
        files
    }

    /// The policy, the styles and the scripts of a page at `path`.
    pub(super) fn head(&self, parts: &Parts, path: &str) -> String {
        let mut head =
            format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy::PLAIN);
        let url = |key: &str| self.files.get(key).map(|asset| address::relative(path, &asset.path));
        if let Some(icon) = url("icons/favicon.svg") {
            head += &format!("<link rel=\"icon\" href=\"{icon}\" type=\"image/svg+xml\">\n");
        }
        for style in self.styles(parts).iter().filter_map(|key| url(key)) {
            head += &format!("<link rel=\"stylesheet\" href=\"{style}\">\n");
        }
        for script in self.scripts(parts).iter().filter_map(|key| url(key)) {
            head += &format!("<script src=\"{script}\" defer></script>\n");
        }
        head
    }

    /// Styles in the order in which they count.
    fn styles(&self, parts: &Parts) -> Vec<String> {
        let mut styles = vec!["base.css".to_owned()];
        styles.extend(parts.blocks.iter().map(|name| format!("blocks/{name}/style.css")));
        if !parts.questions.is_empty() {
            styles.push("quiz/style.css".to_owned());
            styles.extend(parts.questions.iter().map(|name| format!("questions/{name}/style.css")));
        }
        styles
    }

    /// Scripts in the order in which they run: what every page has, then what this page has besides.
    fn scripts(&self, parts: &Parts) -> Vec<String> {
        let mut scripts = vec![CLIENT.to_owned()];
        if !parts.questions.is_empty() {
            scripts.push(QUIZ.to_owned());
            scripts.extend(parts.questions.iter().map(|name| format!("questions/{name}/behaviour.js")));
        }
        scripts.extend(parts.blocks.iter().map(|name| format!("blocks/{name}/behaviour.js")));
        scripts.retain(|key| self.files.contains_key(key));
        scripts
    }
}

/// Whether a script is a file of its own on the site: those of blocks and question types, which pages use in
/// all combinations, and those of the page that keeps the record.
fn loaded_alone(path: &str) -> bool {
    path.starts_with("blocks/") || path.starts_with("questions/") || [CORE, STORE_BACKEND, STORE_SCRIPT].contains(&path)
}

/// A script that hands data to the core.
pub(super) fn define(name: &str, data: &Value) -> String {
    let data = data.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("Terakoya.define({}, {data});\n", json!(name))
}

fn words(theme: &Theme) -> Value {
    let mut flat = serde_json::Map::new();
    for table in CLIENT_WORDS {
        for (key, words) in theme.strings.get(table).into_iter().flatten() {
            flat.insert(format!("{table}.{key}"), Value::from(words.as_str()));
        }
    }
    Value::Object(flat)
}

/// A style without its comments, which are written for those who change the theme and not for learners.
///
/// Only comments that begin a line go. Nothing else in a style can begin with `/*`, since a string ends with
/// its line. Scripts stay as they are: there, a line of a template string may look like a comment.
fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut inside = false;
    for line in css.split_inclusive('\n') {
        let mut rest = line;
        loop {
            if inside {
                let Some((_, after)) = rest.split_once("*/") else { break };
                inside = false;
                rest = after;
            } else if let Some(comment) = rest.trim_start().strip_prefix("/*") {
                inside = true;
                rest = comment;
            } else {
                if !rest.trim().is_empty() {
                    out.push_str(rest);
                }
                break;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_their_own_lines_go() {
        let css = "/* why */\na { b: c }\n/* two\n   lines */ x { y: z }\n\nd { e: url(\"/*x*/\") }\n";
        assert_eq!(without_comments(css), "a { b: c }\n x { y: z }\nd { e: url(\"/*x*/\") }\n");
        assert_eq!(without_comments("/* never closed\na { b: c }"), "");
    }
}

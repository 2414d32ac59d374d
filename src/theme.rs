//! The theme: templates, styles, scripts, words and blocks, as one map from relative path to text.
//!
//! The default theme is embedded in the binary. A theme of the project, `themes/<name>/`, is laid over it file
//! by file: the same relative path replaces, a new folder under `blocks/` adds a block. What the files mean is
//! decided here for blocks and words, in `render` for templates, and in `site` for styles and scripts.

mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::embedded::{CLIENT, RECORD, SHARED, THEME};
use crate::questions;
use crate::quiz;
use crate::say;
use crate::source::{Excerpt, Place, SourcePath, Sources};
use crate::syntax::toml;
use crate::text::BlockDeclaration;

/// The name of the embedded theme.
pub const DEFAULT_NAME: &str = "default";

/// Everything that gives a course its look, its behaviour and its words.
#[derive(Debug, Clone)]
pub struct Theme {
    /// Files by their path in the theme.
    pub files: BTreeMap<String, ThemeFile>,
    /// Blocks by name.
    pub blocks: Arc<BTreeMap<String, BlockDeclaration>>,
    /// The tag of the course's language (BCP 47), as in `lang` attributes.
    pub tag: String,
    /// Words of the interface in that language: table, key, words.
    pub strings: Strings,
}

/// Words of the interface by table and key, as `t.nav.home` in templates.
pub type Strings = BTreeMap<String, BTreeMap<String, String>>;

/// A file of a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeFile {
    /// Its text.
    pub text: Arc<str>,
    /// Where messages about it point: a file of the project, or a name for one that is embedded.
    pub path: SourcePath,
    /// Whether it comes with the tool.
    pub embedded: bool,
}

impl Theme {
    /// The text of a file; empty where the theme has none.
    pub fn text(&self, path: &str) -> &str {
        self.files.get(path).map_or("", |file| &file.text)
    }

    /// The words under `table` and `key`; the key itself where the theme lacks them.
    pub fn string<'t>(&'t self, table: &str, key: &'t str) -> &'t str {
        self.strings.get(table).and_then(|words| words.get(key)).map_or(key, String::as_str)
    }
}

/// Whether a file of the embedded default theme has this text.
pub fn is_embedded(path: &str, text: &str) -> bool {
    THEME.text(path).is_some_and(|known| known == text)
}

/// Puts the theme `name` together for a course in the language with a tag. Each comes with where it was asked for.
pub fn load(
    sources: &Sources,
    name: &str,
    place: Option<Place>,
    language: (String, Option<Place>),
    diagnostics: &mut Diagnostics,
) -> Theme {
    let mut files = embedded();
    if name != DEFAULT_NAME {
        let folder = format!("themes/{name}");
        let own: Vec<_> = sources.texts_below(&folder).collect();
        if own.is_empty() {
            let message = say!("テーマ「{name}」がありません。", "There is no theme \"{name}\".");
            let help = say!(
                "{folder}/ フォルダーを作るか、[theme] の name を \"default\" にします。",
                "Make the folder {folder}/, or set name to \"default\" in [theme]."
            );
            diagnostics.push(match place {
                Some(place) => Diagnostic::new(Code::Theme, place, message).help(help),
                None => Diagnostic::global(Code::Theme, message).help(help),
            });
        }
        for (path, text) in own {
            if let Some(relative) = path.below(&folder) {
                files.insert(
                    relative.to_owned(),
                    ThemeFile { text: Arc::clone(text), path: path.clone(), embedded: false },
                );
            }
        }
    }
    let blocks = Arc::new(blocks(&files, diagnostics));
    let strings = words::read(&files, name, &language, diagnostics);
    Theme { files, blocks, tag: language.0, strings }
}

/// The default theme with the looks of the questions and the learner's scripts, all from the binary.
fn embedded() -> BTreeMap<String, ThemeFile> {
    let mut files = BTreeMap::new();
    let mut add = |path: String, text: &str| {
        if let Some(shown) = SourcePath::new(&format!("(default theme)/{path}")) {
            files.insert(path, ThemeFile { text: text.into(), path: shown, embedded: true });
        }
    };
    for (path, text) in THEME.texts() {
        add(path, text);
    }
    for (folder, scripts) in [("client", &CLIENT), ("record", &RECORD)] {
        for (path, text) in scripts.texts() {
            if [".js", ".css", ".html"].iter().any(|look| path.ends_with(look)) {
                add(format!("{folder}/{path}"), text);
            }
        }
    }
    for (path, text) in SHARED.texts() {
        add(format!("questions/shared/{path}"), text);
    }
    for (path, text) in quiz::LOOK {
        add((*path).to_owned(), text);
    }
    for kind in questions::TYPES {
        for (name, text) in kind.look() {
            add(format!("questions/{}/{name}", kind.name()), text);
        }
    }
    files
}

fn blocks(
    files: &BTreeMap<String, ThemeFile>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, BlockDeclaration> {
    let mut blocks = BTreeMap::new();
    for (path, file) in files {
        let Some(name) = path.strip_prefix("blocks/").and_then(|rest| rest.strip_suffix("/block.toml"))
        else {
            continue;
        };
        let excerpt = Excerpt::verbatim(&file.path, &file.text, 0);
        let Some(node) = toml::parse(&excerpt).drain_into(diagnostics) else { continue };
        if !files.contains_key(&format!("blocks/{name}/view.html")) {
            let message = say!(
                "ブロック「{name}」に view.html がありません。",
                "The block \"{name}\" has no view.html."
            );
            diagnostics.push(Diagnostic::new(Code::Theme, Place::file(&file.path), message));
        }
        blocks.insert(name.to_owned(), crate::text::declare_block(name, &node, &excerpt, diagnostics));
    }
    for (name, block) in &blocks {
        let Some(file) = files.get(&format!("blocks/{name}/block.toml")) else { continue };
        let missing = block.with.iter().filter(|other| !blocks.contains_key(*other)).map(|other| {
            say!(
                "with の「{other}」というブロックはありません。",
                "There is no block \"{other}\", which `with` names."
            )
        });
        let unknown = block.one_of.iter().filter(|key| !block.attributes.contains_key(*key)).map(|key| {
            say!(
                "one-of の「{key}」という属性はありません。",
                "There is no attribute \"{key}\", which `one-of` names."
            )
        });
        for message in missing.chain(unknown) {
            diagnostics.push(Diagnostic::new(Code::Theme, Place::file(&file.path), message));
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Language;

    fn default_in(language: Language) -> (Theme, Diagnostics) {
        let mut diagnostics = Diagnostics::default();
        let theme = load(
            &Sources::default(),
            DEFAULT_NAME,
            None,
            (language.tag().to_owned(), None),
            &mut diagnostics,
        );
        (theme, diagnostics)
    }

    #[test]
    fn the_default_theme_is_without_fault() {
        let (theme, diagnostics) = default_in(Language::Japanese);
        assert_eq!(diagnostics, Diagnostics::default());
        for name in ["note", "reveal", "timeline", "figure", "post"] {
            assert!(theme.blocks.contains_key(name), "{name}");
        }
    }

    #[test]
    fn every_block_folder_is_complete() {
        let (theme, _) = default_in(Language::Japanese);
        for name in theme.blocks.keys() {
            for file in ["block.toml", "view.html", "style.css", "example.md", "example.en.md"] {
                assert!(theme.files.contains_key(&format!("blocks/{name}/{file}")), "blocks/{name}/{file}");
            }
        }
    }

    #[test]
    fn the_words_are_complete_in_both_languages() {
        let keys = |language| -> Vec<String> {
            let (theme, _) = default_in(language);
            let pairs = theme.strings.into_iter();
            pairs
                .flat_map(|(table, words)| words.into_keys().map(move |key| format!("{table}.{key}")))
                .collect()
        };
        assert_eq!(keys(Language::Japanese), keys(Language::English));
    }
}

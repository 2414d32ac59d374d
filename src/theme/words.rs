//! The words of the interface: `strings/ja.toml` and `strings/en.toml` of the default theme, laid over key by key by
//! those of a theme of one's own, and any other language, which a theme brings as `strings/<tag>.toml`.
//!
//! What such a file lacks is told with the English words, ready to be translated, and stands in English meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use super::{Strings, ThemeFile, embedded};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Language};
use crate::say;
use crate::source::{Excerpt, Place};
use crate::syntax::fields::nearest;
use crate::syntax::node::{Entry, Node, Value};
use crate::syntax::toml;

/// Words that no course has: the gallery is in the tool's own languages.
const GALLERY: &str = "gallery";

/// The words of the theme `name` in the language with a tag, which comes with where it was asked for.
pub(super) fn read(
    files: &BTreeMap<String, ThemeFile>,
    name: &str,
    (tag, place): &(String, Option<Place>),
    diagnostics: &mut Diagnostics,
) -> Strings {
    let under = Language::nearest(tag).tag();
    let base = embedded().remove(&path(under)).map(|file| words(&file, &mut Diagnostics::default()));
    let base = base.unwrap_or_default();
    let mut strings = base.clone();
    let tags = if tag == under { vec![under] } else { vec![under, tag] };
    for own_tag in tags {
        let Some(file) = files.get(&path(own_tag)).filter(|file| !file.embedded) else { continue };
        let own = words(file, diagnostics);
        tell_unknown(&own, &base, files, diagnostics);
        if !Language::is_own(own_tag) {
            tell_missing(file, &own, &base, diagnostics);
        }
        for (table, keys) in own {
            strings.entry(table).or_default().extend(keys);
        }
    }
    if !Language::is_own(tag) && !files.contains_key(&path(tag)) {
        diagnostics.push(no_words(name, tag, place.clone()));
    }
    strings
        .into_iter()
        .map(|(table, keys)| (table, keys.into_iter().map(|(key, word)| (key, word.text)).collect()))
        .collect()
}

fn path(tag: &str) -> String {
    format!("strings/{tag}.toml")
}

/// Words and where they stand.
#[derive(Debug, Clone)]
struct Word {
    text: String,
    place: Place,
}

/// Words by table and key.
type Words = BTreeMap<String, BTreeMap<String, Word>>;

fn words(file: &ThemeFile, diagnostics: &mut Diagnostics) -> Words {
    let excerpt = Excerpt::verbatim(&file.path, &file.text, 0);
    let mut words = Words::new();
    let Some(node) = toml::parse(&excerpt).drain_into(diagnostics) else { return words };
    for table in entries(&node) {
        for entry in entries(&table.value) {
            if let Value::Scalar(scalar) = &entry.value.value {
                let place = Place::new(&file.path, entry.key_span);
                let word = Word { text: scalar.text.text.clone(), place };
                words.entry(table.key.clone()).or_default().insert(entry.key.clone(), word);
            }
        }
    }
    words
}

fn entries(node: &Node) -> &[Entry] {
    match &node.value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}

fn no_words(theme: &str, tag: &str, place: Option<Place>) -> Diagnostic {
    let message = say!(
        "言語「{tag}」の画面の言葉がありません。",
        "There are no words of the interface in the language \"{tag}\"."
    );
    let help = if theme == super::DEFAULT_NAME {
        say!(
            "日本語は \"ja\"、英語は \"en\" です。ほかの言語にするには、[theme] の name に自分のテーマの名前を書き、themes/その名前/strings/{tag}.toml を作ります。空のファイルから始めると、訳す言葉がすべて表示されます。",
            "Japanese is \"ja\", English \"en\". For another language name a theme of your own in [theme], and make themes/<its name>/strings/{tag}.toml. Begin with an empty file: all words to translate are then shown."
        )
    } else {
        say!(
            "themes/{theme}/strings/{tag}.toml を作ります。空のファイルから始めると、訳す言葉がすべて表示されます。日本語は \"ja\"、英語は \"en\" です。",
            "Make themes/{theme}/strings/{tag}.toml. Begin with an empty file: all words to translate are then shown. Japanese is \"ja\", English \"en\"."
        )
    };
    match place {
        Some(place) => Diagnostic::new(Code::Theme, place, message).help(help),
        None => Diagnostic::global(Code::Theme, message).help(help),
    }
}

/// Tells of each table what it lacks, with the words to translate.
fn tell_missing(file: &ThemeFile, own: &Words, base: &Words, diagnostics: &mut Diagnostics) {
    let none = BTreeMap::new();
    for (table, keys) in base.iter().filter(|(table, _)| *table != GALLERY) {
        let has = own.get(table).unwrap_or(&none);
        let missing: Vec<_> = keys.iter().filter(|(key, _)| !has.contains_key(*key)).collect();
        if missing.is_empty() {
            continue;
        }
        let count = missing.len();
        let path = &file.path;
        let lines = missing.iter().map(|(key, word)| format!("\n{key} = {}", quoted(&word.text)));
        let lines = format!("[{table}]{}", lines.collect::<String>());
        // Beside what there is of the table, or else only in the file.
        let place = has.values().next().map_or_else(|| Place::file(path), |word| word.place.clone());
        diagnostics.push(
            Diagnostic::new(
                Code::MissingWords,
                place,
                say!(
                    "[{table}] の言葉が{count}個、{path} にありません。訳すまで英語で表示されます。",
                    "[{table}] has words that {path} lacks: {count}. They are shown in English until then."
                ),
            )
            .help(say!(
                "次の行を写し、右側を訳します。\n{lines}",
                "Copy these lines, and translate what stands on the right.\n{lines}"
            )),
        );
    }
}

/// The text as TOML would have it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Tells of words that nothing asks for, and of places to fill that are not filled.
fn tell_unknown(
    own: &Words,
    base: &Words,
    files: &BTreeMap<String, ThemeFile>,
    diagnostics: &mut Diagnostics,
) {
    // Templates and scripts of the theme's own may ask for words of its own.
    let asks = |table: &str, key: &str| {
        let word = format!("{table}.{key}");
        let in_text = |text: &str| {
            let mut behind = text.split(word.as_str()).skip(1);
            behind.any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        };
        let own = files.iter().filter(|(path, file)| !file.embedded && !path.starts_with("strings/"));
        own.map(|(_, file)| &*file.text).any(in_text)
    };
    let none = BTreeMap::new();
    for (table, keys) in own {
        let known = base.get(table).unwrap_or(&none);
        for (key, word) in keys {
            let diagnostic = |message| Diagnostic::new(Code::NoEffect, word.place.clone(), message);
            match known.get(key) {
                Some(english) => {
                    let filled = blanks(&english.text);
                    for blank in blanks(&word.text).difference(&filled) {
                        let names =
                            filled.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" ");
                        let message = say!(
                            "{table}.{key} の {{{blank}}} には何も入らず、そのまま表示されます。",
                            "Nothing is filled into {{{blank}}} of {table}.{key}; it is shown as it is."
                        );
                        diagnostics.push(match names.is_empty() {
                            true => diagnostic(message).help(say!("消します。", "Remove it.")),
                            false => diagnostic(message)
                                .help(say!("ここで使えるもの: {names}", "What can stand here: {names}")),
                        });
                    }
                }
                None if asks(table, key) => {}
                None => {
                    let message = say!(
                        "「{table}.{key}」という言葉は、どこにも使われません。",
                        "Nothing uses words called \"{table}.{key}\"."
                    );
                    let meant = if known.is_empty() {
                        nearest(table, base.keys().map(String::as_str))
                    } else {
                        nearest(key, known.keys().map(String::as_str))
                    };
                    diagnostics.push(match meant {
                        Some(meant) => diagnostic(message)
                            .help(say!("「{meant}」のことですか。", "Did you mean “{meant}”?")),
                        None => diagnostic(message).help(say!("この行を消します。", "Remove this line.")),
                    });
                }
            }
        }
    }
}

/// What is filled into words: the names between braces.
fn blanks(text: &str) -> BTreeSet<&str> {
    let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
    names
        .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .collect()
}

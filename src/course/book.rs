//! `book.toml`: what the course is called, and how it is built.
//!
//! Keys that mean the same as in mdBook have mdBook's names. Other tables of mdBook are skipped with a warning,
//! so that a book can be tried as it is; unknown keys in our own tables are errors.

use std::collections::BTreeMap;

use super::record_field::{self, RecordField};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Language, Severity};
use crate::say;
use crate::source::{Excerpt, Hash128, Place, SourcePath, Sources};
use crate::syntax::date::Date;
use crate::syntax::fields::{self, Key, Kind, Record, nearest};
use crate::syntax::node::{Node, Value};
use crate::syntax::toml;

/// Where the settings of a course lie.
pub const FILE: &str = "book.toml";

/// The settings of a course.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// The course's title.
    pub title: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// One sentence on it.
    pub description: String,
    /// The language in which it is told what the theme has no words for: its own, or English.
    pub language: Language,
    /// The tag of its language (BCP 47), which names the theme's words, and where it is written.
    pub tag: (String, Option<Place>),
    /// Under which conditions it may be used and passed on, in the author's words.
    pub license: Option<String>,
    /// The folder with the content.
    pub src: String,
    /// The folder that `build` writes to, relative to the project.
    pub build_dir: String,
    /// The folder for the private answer file, relative to the project.
    pub answers_dir: String,
    /// The name under which learners' records are kept.
    pub id: String,
    /// The edition.
    pub edition: String,
    /// Whom it is for.
    pub audience: Option<String>,
    /// The day whose laws and facts it states.
    pub as_of: Option<Date>,
    /// Per cent needed to pass a quiz that does not say otherwise.
    pub pass_mark: u8,
    /// Whether the lessons are best taken in order.
    pub in_order: bool,
    /// Whether there is a page that brings back what was missed.
    pub practice: bool,
    /// Whether there are pages to print the whole course and each of its parts.
    pub print: bool,
    /// The last day for taking the course.
    pub deadline: Option<Date>,
    /// Where that is written.
    pub deadline_place: Option<Place>,
    /// Words that differ by hospital.
    pub values: BTreeMap<String, String>,
    /// What learners are asked about themselves.
    pub record_fields: Vec<RecordField>,
    /// The theme, and where it is named.
    pub theme: (String, Option<Place>),
    /// Severities that differ from their defaults.
    pub check: BTreeMap<Code, Severity>,
}

/// Whether a value of `[values]` is still to be filled in.
pub fn is_placeholder(value: &str) -> bool {
    value.is_empty() || value.starts_with("TODO")
}

impl Book {
    /// A day in the words of its language; in those that the tool has none for, as the calendar of all: `2026-03-31`.
    pub fn day(&self, day: Date) -> String {
        if Language::is_own(&self.tag.0) { day.in_language(self.language) } else { day.to_string() }
    }
}

/// The table of severities by the names of codes.
pub const CHECK: &str = "check";

/// The keys of `book.toml`.
pub const KEYS: &[Key] = &[
    Key::optional("book", Kind::Record(BOOK), "本としての情報", "what the course is called"),
    Key::optional("build", Kind::Record(BUILD), "出力の設定", "where it is built"),
    Key::optional("course", Kind::Record(COURSE), "コースの設定", "how it is taken"),
    Key::optional("values", Kind::Map(&Kind::Plain), "病院ごとに違う言葉", "words that differ by hospital"),
    Key::optional(
        "record",
        Kind::Record(RECORD),
        "受講者にたずねること",
        "what learners are asked about themselves",
    ),
    Key::optional("theme", Kind::Record(THEME), "見た目", "the look"),
    Key::optional(
        CHECK,
        Kind::Map(&Kind::Choice(&["error", "warn", "off"])),
        "指摘ごとの重さ",
        "the severity of each diagnostic code",
    ),
];

const BOOK: &[Key] = &[
    Key::optional("title", Kind::Plain, "コースの題名", "the course's title"),
    Key::optional("authors", Kind::List(&Kind::Plain), "作成者", "who wrote it"),
    Key::optional("description", Kind::Plain, "コースを紹介する一文", "one sentence on it"),
    Key::optional(
        "language",
        Kind::Id,
        "コースの言語のタグ。ja（日本語）か en（英語）。ほかの言語は、テーマに言葉のファイルを足す",
        "the tag of its language: ja (Japanese) or en (English); any other by a file of words in the theme",
    )
    .or("ja"),
    Key::optional("src", Kind::Plain, "レッスンを置くフォルダー", "the folder with the content"),
    Key::optional(
        "license",
        Kind::Plain,
        "利用や再配布の条件",
        "under which conditions it may be used and passed on",
    )
    .such_as("CC BY 4.0"),
];

const BUILD: &[Key] = &[
    Key::optional("build-dir", Kind::Plain, "出力先のフォルダー", "the folder that is written").or("book"),
    Key::optional(
        "answers-dir",
        Kind::Plain,
        "正解のファイルを置くフォルダー（受講者には配らない）",
        "the folder for the file with the answers, which learners do not get",
    )
    .or("answers"),
];

const COURSE: &[Key] = &[
    Key::optional(
        "id",
        Kind::Id,
        "学習記録と結びつく名前（配り始めたら変えない）",
        "the name that learners' records hang on; never change it",
    )
    .such_as("sns-security"),
    Key::optional("edition", Kind::Plain, "版", "the edition").or("1"),
    Key::optional("audience", Kind::Plain, "だれのための教材か", "whom it is for"),
    Key::optional(
        "as-of",
        Kind::Date,
        "法令などの内容がいつのものか",
        "the day whose laws and facts it states",
    ),
    Key::optional(
        "pass-mark",
        Kind::Integer { min: 0, max: 100 },
        "クイズの合格点（％）",
        "per cent needed to pass a quiz",
    )
    .or("80"),
    Key::optional("order", Kind::Choice(&["free", "in-order"]), "学ぶ順番", "the order of taking it")
        .or("free"),
    Key::optional(
        "practice",
        Kind::Boolean,
        "復習のページを作るか",
        "whether there is a page that brings back what was missed",
    )
    .or("true"),
    Key::optional(
        "print",
        Kind::Boolean,
        "コース全体とパートの印刷用ページを作るか",
        "whether there are pages to print the whole course and each part",
    )
    .or("true"),
    Key::optional("deadline", Kind::Date, "受講の期限", "the last day for taking it"),
];

const RECORD: &[Key] =
    &[Key::optional("field", Kind::List(&Kind::Record(FIELD)), "たずねる項目", "the fields")];

const FIELD: &[Key] = &[
    Key::required("id", Kind::Id, "項目の名前", "its name in records"),
    Key::required("label", Kind::Plain, "受講者に見せる言葉", "what the learner reads"),
    Key::optional("required", Kind::Boolean, "必ず入れてもらうか", "whether it must be filled in")
        .or("false"),
    Key::optional(
        "pattern",
        Kind::Plain,
        "入れてよい形（正規表現）",
        "a regular expression that it must match",
    ),
    Key::optional("help", Kind::Plain, "書き方の説明", "a sentence that helps to fill it in"),
];

const THEME: &[Key] =
    &[Key::optional("name", Kind::Plain, "themes/ の中のフォルダー名", "a folder in themes/").or("default")];

/// Tables of mdBook that have no meaning here.
pub const MDBOOK_TABLES: [&str; 3] = ["preprocessor", "output", "rust"];

/// Keys of mdBook, in tables that we share, that have no meaning here.
pub const MDBOOK_KEYS: [(&str, &str); 5] = [
    ("book", "multilingual"),
    ("book", "text-direction"),
    ("build", "create-missing"),
    ("build", "use-default-preprocessors"),
    ("build", "extra-watch-dirs"),
];

/// Reads `book.toml`, with defaults for all that it does not say.
pub fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Book {
    let path = SourcePath::known(FILE);
    let excerpt = Excerpt::verbatim(&path, sources.text(path.as_str()).map_or("", |text| text), 0);
    let parsed = toml::parse(&excerpt);
    let sound = parsed.diagnostics.is_empty();
    let parsed = parsed.drain_into(diagnostics);
    let node = parsed.unwrap_or_else(|| Node { span: excerpt.whole().span, value: Value::Map(Vec::new()) });
    let node = without_mdbook(node, &path, diagnostics);
    let record = fields::read(&node, &path, &[KEYS], diagnostics);
    let mut found = Diagnostics::default();
    let book = interpret(&record, sources, &mut found);
    // Where a line could not be read, what it said is not missing.
    let missing = |diagnostic: &Diagnostic| matches!(diagnostic.code, Code::NoTitle | Code::NoCourseId);
    diagnostics.extend(found.into_iter().filter(|diagnostic| sound || !missing(diagnostic)));
    book
}

/// Takes out what only mdBook reads, with one warning for each table or key.
fn without_mdbook(mut node: Node, path: &SourcePath, diagnostics: &mut Diagnostics) -> Node {
    let Value::Map(tables) = &mut node.value else { return node };
    let mut ignored = Vec::new();
    tables.retain(|table| {
        let keep = !MDBOOK_TABLES.contains(&table.key.as_str());
        if !keep {
            ignored.push((format!("[{}]", table.key), table.key_span));
        }
        keep
    });
    for table in tables.iter_mut() {
        let Value::Map(entries) = &mut table.value.value else { continue };
        entries.retain(|entry| {
            let keep = !MDBOOK_KEYS.contains(&(table.key.as_str(), entry.key.as_str()));
            if !keep {
                ignored.push((format!("{}.{}", table.key, entry.key), entry.key_span));
            }
            keep
        });
    }
    for (name, span) in ignored {
        diagnostics.push(Diagnostic::new(
            Code::IgnoredSetting,
            Place::new(path, span),
            say!(
                "{name} はmdBookの設定です。Terakoyaでは使わないので、読みとばします。",
                "{name} is a setting of mdBook. Terakoya has no use for it and skips it."
            ),
        ));
    }
    node
}

fn interpret(record: &Record, sources: &Sources, diagnostics: &mut Diagnostics) -> Book {
    let empty = Record::empty(&record.path);
    let table = |name: &str| record.record(name).unwrap_or(&empty);
    let (book, build, course, theme) = (table("book"), table("build"), table("course"), table("theme"));
    let plain = |record: &Record, key: &str| record.plain(key).map(|text| text.text.trim().to_owned());
    let tag = book.id("language").unwrap_or("ja").to_owned();
    let language = Language::nearest(&tag);
    let title = plain(book, "title").filter(|title| !title.is_empty());
    if title.is_none() {
        diagnostics.push(
            Diagnostic::new(
                Code::NoTitle,
                book.key_span("title")
                    .map_or_else(|| Place::file(&record.path), |span| Place::new(&record.path, span)),
                say!("コースの題名がありません。", "The course has no title."),
            )
            .help(say!("[book] に題名を書きます。", "Write a title in [book]."))
            .correct("[book]\ntitle = \"…\""),
        );
    }
    let title = title.unwrap_or_else(|| say!("無題のコース", "Untitled course").get(language).to_owned());
    Book {
        id: course.id("id").map_or_else(|| default_id(&title, course, record, diagnostics), str::to_owned),
        title,
        authors: book
            .list("authors")
            .iter()
            .filter_map(|author| Some(author.plain()?.text.clone()))
            .collect(),
        description: plain(book, "description").unwrap_or_default(),
        language,
        tag: (tag, book.span("language").map(|span| Place::new(&book.path, span))),
        license: plain(book, "license").filter(|license| !license.is_empty()),
        audience: plain(course, "audience").filter(|audience| !audience.is_empty()),
        as_of: course.date("as-of"),
        src: folder(book, "src", diagnostics).unwrap_or_else(|| default_src(sources).to_owned()),
        build_dir: plain(build, "build-dir").unwrap_or_else(|| "book".to_owned()),
        answers_dir: plain(build, "answers-dir").unwrap_or_else(|| "answers".to_owned()),
        edition: plain(course, "edition").unwrap_or_else(|| "1".to_owned()),
        pass_mark: course.integer("pass-mark").and_then(|mark| u8::try_from(mark).ok()).unwrap_or(80),
        in_order: course.choice("order") == Some("in-order"),
        practice: course.boolean("practice").unwrap_or(true),
        print: course.boolean("print").unwrap_or(true),
        deadline: course.date("deadline"),
        deadline_place: course.span("deadline").map(|span| Place::new(&course.path, span)),
        values: values(record, diagnostics),
        record_fields: record_field::read(table("record"), diagnostics),
        theme: (
            folder(theme, "name", diagnostics).unwrap_or_else(|| "default".to_owned()),
            theme.span("name").map(|span| Place::new(&theme.path, span)),
        ),
        check: severities(record, diagnostics),
    }
}

/// A name for the record where the author gave none. It follows the title, so it is told.
fn default_id(title: &str, course: &Record, record: &Record, diagnostics: &mut Diagnostics) -> String {
    let digest = Hash128::of(title.as_bytes()).short();
    let id = format!("course-{digest}");
    // What is wrong with an id that is written was said when it was read.
    if course.span("id").is_some() {
        return id;
    }
    diagnostics.push(
        Diagnostic::new(
            Code::NoCourseId,
            Place::file(&record.path),
            say!(
                "コースの id がありません。題名を変えると、受講者の学習記録が切れます。",
                "The course has no id: a new title would cut learners off from their records."
            ),
        )
        .help(say!(
            "[course] に id を書き、配り始めたら変えないようにします。",
            "Write an id in [course], and never change it once the course is out."
        ))
        .correct(format!("[course]\nid = \"{id}\"")),
    );
    id
}

/// `content`, or mdBook's `src` where only that exists.
fn default_src(sources: &Sources) -> &'static str {
    let exists = |folder: &str| sources.paths().any(|path| path.below(folder).is_some());
    if !exists("content") && exists("src") { "src" } else { "content" }
}

/// A folder inside the project, without a way out of it.
fn folder(record: &Record, key: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let written = record.plain(key)?;
    let text = written.text.trim();
    match SourcePath::new(text) {
        Some(path) if !path.as_str().is_empty() && !text.starts_with(['/', '\\']) && !text.contains(':') => {
            Some(path.as_str().to_owned())
        }
        _ => {
            diagnostics.push(
                Diagnostic::new(
                    Code::BadName,
                    written.whole(),
                    say!(
                        "{key} には、このプロジェクトの中のフォルダーを書きます。",
                        "{key} takes a folder inside this project."
                    ),
                )
                .correct(format!("{key} = \"content\"")),
            );
            None
        }
    }
}

fn values(record: &Record, diagnostics: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for member in record.map("values") {
        let Some(value) = member.value.plain() else { continue };
        let text = value.text.trim().to_owned();
        if is_placeholder(&text) {
            diagnostics.push(
                Diagnostic::new(
                    Code::Placeholder,
                    value.whole(),
                    say!(
                        "値「{}」がまだ仮の文字です。",
                        "The value \"{}\" still holds its placeholder.",
                        member.key
                    ),
                )
                .help(say!(
                    "配る前に、この施設の言葉に書きかえます。",
                    "Write your own institution's words here before you hand the course out."
                )),
            );
        }
        values.insert(member.key.clone(), text);
    }
    values
}

fn severities(record: &Record, diagnostics: &mut Diagnostics) -> BTreeMap<Code, Severity> {
    let mut severities = BTreeMap::new();
    for member in record.map(CHECK) {
        let Some(word) = member.value.choice() else { continue };
        let severity = match word {
            "error" => Severity::Error,
            "warn" => Severity::Warning,
            _ => Severity::Off,
        };
        let place = Place::new(&record.path, member.key_span);
        match Code::ALL.iter().find(|code| code.name() == member.key) {
            Some(code) if code.is_fixed() => diagnostics.push(
                Diagnostic::new(
                    Code::UnknownKey,
                    place,
                    say!(
                        "指摘「{}」の重さは変えられません。",
                        "The severity of \"{}\" cannot be changed.",
                        member.key
                    ),
                )
                .help(say!(
                    "このエラーがあるとコースを作れないためです。この行を消します。",
                    "With this mistake there is nothing sound to build. Remove the line."
                )),
            ),
            Some(code) => {
                severities.insert(*code, severity);
            }
            None => {
                let diagnostic = Diagnostic::new(
                    Code::UnknownKey,
                    place,
                    say!("「{}」という指摘はありません。", "There is no diagnostic \"{}\".", member.key),
                );
                let names = Code::ALL.iter().map(|code| code.name());
                diagnostics.push(match nearest(&member.key, names) {
                    Some(near) => diagnostic
                        .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                        .correct(format!("{near} = \"{word}\"")),
                    None => diagnostic.help(say!(
                        "使える名前は、エラーや注意の [ ] の中にあるものです（例: raw-html）。",
                        "The names are those between [ ] in messages, such as raw-html."
                    )),
                });
            }
        }
    }
    severities
}

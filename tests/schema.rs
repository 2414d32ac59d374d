//! The schemas for editors say what the reader says: nothing right is marked, and what a schema can know to be
//! wrong is refused. What it cannot know is listed here with the reason; a reason that no longer holds fails.
#![allow(clippy::disallowed_methods, reason = "what is checked is files")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value as Json, json};
use support::suite::{self, Piece};
use support::{json, memory};
use terakoya::course::{self, SOURCE};
use terakoya::diagnostics::{Code, Diagnostics, Language, Severity};
use terakoya::questions::TYPES;
use terakoya::quiz::QUESTION;
use terakoya::schema::Schema;
use terakoya::source::{Excerpt, SourcePath};
use terakoya::syntax::fields::{self, Key};
use terakoya::syntax::node::{Node, Value};
use terakoya::syntax::{front_matter, toml, yaml};

/// What the reader says of keys and values as such. Whatever has one of these codes, a schema must refuse.
const SHAPE: [Code; 3] = [Code::UnknownKey, Code::MissingKey, Code::WrongKind];

/// Codes of broken questions that are about what was meant.
const MEANING: &[(&str, &str)] = &[
    ("answer-key", "a schema does not compare answers with choices, nor counts right ones"),
    ("duplicate", "a schema does not compare the texts and ids of choices"),
    ("block-place", "a schema reads no Markdown"),
    ("no-effect", "a schema does not follow a story"),
];

/// Broken questions that a schema takes, by type and name, although they have a code of [`SHAPE`].
const QUESTIONS_TAKEN: &[(&str, &str, &str)] = &[
    ("numeric", "an answer that is no number", NUMBERS),
    ("numeric", "an answer with its unit", NUMBERS),
    ("numeric", "an answer with too many digits", NUMBERS),
    ("numeric", "a tolerance that is no number", NUMBERS),
];

/// Faulty files of the suites that a schema takes: the case, the file, and why.
const FILES_TAKEN: &[(&str, &str, &str)] = &[
    ("A day that does not exist", "content/01-part/01-lesson.md", "a schema has no calendar"),
    ("An answer with its unit", "content/01-part/check.quiz.yaml", NUMBERS),
    ("An answer that is no number", "content/01-part/check.quiz.yaml", NUMBERS),
    ("Too many digits", "content/01-part/check.quiz.yaml", NUMBERS),
    ("No time at all", "content/01-part/check.quiz.yaml", DURATIONS),
    ("More than a day", "content/01-part/check.quiz.yaml", DURATIONS),
    ("A field whose pattern never ends", "book.toml", PATTERNS),
    ("A pattern between slashes", "book.toml", PATTERNS),
    ("A hyphen that is no range", "book.toml", PATTERNS),
    ("A pattern with a yen sign", "book.toml", PATTERNS),
    ("A pattern with what not all browsers know", "book.toml", PATTERNS),
];

const DURATIONS: &str = "a schema does not add up hours and minutes";

const PATTERNS: &str = "a schema does not know which patterns browsers read alike";

const NUMBERS: &str = "to authors as to learners 1億, 1万2千 and 100,000 are numbers";

/// Where reader and schema differ on a single value: the key, the value, whether the reader takes it, and why.
const VALUES_APART: &[(&str, &str, bool, &str)] = &[
    ("title", "null", true, "YAML calls it nothing, the reader a text"),
    ("title", "~", true, "YAML calls it nothing, the reader a text"),
    ("description", "null", true, "YAML calls it nothing, the reader a text"),
    ("description", "~", true, "YAML calls it nothing, the reader a text"),
    ("slug", "null", true, "YAML calls it nothing, the reader a name"),
    ("slug", "\" a \\n\"", true, "the reader drops blanks inside quotes, which nobody puts around a name"),
    ("source", "null", true, "YAML calls it nothing, the reader a name"),
    ("source", "\" a \\n\"", true, "the reader drops blanks inside quotes, which nobody puts around a name"),
    ("source", "-5", false, "a number to YAML, and patterns are for texts"),
    ("source", "+1", false, "a number to YAML, and patterns are for texts"),
    ("slug", "-5", false, "a number to YAML, and patterns are for texts"),
    ("slug", "+1", false, "a number to YAML, and patterns are for texts"),
    ("duration", "007", false, "YAML drops the zeros"),
    ("duration", "+1", false, "YAML drops the sign"),
    ("duration", "1.0", false, "a whole number to a schema"),
    ("counts", "True", false, "true to YAML"),
    ("counts", "FALSE", false, "false to YAML"),
    ("updated", "2026-02-30", false, "a schema has no calendar"),
    ("updated", "2026-13-01", false, "a schema has no calendar"),
];

/// All schemas, compiled; whoever is no schema of draft-07 does not compile.
struct Validator {
    schemas: Schemas,
    indexes: Vec<(Schema, SchemaIndex)>,
}

impl Validator {
    fn new(language: Language) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let indexes = Schema::ALL.map(|schema| {
            let url = format!("memory:///{}", schema.file_name());
            compiler.add_resource(&url, serde_json::from_str(&schema.text(language)).unwrap()).unwrap();
            (schema, compiler.compile(&url, &mut schemas).unwrap_or_else(|error| panic!("{error:#}")))
        });
        Self { schemas, indexes: indexes.into() }
    }

    /// What the schema says of the value: nothing where it takes it.
    fn complaint(&self, schema: Schema, value: &Json) -> Option<String> {
        let (_, index) = self.indexes.iter().find(|(known, _)| *known == schema).unwrap();
        self.schemas.validate(value, *index).err().map(|error| format!("{error:#}"))
    }
}

/// The schema for a file, and what the file holds; `None` for files without schema and those that say nothing.
fn content(path: &str, text: &str) -> Option<(Schema, Json)> {
    let at = SourcePath::new(path).unwrap();
    let excerpt = Excerpt::verbatim(&at, text, 0);
    let schema = match Path::new(path).file_name()?.to_str()? {
        "book.toml" => Schema::Book,
        "block.toml" => Schema::Block,
        "glossary.yaml" => Schema::Glossary,
        "sources.yaml" => Schema::Sources,
        name if name.ends_with(".quiz.yaml") => Schema::Quiz,
        name if name.ends_with(".md") => Schema::FrontMatter,
        _ => return None,
    };
    let node = match schema {
        Schema::Book | Schema::Block => toml::parse(&excerpt).value,
        Schema::FrontMatter => front_matter::split(&excerpt).value.0,
        _ => yaml::parse(&excerpt).value,
    };
    node.map(|node| (schema, json::of(&node)))
}

#[test]
fn schemas_are_sound_and_the_same_each_time() {
    for language in [Language::Japanese, Language::English] {
        drop(Validator::new(language));
        for schema in Schema::ALL {
            let text = schema.text(language);
            assert_eq!(text, schema.text(language));
            assert!(text.ends_with("}\n") && schema.is_written_in(text.as_bytes()), "{}", schema.name());
            let parsed: Json = serde_json::from_str(&text).unwrap();
            assert_eq!(parsed["$schema"], "http://json-schema.org/draft-07/schema#");
            assert_eq!(Schema::named(schema.name()), Some(schema));
            // TOML's editor completes nothing behind these.
            if schema.files().is_some_and(|files| files.ends_with(".toml")) {
                for word in ["\"allOf\"", "\"anyOf\"", "\"if\"", "\"$ref\""] {
                    assert!(!text.contains(word), "{}: {word}", schema.name());
                }
            }
            assert!(language == Language::Japanese || text.is_ascii(), "{}", schema.name());
        }
    }
    for schema in Schema::ALL {
        let (ja, en) = (schema.text(Language::Japanese), schema.text(Language::English));
        assert_ne!(ja, en);
        for other in Schema::ALL {
            assert_eq!(schema.is_written_in(other.text(Language::English).as_bytes()), schema == other);
        }
    }
    assert!(!Schema::Quiz.is_written_in(b"{}") && !Schema::Quiz.is_written_in(b"\xff"));
}

#[test]
fn what_is_shipped_is_taken() {
    let validator = Validator::new(Language::Japanese);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = BTreeSet::new();
    let mut check = |path: &str, text: &str| {
        let Some((schema, value)) = content(path, text) else { return };
        assert_eq!(validator.complaint(schema, &value), None, "{path}");
        seen.insert(schema.name());
    };
    let mut folders: Vec<_> =
        ["content", "tests/courses", "themes/default/blocks"].map(|folder| root.join(folder)).into();
    check("book.toml", &std::fs::read_to_string(root.join("book.toml")).unwrap());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                check(path.strip_prefix(root).unwrap().to_str().unwrap(), &text);
            }
        }
    }
    for (_, text) in ["docs/ja", "docs/en"].into_iter().flat_map(suite::files) {
        for piece in suite::pieces(&text) {
            let Piece::Fence { info, content, .. } = piece else { continue };
            if let Some(name) = info.split(' ').nth(1) {
                check(name, &content);
            }
        }
    }
    assert_eq!(seen.len(), Schema::ALL.len(), "{seen:?}");
}

#[test]
fn questions_are_taken_or_refused_as_their_examples_say() {
    let validator = Validator::new(Language::English);
    let (mut taken, mut meant) = (BTreeSet::new(), BTreeSet::new());
    for kind in TYPES {
        for example in examples(kind.name()) {
            let name = example.get("name").map(json::of).unwrap();
            let name = name.as_str().unwrap();
            let codes = example.get("diagnostics").map_or(json!([]), json::of);
            let codes: Vec<&str> =
                codes.as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect();
            let question = json::of(example.get("question").unwrap());
            let complaint = validator.complaint(Schema::Quiz, &json!({ "questions": [question] }));
            let is_shape = codes.iter().any(|code| SHAPE.iter().any(|shape| shape.name() == *code));
            let listed = QUESTIONS_TAKEN.iter().any(|(of, named, _)| (*of, *named) == (kind.name(), name));
            if codes.is_empty() {
                assert_eq!(complaint, None, "{}: {name}", kind.name());
            } else if is_shape && !listed {
                assert!(complaint.is_some(), "{}: {name} is taken", kind.name());
            } else if complaint.is_none() {
                taken.insert((kind.name(), name.to_owned()));
                for code in codes.iter().filter(|_| !is_shape) {
                    assert!(
                        MEANING.iter().any(|(known, _)| known == code),
                        "{name}: is {code} beyond a schema?"
                    );
                    meant.insert((*code).to_owned());
                }
            }
        }
    }
    for (code, reason) in MEANING {
        assert!(meant.contains(*code), "{code}: that {reason} is shown by no example");
    }
    for (kind, name, reason) in QUESTIONS_TAKEN {
        assert!(taken.contains(&(*kind, (*name).to_owned())), "{kind}: {name} is refused, though {reason}");
    }
}

/// The entries of a type's `examples.yaml`.
fn examples(kind: &str) -> Vec<Node> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/questions/{kind}/examples.yaml"));
    let text = std::fs::read_to_string(path).unwrap();
    let parsed = yaml::parse(&Excerpt::verbatim(&SourcePath::known("examples.yaml"), &text, 0));
    let Some(Node { value: Value::List(entries), .. }) = parsed.value else { panic!("{kind}: no list") };
    entries
}

#[test]
fn fewer_items_than_declared_are_told_by_the_reader_and_by_the_schema() {
    let validator = Validator::new(Language::English);
    let mut tried = 0;
    for kind in TYPES {
        let examples: Vec<Node> = examples(kind.name())
            .into_iter()
            .filter(|example| example.get("diagnostics").is_none())
            .collect();
        for key in kind.keys().iter().filter(|key| key.at_least > 0) {
            let questions = examples.iter().map(|example| json::of(example.get("question").unwrap()));
            let mut question =
                questions.into_iter().find(|question| question.get(key.name).is_some()).unwrap();
            match &mut question[key.name] {
                Json::Array(items) => items.truncate(key.at_least - 1),
                Json::Object(entries) => {
                    let names: Vec<String> = entries.keys().skip(key.at_least - 1).cloned().collect();
                    names.iter().for_each(|name| drop(entries.remove(name)));
                }
                other => panic!("{}: {other}", key.name),
            }
            let quiz = json!({ "questions": [question] });
            assert!(validator.complaint(Schema::Quiz, &quiz).is_some(), "{}: {}", kind.name(), key.name);
            let text = quiz.to_string();
            let files = [
                memory::BOOK,
                ("content/lesson.md", "---\ntitle: a\n---\n\n::quiz{src=example}\n"),
                ("content/example.quiz.yaml", &text),
            ];
            let told = memory::course(&files).diagnostics;
            let is_error = told.iter().any(|found| found.code.severity() == Severity::Error);
            assert!(is_error, "{}: too few {} are taken", kind.name(), key.name);
            tried += 1;
        }
    }
    assert!(tried >= 9);
}

#[test]
fn faulty_files_of_the_suites_are_refused_and_sound_ones_taken() {
    let validator = Validator::new(Language::English);
    let (mut refused, mut sound, mut taken) = (0, 0, BTreeSet::new());
    let mut wrong = Vec::new();
    for (_, text) in suite::files("tests/suites/diagnostics") {
        for case in cases(&text) {
            for (path, text) in &case.files {
                let Some((schema, value)) = content(path, text) else { continue };
                let complaint = validator.complaint(schema, &value);
                let told: Vec<&str> =
                    case.told.iter().filter(|(_, at)| at == path).map(|(code, _)| code.as_str()).collect();
                let is_shape = told.iter().any(|code| SHAPE.iter().any(|shape| shape.name() == *code));
                let listed = FILES_TAKEN.iter().any(|(name, file, _)| (*name, *file) == (&case.name, path));
                match complaint {
                    None if is_shape && listed => drop(taken.insert((case.name.clone(), path.clone()))),
                    None if is_shape => wrong.push(format!("{}: {path} is taken", case.name)),
                    Some(_) if is_shape => refused += 1,
                    Some(complaint) if told.is_empty() => {
                        wrong.push(format!("{}: {path} is refused\n{complaint}", case.name));
                    }
                    _ => sound += usize::from(told.is_empty()),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(refused > 30 && sound > 30, "{refused} {sound}");
    for (name, path, reason) in FILES_TAKEN {
        let found = taken.contains(&((*name).to_owned(), (*path).to_owned()));
        assert!(found, "{name}: {path} is refused, though {reason}");
    }
}

/// A case of a suite: its files, and the errors with the files they are in.
#[derive(Default)]
struct SuiteCase {
    name: String,
    files: Vec<(String, String)>,
    told: Vec<(String, String)>,
    done: bool,
}

fn cases(suite: &str) -> Vec<SuiteCase> {
    let mut cases: Vec<SuiteCase> = Vec::new();
    let mut name = String::new();
    for piece in suite::pieces(suite) {
        match piece {
            Piece::Line(line) => {
                if let Some(heading) = line.strip_prefix("## ") {
                    name = heading.to_owned();
                    cases.push(SuiteCase { name: name.clone(), ..SuiteCase::default() });
                }
            }
            Piece::Fence { info: "ja" | "en", content, .. } => {
                let Some(case) = cases.last_mut() else { continue };
                case.done = true;
                let mut code = None;
                for line in content.lines() {
                    if let Some(rest) = line.strip_prefix("エラー[").or_else(|| line.strip_prefix("error["))
                    {
                        code = rest.split(']').next().map(str::to_owned);
                    } else if let Some(place) = line.trim_start().strip_prefix("--> ") {
                        let path = place.split(':').next().unwrap().to_owned();
                        case.told.extend(code.take().map(|code| (code, path)));
                    }
                }
            }
            Piece::Fence { info, content, .. } => {
                if cases.last().is_none_or(|case| case.done) {
                    cases.push(SuiteCase { name: name.clone(), ..SuiteCase::default() });
                }
                let (mut words, case) = (info.split(' ').skip(1), cases.last_mut().unwrap());
                let path = words.next().unwrap();
                if words.all(|flag| flag == "alone") {
                    case.files.push((path.to_owned(), content));
                }
            }
        }
    }
    cases
}

#[test]
fn reader_and_schema_agree_on_single_values() {
    const VALUES: &[&str] = &[
        "a",
        "個人情報",
        "q-1",
        "-a",
        ".a",
        "a b",
        "\"\"",
        "\" \"",
        "\"　\"",
        "''",
        "true",
        "True",
        "FALSE",
        "\"true\"",
        "yes",
        "null",
        "~",
        "\"null\"",
        "0",
        "1",
        "600",
        "601",
        "-5",
        "+1",
        "007",
        "1.0",
        "1.5",
        "\"5\"",
        "1e3x",
        "2026-03-31",
        "2026-3-1",
        "2026-02-30",
        "2026-13-01",
        "\"2026-03-31\"",
        "令和8年",
        "[]",
        "[a]",
        "[a, 1, true]",
        "[[a]]",
        "[\"\"]",
        "[a, {b: c}]",
        "{}",
        "{a: b}",
        "\"a\\nb\"",
        "\" a \\n\"",
        "law",
        "laws",
        "[a b]",
        "[個人]",
    ];
    let validator = Validator::new(Language::English);
    let mut apart = BTreeSet::new();
    let mut check = |schema: Schema, keys: &'static [Key], key: &'static str, before: &str| {
        for value in VALUES {
            let text = format!("{before}{key}: {value}\n");
            let path = SourcePath::known("a.yaml");
            let parsed = yaml::parse(&Excerpt::verbatim(&path, &text, 0));
            let node = parsed.value.unwrap();
            let mut diagnostics = Diagnostics::default();
            fields::read(&node, &path, &[keys], &mut diagnostics);
            let json = match schema {
                Schema::Glossary => json!([json::of(&node)]),
                Schema::Sources => json!({ "a": json::of(&node) }),
                _ => json::of(&node),
            };
            let complaint = validator.complaint(schema, &json);
            if diagnostics.is_empty() != complaint.is_none() {
                apart.insert((key, *value, diagnostics.is_empty()));
            }
        }
    };
    for key in ["title", "description", "duration", "objectives", "slug", "counts", "updated"] {
        check(Schema::FrontMatter, course::FRONT_MATTER, key, "");
    }
    check(Schema::Sources, SOURCE, "kind", "title: a\n");
    check(Schema::Glossary, course::TERM, "source", "term: a\ntext: b\n");
    let listed: BTreeSet<_> =
        VALUES_APART.iter().map(|(key, value, taken, _)| (*key, *value, *taken)).collect();
    assert_eq!(apart, listed);
}

#[test]
fn a_question_is_known_by_its_type() {
    let validator = Validator::new(Language::English);
    let quiz = |question: Json| json!({ "questions": [question] });
    for kind in TYPES {
        let own = |key: &&Key| {
            !has(QUESTION, key.name)
                && TYPES.iter().all(|other| other.name() == kind.name() || !has(other.keys(), key.name))
        };
        for key in kind.keys().iter().filter(own) {
            for other in TYPES.iter().filter(|other| other.name() != kind.name()) {
                let examples = examples(other.name());
                let sound = examples.iter().find(|example| example.get("diagnostics").is_none()).unwrap();
                let mut question = json::of(sound.get("question").unwrap());
                assert_eq!(validator.complaint(Schema::Quiz, &quiz(question.clone())), None);
                question[key.name] = json!("a");
                assert!(validator.complaint(Schema::Quiz, &quiz(question)).is_some(), "{}", key.name);
            }
        }
    }
}

#[test]
fn what_an_editor_inserts_can_be_asked() {
    for language in [Language::Japanese, Language::English] {
        let validator = Validator::new(language);
        let schema: Json = serde_json::from_str(&Schema::Quiz.text(language)).unwrap();
        let snippets = schema["properties"]["questions"]["defaultSnippets"].as_array().unwrap();
        for kind in TYPES {
            let snippet = snippets.iter().find(|snippet| snippet["label"] == kind.name()).unwrap();
            // What an author has who writes over none of the places.
            let mut text = "questions:\n".to_owned();
            insert(&snippet["body"], 2, "- ", &mut text);
            let node = yaml::parse(&Excerpt::verbatim(&SourcePath::known("a.yaml"), &text, 0)).value.unwrap();
            assert_eq!(validator.complaint(Schema::Quiz, &json::of(&node)), None, "{text}");
            let files = [
                memory::BOOK,
                ("content/lesson.md", "---\ntitle: a\n---\n\n::quiz{src=a}\n"),
                ("content/images/desk.svg", memory::PICTURE.1),
                ("content/a.quiz.yaml", &text),
            ];
            let told = memory::course(&files).diagnostics;
            let told: Vec<_> = told
                .iter()
                .filter(|found| {
                    found.place.as_ref().is_some_and(|place| place.path.file_name() == "a.quiz.yaml")
                })
                .collect();
            assert!(told.is_empty(), "{text}{told:?}");
        }
    }
}

/// Writes what the YAML extension writes for a snippet, in lines and without quotes. `dash`: that of the list it is in.
fn insert(snippet: &Json, indent: usize, dash: &str, out: &mut String) {
    let line = |dash: &str, key: &str, value: &Json, out: &mut String| match value {
        Json::Array(_) | Json::Object(_) => {
            out.push_str(&format!("{:indent$}{dash}{key}\n", ""));
            insert(value, indent + 4, "", out);
        }
        value => out.push_str(&format!("{:indent$}{dash}{key} {}\n", "", filled(value))),
    };
    match snippet {
        Json::Object(entries) => {
            for (at, (key, value)) in entries.iter().enumerate() {
                let dash = if at == 0 { dash.to_owned() } else { " ".repeat(dash.len()) };
                line(&dash, &format!("{key}:"), value, out);
            }
        }
        Json::Array(items) => {
            for item in items {
                match item {
                    Json::Object(_) => insert(item, indent, "- ", out),
                    Json::Array(_) => panic!("the extension writes no list of lists: {item}"),
                    item => line("", "-", item, out),
                }
            }
        }
        other => panic!("{other}"),
    }
}

/// A value with what is shown at its places `${1:…}`.
fn filled(value: &Json) -> String {
    let Json::String(text) = value else { return value.to_string() };
    let (mut out, mut inside) = (String::new(), false);
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '$' => {
                rest = rest.split_once(':').unwrap().1;
                inside = true;
            }
            '}' if inside => inside = false,
            '\\' => {
                out.push(rest.chars().next().unwrap());
                rest = &rest[1..];
            }
            c => out.push(c),
        }
    }
    out
}

#[test]
fn words_to_choose_from_are_texts_to_yaml_too() {
    for schema in Schema::ALL {
        let mut left: Vec<Json> = vec![serde_json::from_str(&schema.text(Language::English)).unwrap()];
        while let Some(value) = left.pop() {
            for word in value["enum"].as_array().into_iter().flatten() {
                let text = format!("a: {}\n", word.as_str().unwrap());
                let parsed = yaml::parse(&Excerpt::verbatim(&SourcePath::known("a.yaml"), &text, 0));
                assert_eq!(json::of(&parsed.value.unwrap())["a"], *word);
            }
            match value {
                Json::Array(items) => left.extend(items),
                Json::Object(entries) => left.extend(entries.into_values()),
                _ => {}
            }
        }
    }
}

fn has(keys: &[Key], name: &str) -> bool {
    keys.iter().any(|key| key.name == name)
}

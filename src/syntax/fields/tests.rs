//! What is read from a map, and all that is said of a wrong one.

use super::*;
use crate::diagnostics::Diagnostics;
use crate::source::{Excerpt, Position, SourcePath};
use crate::syntax::date::Date;
use crate::syntax::{toml, yaml};

const COMMON: &[Key] = &[
    Key::required("id", Kind::Id, "問題の名前", "the question's name"),
    Key::optional("points", Kind::Integer { min: 0, max: 100 }, "配点", "points").or("1"),
    Key::required("prompt", Kind::Text, "問題文", "the question"),
    Key::optional("draft", Kind::Boolean, "下書きか", "whether it is a draft").or("false"),
];
const CHOICE: &[Key] = &[
    Key::required("text", Kind::Text, "選択肢の文", "the choice's text"),
    Key::optional("correct", Kind::Boolean, "正解か", "whether it is right").or("false"),
];
const OWN: &[Key] = &[
    Key::optional(
        "choices",
        Kind::List(&Kind::Any(&[Kind::Text, Kind::Record(CHOICE)])),
        "選択肢",
        "the choices",
    ),
    Key::optional("pairs", Kind::List(&Kind::Tuple(2, &Kind::Plain)), "組", "pairs"),
    Key::optional(
        "draw",
        Kind::Any(&[Kind::Integer { min: 1, max: 1000 }, Kind::Map(&Kind::Integer { min: 1, max: 1000 })]),
        "出題数",
        "how many are drawn",
    ),
    Key::optional("shuffle", Kind::List(&Kind::Choice(&["questions", "choices"])), "並べ替え", "shuffling")
        .or("[questions, choices]"),
    Key::optional("until", Kind::Date, "期限", "the last day"),
];

fn reading(text: &str, name: &str) -> (Record, Vec<String>) {
    let path = SourcePath::new(name).unwrap();
    let excerpt = Excerpt::verbatim(&path, text, 0);
    let parsed = if name.ends_with("toml") { toml::parse(&excerpt) } else { yaml::parse(&excerpt) };
    let mut diagnostics = Diagnostics::default();
    let node = parsed.drain_into(&mut diagnostics).unwrap();
    let record = read(&node, &path, &[COMMON, OWN], &mut diagnostics);
    let told = diagnostics.sorted().into_iter().map(|diagnostic| {
        let span = diagnostic.place.clone().unwrap().span;
        let Position { line, column } = Position::of(text, span.start);
        let correction = diagnostic.correction.clone().unwrap_or_default();
        format!("{} {line}:{column} {} → {correction}", diagnostic.code.name(), diagnostic.message.ja)
    });
    (record, told.collect())
}

#[test]
fn all_kinds_are_read() {
    let text = "id: q1\nprompt: |\n  速報の期限は\n\nchoices:\n  - はい\n  - {text: いいえ, correct: true}\n\
                pairs: [[医師, 刑法], [看護師, 法]]\ndraw: {law: 5}\nuntil: 2026-03-31\n";
    let (record, told) = reading(text, "a.yaml");
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(record.id("id"), Some("q1"));
    assert_eq!(record.text("prompt").map(|text| text.text.as_str()), Some("速報の期限は\n"));
    assert_eq!(record.integer("points"), Some(1));
    assert_eq!(record.span("points"), None);
    assert_eq!(record.boolean("draft"), Some(false));
    let [first, second] = record.list("choices") else { panic!("{record:?}") };
    assert_eq!(first.text().map(|text| text.text.as_str()), Some("はい"));
    assert_eq!(second.record().and_then(|choice| choice.boolean("correct")), Some(true));
    let [member] = record.map("draw") else { panic!() };
    assert_eq!((member.key.as_str(), member.value.integer()), ("law", Some(5)));
    let shuffled: Vec<_> = record.list("shuffle").iter().filter_map(Typed::choice).collect();
    assert_eq!(shuffled, ["questions", "choices"]);
    assert_eq!(record.list("pairs").first().map(|pair| pair.list().len()), Some(2));
    assert_eq!(record.date("until"), Date::new(2026, 3, 31));
    assert_eq!(record.key_span("id").map(|span| span.range()), Some(0..2));
    assert_eq!(record.integer("prompt"), None);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let text = "promt: 速報の期限は\npoints: １０\ndraft: yes\nchoices:\n  - {txt: はい}\n  - [a]\npairs: [[a]]\n\
                draw: many\nshuffle: choices\nuntil:\nbgcolor: red\n";
    let (record, told) = reading(text, "a.yaml");
    assert_eq!(
        told,
        [
            "unknown-key 1:1 「promt」というキーはここにはありません。 → prompt: 速報の期限は",
            "missing-key 1:1 「id」がありません。 → points: １０\nid: name-1",
            "wrong-kind 2:9 「points」には0から100までの整数を書きますが、「１０」とあります。 → points: 10",
            "wrong-kind 3:8 「draft」には true か false を書きますが、「yes」とあります。 → draft: true",
            "unknown-key 5:6 「txt」というキーはここにはありません。 →   - {text: はい}",
            "wrong-kind 6:5 「choices」には文章、またはキーと値の組（text, correct）を書きますが、1個の値の並びがあります。 →   - …",
            "wrong-kind 7:9 「pairs」には2個の「1行の文」の並びを書きますが、1個の値の並びがあります。 → pairs: [[…, …]]",
            "wrong-kind 8:7 「draw」には1から1000までの整数を書きますが、「many」とあります。 → draw: 1",
            "wrong-kind 9:10 「shuffle」には「questions, choices のいずれか」の並びを書きますが、ひとつの値があります。 → shuffle: [choices]",
            "wrong-kind 10:1 「until」に値がありません。値を書くか、行ごと消してください。 → until: 2026-03-31",
            "unknown-key 11:1 「bgcolor」というキーはここにはありません。 → ",
        ]
    );
    assert_eq!(record.integer("points"), Some(1), "the default stands in for a wrong value");
    assert!(record.span("points").is_some());
}

#[test]
fn toml_is_read_by_the_same_keys_and_corrected_as_toml() {
    let (record, told) =
        reading("id = \"q1\"\nprompt = \"a\"\npoints = 10\nshuffle = ['choices']\n", "a.toml");
    assert!(told.is_empty(), "{told:?}");
    assert_eq!((record.integer("points"), record.list("shuffle").len()), (Some(10), 1));
    let (_, told) = reading("id = \"q 1\"\npromt = \"a\"\n", "a.toml");
    assert_eq!(
        told,
        [
            "wrong-kind 1:6 「id」には半角の英数字と - _ . からなる名前を書きますが、「q 1」とあります。 → id = \"q-1\"",
            "unknown-key 2:1 「promt」というキーはここにはありません。 → prompt = \"a\"",
        ]
    );
}

#[test]
fn what_is_no_map_is_told_once() {
    let (record, told) = reading("- a\n", "a.yaml");
    assert_eq!(told, ["wrong-kind 1:1 ここにはキーと値の組（id, points, prompt など）を書きます。 → "]);
    assert_eq!(record.integer("points"), Some(1));
}

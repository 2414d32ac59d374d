//! Warm equals cold: whatever is edited, a build that remembers gives what one gives that does not, byte for byte,
//! with the same things to say; and it remembers no more than it needs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use terakoya::diagnostics::Checked;
use terakoya::pipeline::{self, Build, Memo};
use terakoya::site::Content;
use terakoya::source::{Fault, File, Hash128, Look, Origin, Removed, SourcePath, Sources};

/// How many edits each of the scripts makes.
const STEPS: usize = 60;

/// Numbers without an end, the same for the same seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % limit
    }

    fn of<'t>(&mut self, among: &[&'t str]) -> &'t str {
        among[self.below(among.len())]
    }
}

/// A project in memory: texts, and pictures by their hash and size.
#[derive(Clone, Default)]
struct Project {
    texts: BTreeMap<String, String>,
    pictures: BTreeMap<String, (u32, u32)>,
}

impl Project {
    fn sources(&self) -> Sources {
        let path = |path: &str| SourcePath::new(path).unwrap();
        let texts = self.texts.iter().map(|(name, text)| {
            (path(name), File::Text { text: text.as_str().into(), hash: Hash128::of(text.as_bytes()) })
        });
        let pictures = self.pictures.iter().map(|(name, (width, height))| {
            let hash = Hash128::of(format!("{width} {height}").as_bytes());
            let removed = Removed { place: width % 2 == 0, ..Removed::default() };
            let look = match *width {
                0 => Look::Unusable(Fault::Damaged),
                width => Look::Picture { width, height: *height, removed },
            };
            (path(name), File::Media { length: 9, hash, look, origin: Origin::Picture(PathBuf::from(name)) })
        });
        Sources { files: texts.chain(pictures).collect() }
    }

    fn put(&mut self, path: &str, text: impl Into<String>) {
        self.texts.insert(path.to_owned(), text.into());
    }

    /// The paths of texts that end so.
    fn ending(&self, end: &str) -> Vec<String> {
        self.texts
            .keys()
            .filter(|path| path.starts_with("content/") && path.ends_with(end))
            .cloned()
            .collect()
    }
}

const PARTS: [&str; 3] = ["01-law", "02-sns", "02-sns-more"];
const NAMES: [&str; 5] = ["01-first.md", "02-second.md", "03-third.md", "10-last.md", "plain.md"];
const WORDS: [&str; 7] = ["記録", "画面", "患者さん", "SNS", "会話", "端末", "責任者"];

/// Words of a text, with references to all that may or may not be there.
fn text(chance: &mut Chance) -> String {
    let mut text = String::new();
    for _ in 0..1 + chance.below(4) {
        let word = chance.of(&WORDS);
        text += &match chance.below(22) {
            0 => format!("[[個人情報]]と{word}。\n\n"),
            1 => format!("[[匿名|{word}]]。\n\n"),
            2 => format!("{word}です。[@law]\n\n"),
            3 => format!("{word}です。[@news]\n\n"),
            4 => format!("{word}は{{{{officer}}}}へ。\n\n"),
            5 => format!("[{word}](../{}/{})\n\n", chance.of(&PARTS), chance.of(&NAMES)),
            6 => format!("[{word}](../{}/{}#節)\n\n", chance.of(&PARTS), chance.of(&NAMES)),
            7 => "![絵](../images/plan.svg)\n\n".to_owned(),
            8 => "![写真](../images/photo.png)\n\n".to_owned(),
            9 => format!("## 節\n\n{word}\n\n"),
            10 => format!("## {word}\n\n### 細かいこと\n\n"),
            11 => format!("```rust\nlet x = \"{word}\"; // {}\n```\n\n", chance.below(9)),
            12 => format!(":::note[{word}]\n[[個人情報]]\n:::\n\n"),
            13 => format!(
                "::figure{{src=../images/{} alt=\"{word}\"}}\n\n",
                chance.of(&["plan.svg", "photo.png"])
            ),
            14 => format!(":::quote{{source=law}}\n{word}\n:::\n\n"),
            15 => format!("::quiz{{src={}}}\n\n", chance.of(&["check", "test", "nonesuch"])),
            16 => "::exam{src=test}\n\n".to_owned(),
            17 => format!(":::own{{to={}}}\n{word}\n:::\n\n", chance.of(&NAMES)),
            18 => format!("{word}[^a]\n\n[^a]: [[個人情報]]\n\n"),
            19 => "::certificate\n\n".to_owned(),
            20 => format!("| {word} | い |\n|---|---|\n| 1 | 2 |\n\n"),
            _ => format!("{word}と**{}**。\n\n", chance.of(&WORDS)),
        };
    }
    text
}

fn lesson(chance: &mut Chance) -> String {
    let title = ["題", "個人情報", "はじめに", "{{officer}}の仕事"];
    let front = match chance.below(9) {
        0 => "draft: true\n".to_owned(),
        1 => "counts: false\n".to_owned(),
        2 => format!("slug: {}\n", chance.of(&["other", "first", "x"])),
        3 => format!("id: {}\n", chance.of(&["same", "law/first"])),
        4 => format!("duration: {}\n", 1 + chance.below(9)),
        5 => format!("description: {}\n", chance.of(&WORDS)),
        6 => "objectives: [\"[[個人情報]]を説明できる\"]\n".to_owned(),
        7 if chance.below(4) == 0 => "draft: [\n".to_owned(),
        _ => String::new(),
    };
    match chance.below(8) {
        0 => text(chance),
        1 => format!("# {}\n\n{}", chance.of(&title), text(chance)),
        _ => format!("---\ntitle: {:?}\n{front}---\n\n{}", chance.of(&title), text(chance)),
    }
}

fn quiz(chance: &mut Chance) -> String {
    let mut quiz = String::new();
    quiz += chance.of(&["", "title: 確認\n", "title: \"[[個人情報]]\"\n"]);
    quiz += chance.of(&["", "", "id: check\n", "pass-mark: 60\n", "counts: false\n", "practice: false\n"]);
    quiz += chance.of(&["", "", "", "feedback: end\n", "draw: 1\n", "answers: hidden\n", "attempts: 2\n"]);
    quiz += "questions:\n";
    for number in 0..1 + chance.below(3) {
        let kind = chance.of(&["judge", "single", "text", "survey", "cloze", "nonesuch"]);
        quiz += &format!("  - id: q{number}\n    type: {kind}\n");
        if kind != "cloze" {
            quiz += &format!(
                "    prompt: |\n      {}は？ {}\n",
                chance.of(&WORDS),
                chance.of(&["", "[@law]", "`x`", "[[匿名]]"])
            );
        }
        quiz += match kind {
            "judge" => chance.of(&["    answer: ok\n", "    answer: ng\n", ""]),
            "single" => "    choices: [{text: あ, correct: true}, {text: い}]\n",
            "survey" => "    choices: [あ, い]\n",
            "text" => "    answers: [あ]\n",
            "cloze" => "    text: \"{{officer}}は {{a}}\"\n    blanks: {a: {answers: [い]}}\n",
            _ => "",
        };
        if chance.below(2) == 0 {
            let part = chance.of(&PARTS);
            quiz += &format!("    see: ../{part}/{}{}\n", chance.of(&NAMES), chance.of(&["", "#節"]));
        }
        if chance.below(2) == 0 {
            quiz += &format!("    explanation: \"{}[[個人情報]]です。[@news]\"\n", chance.of(&WORDS));
        }
    }
    if chance.below(12) == 0 { "questions: [".to_owned() } else { quiz }
}

fn book(chance: &mut Chance) -> String {
    let mut book = format!("[book]\ntitle = \"{}の研修\"\n", chance.of(&WORDS));
    book += chance.of(&["", "", "language = \"en\"\n", "description = \"紹介\"\n", "authors = [\"係\"]\n"]);
    book += "[course]\nid = \"memo\"\n";
    book += chance.of(&[
        "",
        "edition = \"2\"\n",
        "order = \"in-order\"\n",
        "practice = false\n",
        "pass-mark = 50\n",
    ]);
    book += chance.of(&["", "deadline = 2026-03-31\n"]);
    book +=
        chance.of(&["", "[values]\nofficer = \"管理者\"\n", "[values]\nofficer = \"係\"\nother = \"x\"\n"]);
    book += chance.of(&["", "[theme]\nname = \"mine\"\n", "[theme]\nname = \"none\"\n"]);
    book += chance.of(&[
        "",
        "[check]\nunknown-term = \"off\"\n",
        "[[record.field]]\nid = \"name\"\nlabel = \"氏名\"\n",
    ]);
    if chance.below(15) == 0 { book + "title = [" } else { book }
}

fn drawing(chance: &mut Chance) -> String {
    let width = 10 + chance.below(3);
    let bad = chance.of(&["", "", "<script>1</script>"]);
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"9\">{bad}</svg>")
}

/// Changes something, and says what.
fn edit(project: &mut Project, chance: &mut Chance) -> String {
    let in_parts: Vec<String> =
        project.ending(".md").into_iter().chain(project.ending(".quiz.yaml")).collect();
    let page = |chance: &mut Chance| format!("content/{}/{}", chance.of(&PARTS), chance.of(&NAMES));
    match chance.below(20) {
        0..=6 => {
            let path = page(chance);
            let text = lesson(chance);
            project.put(&path, text);
            format!("write {path}")
        }
        7 => {
            let path = format!("content/{}index.md", chance.of(&["", "01-law/", "02-sns/"]));
            let text = lesson(chance);
            project.put(&path, text);
            format!("write {path}")
        }
        8 | 9 => {
            let path = format!("content/{}/{}.quiz.yaml", chance.of(&PARTS), chance.of(&["check", "test"]));
            let text = quiz(chance);
            project.put(&path, text);
            format!("write {path}")
        }
        10 if !in_parts.is_empty() => {
            let path = &in_parts[chance.below(in_parts.len())];
            project.texts.remove(path);
            format!("delete {path}")
        }
        11 if !in_parts.is_empty() => {
            let path = &in_parts[chance.below(in_parts.len())];
            let text = project.texts.remove(path).unwrap();
            let to = if path.ends_with(".md") { page(chance) } else { path.replace("check", "test") };
            project.put(&to, text);
            format!("rename {path} to {to}")
        }
        12 => {
            let all = [
                "- term: 個人情報\n  also: [匿名]\n",
                "- term: 匿名\n  reading: とくめい\n",
                "- term: 個人情報\n",
            ];
            let told = [" だれか分かる情報。", " 情報。[@law]", " \"[[匿名]]でない。\"", ""];
            let mut terms = format!("{}  text:{}\n", chance.of(&all), chance.of(&told));
            if chance.below(2) == 0 {
                terms += "- term: 匿名\n  text: 名のないこと。\n  source: law\n";
            }
            project.put("content/glossary.yaml", if chance.below(9) == 0 { "- [".to_owned() } else { terms });
            "write the glossary".to_owned()
        }
        13 => {
            let article = chance.of(&["", "  article: 第26条\n", "  article: 第27条\n"]);
            let more = chance.of(&["", "news:\n  kind: news\n  title: 記事\n  url: https://example.org/\n"]);
            project.put("content/sources.yaml", format!("law:\n  kind: law\n  title: 法律\n{article}{more}"));
            "write the sources".to_owned()
        }
        14 | 15 => {
            let text = book(chance);
            project.put("book.toml", text.clone());
            format!("write book.toml: {text}")
        }
        16 => {
            let text = drawing(chance);
            project.put("content/images/plan.svg", text);
            let size = (chance.below(4) as u32 * 10, 20);
            project.pictures.insert("content/images/photo.png".to_owned(), size);
            "change pictures".to_owned()
        }
        17 => {
            project.texts.remove("content/images/plan.svg");
            project.pictures.clear();
            "delete pictures".to_owned()
        }
        18 => {
            let files = [
                ("base.css", "body { color: red }\n"),
                ("base.css", "body { color: blue }\n"),
                (
                    "blocks/own/block.toml",
                    "summary = { ja = \"自分の\", en = \"own\" }\nbody = \"blocks\"\n[attributes.to]\nkind = \"lesson\"\n",
                ),
                (
                    "blocks/own/view.html",
                    "<div>{{ block.body | safe }}{{ block.attributes.to.title }}</div>\n",
                ),
                ("blocks/own/view.html", "<p>{{ block.body | safe }}</p>{{ block.nonesuch }}\n"),
                ("blocks/own/style.css", ".own { margin: 0 }\n"),
                ("strings/ja.toml", "[nav]\nhome = \"はじめ\"\n"),
                ("strings/ja.toml", "[nav]\nhome = \n"),
                ("blocks/note/view.html", "<aside>{{ block.body | safe }}</aside>\n"),
                ("templates/contents.html", "{% if %}"),
            ];
            let (path, text) = files[chance.below(files.len())];
            project.put(&format!("themes/mine/{path}"), text);
            format!("write {path} of the theme")
        }
        _ => {
            let theme: Vec<String> =
                project.texts.keys().filter(|path| path.starts_with("themes/")).cloned().collect();
            theme.into_iter().take(1 + chance.below(2)).for_each(|path| drop(project.texts.remove(&path)));
            "delete files of the theme".to_owned()
        }
    }
}

fn first() -> Project {
    let mut project = Project::default();
    project.put("book.toml", "[book]\ntitle = \"研修\"\n[course]\nid = \"memo\"\n");
    for part in PARTS {
        for name in &NAMES[..3] {
            project.put(&format!("content/{part}/{name}"), "---\ntitle: 題\n---\n\n## 節\n\n本文。\n");
        }
    }
    project
}

/// Fails where the two builds are not the same, and says where.
fn compare(warm: &Checked<Build>, cold: &Checked<Build>, history: &[String]) {
    let last = history.iter().rev().take(3).collect::<Vec<_>>();
    let (site, wanted) = (&warm.value.site, &cold.value.site);
    let paths: BTreeSet<&String> = site.files.keys().chain(wanted.files.keys()).collect();
    for path in paths {
        let shown = |content: Option<&Content>| match content {
            Some(Content::Bytes(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
            other => format!("{other:?}"),
        };
        let (found, wanted) = (shown(site.files.get(path)), shown(wanted.files.get(path)));
        if found != wanted {
            let lines = found.lines().zip(wanted.lines()).find(|(found, wanted)| found != wanted);
            panic!("{path} differs after {} edits {last:?}: {lines:?}", history.len());
        }
    }
    assert!(site == wanted, "the sites differ after {last:?}");
    assert_eq!(warm.diagnostics, cold.diagnostics, "after {last:?}");
    assert_eq!(warm.value.summary, cold.value.summary, "after {last:?}");
    assert_eq!(warm.value.answers, cold.value.answers, "after {last:?}");
    assert_eq!(warm.value.severities, cold.value.severities, "after {last:?}");
    let places = |build: &Build| (build.language, build.build_dir.clone(), build.answers_dir.clone());
    assert_eq!(places(&warm.value), places(&cold.value), "after {last:?}");
}

fn script(seed: u64) {
    let (mut project, mut memo, mut chance) = (first(), Memo::default(), Chance(seed));
    let mut history = Vec::new();
    for _ in 0..STEPS {
        // Builds do not wait for single edits, and what was undone may still be remembered.
        let before = (chance.below(6) == 0).then(|| project.clone());
        for _ in 0..1 + chance.below(2) {
            history.push(edit(&mut project, &mut chance));
        }
        let mut states = vec![project.clone()];
        if let Some(before) = before {
            project = before.clone();
            states.push(before);
        }
        for state in states {
            let sources = state.sources();
            compare(&pipeline::build_with(&mut memo, &sources), &pipeline::build(&sources), &history);
        }
    }
}

#[test]
fn warm_equals_cold_after_every_edit_of_a_first_script() {
    script(1);
}

#[test]
fn warm_equals_cold_after_every_edit_of_a_second_script() {
    script(2);
}

#[test]
fn warm_equals_cold_after_every_edit_of_a_third_script() {
    script(3);
}

fn made(build: &Checked<Build>) -> BTreeMap<&'static str, usize> {
    build.value.made.iter().map(|(shelf, tally)| (*shelf, tally.made)).filter(|(_, made)| *made > 0).collect()
}

/// How many lessons [`large`] has.
const LESSONS: usize = 160;
/// And other pages: the first, the contents, the glossary, the sources, the record, practice, the settings, the search,
/// the self-test, the one about the course, and those that are printed.
const LISTS: usize = 10 + PRINTED;
/// The whole course and each of its four parts, to be printed.
const PRINTED: usize = 1 + 4;

/// A course of several parts in which every lesson has code, a term, a source and a quiz.
fn large() -> Project {
    let mut project = Project::default();
    project.put("book.toml", "[book]\ntitle = \"研修\"\n[course]\nid = \"memo\"\n");
    project.put("content/glossary.yaml", "- term: 個人情報\n  text: だれのことか分かる情報。\n");
    project.put("content/sources.yaml", "law:\n  kind: law\n  title: 法律\n");
    for part in 0..4 {
        for number in 0..40 {
            let folder = format!("content/{part:02}-part-{part}");
            project.put(
                &format!("{folder}/{number:02}-lesson-{number}.md"),
                format!("---\ntitle: 題{number}\n---\n\n[[個人情報]]です。[@law]\n\n## 節\n\n```rust\nlet x = {part}{number};\n```\n\n::quiz{{src=q{number}}}\n"),
            );
            project.put(
                &format!("{folder}/q{number}.quiz.yaml"),
                format!("id: q-{part}-{number}\nquestions:\n  - {{id: a, type: judge, prompt: どうですか。, answer: ng}}\n"),
            );
        }
    }
    project
}

#[test]
fn an_edit_makes_only_what_shows_it() {
    let (mut project, mut memo) = (large(), Memo::default());
    let path = "content/01-part-1/20-lesson-20.md";
    let first = pipeline::build_with(&mut memo, &project.sources());
    assert!(first.diagnostics.is_empty(), "{:?}", first.diagnostics);
    assert_eq!(made(&first)["pages"], LESSONS + LISTS);
    assert_eq!(made(&pipeline::build_with(&mut memo, &project.sources())), BTreeMap::new());

    let text = project.texts[path].replace("です。", "でした。");
    project.put(path, text);
    let edited = pipeline::build_with(&mut memo, &project.sources());
    let one = ["answers", "cards", "lessons", "search_words", "typed", "whole_lessons"];
    let mut rest = made(&edited);
    // The lesson; the book and the booklet of its part, in each of which it is one chapter; and where they lie the two
    // pages that tell the digest of all files.
    let printed = [rest.remove("pages"), rest.remove("chapters"), rest.remove("bound")];
    assert_eq!(printed, [Some(1 + 2), Some(2), Some(1 + 2 + 2)], "{:?}", edited.value.made);
    // Of the index those parts in which the words that came or went are looked up.
    assert!(rest.remove("search_parts").is_some_and(|parts| parts < 10), "{:?}", edited.value.made);
    assert_eq!(rest, BTreeMap::from(one.map(|shelf| (shelf, 1))), "{:?}", edited.value.made);

    let text = project.texts[path].replace("題20", "新しい題");
    project.put(path, text);
    let renamed = made(&pipeline::build_with(&mut memo, &project.sources()));
    // Those of its part, all of which list it beside them; the first page; the list of all lessons; what is printed,
    // where any chapter may name it.
    assert_eq!((renamed["pages"], renamed["lessons"]), (40 + 2 + PRINTED, 1), "{renamed:?}");

    project.put("content/glossary.yaml", "- term: 個人情報\n  text: 別の説明。\n");
    let explained = made(&pipeline::build_with(&mut memo, &project.sources()));
    // No text refers to anything else than before.
    let pages = LESSONS + 1 + PRINTED;
    assert_eq!((explained["pages"], explained.get("lessons")), (pages, None), "{explained:?}");
}

#[test]
fn what_is_remembered_does_not_grow() {
    let (mut project, mut memo) = (large(), Memo::default());
    let kept = |build: &Checked<Build>| build.value.made.iter().map(|(_, tally)| tally.kept).sum::<usize>();
    let first = kept(&pipeline::build_with(&mut memo, &project.sources()));
    let mut last = first;
    for edit in 0..100 {
        let path = format!("content/0{}-part-{0}/20-lesson-20.md", edit % 4);
        let text = project.texts[&path].replace("## 節", &format!("## 節\n\n{edit}回目。"));
        project.put(&path, text);
        last = kept(&pipeline::build_with(&mut memo, &project.sources()));
    }
    assert!(last <= first + 40, "{first} results were kept, now {last}");
}

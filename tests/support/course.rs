//! Courses of any size, the same for the same numbers: what a benchmark and tests of size are made of.

use std::fmt::Write as _;

/// Lessons in a part, so that the length of a page does not depend on how many there are in all.
pub const PART: usize = 20;

/// A course of `lessons` lessons of about 6 KB, two thirds Japanese: a table, two code blocks, lists, a footnote,
/// links, a picture, and a quiz of five questions each. Files by path.
pub fn full(lessons: usize) -> Vec<(String, String)> {
    let mut files = frame();
    for number in 0..lessons {
        let folder = folder(number);
        files.push((format!("{folder}/{:03}-lesson-{number:05}.md", number % PART), lesson(number)));
        files.push((format!("{folder}/check-{number:05}.quiz.yaml"), quiz(number)));
    }
    files
}

/// A course of `lessons` lessons of a few lines.
pub fn light(lessons: usize) -> Vec<(String, String)> {
    let mut files = frame();
    for number in 0..lessons {
        let text = format!(
            "---\ntitle: 見出し{number:05}\nduration: 3\n---\n\n## 節\n\n本文は**短い**です（{number}）。\n"
        );
        files.push((format!("{}/{:03}-lesson-{number:05}.md", folder(number), number % PART), text));
    }
    files
}

fn folder(number: usize) -> String {
    let part = number / PART;
    format!("content/{part:03}-part-{part:03}")
}

fn frame() -> Vec<(String, String)> {
    let book = "[book]\ntitle = \"測定のための教材\"\nlanguage = \"ja\"\n[course]\nid = \"measured\"\n[values]\nofficer = \"情報管理責任者\"\n";
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"300\" viewBox=\"0 0 400 300\"><rect width=\"400\" height=\"300\"/></svg>";
    let glossary = "- term: 個人情報\n  reading: こじんじょうほう\n  text: だれのことか分かる情報。\n";
    let sources = "law:\n  kind: law\n  title: 個人情報の保護に関する法律\n  article: 第26条\n";
    [
        ("book.toml", book),
        ("content/index.md", "# はじめに\n\nここから始めます。\n"),
        ("content/images/plan.svg", picture),
        ("content/glossary.yaml", glossary),
        ("content/sources.yaml", sources),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .to_vec()
}

/// Sentences that differ from lesson to lesson, so that nothing can be kept from one to the next.
fn sentences(number: usize, from: usize, count: usize) -> String {
    const SUBJECTS: [&str; 7] = [
        "患者さんの記録",
        "検査の結果",
        "電子カルテの画面",
        "休憩室での会話",
        "紙の書類",
        "持ち出した端末",
        "共有のフォルダー",
    ];
    const VERBS: [&str; 5] = [
        "確かめてから扱います",
        "人目のない所に置きます",
        "二人で読み合わせます",
        "その日のうちに片づけます",
        "責任者に伝えます",
    ];
    let mut text = String::new();
    for at in from..from + count {
        let (subject, verb) =
            (SUBJECTS[(number + at) % SUBJECTS.len()], VERBS[(number * 3 + at) % VERBS.len()]);
        write!(text, "{subject}は、{}番の**手順**のとおりに{verb}。", number * 10 + at).unwrap();
    }
    text
}

fn lesson(number: usize) -> String {
    let mut text = format!(
        "---\ntitle: レッスン{number}の題\nduration: 8\nobjectives: [手順を説明できる]\n---\n\n{}[[個人情報]]の扱いは法律が定めます。[@law]\n\n",
        sentences(number, 0, 5)
    );
    write!(text, "## 表で見る\n\n{}\n\n| 項目 | 内容 | 期限 |\n|---|---|---|\n", sentences(number, 5, 4))
        .unwrap();
    for row in 0..5 {
        writeln!(text, "| 項目{row} | {} | {row}日 |", sentences(number, row, 1)).unwrap();
    }
    write!(text, "\n## 手順\n\n{}[^a]\n\n", sentences(number, 9, 5)).unwrap();
    for item in 0..5 {
        writeln!(text, "- {}", sentences(number, 20 + item, 1)).unwrap();
    }
    text.push_str("\n```rust\n");
    for line in 0..15 {
        writeln!(
            text,
            "let value_{line} = check(record_{number}, {line}).unwrap_or(\"none\"); // line {line}"
        )
        .unwrap();
    }
    text.push_str("```\n\n```python\n");
    for line in 0..12 {
        writeln!(text, "def step_{line}(record): return record.get('{number}', {line})").unwrap();
    }
    let first = number / PART * PART;
    write!(
        text,
        "```\n\n![見取り図](../images/plan.svg)\n\n## まとめ\n\n{}[はじめのレッスン](000-lesson-{first:05}.md)と[法令](https://laws.e-gov.go.jp/)を見てください。迷ったら{{{{officer}}}}へ。\n\n:::note\n{}\n:::\n\n::quiz{{src=check-{number:05}}}\n\n[^a]: {}\n",
        sentences(number, 30, 6),
        sentences(number, 40, 2),
        sentences(number, 50, 1)
    )
    .unwrap();
    text
}

fn quiz(number: usize) -> String {
    let mut text = format!("title: 確認テスト\nid: check-{number:05}\nquestions:\n");
    for question in 0..5 {
        let kind = ["single", "multiple", "judge"][question % 3];
        let prompt = sentences(number, 60 + question, 1);
        write!(
            text,
            "  - id: q{question}\n    type: {kind}\n    prompt: |\n      {prompt}正しいのはどれですか。\n"
        )
        .unwrap();
        if kind == "judge" {
            text.push_str("    answer: ng\n");
        } else {
            text.push_str("    choices:\n");
            for choice in 0..4 {
                let right = if choice == 1 { "        correct: true\n" } else { "" };
                write!(text, "      - text: 答え{choice}は{number}番です\n{right}        feedback: 手順を読み直します。\n").unwrap();
            }
        }
        writeln!(text, "    explanation: {}", sentences(number, 70 + question, 1)).unwrap();
    }
    text
}

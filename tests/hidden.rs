//! Hidden answers: a thousand secrets that no page need show are planted in quizzes, and the whole site is searched
//! for them, byte by byte, in every form in which a text commonly stands in a file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod support;

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use support::memory::{self, BOOK};
use support::random::Random;
use terakoya::pipeline::{self, Build};
use terakoya::site::Content;

/// How many secrets there are.
const SECRETS: usize = 1000;

/// Secrets that were planted so far.
struct Secrets {
    random: Random,
    all: Vec<String>,
}

impl Secrets {
    /// The next one: letters and digits, or Japanese. Folding leaves it as it is.
    fn next(&mut self) -> String {
        let signs: Vec<char> = match self.all.len() % 2 {
            0 => ('a'..='z').chain('0'..='9').collect(),
            _ => "漏洩秘密解答正誤報告委員会患者医師看護記録検査病院個人情報保護なにぬねのはひふへほ"
                .chars()
                .collect(),
        };
        let secret: String = (0..12).map(|_| signs[self.random.below(signs.len())]).collect();
        self.all.push(secret.clone());
        secret
    }
}

/// A quiz file, and the number that makes its questions different.
fn quiz(number: usize, answers: &str, feedback: &str, secrets: &mut Secrets) -> String {
    let mut text = format!("answers: {answers}\nfeedback: {feedback}\nquestions:\n");
    let mut next = || secrets.next();
    writeln!(
        text,
        "  - id: typed\n    type: text\n    prompt: 問い\n    answers: [{}, {}, {}]\n    hint: 見えるヒント\n    explanation: |\n      {}\n\n      | 表 | {} |\n      |---|---|\n      | **{}** | `{}` |",
        next(), next(), next(), next(), next(), next(), next()
    )
    .unwrap();
    writeln!(
        text,
        "  - id: chosen\n    type: single\n    prompt: 問い\n    choices:\n      - {{text: 一{number}, correct: true, feedback: {}}}\n      - {{text: 二, feedback: \"{} <b>\\\"&\"}}\n    explanation: |\n      :::tip[{}]\n      {{漢字|{}}}\n      :::\n\n      ![{}](images/answer.svg)\n\n      [{}](lesson.md)",
        next(), next(), next(), next(), next(), next()
    )
    .unwrap();
    writeln!(
        text,
        "  - id: blanks\n    type: cloze\n    credit: all\n    text: あ {{{{one}}}} い {{{{two}}}} う\n    blanks:\n      one: {{answers: [{}, {}]}}\n      two: {{answers: [{}]}}\n    explanation: \"[[用語{number}]]: {}\"",
        next(), next(), next(), next()
    )
    .unwrap();
    writeln!(
        text,
        "  - id: region\n    type: hotspot\n    credit: all\n    prompt: 問い\n    image: images/answer.svg\n    alt: 画像\n    regions:\n      - {{name: 右, rect: [50, 0, 50, 100], correct: true, feedback: {}}}\n      - {{name: 左, rect: [0, 0, 50, 100], feedback: {}}}\n    explanation: {}",
        next(), next(), next()
    )
    .unwrap();
    writeln!(
        text,
        "  - id: order\n    type: ordering\n    credit: exact\n    prompt: 問い\n    items: [い, ろ, は]\n    explanation: {}\n  - id: opinion\n    type: survey\n    prompt: 問い\n    choices: [はい, いいえ]\n    explanation: {}",
        next(), next()
    )
    .unwrap();
    text
}

/// A course with all secrets in it.
fn course(answers: &str) -> (Build, Vec<String>) {
    let mut secrets = Secrets { random: Random::new(20_251_122), all: Vec::new() };
    let (mut quizzes, mut lesson, mut glossary) = (Vec::new(), "# 見本\n".to_owned(), String::new());
    while secrets.all.len() < SECRETS {
        let number = quizzes.len();
        let feedback = ["each", "end", "none"][number % 3];
        quizzes.push((format!("content/q{number}.quiz.yaml"), quiz(number, answers, feedback, &mut secrets)));
        let kind = if number % 2 == 0 { "quiz" } else { "exam" };
        writeln!(lesson, "\n## 節{number}\n\n::{kind}{{src=q{number}}}").unwrap();
        writeln!(glossary, "- term: 用語{number}\n  text: 意味").unwrap();
    }
    let picture = memory::PICTURE.1;
    let mut files = vec![
        BOOK,
        ("content/lesson.md", lesson.as_str()),
        ("content/glossary.yaml", glossary.as_str()),
        ("content/images/answer.svg", picture),
    ];
    files.extend(quizzes.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let built = pipeline::build(&memory::sources(&files));
    let errors: Vec<String> = built
        .diagnostics
        .iter()
        .filter(|found| found.code.severity() == terakoya::diagnostics::Severity::Error)
        .map(|found| format!("{} {:?}", found.message.en, found.place))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    (built.value, secrets.all)
}

/// The forms in which a text commonly stands in a file.
fn forms(text: &str) -> BTreeSet<Vec<u8>> {
    let units = || text.encode_utf16();
    let escaped = |prefix: &str, upper: bool| -> String {
        units()
            .map(|unit| if upper { format!("{prefix}{unit:04X}") } else { format!("{prefix}{unit:04x}") })
            .collect()
    };
    let mut forms = BTreeSet::from([
        text.as_bytes().to_vec(),
        escaped("\\u", false).into_bytes(),
        escaped("\\u", true).into_bytes(),
        units().flat_map(u16::to_le_bytes).collect(),
        units().flat_map(u16::to_be_bytes).collect(),
        text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>().into_bytes(),
        text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes(),
        text.chars().map(|c| format!("&#{};", u32::from(c))).collect::<String>().into_bytes(),
        text.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect::<String>().into_bytes(),
        text.chars().rev().collect::<String>().into_bytes(),
    ]);
    // Base64 of a whole that the text is part of: wherever in a group of three bytes it begins.
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend(text.as_bytes());
        let written = base64(&bytes);
        let start = [0, 2, 3][before];
        // The last digits hold bits of what stands behind.
        forms.insert(written.as_bytes()[start..written.trim_end_matches('=').len() - 1].to_vec());
    }
    forms
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .map(|three| {
            let byte = |at: usize| three.get(at).copied().map_or(0, u32::from);
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            let digit = |at: usize| char::from(DIGITS[(bits >> (18 - 6 * at) & 63) as usize]);
            (0..4).map(|at| if at <= three.len() { digit(at) } else { '=' }).collect::<String>()
        })
        .collect()
}

/// The secrets that stand in a file of the site in some form, names of files included.
fn found(build: &Build, secrets: &[String]) -> BTreeSet<String> {
    // All needles are longer than this, so that a table of their beginnings finds them in one pass.
    const START: usize = 8;
    let mut needles: HashMap<[u8; START], Vec<(Vec<u8>, &String)>> = HashMap::new();
    for secret in secrets {
        for form in forms(secret) {
            let start: [u8; START] = form[..START].try_into().unwrap();
            needles.entry(start).or_default().push((form, secret));
        }
    }
    let mut found = BTreeSet::new();
    for (path, content) in &build.site.files {
        let Content::Bytes(bytes) = content else { panic!("{path} is not in memory") };
        let whole = [path.as_bytes(), b"\n", bytes].concat();
        // Places where lines may break stand in the middle of words.
        let mut unbroken = String::from_utf8_lossy(&whole).into_owned();
        for mark in ["<wbr>", "\",[\"wbr\",{}],\"", "<span class=\"n\">"] {
            unbroken = unbroken.replace(mark, "");
        }
        for whole in [whole, unbroken.into_bytes()] {
            for (at, window) in whole.windows(START).enumerate() {
                let start: [u8; START] = window.try_into().unwrap();
                let here = needles.get(&start).into_iter().flatten();
                let here = here.filter(|(form, _)| whole[at..].starts_with(form));
                found.extend(here.map(|(_, secret)| (*secret).clone()));
            }
        }
    }
    found
}

#[test]
fn no_secret_stands_anywhere_in_the_site() {
    let (build, secrets) = course("hidden");
    assert!(secrets.len() >= SECRETS);
    assert_eq!(found(&build, &secrets), BTreeSet::new());
    let names: Vec<&String> = build.site.files.keys().filter(|path| path.contains("answer")).collect();
    assert_eq!(names, Vec::<&String>::new(), "a picture's name may tell");
    let page = page(&build);
    assert!(!page.contains("<details class=\"answer\">") && page.contains("見えるヒント"));
    // A term that only an explanation uses is not explained at the foot of the page.
    assert!(!page.contains("用語1"));
    // Who made the course has them all.
    let answers = build.answers.unwrap().to_text();
    assert!(secrets.iter().filter(|secret| answers.contains(*secret)).count() > SECRETS / 4);
}

#[test]
fn the_search_finds_what_is_there() {
    let (build, secrets) = course("open");
    let all: BTreeSet<String> = secrets.iter().cloned().collect();
    assert_eq!(found(&build, &secrets), all);
    for form in ["\\u6f0f", "%E6"] {
        assert!(forms("漏洩秘密解答正誤報告").iter().any(|known| known.starts_with(form.as_bytes())));
    }
}

#[test]
fn what_stands_for_the_key_is_the_same_in_every_build_and_another_elsewhere() {
    let (one, _) = course("hidden");
    let (two, _) = course("hidden");
    assert_eq!(one.site, two.site);
    let page = page(&one);
    let values = |name: &str| -> Vec<String> {
        let mark = format!("\"{name}\":\"");
        page.split(&mark).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let salts = values("salt");
    assert!(salts.len() > 200);
    assert_eq!(salts.iter().collect::<BTreeSet<_>>().len(), salts.len(), "no two questions share a salt");
    // The same key in another quiz has another digest, and another revision.
    let digests = |kind: &str| -> Vec<&str> {
        page.split(&format!("\"id\":\"{kind}\""))
            .zip(page.split(&format!("\"id\":\"{kind}\"")).skip(1))
            .map(|(before, _)| before.rsplit("\"digests\":[").next().unwrap().split(']').next().unwrap())
            .collect()
    };
    let regions = digests("region");
    assert!(regions.len() > 40);
    assert_eq!(regions.iter().collect::<BTreeSet<_>>().len(), regions.len());
}

fn page(build: &Build) -> String {
    match build.site.files.get("lesson.html") {
        Some(Content::Bytes(bytes)) => String::from_utf8(bytes.to_vec()).unwrap(),
        _ => panic!("no page"),
    }
}

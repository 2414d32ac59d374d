//! `hotspot`: which regions of a picture are meant? The response is the list of their names; how it is judged is
//! told in [`several`].
//!
//! Regions lie over the picture as generated marks with numbers, and stand below it as a list with the same
//! numbers. The list is the form; a mark is a further label of its entry, so that both are always the same, with
//! a mouse and by keyboard, on paper and without script.

use serde_json::{Value, json};

use super::choice::{self, Choice};
use super::several::{self, CREDIT, Credit};
use super::{Hiding, Question, QuestionType, Reading, Response, Verdict, Words};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::syntax::fields::{Key, Kind, Record, Typed};
use crate::text::{Inline, Picture};

/// The keys of a region.
pub const REGION: &[Key] = &[
    Key::required("name", Kind::Plain, "場所の名前", "its name"),
    Key::required(
        "rect",
        Kind::Tuple(4, &Kind::Integer { min: 0, max: 100 }),
        "画像の中の位置：左・上・幅・高さ（画像の幅と高さに対する％）",
        "where it is: left, top, width and height, in per cent of the picture's",
    )
    .such_as("[10, 20, 30, 15]"),
    Key::optional("correct", Kind::Boolean, "正解かどうか", "whether it is right").or("false"),
    Key::optional("feedback", Kind::Text, "選んだ人に見せる説明", "what those who chose it are told"),
];

/// The type.
#[derive(Debug)]
pub struct Hotspot;

#[derive(Debug)]
struct HotspotQuestion {
    picture: Picture,
    /// The regions as choices, in the order in which the eye finds them.
    regions: Vec<Choice>,
    /// Where each lies.
    rects: Vec<Rect>,
    credit: Credit,
}

/// Left, top, width and height in per cent.
type Rect = [i64; 4];

impl QuestionType for Hotspot {
    fn name(&self) -> &'static str {
        "hotspot"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::required(
                "image",
                Kind::Plain,
                "画像のファイル（このファイルから見た位置）",
                "the picture, seen from this file",
            )
            .such_as("images/desk.svg"),
            Key::required(
                "alt",
                Kind::Plain,
                "画像の代替テキスト（見えない人に伝えること）",
                "what the picture says to those who cannot see it",
            ),
            Key::required("regions", Kind::List(&Kind::Record(REGION)), "画像の中の場所", "the regions")
                .at_least(1),
            CREDIT,
        ];
        KEYS
    }

    fn look(&self) -> &'static [(&'static str, &'static str)] {
        look!()
    }

    fn snippet(&self) -> &'static str {
        include_str!("snippet.yaml")
    }

    fn about(&self) -> Said {
        say!("画像の中の、当てはまる場所を選びます。", "Places in a picture are picked.")
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["choices", "several"]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let record = reading.record;
        let picture = record.plain("image").and_then(|image| reading.resolver.picture_named(image));
        let regions = regions(reading);
        let alt = record.plain("alt")?.text.trim().to_owned();
        let (regions, rects) = regions?.into_iter().unzip();
        let picture = Picture { alt, ..picture? };
        Some(Box::new(HotspotQuestion { picture, regions, rects, credit: Credit::of(record) }))
    }
}

/// Reads the regions; `None` where something was reported.
fn regions(reading: &mut Reading<'_, '_>) -> Option<Vec<(Choice, Rect)>> {
    let record = reading.record;
    let mut sound = true;
    let mut regions: Vec<(Choice, Rect)> = Vec::new();
    for fields in record.list("regions").iter().filter_map(Typed::record) {
        let Some((region, rect)) = read_one(fields, reading) else { continue };
        let name = &region.key;
        let problem = if regions.iter().any(|(other, _)| other.key == *name) {
            Some(
                Diagnostic::new(
                    Code::Duplicate,
                    fields.place("name"),
                    say!("場所「{name}」が2つあります。", "The region \"{name}\" stands twice."),
                )
                .help(say!("どちらかの名前を変えます。", "Give one of them another name.")),
            )
        } else {
            misplaced(fields, name, rect)
        };
        sound &= problem.is_none();
        problem.into_iter().for_each(|problem| reading.report(problem));
        regions.push((region, rect));
    }
    if !sound || choice::has_mistakes(record.span("regions")?, reading) {
        return None;
    }
    if !regions.iter().any(|(region, _)| region.correct) {
        reading.report(
            Diagnostic::new(
                Code::Key,
                record.key_place("regions"),
                say!("正解の場所がありません。", "No region is right."),
            )
            .help(say!(
                "正解の場所に `correct: true` を足します。",
                "Add `correct: true` to the right region."
            ))
            .correct("regions:\n  - name: …\n    rect: [10, 20, 30, 15]\n    correct: true"),
        );
        return None;
    }
    // As the eye goes; what lies within another comes behind it, and so on top.
    regions.sort_by_key(|(_, [left, top, width, height])| (*top, *left, -width * height));
    Some(regions)
}

fn read_one(fields: &Record, reading: &mut Reading<'_, '_>) -> Option<(Choice, Rect)> {
    let name = fields.plain("name")?.text.clone();
    let numbers: Vec<i64> = fields.list("rect").iter().filter_map(Typed::integer).collect();
    let region = Choice {
        key: name.clone(),
        written: name.clone(),
        text: vec![Inline::Text(name)],
        correct: fields.boolean("correct").unwrap_or(false),
        correct_at: fields.span("correct"),
        feedback: fields.text("feedback").map(|feedback| reading.told(feedback)),
        last: false,
    };
    Some((region, Rect::try_from(numbers).ok()?))
}

/// What is wrong with where a region lies.
fn misplaced(fields: &Record, name: &str, [left, top, width, height]: Rect) -> Option<Diagnostic> {
    let message = if width == 0 || height == 0 {
        say!(
            "場所「{name}」の幅か高さが0で、選べません。",
            "The region \"{name}\" has no width or no height, so nobody can choose it."
        )
    } else if left + width > 100 {
        say!(
            "場所「{name}」が画像の右にはみ出しています（左 {left} + 幅 {width} = {}）。",
            "The region \"{name}\" leaves the picture on the right (left {left} + width {width} = {}).",
            left + width
        )
    } else if top + height > 100 {
        say!(
            "場所「{name}」が画像の下にはみ出しています（上 {top} + 高さ {height} = {}）。",
            "The region \"{name}\" leaves the picture at the bottom (top {top} + height {height} = {}).",
            top + height
        )
    } else {
        return None;
    };
    let within = |start: i64, size: i64| {
        let start = start.min(95);
        (start, if size == 0 { 5 } else { size.min(100 - start) })
    };
    let ((left, width), (top, height)) = (within(left, width), within(top, height));
    Some(
        Diagnostic::new(Code::Key, fields.place("rect"), message)
            .help(say!(
                "rect は [左, 上, 幅, 高さ] の順に、画像に対する％で書きます。",
                "rect is [left, top, width, height] in per cent of the picture."
            ))
            .correct(format!("rect: [{left}, {top}, {width}, {height}]")),
    )
}

impl Question for HotspotQuestion {
    fn key(&self) -> Value {
        several::key(&self.regions, self.credit)
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        several::grade(&self.regions, self.credit, response, points)
    }

    fn hiding(&self) -> Hiding {
        several::hiding(&self.regions, self.credit)
    }

    fn right_response(&self) -> Response {
        several::right_response(&self.regions)
    }

    fn response_from_words(&self, words: &Value) -> Response {
        several::response_from_words(&self.regions, words)
    }

    fn view(&self, words: &mut dyn Words) -> Value {
        let picture = words.picture(&self.picture);
        let regions = self.regions.iter().zip(&self.rects).enumerate();
        let regions: Vec<Value> = regions
            .map(|(index, (region, [left, top, width, height]))| {
                json!({
                    "number": index + 1,
                    "name": region.key,
                    "id": words.id(&format!("region:{}", index + 1)),
                    "left": left,
                    "top": top,
                    "width": width,
                    "height": height,
                })
            })
            .collect();
        json!({ "picture": picture, "regions": regions })
    }

    fn answer(&self, words: &mut dyn Words) -> Value {
        let regions: Vec<Value> = self
            .regions
            .iter()
            .enumerate()
            .map(|(index, region)| {
                json!({
                    "number": index + 1,
                    "name": region.key,
                    "correct": region.correct,
                    "feedback": region.feedback.as_ref().map(|feedback| words.text(feedback)),
                })
            })
            .collect();
        json!({ "regions": regions })
    }
}

//! `numeric`: a number is typed. The response is the string as typed.
//!
//! It is right if it lies within the tolerance of the answer, both ends included. `number.rs` says what can be
//! read; what cannot is pending and not wrong, and the learner is told to type a number. The field brings up the
//! keyboard for text: those for numbers have neither 万 nor, on some phones, a minus.

mod number;

use serde_json::{Value, json};

use self::number::Number;
use super::fold::{LONGEST, is_kept};
use super::{Hiding, Question, QuestionType, Reading, Response, Verdict, Words};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::source::Excerpt;
use crate::syntax::fields::{Key, Kind};

/// The type.
#[derive(Debug)]
pub struct Numeric;

#[derive(Debug)]
struct NumericQuestion {
    answer: Number,
    tolerance: Number,
    /// As the author wrote it; empty for none.
    unit: String,
    /// The unit as it is compared.
    folded_unit: String,
}

impl QuestionType for Numeric {
    fn name(&self) -> &'static str {
        "numeric"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::required("answer", Kind::Plain, "正解の数", "the right number").such_as("30"),
            Key::optional(
                "tolerance",
                Kind::Plain,
                "正解から、どれだけ離れていてもよいか（0以上の数）",
                "how far from it is still right: a number, at least 0",
            )
            .such_as("0.5")
            .or("0"),
            Key::optional(
                "unit",
                Kind::Plain,
                "単位（入力欄の右に出ます。付けて入力しても、付けなくても同じです）",
                "the unit, shown beside the field; it may be typed or left out",
            )
            .such_as("mg"),
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
        say!("数を書き入れます。", "A number is typed.")
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["fields", "fold"]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let unit = reading.record.plain("unit").map_or(String::new(), |unit| unit.text.trim().to_owned());
        let folded_unit = number::FOLD.apply(&unit);
        let unit_is_sound = check_unit(&unit, &folded_unit, reading);
        let answer = read_number("answer", &folded_unit, reading);
        let tolerance = read_number("tolerance", &folded_unit, reading);
        if let Some(below) = tolerance.filter(|tolerance| tolerance.is_negative()) {
            let above = below.decimal().replace('-', "");
            let message = say!(
                "tolerance（正解からの幅）が 0 より小さくなっています。",
                "tolerance, the distance from the answer, is below zero."
            );
            let help = say!("0か、0より大きい数を書きます。", "Write zero or more.");
            let place = reading.record.place("tolerance");
            let written = reading.record.plain("tolerance").map_or(String::new(), |typed| typed.text.clone());
            reading.report(Diagnostic::new(Code::Key, place, message).help(help).instead(written, above));
            return None;
        }
        let (answer, tolerance) = (answer?, tolerance?);
        unit_is_sound.then(|| -> Box<dyn Question> {
            Box::new(NumericQuestion { answer, tolerance, unit, folded_unit })
        })
    }
}

/// Reports a unit that would be taken for a part of the number.
fn check_unit(unit: &str, folded: &str, reading: &mut Reading<'_, '_>) -> bool {
    let like_digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | '、' | '。');
    if !folded.starts_with(like_digit) && (unit.is_empty() || !folded.is_empty()) {
        return true;
    }
    let message = say!("「{unit}」は単位に使えません。", "\"{unit}\" cannot be a unit.");
    let help = say!(
        "単位は、数字や記号でない文字で始めます。数は answer に書きます。",
        "A unit begins with a letter. The number itself stands in answer."
    );
    let place = reading.record.place("unit");
    reading.report(Diagnostic::new(Code::Key, place, message).help(help).correct("unit: 日"));
    false
}

/// Reads a number of the author's, by the rules for learners, and reports what is none.
fn read_number(key: &str, unit: &str, reading: &mut Reading<'_, '_>) -> Option<Number> {
    let written = reading.record.plain(key)?;
    let place = reading.record.place(key);
    match Number::read(&written.text, unit) {
        Some(number) if number.is_comparable() => Some(number),
        Some(_) => {
            let message = say!("「{}」は、けた数が多すぎます。", "\"{}\" has too many digits.", written.text);
            let help = say!(
                "整数の部分は15けた、小数の部分は10けたまでにします。",
                "Write at most 15 digits before the point and 10 behind it."
            );
            reading.report(Diagnostic::new(Code::WrongKind, place, message).help(help));
            None
        }
        None => {
            let message = say!(
                "「{key}」には数を書きますが、「{}」とあります。",
                "“{key}” takes a number, but here is “{}”.",
                written.text
            );
            let mut problem = Diagnostic::new(Code::WrongKind, place, message);
            problem.correction = Some(meant(key, written));
            reading.report(problem);
            None
        }
    }
}

/// What was probably meant: a number with its unit behind it, or else any number.
fn meant(key: &str, written: &Excerpt) -> String {
    let ends = written.text.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
    let number = ends.filter_map(|end| written.text.split_at_checked(end)).find(|(number, rest)| {
        !rest.is_empty() && Number::read(number, "").is_some_and(Number::is_comparable)
    });
    match number {
        Some((number, unit)) if key == "answer" => format!("answer: {number}\nunit: {}", unit.trim()),
        Some((number, _)) => format!("{key}: {number}"),
        None if key == "answer" => "answer: 30".to_owned(),
        None => format!("{key}: 0"),
    }
}

impl Question for NumericQuestion {
    fn key(&self) -> Value {
        json!({
            "answer": self.answer.decimal(),
            "tolerance": self.tolerance.decimal(),
            "unit": self.folded_unit,
        })
    }

    fn grade(&self, response: &Response, points: u32) -> Verdict {
        let typed = response.as_str().filter(|typed| is_kept(typed));
        match typed.and_then(|typed| Number::read(typed, &self.folded_unit)) {
            Some(number) => Verdict::all_or_nothing(number.is_within(self.tolerance, self.answer), points),
            None => Verdict::pending(points),
        }
    }

    fn hiding(&self) -> Hiding {
        Hiding::Never(say!(
            "数の問題（numeric）は、同じ数の書き方がいくつもあり、幅もあるので、答えを隠せません。",
            "A number can be written in many ways and may have a tolerance, so a numeric question cannot be hidden."
        ))
    }

    fn right_response(&self) -> Response {
        json!(self.answer.decimal())
    }

    fn response_from_words(&self, words: &Value) -> Response {
        words.clone()
    }

    fn view(&self, _: &mut dyn Words) -> Value {
        json!({ "longest": LONGEST, "unit": self.unit })
    }

    fn answer(&self, _: &mut dyn Words) -> Value {
        let tolerance = self.tolerance.decimal();
        json!({
            "answer": self.answer.decimal(),
            "tolerance": (tolerance != "0").then_some(tolerance),
            "unit": self.unit,
        })
    }
}

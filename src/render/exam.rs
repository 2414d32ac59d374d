//! What quizzes have besides that draw questions, or limit attempts and time: the panel on which an attempt is
//! begun, and what the result says.

use serde::Serialize;

use super::holes::Hole;
use super::writer::Writer;
use crate::quiz::Quiz;
use crate::text::PageId;

/// How much longer those who need it may take, in hundredths; the first is for all others.
const EXTRA: [u32; 4] = [100, 125, 150, 200];

/// What `quiz/view.html` sees as `quiz.stage`.
#[derive(Serialize)]
pub(super) struct StageView {
    /// Whether an attempt is begun knowingly.
    gate: bool,
    /// How long it may take, in words.
    time: Option<String>,
    /// The same for those who need longer.
    extra: Vec<ExtraView>,
    /// How many attempts there are.
    attempts: Option<u32>,
    results: Vec<ResultView>,
    banks: Vec<BankView>,
    /// The page with the certificate.
    record: String,
    /// The list of questions.
    map: String,
}

#[derive(Serialize)]
struct ExtraView {
    /// The factor: `1.25`.
    factor: String,
    /// How long that is, in words.
    time: String,
}

#[derive(Serialize)]
struct ResultView {
    from: i64,
    text: String,
}

#[derive(Serialize)]
struct BankView {
    name: String,
    title: String,
}

impl Writer<'_> {
    /// `None` for a quiz that has none of this. Its anchors begin with `anchor`.
    pub(super) fn stage(&mut self, quiz: &Quiz, anchor: &str) -> Option<StageView> {
        if !quiz.is_special() {
            return None;
        }
        // Progress tells whether the course is done, so that the result leads to the certificate.
        self.parts.features.extend(["exam", "progress"]);
        let settings = &quiz.settings;
        let limit = settings.time_limit;
        let extra = |limit: u32| {
            let one = |hundredths: u32| ExtraView {
                factor: format!("{}", f64::from(hundredths) / 100.0),
                time: self.time(limit.saturating_mul(hundredths) / 100),
            };
            EXTRA.map(one).into()
        };
        let extra = limit.map(extra).unwrap_or_default();
        let results =
            settings.results.iter().map(|said| ResultView { from: said.from, text: self.blocks(&said.text) });
        let results = results.collect();
        let banks = quiz.banks().into_iter().map(|name| {
            let heading = settings.banks.iter().find(|bank| bank.name == name);
            let title = heading.map_or_else(|| name.to_owned(), |bank| self.line(&bank.title));
            BankView { name: name.to_owned(), title }
        });
        let banks = banks.collect();
        Some(StageView {
            gate: quiz.is_staged(),
            time: limit.map(|limit| self.time(limit)),
            extra,
            attempts: settings.attempts,
            results,
            banks,
            record: self.holes.leave(Hole::Page(PageId::Record, None)),
            map: self.here(&format!("{anchor}map")),
        })
    }

    /// A length of time in words: 1時間30分.
    fn time(&self, seconds: u32) -> String {
        let units = [("hours", seconds / 3600), ("minutes", seconds / 60 % 60), ("seconds", seconds % 60)];
        let words = units.iter().filter(|(_, count)| *count > 0);
        let words: Vec<String> =
            words.map(|(unit, count)| self.words("exam_form", unit, &[("n", &count.to_string())])).collect();
        words.join(&self.words("exam_form", "between", &[]))
    }
}

//! Settings of a quiz that cannot be right together: told with what to write instead.

use std::collections::BTreeMap;

use super::draw::Draw;
use super::settings::{ATTEMPTS, BANKS, DRAW, RESULTS, RETRY};
use super::{Feedback, QUESTIONS, Quiz, QuizQuestion};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Place, Span};
use crate::syntax::fields::{Member, Record, nearest};

/// Reports what does not fit. `record` holds the keys of the quiz; `whole` says that every question could be read,
/// since what is said of their number would only be an echo otherwise.
pub(super) fn check(quiz: &Quiz, record: &Record, whole: bool, diagnostics: &mut Diagnostics) {
    let mut check = Check { quiz, record, diagnostics };
    check.results();
    check.exam();
    check.retry();
    if whole {
        check.draw();
        check.titles();
        check.pass_mark();
    }
}

struct Check<'c> {
    quiz: &'c Quiz,
    record: &'c Record,
    diagnostics: &'c mut Diagnostics,
}

impl Check<'_> {
    fn place(&self, span: Span) -> Place {
        Place::new(&self.quiz.path, span)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn draw(&mut self) {
        // A number that could not be read is left out: what is said of the others would be an echo.
        let written = self.record.span(DRAW.name);
        let is_inside = |place: &Place| {
            place.path == self.quiz.path
                && written.is_some_and(|span| place.span.start >= span.start && place.span.end <= span.end)
        };
        if self.diagnostics.iter().any(|told| told.place.as_ref().is_some_and(is_inside)) {
            return;
        }
        match &self.quiz.settings.draw {
            Draw::All => {}
            Draw::Count(count) => self.count(*count),
            Draw::Banks(_) => self.banks(),
        }
    }

    /// So many of all questions.
    fn count(&mut self, count: usize) {
        let all: Vec<&QuizQuestion> = self.quiz.questions.iter().collect();
        if count > all.len() {
            let size = all.len();
            let message = say!(
                "問題は{size}問なので、{count}問は出題できません。",
                "{count} questions cannot be drawn of {size}."
            );
            let place = self.record.place(DRAW.name);
            self.report(
                Diagnostic::new(Code::QuizSettings, place, message)
                    .help(say!("問題を足すか、draw の数を減らします。", "Add questions, or draw fewer."))
                    .instead(count.to_string(), size.to_string()),
            );
        } else if count < all.len() {
            self.equal_points(&all, None);
        }
    }

    /// So many of each bank.
    fn banks(&mut self) {
        let members: Vec<Member> = self.record.get(DRAW.name).map_or(&[][..], |draw| draw.map()).to_vec();
        if members.is_empty() {
            let message = say!(
                "draw に問題バンクが1つもないので、何も出題されません。",
                "No bank stands in draw, so nothing is asked."
            );
            let place = self.record.place(DRAW.name);
            return self.report(
                Diagnostic::new(Code::QuizSettings, place, message).correct("draw: {law: 5, sns: 15}"),
            );
        }
        let mut banks: BTreeMap<Option<&str>, Vec<&QuizQuestion>> = BTreeMap::new();
        for question in &self.quiz.questions {
            banks.entry(question.bank.as_deref()).or_default().push(question);
        }
        for member in &members {
            let Some(count) = member.value.integer().and_then(|count| usize::try_from(count).ok()) else {
                continue;
            };
            let of_bank = banks.remove(&Some(member.key.as_str())).unwrap_or_default();
            if of_bank.is_empty() {
                self.unknown_bank(member);
            } else if count > of_bank.len() {
                self.too_few(member, count, of_bank.len());
            } else if count < of_bank.len() {
                self.equal_points(&of_bank, Some(&member.key));
            }
        }
        let unknown = |name: &&Member| !self.quiz.banks().contains(&name.key.as_str());
        let mistyped: Vec<&str> = members.iter().filter(unknown).map(|member| member.key.as_str()).collect();
        banks.retain(|bank, _| bank.is_none_or(|bank| nearest(bank, mistyped.iter().copied()).is_none()));
        for (bank, questions) in banks {
            self.never_drawn(bank, &questions);
        }
    }

    fn unknown_bank(&mut self, member: &Member) {
        let name = &member.key;
        let known = || self.quiz.banks().into_iter().filter(|bank| bank != name);
        let message = say!(
            "問題バンク「{name}」の問題が1つもありません。",
            "No question belongs to the bank “{name}”."
        );
        let diagnostic = Diagnostic::new(Code::QuizSettings, self.place(member.key_span), message);
        let diagnostic = match nearest(name, known()) {
            Some(near) => diagnostic
                .help(say!("「{near}」のことですか。", "Did you mean “{near}”?"))
                .instead(name.as_str(), near),
            None => diagnostic
                .help(say!(
                    "バンクに入れる問題に、この行を足します。",
                    "Add this line to the questions that belong to it."
                ))
                .correct(format!("    bank: {name}")),
        };
        self.report(diagnostic);
    }

    fn too_few(&mut self, member: &Member, count: usize, size: usize) {
        let name = &member.key;
        let message = say!(
            "問題バンク「{name}」の問題は{size}問なので、{count}問は出題できません。",
            "{count} questions cannot be drawn of the bank “{name}”, which has {size}."
        );
        self.report(
            Diagnostic::new(Code::QuizSettings, self.place(member.value.span), message)
                .help(say!(
                    "バンクに問題を足すか、数を減らします。",
                    "Add questions to the bank, or draw fewer."
                ))
                .instead(count.to_string(), size.to_string()),
        );
    }

    /// Where only some are drawn, every attempt must be worth the same.
    fn equal_points(&mut self, questions: &[&QuizQuestion], bank: Option<&str>) {
        let Some((first, rest)) = questions.split_first() else { return };
        let Some(other) = rest.iter().find(|other| other.points != first.points) else { return };
        let (id, points, first_id, first_points) = (&other.id, other.points, &first.id, first.points);
        let message = say!(
            "問題「{id}」は{points}点、「{first_id}」は{first_points}点です。選んで出題すると、人によって満点が変わってしまいます。",
            "“{id}” is worth {points} and “{first_id}” {first_points}: drawn at random, full marks would differ between learners."
        );
        let help = match bank {
            Some(bank) => say!(
                "問題バンク「{bank}」の配点をそろえるか、配点ごとに別のバンクにします。",
                "Give all questions of the bank “{bank}” the same points, or each number of points a bank of its own."
            ),
            None => say!(
                "配点をそろえるか、配点ごとに問題バンク（bank）に分けて、draw にバンクごとの数を書きます。",
                "Give all questions the same points, or each number of points a bank, and draw by bank."
            ),
        };
        let related = self.place(first.points_span);
        self.report(
            Diagnostic::new(Code::QuizSettings, self.place(other.points_span), message).help(help).related(
                related,
                say!("こちらは{first_points}点です。", "This one is worth {first_points}."),
            ),
        );
    }

    fn never_drawn(&mut self, bank: Option<&str>, questions: &[&QuizQuestion]) {
        let Some(first) = questions.first() else { return };
        let count = questions.len();
        let (message, help) = match bank {
            Some(bank) => (
                say!(
                    "問題バンク「{bank}」は draw にないので、その問題（{count}問）は出題されません。",
                    "The bank “{bank}” is not in draw, so its questions ({count}) are never asked."
                ),
                say!("draw に「{bank}: 数」を足します。", "Add “{bank}: …” to draw."),
            ),
            None => (
                say!(
                    "bank のない問題（{count}問）は、出題されません。",
                    "Questions without a bank ({count}) are never asked."
                ),
                say!(
                    "draw にあるバンクの名前を、bank に書きます。",
                    "Write one of the banks in draw as their bank."
                ),
            ),
        };
        let place = self.place(first.bank_span.unwrap_or(first.span));
        self.report(Diagnostic::new(Code::NoEffect, place, message).help(help));
    }

    /// Headings of banks that there are not.
    fn titles(&mut self) {
        let known = self.quiz.banks();
        let mut found = Vec::new();
        for bank in self.quiz.settings.banks.iter().filter(|bank| !known.contains(&bank.name.as_str())) {
            let name = &bank.name;
            let message = say!(
                "{key} の「{name}」に、問題が1つもありません。",
                "No question belongs to “{name}” of {key}.",
                key = BANKS.name
            );
            let diagnostic = Diagnostic::new(Code::NoEffect, self.place(bank.span), message);
            found.push(match nearest(name, known.iter().copied()) {
                Some(near) => diagnostic
                    .help(say!("「{near}」のことですか。", "Did you mean “{near}”?"))
                    .instead(name.as_str(), near),
                None => diagnostic,
            });
        }
        self.diagnostics.extend(found);
    }

    /// From the lowest score to the highest, each once.
    fn results(&mut self) {
        let mut found = Vec::new();
        for pair in self.quiz.settings.results.windows(2) {
            let [before, after] = pair else { continue };
            let (low, high) = (before.from, after.from);
            if low < high {
                continue;
            }
            let place = self.place(after.span);
            let diagnostic = if low == high {
                Diagnostic::new(
                    Code::Duplicate,
                    place,
                    say!("「from: {high}」が2回あります。", "“from: {high}” stands twice."),
                )
                .help(say!("どちらかの数を変えます。", "Change one of the numbers."))
            } else {
                Diagnostic::new(
                    Code::QuizSettings,
                    place,
                    say!(
                        "{results} は、成績の低い方から順に書きます（{low} の後に {high} があります）。",
                        "{results} go from the lowest score to the highest: {high} stands behind {low}.",
                        results = RESULTS.name
                    ),
                )
                .help(say!("行の順番を入れかえます。", "Change the order of the lines."))
            };
            found.push(
                diagnostic.related(self.place(before.span), say!("1つ前はここです。", "The one before.")),
            );
        }
        self.diagnostics.extend(found);
    }

    fn exam(&mut self) {
        if self.quiz.exam && !self.quiz.counts {
            let message = say!(
                "試験（exam）の得点はコースの成績になるので、counts: false にはできません。",
                "The points of an exam are the course's score: it cannot have counts: false."
            );
            let place = self.record.place("counts");
            self.report(Diagnostic::new(Code::QuizSettings, place, message).help(say!(
                "この行を消すか、レッスンで ::exam の代わりに ::quiz と書きます。",
                "Remove this line, or place it by ::quiz instead of ::exam."
            )));
        }
    }

    fn retry(&mut self) {
        if self.record.span(RETRY.name).is_none() {
            return;
        }
        let place = self.record.place(RETRY.name);
        if self.quiz.settings.retry_wrong && self.quiz.feedback == Feedback::None {
            let message = say!(
                "feedback: none のクイズで retry: wrong にすると、どの問題がまちがいだったかが分かってしまいます。",
                "With feedback: none, retry: wrong would tell which questions were wrong."
            );
            self.report(
                Diagnostic::new(Code::QuizSettings, place, message)
                    .help(say!(
                        "retry を all にするか、feedback を each か end にします。",
                        "Set retry to all, or feedback to each or end."
                    ))
                    .instead("wrong", "all"),
            );
        } else if self.quiz.settings.attempts == Some(1) {
            let message = say!(
                "{key}: 1 なので、もう一度受けることはなく、retry ははたらきません。",
                "With {key}: 1 there is no second attempt, so retry does nothing.",
                key = ATTEMPTS.name
            );
            let help = say!("この行を消します。", "Remove this line.");
            self.report(Diagnostic::new(Code::NoEffect, place, message).help(help));
        }
    }

    /// A pass mark needs points to be reached by, whichever questions are drawn.
    fn pass_mark(&mut self) {
        if self.quiz.points() > 0 || self.quiz.questions.is_empty() {
            return;
        }
        if self.quiz.exam {
            let message = say!(
                "この試験には点のつく問題がないので、合格点に届く人も届かない人もいません。",
                "This exam asks nothing that has points, so nobody can reach or miss its pass mark."
            );
            let place = self.quiz.questions.first().map_or_else(
                || self.record.key_place(QUESTIONS),
                |question| self.place(question.points_span),
            );
            return self.report(Diagnostic::new(Code::QuizSettings, place, message).help(say!(
                "点のつく問題を出題するか、レッスンで ::exam の代わりに ::quiz と書きます。",
                "Ask questions that have points, or place it by ::quiz instead of ::exam."
            )));
        }
        let written = ["pass-mark", RESULTS.name].into_iter().filter(|key| self.record.span(key).is_some());
        for key in written.collect::<Vec<_>>() {
            let message = say!(
                "点のつく問題がないので、「{key}」ははたらきません。",
                "Nothing here has points, so “{key}” does nothing."
            );
            let place = self.record.key_place(key);
            self.report(Diagnostic::new(Code::NoEffect, place, message).help(say!(
                "この行を消すか、点のつく問題を入れます。",
                "Remove it, or ask questions that have points."
            )));
        }
    }
}

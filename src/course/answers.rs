//! The private answer file: all that is needed to judge what learners of an edition hand in, for whoever made the
//! course. It is never part of the site.
//!
//! An edition may be built many times, and a question corrected in between, so each question has one entry for each
//! revision that a build of this edition has had: what was there is kept, what is new is added. That, too, is pure:
//! [`AnswerFile::with`] takes in what the file held before.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::{Course, Memo, Placed};
use crate::memo::Key;
use crate::quiz::Quiz;
use crate::source::Hash128;

/// The answers of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerFile {
    /// Always [`FORMAT`].
    format: String,
    /// Always [`VERSION`].
    version: u32,
    /// The course's id.
    course: String,
    /// The edition.
    edition: String,
    /// The digest of what it was last built from, as the site shows it.
    digest: String,
    /// Quizzes by id, their questions by id, and revisions of these.
    #[serde(serialize_with = "write_shared", deserialize_with = "read_shared")]
    quizzes: BTreeMap<String, Arc<QuizAnswers>>,
}

/// Answers of a quiz: by the question's id, by revision.
pub(super) type QuizAnswers = BTreeMap<String, BTreeMap<String, Answer>>;

/// How a revision of a question is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    /// The question's type.
    #[serde(rename = "type")]
    kind: String,
    /// Its points.
    points: u32,
    /// What its grader needs.
    key: Value,
}

const FORMAT: &str = "terakoya-answers";
const VERSION: u32 = 1;

impl AnswerFile {
    /// The answers of `course`, built from what has this digest; `None` where it asks nothing.
    pub(crate) fn of(memo: &Memo, course: &Course, digest: Hash128) -> Option<Self> {
        let id = &course.book.id;
        let of_page = |(mark, placed): (Hash128, Placed<'_>)| {
            memo.answers.get(Key::of((mark, id)), || {
                placed.map(|quiz| (quiz.id.clone(), Arc::new(answers(quiz, id)))).collect()
            })
        };
        let pages: Vec<_> = course.built_pages().collect();
        let told: Vec<Arc<Vec<_>>> = pages.into_par_iter().map(of_page).collect();
        let quizzes: BTreeMap<String, Arc<QuizAnswers>> =
            told.iter().flat_map(|quizzes| quizzes.iter().cloned()).collect();
        (!quizzes.is_empty()).then(|| Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            course: course.book.id.clone(),
            edition: course.book.edition.clone(),
            digest: digest.to_string(),
            quizzes,
        })
    }

    /// Reads an answer file; `None` for anything else.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let file: Self = serde_json::from_slice(text).ok()?;
        (file.format == FORMAT && file.version == VERSION).then_some(file)
    }

    /// Whether both are of the same edition of the same course.
    pub fn is_of_edition(&self, other: &Self) -> bool {
        self.course == other.course && self.edition == other.edition
    }

    /// These answers, with those revisions of `before` that are not among them.
    #[must_use]
    pub fn with(mut self, before: Self) -> Self {
        for (quiz, questions) in before.quizzes {
            let own = Arc::make_mut(self.quizzes.entry(quiz).or_default());
            for (question, revisions) in Arc::unwrap_or_clone(questions) {
                let own = own.entry(question).or_default();
                for (revision, answer) in revisions {
                    own.entry(revision).or_insert(answer);
                }
            }
        }
        self
    }

    /// What is written.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The name of the file: `<course>-<edition>.json`, with signs that some system refuses left out.
    pub fn name(&self) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let shown: String = self.edition.chars().map(|c| if plain(c) { c } else { '-' }).take(60).collect();
        let told = shown == self.edition;
        // Two editions never share a file because of what was left out; capitals, too, are one to some systems.
        let sure = told && !shown.contains(|c: char| c.is_ascii_uppercase());
        let hash = Hash128::of(self.edition.as_bytes()).short();
        let tail = if sure { String::new() } else { format!("-{hash}") };
        format!("{}-{shown}{tail}.json", self.course)
    }
}

fn write_shared<S: Serializer>(
    quizzes: &BTreeMap<String, Arc<QuizAnswers>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(quizzes.iter().map(|(quiz, answers)| (quiz, &**answers)))
}

fn read_shared<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Arc<QuizAnswers>>, D::Error> {
    let quizzes = BTreeMap::<String, QuizAnswers>::deserialize(deserializer)?;
    Ok(quizzes.into_iter().map(|(quiz, answers)| (quiz, Arc::new(answers))).collect())
}

fn answers(quiz: &Quiz, course: &str) -> QuizAnswers {
    let answer = |question: &crate::quiz::QuizQuestion| {
        let ask = question.ask.as_ref()?;
        let revision = quiz.published(question, course)?.revision;
        let answer = Answer { kind: ask.kind.to_owned(), points: question.points, key: ask.question.key() };
        Some((question.id.clone(), BTreeMap::from([(revision, answer)])))
    };
    quiz.questions.iter().filter_map(answer).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn file(edition: &str, revision: &str) -> AnswerFile {
        let answer = Answer { kind: "judge".into(), points: 1, key: json!({"answer": revision}) };
        AnswerFile {
            format: FORMAT.into(),
            version: VERSION,
            course: "c".into(),
            edition: edition.into(),
            digest: "0".into(),
            quizzes: BTreeMap::from([(
                "q".to_owned(),
                Arc::new(BTreeMap::from([("1".to_owned(), BTreeMap::from([(revision.to_owned(), answer)]))])),
            )]),
        }
    }

    #[test]
    fn no_revision_is_ever_lost() {
        let both = file("1", "b").with(file("1", "a"));
        assert_eq!(both.quizzes["q"]["1"].keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(both.clone().with(both.clone()), both);
        assert_eq!(AnswerFile::parse(both.to_text().as_bytes()), Some(both));
        assert_eq!(AnswerFile::parse(b"{}"), None);
    }

    #[test]
    fn every_edition_has_a_file_of_its_own() {
        assert_eq!(file("2025.10", "a").name(), "c-2025.10.json");
        let names: std::collections::BTreeSet<String> =
            ["1/2", "1-2", "1:2", "第1版", "第2版", "A", "a", "", "../x"]
                .map(|edition| file(edition, "a").name())
                .into();
        assert_eq!(names.len(), 9);
        assert!(names.iter().all(|name| !name.contains(['/', '\\', ':'])));
        let lower: std::collections::BTreeSet<String> =
            names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(lower.len(), 9);
    }
}

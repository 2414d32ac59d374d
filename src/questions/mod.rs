//! Question types: what each may say in YAML, how a response is judged, and how it looks.
//!
//! A type is one folder: `mod.rs` (keys, checks, grading in Rust), `view.html` and `answer.html` (the form, and
//! what stands under it once it is answered), `style.css`, `behaviour.js` (the form brought to life, and the
//! same grading in the browser), `snippet.yaml` (what an editor inserts), `examples.yaml` with `expected/` (judge of
//! both graders). The line in [`TYPES`] is the only other place that knows it. What several types share lies in `shared/` (a script, a style or both
//! under one name), and reaches only the pages that use one of these types. Words that a type's script shows
//! stand in the table `question_<type>` of `strings/*.toml`, and those of a shared script in `question_<shared>`.
//! What all questions share (prompt, points, hint) is in `quiz`.

/// The files of a type's default look, all of which lie in its folder.
macro_rules! look {
    () => {
        &[
            ("view.html", include_str!("view.html")),
            ("answer.html", include_str!("answer.html")),
            ("style.css", include_str!("style.css")),
            ("behaviour.js", include_str!("behaviour.js")),
        ]
    };
}

pub mod accepted;
pub mod choice;
pub mod cloze;
pub mod examples;
pub mod fold;
pub mod free;
pub mod hiding;
pub mod hotspot;
mod item;
pub mod judge;
pub mod matching;
pub mod matrix;
pub mod multiple;
pub mod numeric;
pub mod ordering;
mod parts;
pub mod scenario;
pub mod several;
pub mod single;
pub mod sorting;
pub mod survey;
pub mod text;
mod verdict;

pub use hiding::{Canonical, Hiding};
pub use verdict::{Part, State, Verdict};

use std::fmt::Debug;

use serde_json::Value;

use crate::diagnostics::{Diagnostic, Said};
use crate::source::Excerpt;
use crate::syntax::fields::{Key, Record};
use crate::text::{Block, Inline, Picture, Resolver};

/// Every question type.
pub static TYPES: &[&dyn QuestionType] = &[
    &single::Single,
    &multiple::Multiple,
    &judge::Judge,
    &ordering::Ordering,
    &matching::Matching,
    &sorting::Sorting,
    &matrix::Matrix,
    &hotspot::Hotspot,
    &scenario::Scenario,
    &free::Free,
    &survey::Survey,
    &text::Text,
    &numeric::Numeric,
    &cloze::Cloze,
];

/// The type called `name`.
pub fn find(name: &str) -> Option<&'static dyn QuestionType> {
    TYPES.iter().find(|kind| kind.name() == name).copied()
}

/// What a learner gave, as records, results and examples hold it. Each type documents its shape.
pub type Response = Value;

/// A kind of question.
pub trait QuestionType: Sync {
    /// The name that authors write as `type`; also that of the folder.
    fn name(&self) -> &'static str;

    /// The keys that this type has besides those of every question. One of the latter that it declares as well
    /// is read as it says: another meaning, or one that may be left out.
    fn keys(&self) -> &'static [Key];

    /// The files of the default look, by their name in the folder.
    fn look(&self) -> &'static [(&'static str, &'static str)];

    /// What an editor inserts to begin a question, in YAML: the keys but for `id` and `type`, below `ja` and `en`.
    fn snippet(&self) -> &'static str;

    /// What it asks of the learner, in a sentence.
    fn about(&self) -> Said;

    /// Its examples, as written; [`examples::of`] reads them.
    fn examples(&self) -> &'static str;

    /// Names of the looks in `shared/` that it uses.
    fn shared(&self) -> &'static [&'static str] {
        &[]
    }

    /// Keys of every question with which this type leaves nothing to say, each with the reason. A key that the type
    /// declares itself takes the place of the one that every question has.
    fn refused(&self) -> Vec<(&'static str, Said)> {
        Vec::new()
    }

    /// Reads a question of this type, reporting all that cannot be right. `None` where it cannot be asked.
    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>>;
}

/// A question that can be asked and judged.
pub trait Question: Debug + Send + Sync {
    /// The points that can be earned, given what the author wrote as `points`.
    fn points(&self, written: Option<u32>) -> u32 {
        written.unwrap_or(1)
    }

    /// What grading needs, for the page's data and for the question's revision. The JavaScript grader reads it.
    fn key(&self) -> Value;

    /// Judges a response. Anything that is no response to this question is pending and earns nothing.
    fn grade(&self, response: &Response, points: u32) -> Verdict;

    /// How it is judged where its key must not stand in the page.
    fn hiding(&self) -> Hiding;

    /// A response that earns all points.
    fn right_response(&self) -> Response;

    /// The response in which authors' words (a choice's text) are replaced by keys. Words that are neither
    /// stay, and so are judged as pending.
    fn response_from_words(&self, words: &Value) -> Response;

    /// The data of `view.html`.
    fn view(&self, words: &mut dyn Words) -> Value;

    /// The data of `answer.html`.
    fn answer(&self, words: &mut dyn Words) -> Value;
}

/// How a question's texts become part of a page. Implemented where pages are rendered, so that questions know
/// nothing of HTML.
pub trait Words {
    /// Running text.
    fn line(&mut self, inlines: &[Inline]) -> String;

    /// Block content.
    fn text(&mut self, blocks: &[Block]) -> String;

    /// A picture.
    fn picture(&mut self, picture: &Picture) -> String;

    /// Block content that is cut at its blanks.
    fn pieces(&mut self, blocks: &[Block]) -> Vec<Piece>;

    /// An anchor of this question: `suffix` names the part.
    fn id(&mut self, suffix: &str) -> String;

    /// The address of that anchor.
    fn here(&mut self, suffix: &str) -> String;
}

/// A stretch of a text with blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// HTML, whose elements may go on behind the next blank.
    Html(String),
    /// A blank, by its number in the text.
    Blank(usize),
}

/// A question being read.
#[derive(Debug)]
pub struct Reading<'r, 'i> {
    /// The keys as written.
    pub record: &'r Record,
    /// Resolves the texts and collects what is to be said.
    pub resolver: &'r mut Resolver<'i>,
    /// The question's id.
    pub id: &'r str,
    /// Whether learners are shown more than the score of the whole quiz.
    pub verdicts: bool,
    /// Whether the page must not show what is right.
    pub hidden: bool,
}

impl Reading<'_, '_> {
    /// A text that learners are shown once the question is judged.
    pub fn told(&mut self, written: &Excerpt) -> Vec<Block> {
        if self.hidden {
            self.resolver.apart(|resolver| resolver.text(written))
        } else {
            self.resolver.text(written)
        }
    }

    /// Reports a problem.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.resolver.diagnostics.push(diagnostic);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_complete_and_named_once() {
        for kind in TYPES {
            for file in ["view.html", "answer.html", "style.css", "behaviour.js"] {
                let (_, content) = kind.look().iter().find(|(name, _)| *name == file).unwrap_or_else(|| {
                    panic!("the type {} lacks {file}", kind.name());
                });
                assert!(!content.is_empty(), "{}/{file} is empty", kind.name());
            }
            assert_eq!(TYPES.iter().filter(|other| other.name() == kind.name()).count(), 1);
        }
    }
}

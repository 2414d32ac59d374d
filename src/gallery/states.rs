//! Which responses bring a question into which state: the first of its examples that is judged so.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::course::{Given, file, theme_folder};
use super::stage::STATES;
use crate::pipeline::{self, Memo};
use crate::questions::{Question, State};
use crate::quiz::Quiz;
use crate::source::{SourcePath, Sources};

/// The state in which a quiz that judges at its end is shown.
const REVIEW: &str = "review";

/// The sources with the responses for each of these quizzes, as a script of the gallery's theme.
pub(super) fn with_states(mut sources: Sources, given: &BTreeMap<SourcePath, Given>) -> Sources {
    // What is to be said of it, the build says.
    let (course, _) = pipeline::understand(&Memo::forgetful(), &sources).value;
    let quizzes = course.lessons().flat_map(|lesson| &lesson.quizzes);
    let states: Map<String, Value> =
        quizzes.filter_map(|(path, quiz)| Some((quiz.id.clone(), states(quiz, given.get(path)?)?))).collect();
    let script = format!("Terakoya.define(\"gallery\", {});\n", Value::Object(states));
    let name = course.book.theme.0;
    sources.files.extend(file(&format!("{}/{STATES}", theme_folder(&name)), &script));
    sources
}

/// The responses to the only question of a quiz by the state into which they bring it.
fn states(quiz: &Quiz, given: &Given) -> Option<Value> {
    let question = quiz.questions.first()?;
    let asked = &*question.ask.as_ref()?.question;
    let mut found = Map::new();
    let responses = given.responses.iter().map(|words| asked.response_from_words(words));
    for response in responses.chain([asked.right_response()]) {
        if let Some(state) = state(asked, &response, question.points) {
            found.entry(state.name()).or_insert(response);
        }
    }
    if given.at_the_end {
        // A mistake shows most of what there is to see.
        let order = [State::Wrong, State::Partial, State::Unscored, State::Right];
        let shown = order.iter().find_map(|state| found.remove(state.name()))?;
        return Some(Map::from_iter([(REVIEW.to_owned(), shown)]).into());
    }
    Some(found.into())
}

fn state(asked: &dyn Question, response: &Value, points: u32) -> Option<State> {
    Some(asked.grade(response, points).state).filter(|state| *state != State::Pending)
}

//! When a lesson is done, when the course is, and with which score.
//!
//! One rule for home, lists, certificate, resume code and result. Its twin for learners' browsers is
//! `record/progress/completion.js`; `completion.yaml` beside this file judges both.
//!
//! A lesson is done when every counted quiz and exam in it is passed or, where it has none, when the learner said
//! so (「読み終えた」). What does not count (`counts: false`, drafts, pages that open a part) is left out. The course
//! is done when all counted lessons are, and there is at least one. Its score is the best points of its exams over
//! the points that can be earned in them; without an exam with points there is none.

use std::collections::{BTreeMap, BTreeSet};

use super::{Course, Lesson};
use crate::quiz::Quiz;

/// A lesson as the rule sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// The lesson's id.
    pub lesson: String,
    /// Its counted quizzes and exams.
    pub quizzes: Vec<Trial>,
}

/// A counted quiz or exam of a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The quiz's id.
    pub quiz: String,
    /// Points that can be earned, in whole points; `None` for a quiz that is no exam.
    pub exam: Option<u32>,
}

/// What a learner has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Lessons that the learner said to have read.
    pub read: BTreeSet<String>,
    /// Quizzes and exams that were passed at least once.
    pub passed: BTreeSet<String>,
    /// The share of points earned in the best attempt of each exam, in hundredths of a per cent, at most 10,000.
    pub best: BTreeMap<String, u32>,
}

/// How far a learner is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// Counted lessons that are done.
    pub done: BTreeSet<String>,
    /// How many lessons count.
    pub of: usize,
    /// Whether the course is done.
    pub complete: bool,
    /// The score in whole per cent, rounded down; `None` for a course without exam points.
    pub score: Option<u32>,
}

/// The lessons that count, in order.
pub fn milestones(course: &Course) -> Vec<Milestone> {
    course.built().filter(|lesson| lesson.counts).map(|lesson| milestone(lesson)).collect()
}

fn milestone(lesson: &Lesson) -> Milestone {
    let trial = |quiz: &Quiz| Trial { quiz: quiz.id.clone(), exam: quiz.exam.then(|| quiz.points()) };
    Milestone {
        lesson: lesson.id.clone(),
        quizzes: lesson.counted_quizzes().map(|quiz| trial(quiz)).collect(),
    }
}

/// Applies the rule.
pub fn completion(milestones: &[Milestone], standing: &Standing) -> Completion {
    let is_done = |milestone: &&Milestone| match milestone.quizzes.as_slice() {
        [] => standing.read.contains(&milestone.lesson),
        quizzes => quizzes.iter().all(|trial| standing.passed.contains(&trial.quiz)),
    };
    let done: BTreeSet<String> =
        milestones.iter().filter(is_done).map(|milestone| milestone.lesson.clone()).collect();
    let exams = || {
        milestones
            .iter()
            .flat_map(|milestone| &milestone.quizzes)
            .filter_map(|trial| Some((trial, trial.exam?)))
    };
    let possible: u64 = exams().map(|(_, points)| u64::from(points)).sum();
    let earned: u64 = exams()
        .map(|(trial, points)| {
            u64::from(points) * u64::from(standing.best.get(&trial.quiz).copied().unwrap_or(0))
        })
        .sum();
    Completion {
        complete: !milestones.is_empty() && done.len() == milestones.len(),
        of: milestones.len(),
        done,
        score: (possible > 0).then(|| u32::try_from(earned / possible / 100).unwrap_or(100)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::source::{Excerpt, SourcePath};
    use crate::syntax::node::{self, Node};
    use crate::syntax::yaml;

    fn json_of(node: &Node) -> Value {
        match &node.value {
            node::Value::Map(entries) => {
                entries.iter().map(|entry| (entry.key.clone(), json_of(&entry.value))).collect()
            }
            node::Value::List(items) => items.iter().map(json_of).collect(),
            node::Value::Scalar(scalar) => {
                serde_json::from_str(&scalar.text.text).unwrap_or_else(|_| json!(scalar.text.text))
            }
            node::Value::Null => Value::Null,
        }
    }

    fn names(value: &Value) -> BTreeSet<String> {
        value.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_rule_holds_for_its_examples() {
        let path = SourcePath::known("completion.yaml");
        let parsed = yaml::parse(&Excerpt::verbatim(&path, include_str!("completion.yaml"), 0));
        assert!(parsed.diagnostics.is_empty());
        let examples = json_of(&parsed.value.unwrap());
        for example in examples.as_array().unwrap() {
            let trial = |trial: &Value| Trial {
                quiz: trial["quiz"].as_str().unwrap().to_owned(),
                exam: trial["exam"].as_u64().map(|points| u32::try_from(points).unwrap()),
            };
            let milestones: Vec<Milestone> = example["lessons"]
                .as_array()
                .unwrap()
                .iter()
                .map(|lesson| Milestone {
                    lesson: lesson["lesson"].as_str().unwrap().to_owned(),
                    quizzes: lesson["quizzes"].as_array().unwrap().iter().map(trial).collect(),
                })
                .collect();
            let standing = &example["standing"];
            let best = standing["best"].as_object().unwrap().iter();
            let standing = Standing {
                read: names(&standing["read"]),
                passed: names(&standing["passed"]),
                best: best
                    .map(|(quiz, share)| (quiz.clone(), u32::try_from(share.as_u64().unwrap()).unwrap()))
                    .collect(),
            };
            let got = completion(&milestones, &standing);
            let got = json!({"done": got.done, "of": got.of, "complete": got.complete, "score": got.score});
            assert_eq!(got, example["completion"], "{}", example["name"]);
        }
    }
}

//! Quizzes: the frame's data for its views, and the data for the browser.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};

use super::escape::{escape, script_json};
use super::exam::StageView;
use super::holes::Hole;
use super::writer::{Writer, own};
use super::{Parts, Shard, blanks, tree};
use crate::questions::{Piece, Words};
use crate::quiz::chance::Seed;
use crate::quiz::hidden::{Answers, Salt};
use crate::quiz::{Ask, Feedback, Quiz, QuizQuestion, draw};
use crate::source::SourcePath;
use crate::text::{Block, Inline, Picture, Target};

/// What `quiz/view.html` sees as `quiz`.
#[derive(Serialize)]
struct QuizView {
    quiz: QuizData,
}

#[derive(Serialize)]
struct QuizData {
    id: String,
    /// Of its heading.
    level: u8,
    /// The course's title, for paper.
    course: String,
    key: String,
    kind: &'static str,
    title: Option<String>,
    questions_html: Vec<String>,
    count: usize,
    points: u32,
    pass_mark: u8,
    counts: bool,
    /// Whether answers are hidden.
    hidden: bool,
    /// Whether all questions are submitted together.
    submits: bool,
    /// Whether a new attempt may carry over what was right.
    retry: bool,
    stage: Option<StageView>,
    data: String,
}

/// What `quiz/question.html` sees as `question`.
#[derive(Serialize)]
struct QuestionView {
    question: QuestionData,
}

#[derive(Serialize)]
pub(super) struct QuestionData {
    id: String,
    key: String,
    #[serde(rename = "type")]
    kind: &'static str,
    number: usize,
    points: u32,
    prompt: String,
    body: String,
    answer: String,
    hint: Option<String>,
    explanation: Option<String>,
    see: Option<SeeView>,
    /// What a hidden question tells in its time: the mark of it, or nothing where nothing is told.
    veiled: Option<String>,
}

#[derive(Serialize)]
struct SeeView {
    url: String,
    title: String,
}

impl Writer<'_> {
    /// The quiz in the file `path` as HTML.
    pub(super) fn quiz(&mut self, path: &SourcePath) -> String {
        let Some(quiz) = self.quizzes.get(path) else { return String::new() };
        let kinds: BTreeSet<String> = quiz.kinds().map(str::to_owned).collect();
        // What its questions use is noted apart, for the page that brings them back.
        let before = std::mem::take(&mut self.parts);
        self.parts.questions.extend(kinds);
        self.quiz_count += 1;
        self.asking = true;
        self.hidden = quiz.answers == Answers::Hidden;
        if self.hidden {
            self.parts.features.extend(["build", "digest", "hidden"]);
        }
        let anchor = own(&format!("q{}:", self.quiz_count));
        let questions_html: Vec<String> = quiz
            .questions
            .iter()
            .enumerate()
            .map(|(index, question)| self.question(quiz, question, index + 1))
            .collect();
        self.questions.extend(self.renderer.findable_questions(quiz, &anchor));
        let parts = std::mem::replace(&mut self.parts, before);
        self.parts.extend(&parts);
        let submits = quiz.feedback != Feedback::Each;
        self.parts.features.extend(submits.then_some("end"));
        self.shards.extend(self.shard(quiz, &questions_html, &anchor, parts));
        let view = QuizView {
            quiz: QuizData {
                id: self.id(&anchor),
                level: self.level_below(),
                course: self.renderer.course.book.title.clone(),
                key: quiz.id.clone(),
                kind: quiz.kind(),
                title: quiz.title.as_ref().map(|title| self.line(title)),
                questions_html,
                count: quiz.asked(),
                points: quiz.points(),
                pass_mark: quiz.pass_mark,
                counts: quiz.counts,
                hidden: self.hidden,
                submits,
                retry: quiz.settings.retry_wrong,
                stage: self.stage(quiz, &anchor),
                data: format!(
                    "<script type=\"application/json\" class=\"quiz-data\">{}</script>",
                    script_json(&quiz.data(&self.renderer.course.book.id))
                ),
            },
        };
        (self.hidden, self.asking) = (false, false);
        self.renderer.templates.render("quiz/view.html", &view, &mut self.diagnostics)
    }

    /// What the practice page brings back of a quiz; `None` for nothing.
    fn shard(&self, quiz: &Quiz, questions_html: &[String], anchor: &str, parts: Parts) -> Option<Shard> {
        let book = &self.renderer.course.book;
        if !book.practice {
            return None;
        }
        let mut refused = BTreeSet::new();
        let practised: BTreeSet<&str> = quiz.practised().map(|question| question.id.as_str()).collect();
        let questions: Vec<Value> = quiz
            .questions
            .iter()
            .zip(questions_html)
            .filter(|(question, _)| practised.contains(question.id.as_str()))
            .filter_map(|(question, html)| {
                let mut data = quiz.question_data(question, &book.id)?;
                data.as_object_mut()?.insert("tree".to_owned(), tree::of(html.trim(), &mut refused));
                Some(data)
            })
            .collect();
        if questions.is_empty() {
            return None;
        }
        let mut questions = self.holes.fit(&Value::Array(questions).to_string());
        // What stands elsewhere on the quiz's page, such as its sources, is there and not on the practice page.
        questions.change(&|hole| match hole {
            Hole::Here(target) if !target.starts_with(anchor) => {
                *hole = Hole::Page(self.page.clone(), Some(std::mem::take(target)));
            }
            _ => {}
        });
        let (quiz, exam, page) = (quiz.id.clone(), quiz.exam, self.page.clone());
        Some(Shard { quiz, exam, page, title: String::new(), questions, parts, refused })
    }

    fn question(&mut self, quiz: &Quiz, question: &QuizQuestion, number: usize) -> String {
        let Some((ask, mut data)) = self.question_data(question, number, None) else {
            return self.broken(question);
        };
        let published = quiz.published(question, &self.renderer.course.book.id);
        if let Some(hidden) = published.and_then(|published| published.hidden) {
            let view = QuestionView { question: data };
            let explanation =
                self.renderer.templates.render("quiz/explanation.html", &view, &mut self.diagnostics);
            data = view.question;
            let answer = std::mem::take(&mut data.answer);
            (data.explanation, data.see) = (None, None);
            // Where nothing is ever told, the page need not know it.
            data.veiled = Some(match quiz.feedback {
                Feedback::None => String::new(),
                _ => self.veil(hidden.salt, &ask.question.key(), &answer, &explanation),
            });
        }
        let view = QuestionView { question: data };
        let html = self.renderer.templates.render("quiz/question.html", &view, &mut self.diagnostics);
        self.renderer.broken(html)
    }

    /// The mark of what is told once a question is judged: its key, and its answer and explanation as trees.
    fn veil(&mut self, salt: Salt, key: &Value, answer: &str, explanation: &str) -> String {
        let renderer = self.renderer;
        let mut tree = |html: &str| tree::all_of(&renderer.broken(html.to_owned()), &mut self.refused);
        let told = json!({ "key": key, "answer": tree(answer), "explanation": tree(explanation) });
        self.holes.veil(salt, told.to_string())
    }

    /// A question that cannot be asked.
    pub(super) fn broken(&mut self, question: &QuizQuestion) -> String {
        let prompt = self.blocks(&question.prompt);
        let problem = self.words("quiz_form", "broken", &[]);
        let id = escape(&question.id);
        format!("{prompt}<div class=\"problem\" role=\"note\"><p>{problem} <code>{id}</code></p></div>")
    }

    /// What views see of a question that can be asked, its choices in the order of `seed` where there is one.
    pub(super) fn question_data<'q>(
        &mut self,
        question: &'q QuizQuestion,
        number: usize,
        seed: Option<Seed>,
    ) -> Option<(&'q Ask, QuestionData)> {
        let ask = question.ask.as_ref()?;
        let anchor = own(&format!("q{}:{number}:", self.quiz_count));
        let mut view = ask.question.view(&mut QuestionWords { writer: self, anchor: &anchor });
        let mut answer = ask.question.answer(&mut QuestionWords { writer: self, anchor: &anchor });
        if let Some(seed) = seed {
            shuffle(seed, &question.id, &mut view, &mut answer);
        }
        let template = |name: &str| format!("questions/{}/{name}.html", ask.kind);
        let body = self.renderer.templates.render(&template("view"), &view, &mut self.diagnostics);
        let answer = self.renderer.templates.render(&template("answer"), &answer, &mut self.diagnostics);
        let data = QuestionData {
            id: self.id(&anchor),
            key: question.id.clone(),
            kind: ask.kind,
            number,
            points: question.points,
            prompt: self.blocks(&question.prompt),
            body,
            answer,
            hint: question.hint.as_ref().map(|hint| self.blocks(hint)),
            explanation: question.explanation.as_ref().map(|explanation| self.blocks(explanation)),
            see: question.see.as_ref().map(|(target, title)| self.see(target, title)),
            veiled: None,
        };
        Some((ask, data))
    }

    /// Where to read something again: by the section's own heading, if it has one.
    fn see(&mut self, target: &Target, title: &str) -> SeeView {
        let section = match target {
            Target::Page(page, Some(anchor)) => self.renderer.section_title(page, anchor),
            Target::Here(anchor) => self.renderer.section_title(&self.page, anchor),
            _ => None,
        };
        let title = match section {
            Some(section)
                if title.is_empty() || matches!(target, Target::Page(page, _) if *page == self.page) =>
            {
                escape(&section)
            }
            Some(section) => format!("{} › {}", escape(title), escape(&section)),
            None => escape(title),
        };
        SeeView { url: self.url(target), title }
    }
}

/// Puts the choices of a question that may be shuffled into the order of a draw, in its view and its answer.
fn shuffle(seed: Seed, question: &str, view: &mut Value, answer: &mut Value) {
    let Some(choices) = view.get_mut("choices").and_then(Value::as_array_mut) else { return };
    let known = |choice: &Value| Some((choice["value"].as_str()?.to_owned(), choice["last"].as_bool()?));
    let Some(keys) = choices.iter().map(known).collect::<Option<Vec<(String, bool)>>>() else { return };
    let keys: Vec<(&str, bool)> = keys.iter().map(|(key, last)| (key.as_str(), *last)).collect();
    let order = draw::order(seed, question, &keys);
    let place = |key: &Value| order.iter().position(|known| Some(known.as_str()) == key.as_str());
    choices.sort_by_key(|choice| place(&choice["value"]));
    if let Some(choices) = answer.get_mut("choices").and_then(Value::as_array_mut) {
        choices.sort_by_key(|choice| place(&choice["key"]));
    }
}

/// Lets a question put its texts on the page.
struct QuestionWords<'w, 'a> {
    writer: &'w mut Writer<'a>,
    anchor: &'w str,
}

impl Words for QuestionWords<'_, '_> {
    fn line(&mut self, inlines: &[Inline]) -> String {
        self.writer.line(inlines)
    }

    fn text(&mut self, blocks: &[Block]) -> String {
        self.writer.blocks(blocks)
    }

    fn picture(&mut self, picture: &Picture) -> String {
        self.writer.picture(picture)
    }

    fn pieces(&mut self, blocks: &[Block]) -> Vec<Piece> {
        blanks::cut(&self.writer.blocks(blocks))
    }

    fn id(&mut self, suffix: &str) -> String {
        self.writer.id(&format!("{}{suffix}", self.anchor))
    }

    fn here(&mut self, suffix: &str) -> String {
        self.writer.here(&format!("{}{suffix}", self.anchor))
    }
}

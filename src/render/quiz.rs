//! Quizzes: the frame's data for its views, and the data for the browser.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::blanks;
use super::escape::{escape, script_json};
use super::holes::Hole;
use super::writer::{Writer, own};
use crate::questions::{Piece, Words};
use crate::quiz::QuizQuestion;
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
    key: String,
    kind: &'static str,
    title: Option<String>,
    questions_html: Vec<String>,
    count: usize,
    points: u32,
    pass_mark: u8,
    counts: bool,
    data: String,
}

/// What `quiz/question.html` sees as `question`.
#[derive(Serialize)]
struct QuestionView {
    question: QuestionData,
}

#[derive(Serialize)]
struct QuestionData {
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
        self.parts.questions.extend(kinds);
        self.quiz_count += 1;
        let anchor = own(&format!("q{}:", self.quiz_count));
        let questions_html = quiz
            .questions
            .iter()
            .enumerate()
            .map(|(index, question)| self.question(question, index + 1))
            .collect();
        let view = QuizView {
            quiz: QuizData {
                id: self.id(&anchor),
                key: quiz.id.clone(),
                kind: quiz.kind(),
                title: quiz.title.as_ref().map(|title| self.line(title)),
                questions_html,
                count: quiz.questions.len(),
                points: quiz.points(),
                pass_mark: quiz.pass_mark,
                counts: quiz.counts,
                data: format!(
                    "<script type=\"application/json\" class=\"quiz-data\">{}</script>",
                    script_json(&quiz.data())
                ),
            },
        };
        self.renderer.templates.render("quiz/view.html", &view, &mut self.diagnostics)
    }

    fn question(&mut self, question: &QuizQuestion, number: usize) -> String {
        let anchor = own(&format!("q{}:{number}:", self.quiz_count));
        let Some(ask) = &question.ask else {
            let prompt = self.blocks(&question.prompt);
            let problem = self.words("quiz_form", "broken", &[]);
            return format!("{prompt}<div class=\"problem\" role=\"note\"><p>{problem}</p></div>");
        };
        let view = ask.question.view(&mut QuestionWords { writer: self, anchor: &anchor });
        let answer = ask.question.answer(&mut QuestionWords { writer: self, anchor: &anchor });
        let template = |name: &str| format!("questions/{}/{name}.html", ask.kind);
        let view: &Value = &view;
        let body = self.renderer.templates.render(&template("view"), view, &mut self.diagnostics);
        let answer = self.renderer.templates.render(&template("answer"), &answer, &mut self.diagnostics);
        let view = QuestionView {
            question: QuestionData {
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
            },
        };
        self.renderer.templates.render("quiz/question.html", &view, &mut self.diagnostics)
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
        self.writer.holes.leave(Hole::Id(format!("{}{suffix}", self.anchor)))
    }

    fn here(&mut self, suffix: &str) -> String {
        self.writer.here(&format!("{}{suffix}", self.anchor))
    }
}

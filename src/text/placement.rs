//! What the engine itself puts into a lesson: `::quiz{src=name}`, `::exam{src=name}`, `::certificate`.

use super::declaration::Body;
use super::linking::relative;
use super::opening::Opening;
use super::resolve::{Resolver, Setting};
use super::{Custom, PlacedQuiz, QuizUse};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::{Place, SourcePath};
use crate::syntax::fields::nearest;
use crate::syntax::tree::{Attribute, Directive};

impl Resolver<'_> {
    /// The certificate, placed by `::certificate`.
    pub(super) fn certificate(&mut self, directive: &Directive, path: &SourcePath) -> Custom {
        if self.setting != Setting::Page {
            return self.misplaced(directive, path);
        }
        if !directive.body.is_empty() {
            self.check_body(directive, Body::None, path);
        }
        let id = self.anchor_only(directive);
        for attribute in &directive.attributes {
            let key = attribute.key.text.as_str();
            if !matches!(key, "id" | "class") {
                let without = Opening::of(directive).without(key).to_string();
                self.diagnostics.push(no_attribute(directive, attribute, path).correct(without));
            }
        }
        Custom::Certificate(id)
    }

    /// A directive that belongs into the text of a lesson.
    fn misplaced(&mut self, directive: &Directive, path: &SourcePath) -> Custom {
        let place = Place::new(path, directive.span);
        let name = &directive.name.text;
        self.problem(
            Diagnostic::new(
                Code::BlockPlace,
                place,
                say!(
                    "「{name}」は、レッスンの本文にだけ置けます。",
                    "\"{name}\" can be placed in the text of a lesson only."
                ),
            )
            .help(say!(
                "この行を消し、レッスンの .md ファイルに書きます。",
                "Delete this line and write it in the .md file of a lesson."
            )),
        )
    }

    /// A quiz placed by `::quiz{src=name}`, or by `::exam{src=name}` as an exam.
    pub(super) fn quiz(&mut self, directive: &Directive, exam: bool, path: &SourcePath) -> Custom {
        let place = Place::new(path, directive.span);
        let name = if exam { "exam" } else { "quiz" };
        if self.setting != Setting::Page {
            return self.misplaced(directive, path);
        }
        if !directive.body.is_empty() {
            self.check_body(directive, Body::None, path);
        }
        let id = self.anchor_only(directive);
        let mut source: Option<&Attribute> = None;
        for attribute in &directive.attributes {
            match attribute.key.text.as_str() {
                "src" => source = source.or(Some(attribute)),
                "id" | "class" => {}
                key => self.diagnostics.push(
                    no_attribute(directive, attribute, path)
                        .help(say!(
                            "見出しや合格点などは、クイズのファイルに書きます。",
                            "The heading, the pass mark and the like are written in the quiz's file."
                        ))
                        .correct(Opening::of(directive).without(key).to_string()),
                ),
            }
        }
        let Some(source) = source else {
            return self.problem(
                Diagnostic::new(
                    Code::BlockAttribute,
                    place,
                    say!("「{name}」には属性 src が要ります。", "\"{name}\" needs the attribute src."),
                )
                .correct(format!("::{name}{{src=name}}")),
            );
        };
        let written = source.value.text.trim();
        let file_name =
            if written.ends_with(".quiz.yaml") { written.to_owned() } else { format!("{written}.quiz.yaml") };
        let file = path.resolve(&file_name);
        match file {
            Some(file) if self.index.has_quiz(&file) => {
                self.uses.quizzes.push(QuizUse { file: file.clone(), exam, span: directive.span });
                Custom::Quiz(PlacedQuiz { file, id })
            }
            _ => {
                let folder = path.parent();
                let quizzes = &self.index.all().quizzes;
                let known: Vec<&str> = quizzes
                    .iter()
                    .filter(|quiz| quiz.parent() == folder)
                    .filter_map(|quiz| quiz.file_name().strip_suffix(".quiz.yaml"))
                    .collect();
                let message = say!(
                    "クイズのファイル「{file_name}」がありません。",
                    "There is no quiz file \"{file_name}\"."
                );
                let diagnostic = Diagnostic::new(Code::QuizPlacement, source.value.whole(), message);
                let near = nearest(written, known.iter().copied());
                let twin = quizzes.iter().find(|quiz| quiz.file_name() == file_name);
                let elsewhere = twin.map(|quiz| relative(quiz.as_str(), path).replace(".quiz.yaml", ""));
                let known = known.join(" ");
                let diagnostic = match near {
                    Some(near) => diagnostic
                        .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                        .correct(format!("::{name}{{src={near}}}")),
                    None => match elsewhere {
                        Some(elsewhere) => diagnostic
                            .help(say!(
                                "ほかのフォルダーに同じ名前のクイズがあります。",
                                "There is a quiz of this name in another folder."
                            ))
                            .correct(format!("::{name}{{src={elsewhere}}}")),
                        None if known.is_empty() => diagnostic.help(say!(
                            "レッスンと同じフォルダーに、{file_name} というファイルを作ります。",
                            "Make a file {file_name} in the lesson's folder."
                        )),
                        None => diagnostic.help(say!(
                            "同じフォルダーにあるクイズ: {known}",
                            "Quizzes in the same folder: {known}"
                        )),
                    },
                };
                self.problem(diagnostic)
            }
        }
    }
}

fn no_attribute(directive: &Directive, attribute: &Attribute, path: &SourcePath) -> Diagnostic {
    let (name, key) = (&directive.name.text, &attribute.key.text);
    Diagnostic::new(
        Code::BlockAttribute,
        Place::new(path, attribute.key.span),
        say!("「{name}」に属性「{key}」はありません。", "\"{name}\" has no attribute \"{key}\"."),
    )
}

//! What `build` and `check` came to: for people in words, for programs as one JSON document.
//!
//! The document goes to standard output, whatever happened, and nothing else does; on standard error is only what
//! `--verbose` adds. `docs/messages.schema.json` describes it.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::arguments::{Format, Options};
use super::build::Made;
use super::{Status, print, project};
use crate::diagnostics::{Language, Said, terminal};
use crate::output::folder::Outcome;

/// The version of the document. It grows when a key goes or means something else, not when one is added.
const VERSION: u32 = 1;

/// What was written.
pub(super) struct Written {
    /// Whether anything changed.
    pub(super) outcome: Outcome,
    /// The folder of the course.
    pub(super) folder: PathBuf,
    /// The file with the answers.
    pub(super) answers: Option<PathBuf>,
    /// The folder of the teacher's edition.
    pub(super) sheets: Option<PathBuf>,
}

/// The end of a command.
pub(super) struct Report<'o> {
    command: &'static str,
    options: &'o Options,
}

impl<'o> Report<'o> {
    /// For a command.
    pub(super) fn of(command: &'static str, options: &'o Options) -> Self {
        Self { command, options }
    }

    /// Ends the command for want of a project.
    pub(super) fn none_at(&self, root: &Path) -> Status {
        let said = project::none_at(root, &format!("terakoya {} my-course", self.command));
        self.end(Status::CannotWork, &said, None, None)
    }

    /// Ends the command: tells what it came to.
    pub(super) fn end(
        &self,
        status: Status,
        said: &Said,
        made: Option<&Made>,
        written: Option<Written>,
    ) -> Status {
        if let Some(made) = made {
            made.progress.clear();
        }
        let language = made.map(|made| made.language).or(self.options.language).unwrap_or(Language::Japanese);
        match self.options.format {
            Format::Json => {
                let document = self.document(status, said.get(language), language, made, written);
                let document = serde_json::to_string_pretty(&document).unwrap_or_default();
                print(&terminal::escaped(&document));
            }
            // `check` has done its work when it has told the problems.
            Format::Text if status == Status::Good || self.command == "check" && made.is_some() => {
                self.options.tell(said, language);
            }
            Format::Text => self.options.fail(said, language),
        }
        status
    }

    fn document(
        &self,
        status: Status,
        message: &str,
        language: Language,
        made: Option<&Made>,
        written: Option<Written>,
    ) -> Value {
        let status = match status {
            Status::Good => "good",
            Status::Problems => "problems",
            Status::CannotWork => "cannot-work",
        };
        let mut document = Map::new();
        let mut set = |key: &str, value: Value| drop(document.insert(key.to_owned(), value));
        set("version", VERSION.into());
        set("command", self.command.into());
        set("status", status.into());
        set("language", language.tag().into());
        set("message", message.into());
        if let Some(made) = made {
            let summary = made.build.summary;
            set(
                "summary",
                json!({
                    "lessons": summary.lessons,
                    "questions": summary.questions,
                    "minutes": summary.minutes,
                    "errors": made.told.errors,
                    "warnings": made.told.warnings,
                }),
            );
        }
        set("diagnostics", made.map(|made| made.told.values.clone()).unwrap_or_default().into());
        if let (Some(made), Some(written)) = (made, written) {
            let path = |path: &Path| Value::from(path.to_string_lossy());
            let mut files = Map::new();
            files.insert("changed".to_owned(), (written.outcome == Outcome::Written).into());
            files.insert("folder".to_owned(), path(&written.folder));
            files.insert("entry".to_owned(), path(&written.folder.join(&made.build.site.entry)));
            if let Some(answers) = &written.answers {
                files.insert("answers".to_owned(), path(answers));
            }
            if let Some(sheets) = &written.sheets {
                files.insert("answer-key".to_owned(), path(sheets));
            }
            set("written", Value::Object(files));
        }
        Value::Object(document)
    }
}

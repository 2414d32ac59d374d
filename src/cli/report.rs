//! What `build`, `check` and `package` came to: for people in words, for programs as one JSON document.
//!
//! The document goes to standard output, whatever happened, and nothing else does; on standard error is only what
//! `--verbose` adds. `docs/messages.schema.json` describes it.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::arguments::{Format, Options};
use super::build::Told;
use super::{Status, print, project};
use crate::diagnostics::{Language, Said, terminal};
use crate::output::folder::{Done, Outcome};
use crate::pipeline::Summary;

/// The version of the document. It grows when a key goes or means something else, not when one is added.
pub(super) const VERSION: u32 = 1;

/// What a command came to.
pub(super) struct End<'e> {
    pub(super) status: Status,
    /// What people read at the end.
    pub(super) said: Said,
    pub(super) language: Language,
    /// What the course holds, where there is one.
    pub(super) summary: Option<Summary>,
    /// Its problems.
    pub(super) told: Option<&'e Told>,
    pub(super) written: Option<Written>,
}

/// What was written.
pub(super) struct Written {
    /// Whether anything changed, and what stands for all of it.
    pub(super) done: Done,
    /// The folder of the site, or in which the file is.
    pub(super) folder: PathBuf,
    /// The one file that holds everything, where that was asked for.
    pub(super) file: Option<PathBuf>,
    /// The file to open first.
    pub(super) entry: PathBuf,
    /// The file with the answers.
    pub(super) answers: Option<PathBuf>,
    /// The folder of the teacher's edition.
    pub(super) sheets: Option<PathBuf>,
}

/// Tells what `command` came to.
pub(super) fn report(options: &Options, command: &str, end: &End<'_>) -> Status {
    match options.format {
        Format::Json => {
            let document = serde_json::to_string_pretty(&document(command, end)).unwrap_or_default();
            print(&terminal::escaped(&document));
        }
        // `check` has done its work when it has told the problems.
        Format::Text if end.status == Status::Good || command == "check" && end.told.is_some() => {
            options.tell(&end.said, end.language);
        }
        Format::Text => options.fail(&end.said, end.language),
    }
    end.status
}

/// Tells that there is no project for `command` at `root`.
pub(super) fn none_at(options: &Options, command: &str, root: &Path) -> Status {
    let said = project::none_at(root, &format!("terakoya {command} my-course"));
    let language = options.language.unwrap_or(Language::Japanese);
    let end = End { status: Status::CannotWork, said, language, summary: None, told: None, written: None };
    report(options, command, &end)
}

/// A status in words.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Good => "good",
        Status::Problems => "problems",
        Status::CannotWork => "cannot-work",
    }
}

fn document(command: &str, end: &End<'_>) -> Value {
    let mut document = Map::new();
    let mut set = |key: &str, value: Value| drop(document.insert(key.to_owned(), value));
    set("version", VERSION.into());
    set("command", command.into());
    set("status", status(end.status).into());
    set("language", end.language.tag().into());
    set("message", end.said.get(end.language).into());
    if let (Some(summary), Some(told)) = (end.summary, end.told) {
        set(
            "summary",
            json!({
                "lessons": summary.lessons,
                "questions": summary.questions,
                "minutes": summary.minutes,
                "errors": told.errors,
                "warnings": told.warnings,
            }),
        );
    }
    set("diagnostics", end.told.map(|told| told.values.clone()).unwrap_or_default().into());
    if let Some(written) = &end.written {
        let path = |path: &Path| Value::from(path.to_string_lossy());
        let mut files = Map::new();
        files.insert("changed".to_owned(), (written.done.outcome == Outcome::Written).into());
        files.insert("folder".to_owned(), path(&written.folder));
        files.insert("entry".to_owned(), path(&written.entry));
        files.insert("digest".to_owned(), written.done.digest.whole().into());
        if let Some(file) = &written.file {
            files.insert("file".to_owned(), path(file));
        }
        if let Some(kept) = &written.done.kept {
            files.insert("kept".to_owned(), json!({ "folder": path(&kept.folder), "files": kept.names }));
        }
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

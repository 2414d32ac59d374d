//! `build` and `check`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::ArgMatches;

use super::arguments::{self, Options};
use super::{Status, project};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Language, Said, Severity, terminal};
use crate::output::answers::AnswersFolder;
use crate::output::folder::{self, Outcome};
use crate::pipeline::{self, Build};
use crate::say;
use crate::source::Sources;

/// `terakoya build`
pub(super) fn build(options: &Options, matches: &ArgMatches) -> Status {
    let start = Instant::now();
    let root = arguments::project(matches);
    let Some(made) = make(options, &root) else { return Status::CannotWork };
    let language = made.language;
    let out = arguments::dest_dir(matches).unwrap_or_else(|| root.join(&made.build_dir));
    if made.errors > 0 {
        let (errors, en_errors) = counted(made.errors, "error");
        let mut said = say!(
            "エラーが{errors}件あるので、何も書き込みませんでした。",
            "Nothing was written because of {en_errors}."
        );
        if out.join(&made.build.site.entry).exists() {
            said.ja += "前に作ったコースはそのままです。";
            said.en += " The course built before is as it was.";
        }
        eprintln!("{}", said.get(language));
        return Status::Problems;
    }
    let sheets = arguments::answer_key(matches);
    match write(&made, &root, &out, sheets.as_deref(), arguments::draw(matches)) {
        Ok((outcome, answers)) => {
            report(&made, outcome, &out, answers.as_deref(), start);
            if let Some(sheets) = sheets {
                let said = say!(
                    "教員用の紙面: {0}（受講者には配りません）",
                    "For teachers, not to be handed out: {0}",
                    sheets.join("index.html").display()
                );
                println!("{}", terminal::printable(said.get(language)));
            }
            Status::Good
        }
        Err(said) => {
            eprintln!("{}", terminal::printable(said.get(language)));
            Status::CannotWork
        }
    }
}

/// Writes the site, the answers for those who made it, and the teacher's edition where one is wanted. Says where the
/// answers are. Where one of the folders cannot be used, nothing is written.
fn write(
    made: &Made,
    root: &Path,
    out: &Path,
    sheets: Option<&Path>,
    seed: Option<&str>,
) -> Result<(Outcome, Option<PathBuf>), Said> {
    let remedy = say!(
        "book.toml の [build] build-dir で別のフォルダーを指定します。",
        "name another folder as build-dir in [build] of book.toml."
    );
    folder::usable(out, root, &made.inputs).map_err(|error| error.said(&remedy))?;
    let answers = match &made.build.answers {
        Some(answers) => {
            let folder = root.join(&made.build.answers_dir);
            let folder = AnswersFolder::of(&folder, out, root, &made.inputs).map_err(|error| error.said())?;
            Some((answers, folder))
        }
        None => None,
    };
    if let Some(sheets) = sheets {
        // A folder that cannot be looked at is told when it is written to.
        if folder::overlap(sheets, out).unwrap_or(false) {
            return Err(say!(
                "教員用の紙面を「{0}」には作れません。受講者に配るコースのフォルダーと重なっています。何も書き込んでいません。--answer-key に別のフォルダーを指定します。",
                "The sheets for teachers cannot lie in {0}, which overlaps the folder of the course that learners get. Nothing was written. Name another folder with --answer-key.",
                sheets.display()
            ));
        }
    }
    let outcome = folder::write(&made.build.site, out, root, &made.inputs, &made.source);
    let outcome = outcome.map_err(|error| error.said(&remedy))?;
    let written = answers.map(|(answers, folder)| folder.write(answers)).transpose();
    let written = written.map_err(|error| error.said())?;
    if let Some(folder) = sheets {
        let site = pipeline::sheets(&made.sources, seed).value;
        let remedy =
            say!("--answer-key に別のフォルダーを指定します。", "name another folder with --answer-key.");
        folder::write(&site, folder, root, &made.inputs, &made.source)
            .map_err(|error| error.said(&remedy))?;
    }
    Ok((outcome, written))
}

/// `terakoya check`
pub(super) fn check(options: &Options, matches: &ArgMatches) -> Status {
    let Some(made) = make(options, &arguments::project(matches)) else { return Status::CannotWork };
    let summary = made.build.summary;
    let (lessons, en_lessons) = counted(summary.lessons, "lesson");
    let (questions, en_questions) = counted(summary.questions, "question");
    let (errors, en_errors) = counted(made.errors, "error");
    let (warnings, en_warnings) = counted(made.warnings, "warning");
    let said = say!(
        "{lessons}レッスン・{questions}問を調べました。エラー{errors}件、注意{warnings}件。",
        "Checked {en_lessons} with {en_questions}: {en_errors}, {en_warnings}."
    );
    println!("{}", said.get(made.language));
    if made.errors > 0 { Status::Problems } else { Status::Good }
}

/// A course in memory, with its problems told.
struct Made {
    build: Build,
    sources: Sources,
    build_dir: PathBuf,
    inputs: Vec<String>,
    source: String,
    language: Language,
    errors: usize,
    warnings: usize,
}

/// Reads and builds the project at `root`, and tells its problems. `None` where there is no project.
fn make(options: &Options, root: &Path) -> Option<Made> {
    let Some(input) = project::read_project(root) else {
        project::tell_missing(options, root);
        return None;
    };
    let mut diagnostics = Diagnostics::default();
    let sources = input.sources.drain_into(&mut diagnostics);
    let build = pipeline::build(&sources).drain_into(&mut diagnostics);
    let language = options.language.unwrap_or(build.language);
    let (errors, warnings) =
        tell(&diagnostics.settled(), &build.severities, &sources, language, options.color);
    Some(Made {
        build_dir: PathBuf::from(&build.build_dir),
        build,
        inputs: input.folders,
        source: sources.digest().to_string(),
        sources,
        language,
        errors,
        warnings,
    })
}

/// Writes every problem to standard error. Returns how many errors and warnings there are.
pub(super) fn tell(
    diagnostics: &Diagnostics,
    severities: &BTreeMap<Code, Severity>,
    sources: &Sources,
    language: Language,
    color: bool,
) -> (usize, usize) {
    let (mut errors, mut warnings) = (0, 0);
    let severity = |diagnostic: &Diagnostic| {
        severities.get(&diagnostic.code).copied().unwrap_or_else(|| diagnostic.code.severity())
    };
    for diagnostic in diagnostics.iter() {
        let severity = severity(diagnostic);
        match severity {
            Severity::Error => errors += 1,
            Severity::Warning => warnings += 1,
            Severity::Off => continue,
        }
        let source = |path: &crate::source::SourcePath| sources.text(path.as_str()).map(Arc::clone);
        eprintln!("{}", terminal::render(diagnostic, severity, &source, language, color));
    }
    (errors, warnings)
}

fn report(made: &Made, outcome: Outcome, out: &Path, answers: Option<&Path>, start: Instant) {
    let summary = made.build.summary;
    let milliseconds = start.elapsed().as_millis();
    let entry = out.join(&made.build.site.entry);
    let (lessons, en_lessons) = counted(summary.lessons, "lesson");
    let (questions, en_questions) = counted(summary.questions, "question");
    let (minutes, en_minutes) = counted(summary.minutes as usize, "minute");
    let done = match outcome {
        Outcome::Written => say!("{milliseconds}ミリ秒で作りました。", "built in {milliseconds} ms."),
        Outcome::Unchanged => say!(
            "調べました。前と同じなので、何も書きかえていません（{milliseconds}ミリ秒）。",
            "nothing changed, and nothing was rewritten ({milliseconds} ms)."
        ),
    };
    let course = say!(
        "{lessons}レッスン・{questions}問・約{minutes}分のコースを",
        "{en_lessons}, {en_questions}, about {en_minutes}: "
    );
    let open = say!("開くファイル: {0}", "Open: {0}", entry.display());
    let language = made.language;
    let open = terminal::printable(open.get(language));
    println!("{}{}\n{open}", course.get(language), done.get(language));
    if let Some(answers) = answers {
        let said = say!(
            "正解のファイル: {0}（受講者には配りません）",
            "Answers, not to be handed out: {0}",
            answers.display()
        );
        println!("{}", terminal::printable(said.get(language)));
    }
}

/// A number by itself, as Japanese counts, and with its noun in English.
pub(super) fn counted(number: usize, noun: &str) -> (usize, String) {
    (number, format!("{number} {noun}{}", if number == 1 { "" } else { "s" }))
}

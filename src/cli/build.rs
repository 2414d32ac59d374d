//! `build` and `check`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::ArgMatches;
use serde_json::Value;

use super::arguments::{self, Format, Options, Volume};
use super::progress::{Progress, Work};
use super::report::{self, End, Written};
use super::{Status, project};
use crate::diagnostics::{Code, Diagnostics, Language, Said, Severity, json, terminal};
use crate::output::answers::AnswersFolder;
use crate::output::folder::{self, Done, Outcome};
use crate::pipeline::{self, Build, Form, Memo, Summary};
use crate::say;
use crate::site::single::is_picture;
use crate::source::{File, SourcePath, Sources, read};
use crate::syntax::date::Date;

/// `terakoya build`
pub(super) fn build(options: &Options, matches: &ArgMatches) -> Status {
    const COMMAND: &str = "build";
    let start = Instant::now();
    let root = arguments::project(matches);
    let today = arguments::today(matches);
    let Some(mut made) = make(options, &root, today) else { return report::none_at(options, COMMAND, &root) };
    let out = arguments::build::dest_dir(matches).unwrap_or_else(|| root.join(&made.build_dir));
    if made.told.errors > 0 {
        let mut said = made.refusal();
        if out.join(&made.build.site.entry).exists() {
            said.ja += "前に作ったコースはそのままです。";
            said.en += " The course built before is as it was.";
        }
        return made.end(options, COMMAND, Status::Problems, said, None);
    }
    let sheets = arguments::build::answer_key(matches);
    made.progress.at(Work::Writing(made.build.site.files.len()));
    let written = write(&made, &root, &out, sheets.as_deref(), arguments::build::draw(matches));
    made.progress.end();
    match written {
        Ok((done, answers)) => {
            if done.outcome == Outcome::Written {
                list_written(&made, &out);
            }
            let said = summary(&made, &done, &out, answers.as_deref(), sheets.as_deref(), start);
            let entry = out.join(&made.build.site.entry);
            let written = Written { done, folder: out, file: None, entry, answers, sheets };
            made.end(options, COMMAND, Status::Good, said, Some(written))
        }
        Err(said) => made.end(options, COMMAND, Status::CannotWork, said, None),
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
) -> Result<(Done, Option<PathBuf>), Said> {
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
    let done = folder::write(&made.build.site, out, root, &made.inputs, &made.source);
    let done = done.map_err(|error| error.said(&remedy))?;
    let written = answers.map(|(answers, folder)| folder.write(answers)).transpose();
    let written = written.map_err(|error| error.said())?;
    if let Some(folder) = sheets {
        let site = pipeline::sheets(&made.sources, seed).value;
        let remedy =
            say!("--answer-key に別のフォルダーを指定します。", "name another folder with --answer-key.");
        folder::write(&site, folder, root, &made.inputs, &made.source)
            .map_err(|error| error.said(&remedy))?;
    }
    Ok((done, written))
}

/// `terakoya check`
pub(super) fn check(options: &Options, matches: &ArgMatches) -> Status {
    const COMMAND: &str = "check";
    let root = arguments::project(matches);
    let today = arguments::today(matches);
    let Some(made) = make(options, &root, today) else { return report::none_at(options, COMMAND, &root) };
    let Summary { lessons, questions, .. } = made.build.summary;
    let (lessons, en_lessons) = counted(lessons, "lesson");
    let (questions, en_questions) = counted(questions, "question");
    let (errors, en_errors) = counted(made.told.errors, "error");
    let (warnings, en_warnings) = counted(made.told.warnings, "warning");
    let said = say!(
        "{lessons}レッスン・{questions}問を調べました。エラー{errors}件、注意{warnings}件。",
        "Checked {en_lessons} with {en_questions}: {en_errors}, {en_warnings}."
    );
    let status = if made.told.errors > 0 { Status::Problems } else { Status::Good };
    made.end(options, COMMAND, status, said, None)
}

/// A course in memory, with its problems told.
pub(super) struct Made {
    pub(super) build: Build,
    pub(super) told: Told,
    language: Language,
    sources: Sources,
    build_dir: PathBuf,
    /// The folders of the project that were read.
    pub(super) inputs: Vec<String>,
    /// A digest of all that was read.
    pub(super) source: String,
    pub(super) progress: Progress,
}

impl Made {
    /// That nothing is written while there are errors.
    pub(super) fn refusal(&self) -> Said {
        let (errors, en_errors) = counted(self.told.errors, "error");
        say!(
            "エラーが{errors}件あるので、何も書き込みませんでした。",
            "Nothing was written because of {en_errors}."
        )
    }

    /// Tells what `command` came to.
    pub(super) fn end(
        &self,
        options: &Options,
        command: &str,
        status: Status,
        said: Said,
        written: Option<Written>,
    ) -> Status {
        self.progress.clear();
        let (summary, told, language) = (Some(self.build.summary), Some(&self.told), self.language);
        report::report(options, command, &End { status, said, language, summary, told, written })
    }
}

/// Reads and builds the project at `root`, and tells its problems as they are `today`. `None` where there is no project.
pub(super) fn make(options: &Options, root: &Path, today: Date) -> Option<Made> {
    make_as(options, root, today, false)
}

/// The same, as one file where that is wanted.
pub(super) fn make_as(options: &Options, root: &Path, today: Date, single: bool) -> Option<Made> {
    let language = || options.language.or_else(|| project::language(root)).unwrap_or(Language::Japanese);
    let mut progress = Progress::start(options, language());
    progress.at(Work::Reading);
    let input = project::read_project(root)?;
    let mut diagnostics = Diagnostics::default();
    let sources = input.sources.drain_into(&mut diagnostics);
    progress.end();
    list_read(&sources, &progress);
    let pictures = single.then(|| read::contents(&sources, is_picture).drain_into(&mut diagnostics));
    let form = pictures.as_ref().map_or(Form::Pages, Form::Single);
    let build = pipeline::build_as(&mut Memo::forgetful(), &sources, form, &mut |step| {
        progress.at(Work::Building(step));
    });
    let build = build.drain_into(&mut diagnostics);
    diagnostics.extend(build.aging.told(today));
    progress.end();
    let language = options.language.unwrap_or(build.language);
    let told =
        progress.aside(|| tell(options, &diagnostics.settled(), &build.severities, &sources, language));
    Some(Made {
        build_dir: PathBuf::from(&build.build_dir),
        build,
        inputs: input.folders,
        source: sources.digest().to_string(),
        sources,
        language,
        told,
        progress,
    })
}

/// Which files were read, for those who want to know everything.
fn list_read(sources: &Sources, progress: &Progress) {
    if !progress.wants_all() {
        return;
    }
    for (path, file) in sources.files() {
        let bytes = match file {
            File::Text { text, .. } => text.len() as u64,
            File::Media { length, .. } => *length,
        };
        progress.note(&say!("  読みました: {path}（{bytes}バイト）", "  read {path}, {bytes} bytes"));
    }
}

/// Which files the new site has.
fn list_written(made: &Made, out: &Path) {
    if !made.progress.wants_all() {
        return;
    }
    for path in made.build.site.files.keys() {
        let path = out.join(path);
        let path = path.display();
        made.progress.note(&say!("  書きました: {path}", "  wrote {path}"));
    }
}

/// The problems of a course, told.
#[derive(Default)]
pub(super) struct Told {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// Each as JSON, where that was asked for.
    pub(super) values: Vec<Value>,
}

/// Tells every problem: on standard error, or as JSON in what comes at the end.
pub(super) fn tell(
    options: &Options,
    diagnostics: &Diagnostics,
    severities: &BTreeMap<Code, Severity>,
    sources: &Sources,
    language: Language,
) -> Told {
    let mut told = Told::default();
    let source = |path: &SourcePath| sources.text(path.as_str()).map(Arc::clone);
    for diagnostic in diagnostics.iter() {
        let severity =
            severities.get(&diagnostic.code).copied().unwrap_or_else(|| diagnostic.code.severity());
        match severity {
            Severity::Error => told.errors += 1,
            Severity::Warning => told.warnings += 1,
            Severity::Off => continue,
        }
        if options.volume == Volume::Quiet && severity != Severity::Error {
            continue;
        }
        match options.format {
            Format::Json => told.values.push(json::value(diagnostic, severity, &source, language)),
            Format::Text => {
                eprintln!("{}", terminal::render(diagnostic, severity, &source, language, options.color));
            }
        }
    }
    told
}

/// What was built, in numbers, and the file to open.
fn summary(
    made: &Made,
    done: &Done,
    out: &Path,
    answers: Option<&Path>,
    sheets: Option<&Path>,
    start: Instant,
) -> Said {
    let Summary { lessons, questions, minutes } = made.build.summary;
    let milliseconds = start.elapsed().as_millis();
    let (lessons, en_lessons) = counted(lessons, "lesson");
    let (questions, en_questions) = counted(questions, "question");
    let (minutes, en_minutes) = counted(minutes as usize, "minute");
    let Done { outcome, kept, .. } = done;
    let done = match outcome {
        Outcome::Written => say!("{milliseconds}ミリ秒で作りました。", "built in {milliseconds} ms."),
        Outcome::Unchanged => say!(
            "調べました。前と同じなので、何も書きかえていません（{milliseconds}ミリ秒）。",
            "nothing changed, and nothing was rewritten ({milliseconds} ms)."
        ),
    };
    let entry = out.join(&made.build.site.entry);
    let mut lines = vec![
        Said {
            ja: format!("{lessons}レッスン・{questions}問・約{minutes}分のコースを{}", done.ja),
            en: format!("{en_lessons}, {en_questions}, about {en_minutes}: {}", done.en),
        },
        say!("開くファイル: {0}", "Open: {0}", entry.display()),
    ];
    lines.extend(kept.as_ref().map(|kept| kept.said()));
    lines.extend(answers.map(|answers| {
        say!(
            "正解のファイル: {0}（受講者には配りません）",
            "Answers, not to be handed out: {0}",
            answers.display()
        )
    }));
    lines.extend(sheets.map(|sheets| {
        say!(
            "教員用の紙面: {0}（受講者には配りません）",
            "For teachers, not to be handed out: {0}",
            sheets.join("index.html").display()
        )
    }));
    Said {
        ja: lines.iter().map(|line| line.ja.as_str()).collect::<Vec<_>>().join("\n"),
        en: lines.iter().map(|line| line.en.as_str()).collect::<Vec<_>>().join("\n"),
    }
}

/// A number by itself, as Japanese counts, and with its noun in English.
pub(super) fn counted(number: usize, noun: &str) -> (usize, String) {
    (number, format!("{number} {noun}{}", if number == 1 { "" } else { "s" }))
}

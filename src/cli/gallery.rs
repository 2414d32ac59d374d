//! `build --gallery`.

use std::collections::BTreeMap;
use std::path::Path;

use clap::ArgMatches;

use super::arguments::{self, Options};
use super::build::{counted, tell};
use super::report::{self, End, Written};
use super::{Status, project};
use crate::diagnostics::{Diagnostics, Language, Said};
use crate::gallery;
use crate::output::folder::{self, Outcome};
use crate::say;
use crate::source::Sources;

/// `terakoya build --gallery`: the gallery of the project's theme, or of the default theme where no project is named
/// and none is here.
pub(super) fn gallery(options: &Options, matches: &ArgMatches) -> Status {
    const COMMAND: &str = "build";
    let root = arguments::project(matches);
    let mut diagnostics = Diagnostics::default();
    let input = project::read_project(&root);
    if input.is_none() && root != Path::new(".") {
        return report::none_at(options, COMMAND, &root);
    }
    let (sources, folders) = match input {
        Some(input) => (input.sources.drain_into(&mut diagnostics), input.folders),
        None => (Sources::default(), Vec::new()),
    };
    let language = options.language.or_else(|| project::language(&root)).unwrap_or(Language::Japanese);
    let site = gallery::build(&sources, language).drain_into(&mut diagnostics);
    let told = tell(options, &diagnostics.settled(), &BTreeMap::new(), &sources, language);
    let end = |status, said, written| {
        let end = End { status, said, language, summary: None, told: Some(&told), written };
        report::report(options, COMMAND, &end)
    };
    if told.errors > 0 {
        let (errors, en_errors) = counted(told.errors, "error");
        let said = say!(
            "エラーが{errors}件あるので、何も書き込みませんでした。",
            "Nothing was written because of {en_errors}."
        );
        return end(Status::Problems, said, None);
    }
    // The parser asks for it.
    let Some(out) = arguments::build::dest_dir(matches) else { return Status::CannotWork };
    let remedy = say!("--dest-dir に別のフォルダーを指定します。", "name another folder with --dest-dir.");
    let written = match folder::write(&site, &out, &root, &folders, &sources.digest().to_string()) {
        Ok(done) => done,
        Err(error) => return end(Status::CannotWork, error.said(&remedy), None),
    };
    let entry = out.join(&site.entry);
    let done = match written.outcome {
        Outcome::Written => say!("見本帳を作りました。", "Built the gallery."),
        Outcome::Unchanged => say!("見本帳は前と同じです。", "The gallery is the same as before."),
    };
    let open = say!("開くファイル: {0}", "Open: {0}", entry.display());
    let kept = written.kept.as_ref().map(|kept| kept.said());
    let lines = |done: String, open: String, kept: Option<String>| {
        [Some(done), Some(open), kept].into_iter().flatten().collect::<Vec<_>>().join("\n")
    };
    let (kept_ja, kept_en) = kept.map(|kept| (kept.ja, kept.en)).unzip();
    let said = Said { ja: lines(done.ja, open.ja, kept_ja), en: lines(done.en, open.en, kept_en) };
    end(
        Status::Good,
        said,
        Some(Written { done: written, folder: out, file: None, entry, answers: None, sheets: None }),
    )
}

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
    let outcome = match folder::write(&site, &out, &root, &folders, &sources.digest().to_string()) {
        Ok(outcome) => outcome,
        Err(error) => return end(Status::CannotWork, error.said(&remedy), None),
    };
    let entry = out.join(&site.entry);
    let done = match outcome {
        Outcome::Written => say!("見本帳を作りました。", "Built the gallery."),
        Outcome::Unchanged => say!("見本帳は前と同じです。", "The gallery is the same as before."),
    };
    let open = say!("開くファイル: {0}", "Open: {0}", entry.display());
    let said = Said { ja: format!("{}\n{}", done.ja, open.ja), en: format!("{}\n{}", done.en, open.en) };
    end(Status::Good, said, Some(Written { outcome, folder: out, entry, answers: None, sheets: None }))
}

//! The command line: the one place that knows the terminal, the environment, the clock and the exit status.
//!
//! [`main`] reads the arguments, in Japanese or English, and hands over to one function for each command.
//! Exit status: 0 good, 1 problems in the course, 2 the command could not do its work.

#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr, reason = "this is the edge")]

mod arguments;
mod build;
mod gallery;
mod project;
mod schema;

pub use project::{Input, read_project, read_project_with};

use std::process::ExitCode;

use crate::diagnostics::Language;

/// What a command came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// All is well.
    Good,
    /// The course has problems.
    Problems,
    /// The command could not do its work.
    CannotWork,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(match status {
            Status::Good => 0,
            Status::Problems => 1,
            Status::CannotWork => 2,
        })
    }
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let asked = arguments::asked_language(std::env::args_os().skip(1)).or_else(language_of_environment);
    let language = asked.unwrap_or(Language::Japanese);
    let command = arguments::command(language);
    let matches = match command.try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version are no errors; they go to standard output.
            let status = if error.use_stderr() { Status::CannotWork } else { Status::Good };
            match arguments::mistake_in_japanese(&error) {
                Some(mistake) if language == Language::Japanese => eprintln!("{mistake}"),
                _ => drop(error.print()),
            }
            return status.into();
        }
    };
    let options = arguments::options(&matches, asked);
    match matches.subcommand() {
        Some(("schema", arguments)) => schema::schema(&options, arguments),
        Some(("check", arguments)) => build::check(&options, arguments),
        Some((_, arguments)) if arguments.get_flag("gallery") => gallery::gallery(&options, arguments),
        Some((_, arguments)) => build::build(&options, arguments),
        None => Status::CannotWork,
    }
    .into()
}

/// The language of the user's environment, as far as it says (POSIX, `LC_ALL` before `LC_MESSAGES` before
/// `LANG`).
fn language_of_environment() -> Option<Language> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"))?;
    match locale.get(..2) {
        Some("ja") => Some(Language::Japanese),
        Some("en") => Some(Language::English),
        _ => None,
    }
}

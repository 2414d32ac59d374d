//! The command line: the one place that knows the terminal, the environment, the clock and the exit status.
//!
//! [`main`] reads the arguments, in Japanese or English, and hands over to one function for each command.
//! Exit status: 0 good, 1 problems in the course, 2 the command could not do its work.

#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr, reason = "this is the edge")]

mod arguments;
mod build;
mod completions;
mod gallery;
mod init;
mod new;
mod package;
mod progress;
mod project;
mod report;
mod schema;
mod serve;
mod verify;

pub use arguments::{Described, described};
pub use project::{Input, read_project, read_project_with};

use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use crate::diagnostics::{Language, Said, terminal};
use arguments::{Options, Volume};

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
        Some(("init", arguments)) => init::init(&options, arguments),
        Some(("new", arguments)) => new::new(&options, arguments),
        Some(("serve", arguments)) => serve::serve(&options, arguments),
        Some(("schema", arguments)) => schema::schema(&options, arguments),
        Some(("completions", inner)) => completions::completions(arguments::command(language), inner),
        Some(("check", arguments)) => build::check(&options, arguments),
        Some(("verify", arguments)) => verify::verify(&options, arguments),
        Some(("package", arguments)) => package::package(&options, arguments),
        Some((_, inner)) if arguments::build::gallery(inner) => gallery::gallery(&options, inner),
        Some((_, arguments)) => build::build(&options, arguments),
        None => Status::CannotWork,
    }
    .into()
}

impl Options {
    /// Tells on standard output what a command came to.
    fn tell(&self, said: &Said, language: Language) {
        if self.volume != Volume::Quiet {
            print(said.get(language));
        }
    }

    /// Tells on standard error why a command could not do its work.
    fn fail(&self, said: &Said, language: Language) {
        eprintln!("{}", terminal::printable(said.get(language)));
    }
}

/// Prints lines on standard output. Where nobody reads them any more, there is nobody to tell.
fn print(lines: &str) {
    let _ = writeln!(std::io::stdout(), "{}", terminal::printable(lines));
}

/// A path as it is told: without `.` in front of it.
fn shown(path: &Path) -> String {
    let parts: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    if parts.as_os_str().is_empty() { ".".to_owned() } else { parts.display().to_string() }
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

//! `completions`: what shells need to complete commands. The only module that names the crate that writes it.

use std::io::{self, Write};

use clap::{ArgMatches, Command};
use clap_complete::{Shell, generate};

use super::{Status, arguments};

/// The shells, by the names on the command line.
pub(super) const SHELLS: [(&str, Shell); 4] =
    [("bash", Shell::Bash), ("zsh", Shell::Zsh), ("fish", Shell::Fish), ("powershell", Shell::PowerShell)];

/// `terakoya completions`
pub(super) fn completions(mut command: Command, matches: &ArgMatches) -> Status {
    let named = arguments::completions::shell(matches);
    let Some((_, shell)) = SHELLS.iter().find(|(name, _)| *name == named) else { return Status::CannotWork };
    // Into memory first: writing to a pipe whose reader has gone must not end in a panic.
    let mut script = Vec::new();
    generate(*shell, &mut command, "terakoya", &mut script);
    match io::stdout().write_all(&script) {
        Ok(()) => Status::Good,
        Err(_) => Status::CannotWork,
    }
}

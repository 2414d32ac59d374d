//! Arguments of `completions`.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};

use crate::cli::completions::SHELLS;
use crate::diagnostics::Language;
use crate::say;

/// `terakoya completions`
pub(super) fn command(language: Language) -> Command {
    let text = super::texts(language);
    Command::new("completions")
        .about(text(say!(
            "コマンドの候補をTabキーで出すための設定を、画面に出します。",
            "Prints what a shell needs to complete commands with the Tab key."
        )))
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(PossibleValuesParser::new(SHELLS.map(|(name, _)| name)))
                .hide_possible_values(true)
                .help(text(say!(
                    "シェルの名前: bash、zsh、fish、powershell",
                    "The shell: bash, zsh, fish or powershell"
                ))),
        )
}

/// The shell that was named.
pub(in crate::cli) fn shell(matches: &ArgMatches) -> &str {
    matches.get_one::<String>("shell").map_or("", String::as_str)
}

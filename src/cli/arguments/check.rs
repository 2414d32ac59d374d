//! Arguments of `check`.

use clap::Command;

use crate::diagnostics::Language;
use crate::say;

/// `terakoya check`
pub(super) fn command(language: Language) -> Command {
    let about = say!("コースを調べます。何も書き込みません。", "Checks the course and writes nothing.");
    Command::new("check")
        .about(about.get(language).to_owned())
        .arg(super::directory(language))
        .arg(super::today_argument(language))
        .arg(super::format(language))
}

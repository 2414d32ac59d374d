//! Arguments of `verify`.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};

use crate::diagnostics::Language;
use crate::say;

/// `terakoya verify`
pub(super) fn command(language: Language) -> Command {
    let text = super::texts(language);
    Command::new("verify")
        .about(text(say!(
            "配ったものの写しが元と同じか確かめます。足りない・変わった・余分なファイルを知らせ、照合番号を表示します。",
            "Verifies a copy of what was handed out: tells missing, changed and extra files, and the digest."
        )))
        .arg(
            Arg::new("copy")
                .value_name("DIR|ZIP")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::AnyPath)
                .help(text(say!("確かめるフォルダーかZIPファイル", "The folder or the ZIP file to verify"))),
        )
        .arg(
            Arg::new("against")
                .long("against")
                .value_name("OLD")
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::AnyPath)
                .help(text(say!(
                    "前に配ったもの（フォルダー・ZIP・terakoya-manifest.json）。入れかえるファイルも知らせます",
                    "What was handed out before: a folder, a ZIP or its terakoya-manifest.json; also tells what is to be replaced"
                ))),
        )
        .arg(super::format(language))
}

/// What is to be verified. The parser sees to it that there is something.
pub(in crate::cli) fn copy(matches: &ArgMatches) -> PathBuf {
    matches.get_one::<PathBuf>("copy").cloned().unwrap_or_default()
}

/// What was handed out before.
pub(in crate::cli) fn against(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("against").cloned()
}

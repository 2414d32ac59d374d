//! Arguments of `init`.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};

use crate::diagnostics::Language;
use crate::say;

/// `terakoya init`
pub(super) fn command(language: Language) -> Command {
    let text = super::texts(language);
    Command::new("init")
        .about(text(say!(
            "見本のコースを作ります。書きかえて使えます。もうあるファイルは変えません。",
            "Makes a small course to write over. What is there already stays as it is."
        )))
        .arg(
            Arg::new("dir")
                .value_name("DIR")
                .default_value(".")
                .hide_default_value(true)
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::DirPath)
                .help(text(say!(
                    "作るフォルダー（書かなければ、いまのフォルダー）",
                    "The folder to make it in; by default, this one"
                ))),
        )
        .arg(Arg::new("title").long("title").value_name("TITLE").help(text(say!(
            "コースの題名（書かなければ、フォルダーの名前）",
            "The course's title; by default, the folder's name"
        ))))
        .arg(Arg::new("id").long("id").value_name("ID").help(text(say!(
            "学習記録と結びつく名前。半角の英数字（書かなければ、フォルダーの名前から）",
            "The name that learners' records hang on, in ASCII; by default, after the folder"
        ))))
}

/// The course's title, where it was given.
pub(in crate::cli) fn title(matches: &ArgMatches) -> Option<&str> {
    matches.get_one::<String>("title").map(String::as_str)
}

/// The course's id, where it was given.
pub(in crate::cli) fn id(matches: &ArgMatches) -> Option<&str> {
    matches.get_one::<String>("id").map(String::as_str)
}

//! Arguments of `build`.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};

use crate::diagnostics::Language;
use crate::say;

/// `terakoya build`
pub(super) fn command(language: Language) -> Command {
    let text = super::texts(language);
    Command::new("build")
        .about(text(say!(
            "コースを作ります。エラーがあれば何も書き込まず、前に作ったものを残します。",
            "Builds the course. While there is an error, nothing is written and the last good one stays."
        )))
        .arg(super::directory(language))
        .arg(super::today_argument(language))
        .arg(super::format(language))
        .arg(
            Arg::new("dest-dir")
                .long("dest-dir")
                .short('d')
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::DirPath)
                .help(text(say!(
                    "出力先のフォルダー（書かなければ book.toml の build-dir）",
                    "The folder to write; by default build-dir of book.toml"
                ))),
        )
        .arg(
            Arg::new("answer-key")
                .long("answer-key")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::DirPath)
                .help(text(say!(
                    "正解と解説をのせた教員用の紙面を、このフォルダーにも作ります（受講者に配らない場所に）",
                    "Also makes sheets with answers and explanations, for teachers, in this folder: not where learners get them"
                ))),
        )
        .arg(Arg::new("draw").long("draw").value_name("SEED").requires("answer-key").help(text(say!(
            "--answer-key に、この言葉か番号で出題した問題用紙も加えます（同じなら、いつも同じ問題用紙）",
            "With --answer-key: adds a question paper drawn by this word or number; the same one draws the same paper"
        ))))
        .arg(
            Arg::new("gallery")
                .long("gallery")
                .action(clap::ArgAction::SetTrue)
                .requires("dest-dir")
                .conflicts_with("answer-key")
                .help(text(say!(
                    "コースの代わりに、書けるブロックと問題の見本帳を --dest-dir に作ります（book.toml がなければ標準のテーマで）",
                    "Instead of the course, builds the gallery of all blocks and questions in --dest-dir; of the default theme where there is no book.toml"
                ))),
        )
}

/// The output folder, where it was named.
pub(in crate::cli) fn dest_dir(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("dest-dir").cloned()
}

/// The folder for the teacher's edition, where one is wanted.
pub(in crate::cli) fn answer_key(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("answer-key").cloned()
}

/// Whether the gallery is built instead of the course.
pub(in crate::cli) fn gallery(matches: &ArgMatches) -> bool {
    matches.get_flag("gallery")
}

/// What a paper is drawn by, where one is wanted.
pub(in crate::cli) fn draw(matches: &ArgMatches) -> Option<&str> {
    matches.get_one::<String>("draw").map(String::as_str)
}

//! Arguments of `schema`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, ValueHint, value_parser};

use crate::diagnostics::Language;
use crate::say;
use crate::schema::Schema;

/// `terakoya schema`
pub(super) fn command(language: Language) -> Command {
    let text = super::texts(language);
    Command::new("schema")
        .about(text(say!(
            "エディターでキーの候補と説明を出すためのスキーマを書き出します。",
            "Writes the schemas by which editors complete and explain keys."
        )))
        .arg(
            Arg::new("name")
                .value_name("NAME")
                .value_parser(PossibleValuesParser::new(Schema::ALL.map(Schema::name)))
                .hide_possible_values(true)
                .help(text(say!(
                    "画面に出すスキーマ（書かなければ、名前と使い方の一覧）",
                    "The schema to print; without it, a list of names and how to use them"
                ))),
        )
        .arg(
            Arg::new("dir")
                .long("dir")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::DirPath)
                .help(text(say!(
                    "ファイルとして書き出すフォルダー（例: .terakoya/schemas）",
                    "The folder to write them to as files, such as .terakoya/schemas"
                ))),
        )
}

/// The schema that was named.
pub(in crate::cli) fn named(matches: &ArgMatches) -> Option<Schema> {
    Schema::named(matches.get_one::<String>("name")?)
}

/// The folder for schemas, where one was named.
pub(in crate::cli) fn folder(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("dir").cloned()
}

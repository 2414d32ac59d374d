//! Arguments of `package`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};

use crate::diagnostics::Language;
use crate::package::Server;
use crate::say;

/// The form in which a course is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Shape {
    /// A folder, for a stick, a file share or a web server.
    Folder,
    /// The same as one ZIP file, for a mail or a download.
    Zip,
}

impl Shape {
    const ALL: [Shape; 2] = [Shape::Folder, Shape::Zip];

    fn name(self) -> &'static str {
        match self {
            Shape::Folder => "folder",
            Shape::Zip => "zip",
        }
    }
}

/// `terakoya package`
pub(super) fn command(language: Language) -> Command {
    let text = super::texts(language);
    Command::new("package")
        .about(text(say!(
            "コースを配る形にします。開き方の説明と、あとで写しを確かめるための一覧が付きます。",
            "Makes the course ready to be handed out, with a note on how to open it and a list by which copies are verified."
        )))
        .arg(super::directory(language))
        .arg(super::today_argument(language))
        .arg(
            Arg::new("as")
                .long("as")
                .required(true)
                .value_name("folder|zip")
                .value_parser(PossibleValuesParser::new(Shape::ALL.map(Shape::name)))
                .hide_possible_values(true)
                .help(text(say!(
                    "配る形。folder はUSBメモリー・共有フォルダー・Webサーバー用のフォルダー、zip はそれを1つにまとめたファイル",
                    "The form: folder for sticks, file shares and web servers, zip for the same as one file"
                ))),
        )
        .arg(
            Arg::new("dest-dir")
                .long("dest-dir")
                .short('d')
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .value_hint(ValueHint::DirPath)
                .help(text(say!(
                    "作ったものを入れるフォルダー（書かなければ、コースのフォルダーの dist）。中の名前は id と版から付きます",
                    "The folder to put it in; by default dist in the course's folder. Its name there is made of id and edition"
                ))),
        )
        .arg(
            Arg::new("for")
                .long("for")
                .value_name("iis|apache|nginx")
                .action(ArgAction::Append)
                .value_parser(PossibleValuesParser::new(Server::ALL.map(Server::name)))
                .hide_possible_values(true)
                .help(text(say!(
                    "このWebサーバーの設定ファイルも入れます（新しい版がすぐ見えるように）。何度でも書けます",
                    "Adds the configuration for this web server, so that a new edition is seen at once; can be repeated"
                ))),
        )
        .arg(super::today_argument(language))
        .arg(super::format(language))
}

/// The form that was asked for. The parser sees to it that there is one.
pub(in crate::cli) fn shape(matches: &ArgMatches) -> Shape {
    let name = matches.get_one::<String>("as").map(String::as_str);
    Shape::ALL.into_iter().find(|shape| Some(shape.name()) == name).unwrap_or(Shape::Folder)
}

/// The folder for packages, where it was named.
pub(in crate::cli) fn dest_dir(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("dest-dir").cloned()
}

/// The web servers whose configuration is wanted.
pub(in crate::cli) fn servers(matches: &ArgMatches) -> Vec<Server> {
    let names: Vec<&String> = matches.get_many("for").unwrap_or_default().collect();
    Server::ALL.into_iter().filter(|server| names.iter().any(|name| *name == server.name())).collect()
}

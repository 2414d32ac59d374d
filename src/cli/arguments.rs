//! Arguments, with their help in Japanese and English. The only module that knows clap.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgMatches, ColorChoice, Command, value_parser};

use crate::diagnostics::{Language, Said};
use crate::say;
use crate::schema::Schema;

/// What all commands share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Options {
    /// The language that was asked for; where none was, messages are in the language of the course.
    pub(super) language: Option<Language>,
    /// Whether messages have colours.
    pub(super) color: bool,
}

/// The language that `--lang` asks for. Looked up before the arguments are parsed, since help and errors of the
/// parser are in that language too.
pub(super) fn asked_language(arguments: impl Iterator<Item = OsString>) -> Option<Language> {
    let mut arguments = arguments.filter_map(|argument| argument.into_string().ok());
    while let Some(argument) = arguments.next() {
        let value = match argument.strip_prefix("--lang") {
            Some("") => arguments.next(),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => continue,
        };
        return value.as_deref().and_then(language);
    }
    None
}

fn language(name: &str) -> Option<Language> {
    match name {
        "ja" => Some(Language::Japanese),
        "en" => Some(Language::English),
        _ => None,
    }
}

/// The whole command line.
pub(super) fn command(language: Language) -> Command {
    let text = |said: Said| said.get(language).to_owned();
    let command = Command::new("terakoya")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text(say!(
            "MarkdownのレッスンとYAMLのクイズから、サーバーのいらないHTMLのコースを作ります。",
            "Turns Markdown lessons and YAML quizzes into an HTML course that needs no server."
        )))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(
            Arg::new("help")
                .long("help")
                .short('h')
                .global(true)
                .action(clap::ArgAction::Help)
                .help(text(say!("使い方を表示します", "Shows how to use this"))),
        )
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(clap::ArgAction::Version)
                .help(text(say!("バージョンを表示します", "Shows the version"))),
        )
        .arg(
            Arg::new("lang")
                .long("lang")
                .global(true)
                .value_name("ja|en")
                .value_parser(PossibleValuesParser::new(["ja", "en"]))
                .hide_possible_values(true)
                .help(text(say!("メッセージの言語", "The language of messages"))),
        )
        .arg(
            Arg::new("color")
                .long("color")
                .global(true)
                .value_name("auto|always|never")
                .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
                .default_value("auto")
                .hide_possible_values(true)
                .hide_default_value(true)
                .help(text(say!("メッセージに色をつけるか", "Whether messages have colours"))),
        )
        .subcommand(
            Command::new("build")
                .about(text(say!(
                    "コースを作ります。エラーがあれば何も書き込まず、前に作ったものを残します。",
                    "Builds the course. While there is an error, nothing is written and the last good one stays."
                )))
                .arg(directory(language))
                .arg(
                    Arg::new("dest-dir")
                        .long("dest-dir")
                        .short('d')
                        .value_name("DIR")
                        .value_parser(value_parser!(PathBuf))
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
                        .help(text(say!(
                            "正解と解説をのせた教員用の紙面を、このフォルダーにも作ります（受講者に配らない場所に）",
                            "Also makes sheets with answers and explanations, for teachers, in this folder: not where learners get them"
                        ))),
                )
                .arg(
                    Arg::new("draw")
                        .long("draw")
                        .value_name("SEED")
                        .requires("answer-key")
                        .help(text(say!(
                            "--answer-key に、この言葉か番号で出題した問題用紙も加えます（同じなら、いつも同じ問題用紙）",
                            "With --answer-key: adds a question paper drawn by this word or number; the same one draws the same paper"
                        ))),
                )
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
                ),
        )
        .subcommand(
            Command::new("check")
                .about(text(say!("コースを調べます。何も書き込みません。", "Checks the course and writes nothing.")))
                .arg(directory(language)),
        )
        .subcommand(
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
                        .help(text(say!(
                            "ファイルとして書き出すフォルダー（例: .terakoya/schemas）",
                            "The folder to write them to as files, such as .terakoya/schemas"
                        ))),
                ),
        )
        .color(ColorChoice::Auto);
    match language {
        Language::English => command,
        Language::Japanese => japanese(command),
    }
}

/// Headings of the help in Japanese, on the command and all its subcommands.
fn japanese(command: Command) -> Command {
    let template = |command: Command, commands: bool| {
        let list = if commands { "\nコマンド:\n{subcommands}\n" } else { "" };
        let positionals = if commands { "" } else { "\n引数:\n{positionals}\n" };
        command
            .help_template(format!(
                "{{about}}\n\n使い方: {{usage}}\n{list}{positionals}\nオプション:\n{{options}}\n"
            ))
            .subcommand_value_name("コマンド")
    };
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    let command = names
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, |inner| template(inner, false)));
    template(command, true)
}

fn directory(language: Language) -> Arg {
    let help = say!("book.toml のあるフォルダー", "The folder that holds book.toml");
    Arg::new("dir")
        .value_name("DIR")
        .default_value(".")
        .hide_default_value(true)
        .value_parser(value_parser!(PathBuf))
        .help(help.get(language).to_owned())
}

/// What is wrong with the arguments, in Japanese, where the parser would say it in English. `None` for help and
/// version, which are no mistakes.
pub(super) fn mistake_in_japanese(error: &clap::Error) -> Option<String> {
    let context = |kind| error.get(kind).map(|value| format!("「{value}」")).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let what = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return None;
        }
        ErrorKind::UnknownArgument => format!("{argument}という引数はありません。"),
        ErrorKind::InvalidSubcommand => {
            format!("{}というコマンドはありません。", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue) == "「」" => {
            format!("{argument}に値がありません。")
        }
        ErrorKind::InvalidValue => {
            let valid = error.get(ContextKind::ValidValue).map(|valid| format!("使えるのは {valid} です。"));
            let value = context(ContextKind::InvalidValue);
            format!("{argument}に{value}は使えません。{}", valid.unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => format!("{argument}もいっしょに指定します。"),
        ErrorKind::MissingSubcommand => "コマンドがありません。".to_owned(),
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            other if other.is_empty() || other == argument => format!("{argument}は一度だけ書きます。"),
            other => format!("{argument}と{other}は、いっしょに使えません。"),
        },
        _ => format!("引数が正しくありません（{}）。", error.kind()),
    };
    let near = error.get(ContextKind::SuggestedSubcommand).or_else(|| error.get(ContextKind::SuggestedArg));
    let near = near.map(|near| format!("\n「{near}」のことですか。")).unwrap_or_default();
    Some(format!("{what}{near}\n使い方は --help で見られます。"))
}

/// What was asked of all commands.
pub(super) fn options(matches: &ArgMatches, language: Option<Language>) -> Options {
    let color = match matches.get_one::<String>("color").map(String::as_str) {
        Some("always") => true,
        Some("never") => false,
        _ => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    Options { language, color }
}

/// The project's folder.
pub(super) fn project(matches: &ArgMatches) -> PathBuf {
    matches.get_one::<PathBuf>("dir").cloned().unwrap_or_else(|| PathBuf::from("."))
}

/// The output folder, where it was named.
pub(super) fn dest_dir(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("dest-dir").cloned()
}

/// The folder for the teacher's edition, where one is wanted.
pub(super) fn answer_key(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("answer-key").cloned()
}

/// What a paper is drawn by, where one is wanted.
pub(super) fn draw(matches: &ArgMatches) -> Option<&str> {
    matches.get_one::<String>("draw").map(String::as_str)
}

/// The schema that was named.
pub(super) fn schema(matches: &ArgMatches) -> Option<Schema> {
    Schema::named(matches.get_one::<String>("name")?)
}

/// The folder for schemas, where one was named.
pub(super) fn schema_dir(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<PathBuf>("dir").cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound_in_both_languages() {
        command(Language::Japanese).debug_assert();
        command(Language::English).debug_assert();
    }

    #[test]
    fn the_language_is_found_before_parsing() {
        let asked = |arguments: &[&str]| asked_language(arguments.iter().map(OsString::from));
        assert_eq!(asked(&["build", "--lang", "en"]), Some(Language::English));
        assert_eq!(asked(&["--lang=ja", "check"]), Some(Language::Japanese));
        assert_eq!(asked(&["build", "--language"]), None);
    }
}

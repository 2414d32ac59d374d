//! Arguments, with their help in Japanese and English.
//!
//! Here is what all commands share; each command has a file with its own arguments (`command`) and with a function for
//! each that says what was asked.

pub(super) mod build;
pub(super) mod check;
pub(super) mod completions;
pub(super) mod init;
pub(super) mod new;
pub(super) mod package;
pub(super) mod schema;
pub(super) mod serve;
pub(super) mod verify;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::SystemTime;

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgMatches, ColorChoice, Command, ValueHint, value_parser};

use crate::diagnostics::{Language, Said};
use crate::say;
use crate::syntax::date::Date;

/// What all commands share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Options {
    /// The language that was asked for; where none was, messages are in the language of the course.
    pub(super) language: Option<Language>,
    /// Whether messages have colours.
    pub(super) color: bool,
    /// How much is told.
    pub(super) volume: Volume,
    /// In which form problems are told.
    pub(super) format: Format,
}

/// How much a command tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Volume {
    /// Errors, and what was asked for itself (a schema, a completion).
    Quiet,
    /// What came of it, and warnings.
    Normal,
    /// Also what is read and written, and how long each stage takes.
    Verbose,
}

/// The form in which problems are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// For people.
    Text,
    /// One JSON document on standard output, for programs.
    Json,
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

/// The day for which problems are told.
fn today_argument(language: Language) -> Arg {
    Arg::new("today")
        .long("today")
        .value_name("YYYY-MM-DD")
        .value_parser(|text: &str| Date::parse(text).ok_or("2026-04-01"))
        .help(texts(language)(say!(
            "受講期限や出典を、今日ではなくこの日のものとして調べます（例: 2026-04-01）",
            "Judges the deadline and the age of sources as on this day, such as 2026-04-01, not as today"
        )))
}

/// The day that was named; where none was, the one that it is (UTC).
pub(super) fn today(matches: &ArgMatches) -> Date {
    let named = matches.get_one::<Date>("today").copied();
    named.or_else(by_clock).unwrap_or(Date::FIRST)
}

/// The day that it is, as far as the clock of this computer knows.
#[allow(clippy::disallowed_methods, reason = "the edge knows the clock")]
fn by_clock() -> Option<Date> {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
    Date::after_1970(u32::try_from(seconds / 86_400).ok()?)
}

/// Arguments that all commands have stand behind their own.
const GLOBAL: usize = 1000;

/// The whole command line.
pub(super) fn command(language: Language) -> Command {
    let text = texts(language);
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
                .display_order(GLOBAL + 4)
                .short('h')
                .global(true)
                .action(clap::ArgAction::Help)
                .help(text(say!("使い方を表示します", "Shows how to use this"))),
        )
        .arg(
            Arg::new("version")
                .long("version")
                .display_order(GLOBAL + 5)
                .short('V')
                .action(clap::ArgAction::Version)
                .help(text(say!("バージョンを表示します", "Shows the version"))),
        )
        .arg(
            Arg::new("lang")
                .long("lang")
                .display_order(GLOBAL)
                .global(true)
                .value_name("ja|en")
                .value_parser(PossibleValuesParser::new(["ja", "en"]))
                .hide_possible_values(true)
                .help(text(say!("メッセージの言語", "The language of messages"))),
        )
        .arg(
            Arg::new("color")
                .long("color")
                .display_order(GLOBAL + 1)
                .global(true)
                .value_name("auto|always|never")
                .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
                .default_value("auto")
                .hide_possible_values(true)
                .hide_default_value(true)
                .help(text(say!("メッセージに色をつけるか", "Whether messages have colours"))),
        )
        .arg(
            Arg::new("quiet")
                .long("quiet")
                .display_order(GLOBAL + 2)
                .short('q')
                .global(true)
                .action(clap::ArgAction::SetTrue)
                .conflicts_with("verbose")
                .help(text(say!("エラーだけを表示します", "Tells errors only"))),
        )
        .arg(
            Arg::new("verbose")
                .long("verbose")
                .display_order(GLOBAL + 3)
                .short('v')
                .global(true)
                .action(clap::ArgAction::SetTrue)
                .help(text(say!(
                    "読んだもの、書いたもの、かかった時間も表示します",
                    "Also tells what is read and written, and how long it takes"
                ))),
        )
        .subcommands([
            init::command(language),
            new::command(language),
            serve::command(language),
            build::command(language),
            check::command(language),
            package::command(language),
            verify::command(language),
            schema::command(language),
            completions::command(language),
        ])
        .color(ColorChoice::Auto);
    match language {
        Language::English => command,
        Language::Japanese => japanese(command),
    }
}

/// What turns a statement into a text of the help.
fn texts(language: Language) -> impl Fn(Said) -> String {
    move |said| said.get(language).to_owned()
}

/// Headings of the help in Japanese, on the command and all its subcommands.
fn japanese(command: Command) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    let list = if names.is_empty() { "" } else { "\nコマンド:\n{subcommands}\n" };
    let has_positionals = command.get_positionals().next().is_some();
    let positionals = if has_positionals { "\n引数:\n{positionals}\n" } else { "" };
    let template = format!("{{about}}\n\n使い方: {{usage}}\n{list}{positionals}\nオプション:\n{{options}}\n");
    let command = names.into_iter().fold(command, |command, name| command.mut_subcommand(name, japanese));
    command.help_template(template).subcommand_value_name("コマンド")
}

/// `--format`, of the commands that tell problems.
fn format(language: Language) -> Arg {
    let help = say!(
        "結果と指摘を表示する形。json は、ほかのプログラムで読むためのもの",
        "The form of results and messages; json is for other programs"
    );
    Arg::new("format")
        .long("format")
        .value_name("text|json")
        .value_parser(PossibleValuesParser::new(["text", "json"]))
        .default_value("text")
        .hide_possible_values(true)
        .hide_default_value(true)
        .help(help.get(language).to_owned())
}

/// `--dir`, of the commands whose first argument is something else.
fn project_option(language: Language) -> Arg {
    let help = say!("book.toml のあるフォルダー", "The folder that holds book.toml");
    Arg::new("dir")
        .long("dir")
        .value_name("DIR")
        .default_value(".")
        .hide_default_value(true)
        .value_parser(value_parser!(PathBuf))
        .value_hint(ValueHint::DirPath)
        .help(help.get(language).to_owned())
}

fn directory(language: Language) -> Arg {
    let help = say!("book.toml のあるフォルダー", "The folder that holds book.toml");
    Arg::new("dir")
        .value_name("DIR")
        .default_value(".")
        .hide_default_value(true)
        .value_parser(value_parser!(PathBuf))
        .value_hint(ValueHint::DirPath)
        .help(help.get(language).to_owned())
}

/// A command, as its help explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// How it is called, such as `terakoya new quiz`.
    pub name: String,
    /// What it does.
    pub about: String,
    /// Its own arguments, each as it is written and what it is for. Those of `terakoya` can be given to all commands.
    pub arguments: Vec<(String, String)>,
}

/// Every command, for the manual. First `terakoya` itself.
pub fn described(language: Language) -> Vec<Described> {
    let mut command = command(language);
    // Only then are arguments handed down to all commands.
    command.build();
    let mut found = Vec::new();
    describe(&command, "", &mut found);
    found
}

fn describe(command: &Command, above: &str, found: &mut Vec<Described>) {
    let name = format!("{above}{}", command.get_name());
    let own = command.get_arguments().filter(|argument| above.is_empty() || !argument.is_global_set());
    let mut own: Vec<&Arg> = own.filter(|argument| above.is_empty() || argument.get_id() != "help").collect();
    // Positionals first.
    own.sort_by_key(|argument| !argument.is_positional());
    let arguments = own.into_iter().map(|argument| {
        let text =
            |styled: Option<&clap::builder::StyledStr>| styled.map(ToString::to_string).unwrap_or_default();
        let value = argument.get_value_names().filter(|_| argument.get_action().takes_values());
        let value = value.and_then(|names| names.first()).map(|name| format!("<{name}>")).unwrap_or_default();
        let short = argument.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
        let written = match argument.get_long() {
            Some(long) => format!("{short}--{long} {value}"),
            None => value,
        };
        (written.trim_end().to_owned(), text(argument.get_help()))
    });
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    found.push(Described { arguments: arguments.collect(), name: name.clone(), about });
    for inner in command.get_subcommands() {
        describe(inner, &format!("{name} "), found);
    }
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
        ErrorKind::MissingRequiredArgument if argument.starts_with("「<") => {
            format!("{argument}がありません。")
        }
        ErrorKind::ValueValidation => {
            format!("{argument}に{}は使えません。", context(ContextKind::InvalidValue))
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
    // An argument is found in the command that it was written behind.
    let given = |name: &str| {
        let mut deepest = matches;
        while let Some((_, inner)) = deepest.subcommand() {
            deepest = inner;
        }
        deepest.get_flag(name)
    };
    let volume = match (given("quiet"), given("verbose")) {
        (true, _) => Volume::Quiet,
        (false, true) => Volume::Verbose,
        (false, false) => Volume::Normal,
    };
    let format =
        matches.subcommand().and_then(|(_, inner)| inner.try_get_one::<String>("format").ok().flatten());
    let format = if format.is_some_and(|format| format == "json") { Format::Json } else { Format::Text };
    Options { language, color, volume, format }
}

/// The project's folder.
pub(super) fn project(matches: &ArgMatches) -> PathBuf {
    matches.get_one::<PathBuf>("dir").cloned().unwrap_or_else(|| PathBuf::from("."))
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

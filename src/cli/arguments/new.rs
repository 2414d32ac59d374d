//! Arguments of `new`, which has a command of its own for each thing that can be added.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, ValueHint};

use crate::diagnostics::{Language, Said};
use crate::questions::{self, QuestionType};
use crate::say;

/// What can be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Thing {
    Part,
    Lesson,
    Quiz,
    Block,
}

/// `terakoya new`
pub(super) fn command(language: Language) -> Command {
    let text = super::texts(language);
    let title =
        |said: Said| Arg::new("name").value_name("TITLE").required(true).help(said.get(language).to_owned());
    let option = |name: &'static str, value: &'static str, said: Said| {
        Arg::new(name).long(name).value_name(value).help(said.get(language).to_owned())
    };
    let slug = option(
        "slug",
        "SLUG",
        say!(
            "ページのアドレスに出る名前。半角の英数字（書かなければ、題名の英数字から）",
            "Its name in addresses, in ASCII; by default, after the title"
        ),
    );
    let types = questions::TYPES.iter().map(|kind| kind.name());
    let names = types.clone().collect::<Vec<_>>().join(", ");
    let commands = [
        Command::new("part")
            .about(text(say!("パートを、最後に足します。", "Adds a part, behind the last one.")))
            .arg(title(say!("パートの題名", "The part's title")))
            .arg(slug.clone()),
        Command::new("lesson")
            .about(text(say!("レッスンを、パートの最後に足します。", "Adds a lesson at the end of a part.")))
            .arg(title(say!("レッスンの題名", "The lesson's title")))
            .arg(option(
                "part",
                "PART",
                say!(
                    "入れるパート。フォルダーの名前、番号、題名のどれか（1つしかなければ、いりません）",
                    "The part: its folder, number or title; not needed where there is only one"
                ),
            ))
            .arg(slug),
        Command::new("quiz")
            .about(text(say!(
                "レッスンの横にクイズのファイルを作り、レッスンの終わりに置きます。",
                "Makes a quiz beside a lesson, and places it at the lesson's end."
            )))
            .arg(Arg::new("name").value_name("NAME").required(true).help(text(say!(
                "クイズの名前（半角の英数字）か、見出し",
                "The quiz's name in ASCII, or its heading"
            ))))
            .arg(
                option(
                    "lesson",
                    "FILE",
                    say!(
                        "置くレッスンの .md ファイル（1つしかなければ、いりません）",
                        "The .md file of the lesson; not needed where there is only one"
                    ),
                )
                .value_hint(ValueHint::FilePath),
            )
            .arg(
                option(
                    "type",
                    "TYPE",
                    say!("見本に入れる問題の種類: {names}", "The type of the sample question: {names}"),
                )
                .value_parser(PossibleValuesParser::new(types))
                .default_value(questions::TYPES.first().map_or("", |kind| kind.name()))
                .hide_possible_values(true)
                .hide_default_value(true),
            )
            .arg(Arg::new("no-insert").long("no-insert").action(clap::ArgAction::SetTrue).help(text(say!(
                "レッスンには書き込まず、置くための1行を表示します",
                "Leaves the lesson alone, and tells the line that places the quiz"
            )))),
        Command::new("block")
            .about(text(say!(
                "自分のブロックを、テーマに足します。",
                "Adds a block of your own to the theme."
            )))
            .arg(
                Arg::new("name")
                    .value_name("NAME")
                    .required(true)
                    .help(text(say!("ブロックの名前（半角の英数字）", "The block's name, in ASCII"))),
            ),
    ];
    Command::new("new")
        .about(text(say!(
            "パート・レッスン・クイズ・ブロックを、説明つきの見本で足します。",
            "Adds a part, a lesson, a quiz or a block, as a sample with explanations."
        )))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommands(commands.map(|command| command.arg(super::project_option(language))))
}

/// What is to be added, and the arguments that say how.
pub(in crate::cli) fn thing(matches: &ArgMatches) -> Option<(Thing, &ArgMatches)> {
    let (name, inner) = matches.subcommand()?;
    let thing = match name {
        "part" => Thing::Part,
        "lesson" => Thing::Lesson,
        "quiz" => Thing::Quiz,
        _ => Thing::Block,
    };
    Some((thing, inner))
}

/// Its title or name.
pub(in crate::cli) fn name(matches: &ArgMatches) -> &str {
    text(matches, "name").unwrap_or_default()
}

/// The slug, where one was asked for.
pub(in crate::cli) fn slug(matches: &ArgMatches) -> Option<&str> {
    text(matches, "slug")
}

/// The part of a lesson, as it was named.
pub(in crate::cli) fn part(matches: &ArgMatches) -> Option<&str> {
    text(matches, "part")
}

/// The lesson of a quiz, as it was named.
pub(in crate::cli) fn lesson(matches: &ArgMatches) -> Option<&str> {
    text(matches, "lesson")
}

/// The type of the sample question.
pub(in crate::cli) fn kind(matches: &ArgMatches) -> Option<&'static dyn QuestionType> {
    questions::find(text(matches, "type")?)
}

/// Whether the quiz is placed in its lesson.
pub(in crate::cli) fn insert(matches: &ArgMatches) -> bool {
    !matches.get_flag("no-insert")
}

fn text<'m>(matches: &'m ArgMatches, name: &str) -> Option<&'m str> {
    matches.get_one::<String>(name).map(String::as_str)
}

//! Arguments of `serve`.

use std::net::{IpAddr, Ipv4Addr};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::diagnostics::Language;
use crate::say;
use crate::serve::{AllowedHost, Settings, allowed_host};

/// The port where nobody says which.
const PORT: &str = "4000";

/// `terakoya serve`
pub(super) fn command(language: Language) -> Command {
    let text = super::texts(language);
    Command::new("serve")
        .about(text(say!(
            "書きながらブラウザーで見ます。保存するたびに画面が新しくなり、何も書き込みません。",
            "Shows the course in a browser while you write. Every save brings it up to date; nothing is written."
        )))
        .arg(super::directory(language))
        .arg(super::today_argument(language))
        .arg(
            Arg::new("open")
                .long("open")
                .action(ArgAction::SetTrue)
                .help(text(say!("ブラウザーで開きます", "Opens it in the browser"))),
        )
        .arg(Arg::new("gallery").long("gallery").action(ArgAction::SetTrue).help(text(say!(
            "コースの代わりに、書けるブロックと問題の見本帳を見ます（book.toml がなければ標準のテーマで）",
            "Instead of the course, shows the gallery of all blocks and questions; of the default theme where there is no book.toml"
        ))))
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("N")
                .default_value(PORT)
                .hide_default_value(true)
                .value_parser(value_parser!(u16))
                .help(text(say!(
                    "ポートの番号（書かなければ 4000。使われていれば、次に空いている番号）",
                    "The port; 4000 by default, or the next free one where it is in use"
                ))),
        )
        .arg(
            Arg::new("host")
                .long("host")
                .value_name("ADDRESS")
                .default_value("127.0.0.1")
                .hide_default_value(true)
                .value_parser(address)
                .help(text(say!(
                    "ほかのパソコンからも見るときの、このパソコンのIPアドレス（0.0.0.0 はすべて）。書かなければ、このパソコンだけ",
                    "The IP address by which other computers reach this one; 0.0.0.0 for all. By default only this computer"
                ))),
        )
        .arg(
            Arg::new("allow-host")
                .long("allow-host")
                .value_name("NAME")
                .action(ArgAction::Append)
                .value_parser(|name: &str| allowed_host(name).ok_or("NAME, NAME:PORT"))
                .help(text(say!(
                    "このパソコンを呼ぶ名前を加えます（例: pc-12.local。何度でも）",
                    "Adds a name by which this computer is reached, such as pc-12.local; may be repeated"
                ))),
        )
        .arg(
            Arg::new("poll")
                .long("poll")
                .action(ArgAction::SetTrue)
                .help(text(say!(
                    "変更を1秒ごとに調べます（ネットワーク上のフォルダーで、保存しても新しくならないとき）",
                    "Looks for changes once a second: for network drives, where a save is not noticed otherwise"
                ))),
        )
}

/// An address of a computer; `localhost` is the one that all programs of this computer reach.
fn address(text: &str) -> Result<IpAddr, &'static str> {
    match text {
        "localhost" => Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        _ => text.parse().map_err(|_| "127.0.0.1, 0.0.0.0, 192.168.0.10, ::1 …"),
    }
}

/// How the course is to be served.
pub(in crate::cli) fn settings(matches: &ArgMatches) -> Settings {
    Settings {
        host: matches.get_one::<IpAddr>("host").copied().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        port: matches.get_one::<u16>("port").copied().unwrap_or(0),
        allowed: matches.get_many::<AllowedHost>("allow-host").into_iter().flatten().cloned().collect(),
        polling: matches.get_flag("poll"),
    }
}

/// Whether a browser is to be opened.
pub(in crate::cli) fn opens(matches: &ArgMatches) -> bool {
    matches.get_flag("open")
}

/// Whether the gallery is to be served instead of the course.
pub(in crate::cli) fn has_gallery(matches: &ArgMatches) -> bool {
    matches.get_flag("gallery")
}

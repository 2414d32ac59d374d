//! `verify`.

use std::path::Path;

use clap::ArgMatches;
use serde_json::{Map, Value, json};

use super::arguments::{self, Format, Options, Volume};
use super::build::counted;
use super::package::size;
use super::report::{self, VERSION};
use super::{Status, print};
use crate::diagnostics::{Language, Said, terminal};
use crate::output::verify::{self, Difference, Fault, Verified, VerifyError};
use crate::say;
use crate::site::SHOWN_DIGEST;

/// `terakoya verify`
pub(super) fn verify(options: &Options, matches: &ArgMatches) -> Status {
    let copy = arguments::verify::copy(matches);
    let language = options.language.or_else(super::language_of_environment).unwrap_or(Language::Japanese);
    let found = compare(&copy, arguments::verify::against(matches).as_deref());
    let (status, said) = match &found {
        Ok((verified, difference)) => {
            let status = if verified.is_sound() { Status::Good } else { Status::Problems };
            (status, told(&copy, verified, difference.as_ref()))
        }
        Err(error) => (Status::CannotWork, error.said()),
    };
    match options.format {
        Format::Json => {
            let found = found.as_ref().ok().map(|(verified, difference)| (verified, difference.as_ref()));
            let document = document(status, &said, language, found);
            print(&terminal::escaped(&serde_json::to_string_pretty(&document).unwrap_or_default()));
        }
        Format::Text if status == Status::CannotWork => options.fail(&said, language),
        // What differs is what was asked for.
        Format::Text if status == Status::Problems || options.volume != Volume::Quiet => {
            print(said.get(language));
        }
        Format::Text => {}
    }
    status
}

fn compare(copy: &Path, old: Option<&Path>) -> Result<(Verified, Option<Difference>), VerifyError> {
    let verified = verify::verify(copy)?;
    let difference = old.map(|old| verify::difference(old, copy)).transpose()?;
    Ok((verified, difference))
}

fn told(copy: &Path, verified: &Verified, difference: Option<&Difference>) -> Said {
    let (files, en_files) = counted(verified.files, "file");
    let (bytes, path) = (size(verified.bytes), copy.display());
    let (count, en_count) = counted(verified.faults.len(), "file");
    let mut lines = Vec::new();
    for (name, fault) in &verified.faults {
        let why = why(fault);
        lines.push(Said { ja: format!("  {name}: {}", why.ja), en: format!("  {name}: {}", why.en) });
    }
    lines.extend(verified.ignored.iter().map(|name| {
        say!("  {name}: システムが作ったもの（かまいません）", "  {name}: made by a system; it does no harm")
    }));
    let damaged = verified.sealed == Some(false);
    lines.push(if !verified.faults.is_empty() {
        say!(
            "「{path}」は元と違います。{count}個のファイルが違います。元から写しなおします。",
            "{path} is not what was packaged: {en_count} differ. Copy it again."
        )
    } else if damaged {
        say!(
            "「{path}」は元と違います。中のファイルはすべて同じですが、ZIPファイルそのものが変わっています。元から写しなおします。",
            "{path} is not what was packaged: the files in it are the same, but the ZIP itself was changed. Copy it again."
        )
    } else {
        say!(
            "「{path}」は元と同じです。{files}ファイル、{bytes}。",
            "{path} is what was packaged: {en_files}, {bytes}."
        )
    });
    let Verified { digest, tool, source, .. } = verified;
    let source: String = source.chars().take(SHOWN_DIGEST).collect();
    lines.push(say!(
        "照合番号: {digest}（Terakoya {tool} が作成。作った人から別に受け取った番号と比べます）\n内容の照合番号: {source}（教材の「この教材について」と同じ番号）",
        "Digest: {digest} (made by Terakoya {tool}; compare it with the one that its makers gave you in another way)\nDigest of the content: {source} (the same as on the course's own pages)"
    ));
    if let Some(difference) = difference {
        lines.push(changes(difference));
    }
    Said {
        ja: lines.iter().map(|line| line.ja.as_str()).collect::<Vec<_>>().join("\n"),
        en: lines.iter().map(|line| line.en.as_str()).collect::<Vec<_>>().join("\n"),
    }
}

/// What is to be done to bring an old copy up to date.
fn changes(difference: &Difference) -> Said {
    let Difference { added, changed, removed, bytes } = difference;
    if added.is_empty() && changed.is_empty() && removed.is_empty() {
        return say!("前に配ったものと同じです。", "It is the same as what was handed out before.");
    }
    let bytes = size(*bytes);
    let list = |sign: char, names: &[String]| {
        names.iter().map(|name| format!("\n  {sign} {name}")).collect::<String>()
    };
    let list = format!("{}{}{}", list('+', added), list('*', changed), list('-', removed));
    let (added, changed, removed) = (added.len(), changed.len(), removed.len());
    say!(
        "前に配ったものとの違い: 加える（+）{added}個、入れかえる（*）{changed}個、消す（-）{removed}個。写す量は{bytes}。{list}",
        "Since what was handed out before: {added} to add (+), {changed} to replace (*), {removed} to remove (-); {bytes} to copy.{list}"
    )
}

fn why(fault: &Fault) -> Said {
    match fault {
        Fault::Missing => say!("ありません", "missing"),
        Fault::Extra => say!("余分です（配ったものではありません）", "extra: it was not packaged"),
        Fault::Changed => say!("中身が変わっています", "its content was changed"),
        Fault::Length(wanted, found) => say!(
            "大きさが変わっています（{wanted}バイトのはずが{found}バイト以上）",
            "its length was changed: {wanted} bytes were packaged, it has {found} or more"
        ),
        Fault::Kind => say!(
            "ファイルではなく、フォルダーかリンクになっています",
            "there is a folder or a link in its place"
        ),
        Fault::Unreadable(error) => say!("読めません（{error}）", "it cannot be read ({error})"),
    }
}

fn document(
    status: Status,
    said: &Said,
    language: Language,
    found: Option<(&Verified, Option<&Difference>)>,
) -> Value {
    let mut document = Map::new();
    let mut set = |key: &str, value: Value| drop(document.insert(key.to_owned(), value));
    set("version", VERSION.into());
    set("command", "verify".into());
    set("status", report::status(status).into());
    set("language", language.tag().into());
    set("message", said.get(language).into());
    set("diagnostics", Vec::<Value>::new().into());
    if let Some((verified, difference)) = found {
        let names = |wanted: &dyn Fn(&Fault) -> bool| -> Vec<&String> {
            verified.faults.iter().filter(|(_, fault)| wanted(fault)).map(|(name, _)| name).collect()
        };
        let mut copy = json!({
            "digest": verified.digest.whole(),
            "source": verified.source,
            "tool": verified.tool,
            "files": verified.files,
            "bytes": verified.bytes,
            "missing": names(&|fault| *fault == Fault::Missing),
            "changed": names(&|fault| !matches!(fault, Fault::Missing | Fault::Extra)),
            "extra": names(&|fault| *fault == Fault::Extra),
            "ignored": verified.ignored,
        });
        if let (Some(sealed), Value::Object(copy)) = (verified.sealed, &mut copy) {
            copy.insert("sealed".to_owned(), sealed.into());
        }
        set("copy", copy);
        if let Some(Difference { added, changed, removed, bytes }) = difference {
            set("against", json!({ "added": added, "changed": changed, "removed": removed, "bytes": bytes }));
        }
    }
    Value::Object(document)
}

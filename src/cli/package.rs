//! `package`.

use std::path::Path;

use clap::ArgMatches;

use super::Status;
use super::arguments::package::Shape;
use super::arguments::{self, Options};
use super::build::{self, counted};
use super::progress::Work;
use super::report::{self, Written};
use crate::diagnostics::Said;
use crate::output::archive::{self, Time};
use crate::output::folder::{self, Done, Outcome, listed};
use crate::package::{self, Trouble};
use crate::say;
use crate::site::{Content, Site};
use crate::source::SourcePath;

/// Where packages go, in the project, unless another folder is named.
const FOLDER: &str = "dist";

/// `terakoya package`
pub(super) fn package(options: &Options, matches: &ArgMatches) -> Status {
    const COMMAND: &str = "package";
    let root = arguments::project(matches);
    let shape = arguments::package::shape(matches);
    let Some(mut made) = build::make_as(options, &root, arguments::today(matches), shape == Shape::Single)
    else {
        return report::none_at(options, COMMAND, &root);
    };
    if made.told.errors > 0 {
        let said = made.refusal();
        return made.end(options, COMMAND, Status::Problems, said, None);
    }
    let time = match time() {
        Ok(time) => time,
        Err(said) => return made.end(options, COMMAND, Status::CannotWork, said, None),
    };
    let label = made.build.label.clone();
    let site = std::mem::take(&mut made.build.site);
    let site = match shape {
        Shape::Folder | Shape::Zip => package::wrap(site, &label, &arguments::package::servers(matches)),
        // It says itself how it is opened, and a web server needs nothing to be told of one file.
        Shape::Single => package::checked(site),
    };
    let site = match site {
        Ok(site) => site,
        Err(troubles) => return made.end(options, COMMAND, Status::Problems, unsafe_names(&troubles), None),
    };
    let folder = arguments::package::dest_dir(matches).unwrap_or_else(|| root.join(FOLDER));
    let (files, bytes) = (site.files.len(), site.files.values().map(|content| content.length()).sum::<u64>());
    made.progress.at(Work::Writing(files));
    let (out, entry, done) = match shape {
        Shape::Folder => {
            let out = folder.join(label.name());
            let done = folder::write(&site, &out, &root, &made.inputs, &made.source);
            (out.clone(), out.join(&site.entry), done)
        }
        Shape::Single => {
            let out = folder.join(format!("{}-single", label.name()));
            let done = folder::write(&site, &out, &root, &made.inputs, &made.source);
            (out.clone(), out.join(&site.entry), done)
        }
        Shape::Zip => {
            let out = folder.join(format!("{}.zip", label.name()));
            let done = archive::write(&site, &out, &root, &made.inputs, &made.source, time);
            (out.clone(), out, done)
        }
    };
    made.progress.end();
    let remedy = say!("--dest-dir に別のフォルダーを指定します。", "name another folder with --dest-dir.");
    match done {
        Ok(done) => {
            let mut said = summary(&out, files, bytes, &done);
            if shape == Shape::Single {
                let more = one_file(&site, &made.build.pictures);
                said.ja += &more.ja;
                said.en += &more.en;
            }
            let file = (shape == Shape::Zip).then(|| out.clone());
            let folder = if file.is_some() { folder } else { out };
            let written = Written { done, folder, file, entry, answers: None, sheets: None };
            made.end(options, COMMAND, Status::Good, said, Some(written))
        }
        Err(error) => made.end(options, COMMAND, Status::CannotWork, error.said(&remedy), None),
    }
}

/// The time of files in a ZIP: what `SOURCE_DATE_EPOCH` says, where it is set.
fn time() -> Result<Time, Said> {
    const NAME: &str = "SOURCE_DATE_EPOCH";
    let Some(value) = std::env::var_os(NAME) else { return Ok(Time::default()) };
    let seconds = value.to_str().and_then(|value| value.parse().ok());
    seconds.map(Time::of_epoch).ok_or_else(|| {
        say!(
            "環境変数 {NAME} の「{0}」は秒の数ではありません。1970年からの秒数にするか、消します。",
            "The environment variable {NAME} holds \"{0}\", which is no number of seconds. Give it seconds since 1970, or remove it.",
            value.to_string_lossy()
        )
    })
}

/// What would not survive the way to learners.
fn unsafe_names(troubles: &[Trouble]) -> Said {
    let line = |path: &str, why: &str| format!("{path}: {why}");
    let ja = listed(&troubles.iter().map(|one| line(&one.path, &one.why.ja)).collect::<Vec<_>>()).ja;
    let en = listed(&troubles.iter().map(|one| line(&one.path, &one.why.en)).collect::<Vec<_>>()).en;
    say!(
        "どのパソコンにも配れるとは限らないファイルがあるので、何も書き込みませんでした。{ja}",
        "Nothing was written, since some files would not arrive on every computer.{en}"
    )
}

/// What was made, how large it is, and the digest to be told to those who get it.
fn summary(out: &Path, files: usize, bytes: u64, done: &Done) -> Said {
    let (files, en_files) = counted(files, "file");
    let size = size(bytes);
    let (out, digest) = (out.display(), &done.digest);
    let made = match done.outcome {
        Outcome::Written => say!("配るものを作りました: {out}", "Packaged: {out}"),
        Outcome::Unchanged => say!(
            "前と同じなので、何も書きかえていません: {out}",
            "Nothing changed, and nothing was rewritten: {out}"
        ),
    };
    let about = say!(
        "{files}ファイル、{size}\n照合番号: {digest}（写しを確かめるとき: terakoya verify）",
        "{en_files}, {size}\nDigest: {digest} (to verify a copy: terakoya verify)"
    );
    let kept = done.kept.as_ref().map(|kept| kept.said());
    let lines = |made: &str, about: &str, kept: Option<&str>| {
        [Some(made), Some(about), kept].into_iter().flatten().collect::<Vec<_>>().join("\n")
    };
    Said {
        ja: lines(&made.ja, &about.ja, kept.as_ref().map(|kept| kept.ja.as_str())),
        en: lines(&made.en, &about.en, kept.as_ref().map(|kept| kept.en.as_str())),
    }
}

/// A file beyond this many bytes is slow to open and to send.
const LARGE: u64 = 25_000_000;

/// Of a course in one file: what lies beside it, and if it is large, what makes it so.
fn one_file(site: &Site, pictures: &[(SourcePath, u64)]) -> Said {
    let mut said = Said { ja: String::new(), en: String::new() };
    let mut add = |more: Said| {
        said.ja += &format!("\n{}", more.ja);
        said.en += &format!("\n{}", more.en);
    };
    let entry = &site.entry;
    if site.files.len() > 1 {
        let folder = format!("{}-media", entry.trim_end_matches(".html"));
        add(say!(
            "動画・音声と、リンク先のファイルは {folder} に入っています。{entry} と同じ場所に置いて、一緒に配ってください。",
            "Films, sounds and linked files are in {folder}. Hand it out together with {entry}, in the same place."
        ));
    }
    let bytes = site.files.get(entry).map_or(0, Content::length);
    if bytes > LARGE {
        let largest: Vec<String> =
            pictures.iter().take(5).map(|(path, bytes)| format!("{path}: {}", size(*bytes))).collect();
        let Said { ja: largest, en: en_largest } = listed(&largest);
        let (bytes, most) = (size(bytes), size(LARGE));
        add(say!(
            "注意: {entry} は{bytes}あります。{most}を超えると、開くのに時間がかかり、メールで送れないこともあります。画像を小さくするか、--as folder か --as zip で配ってください。大きい順:{largest}",
            "Warning: {entry} has {bytes}. Beyond {most} it is slow to open, and mails may not take it. Make pictures smaller, or use --as folder or --as zip. The largest:{en_largest}"
        ));
    }
    said
}

/// A number of bytes as people say it.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    let mut unit = "B";
    let mut tenths = bytes.saturating_mul(10);
    for next in UNITS {
        if tenths < 10_000 {
            break;
        }
        tenths = tenths.saturating_add(500) / 1_000;
        unit = next;
    }
    if unit == "B" { format!("{bytes} B") } else { format!("{}.{} {unit}", tenths / 10, tenths % 10) }
}

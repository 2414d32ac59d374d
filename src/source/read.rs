//! The only reader of the disk for builds: folders below the project's root become [`Sources`].
//!
//! Nothing outside the root is ever read, whatever links say. Texts are decoded, media only hashed, but for pictures,
//! which are cleaned first. What a file is for is not known here.
//!
//! A [`Reader`] is for those who read the same folders again and again: what did not change since is not read again.
#![allow(clippy::disallowed_methods, reason = "this is the module that reads")]

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::Metadata;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use imagesize::{Compression, ImageSize, ImageType};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::decode::{decode, is_unwanted};
use super::picture::{self, Cleaned, Format};
use super::sources::{File, Hash128, Origin, Sources};
use super::{Fault, Look, MAX_PICTURE, Place, Removed, SourcePath};
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics, Said};
use crate::say;

/// Extensions of files that are read as text.
const TEXTS: &[&str] = &["md", "yaml", "yml", "toml", "html", "css", "js", "svg", "json", "txt", "vtt"];
/// The longest text, in bytes.
pub const MAX_TEXT: u64 = 8 << 20;
/// Folders in folders beyond this depth are not a course.
const MAX_FOLDERS: usize = 64;

/// A file that was changed twice within this time may show one and the same time of change.
const GRAIN: Duration = Duration::from_secs(2);

/// Reads `folders` (with all below them) and single `files`, given relative to `root`, with `/`.
///
/// Hidden files and the temporary files of editors are passed over. A folder or file that does not exist is
/// reported. Links are followed as long as they stay below the root.
pub fn read(root: &Path, folders: &[&str], files: &[&str]) -> Checked<Sources> {
    Reader::default().read(root, folders, files)
}

/// The bytes of those media among `sources` that are `wanted`, as learners get them; a snapshot does not hold them. One that cannot be read, or
/// is not what it was when the snapshot was taken, is reported.
pub fn contents(
    sources: &Sources,
    wanted: impl Fn(&SourcePath) -> bool,
) -> Checked<BTreeMap<SourcePath, Arc<[u8]>>> {
    let mut found = BTreeMap::new();
    let mut diagnostics = Diagnostics::default();
    for (path, file) in sources.files().filter(|(path, _)| wanted(path)) {
        let File::Media { hash, origin, .. } = file else { continue };
        let all = |mut file: Box<dyn Read + Send>| {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map(|_| bytes)
        };
        let read = open(origin).and_then(all).and_then(|bytes| match Hash128::of(&bytes) == *hash {
            true => Ok(bytes),
            false => Err(io::Error::other("changed while the course was read")),
        });
        match read {
            Ok(bytes) => _ = found.insert(path.clone(), bytes.into()),
            Err(error) => diagnostics.push(unreadable(path, &error)),
        }
    }
    Checked { value: found, diagnostics }
}

/// Reads like [`read()`], and remembers what it read: a file is read again where its length, its times or the file
/// itself are not what they were, or where it was changed so shortly before that a further change might not show.
#[derive(Debug, Default)]
pub struct Reader {
    /// By path, in order.
    seen: Vec<(PathBuf, Seen)>,
}

/// A file that was read.
#[derive(Debug)]
struct Seen {
    stamp: Stamp,
    file: Checked<(SourcePath, File)>,
}

/// By what a change of a file shows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: SystemTime,
    /// Which file it is, and when it was last changed, moved or given other rights.
    identity: Option<(u64, u64, SystemTime)>,
}

impl Stamp {
    /// The stamp of a file of which `about` was told before it was read; `None` where a change might not show by it.
    fn of(about: &Metadata) -> Option<Self> {
        let modified = about.modified().ok()?;
        Some(Self { length: about.len(), modified, identity: identity(about) })
    }

    /// Whether a change after `now` will show.
    fn is_settled(&self, now: SystemTime) -> bool {
        // A time in the future is that of another clock.
        let past = |time: SystemTime| now.duration_since(time).is_ok_and(|age| age > GRAIN);
        past(self.modified) && self.identity.is_none_or(|(_, _, changed)| past(changed))
    }
}

#[cfg(unix)]
fn identity(about: &Metadata) -> Option<(u64, u64, SystemTime)> {
    use std::os::unix::fs::MetadataExt;
    let seconds = Duration::from_secs(about.ctime().try_into().ok()?);
    let changed =
        SystemTime::UNIX_EPOCH + seconds + Duration::from_nanos(about.ctime_nsec().try_into().ok()?);
    Some((about.dev(), about.ino(), changed))
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64, SystemTime)> {
    None
}

impl Reader {
    /// Reads as [`read()`] does.
    pub fn read(&mut self, root: &Path, folders: &[&str], files: &[&str]) -> Checked<Sources> {
        let mut diagnostics = Diagnostics::default();
        let real_root = match root.canonicalize() {
            Ok(real_root) => real_root,
            Err(error) => {
                let reason = reason(&error);
                let message = Said {
                    ja: format!("フォルダー {} を読めません。{}", root.display(), reason.ja),
                    en: format!("The folder {} cannot be read. {}", root.display(), reason.en),
                };
                diagnostics.push(Diagnostic::global(Code::Unreadable, message));
                return Checked { value: Sources::default(), diagnostics };
            }
        };
        let mut found = Vec::new();
        for folder in folders {
            walk(root, &real_root, &root.join(folder), &mut found, &mut diagnostics);
        }
        for file in files {
            found.push(root.join(file));
        }
        found.sort_unstable_by(|a, b| by_name(a, b));
        found.dedup();
        let seen = std::mem::take(&mut self.seen);
        let read: Vec<_> = found
            .into_par_iter()
            .map(|path| {
                let file = again(&seen, root, &real_root, &path);
                (path, file)
            })
            .collect();
        let mut sources = BTreeMap::new();
        for (disk, file) in read {
            match file {
                Err(problem) => diagnostics.push(*problem),
                Ok((stamp, file)) => {
                    file.tell(&mut diagnostics);
                    let (path, read) = &file.value;
                    match sources.entry(path.clone()) {
                        Entry::Occupied(first) => diagnostics.push(same_name(first.key(), &disk)),
                        Entry::Vacant(place) => drop(place.insert(read.clone())),
                    }
                    self.seen.extend(stamp.map(|stamp| (disk, Seen { stamp, file })));
                }
            }
        }
        Checked { value: Sources { files: sources }, diagnostics }
    }
}

/// An order of paths that is quick, and the same for those that were seen and those that are found.
fn by_name(one: &Path, other: &Path) -> Ordering {
    one.as_os_str().cmp(other.as_os_str())
}

/// A file, with its stamp if a change will show by it.
type Stamped = (Option<Stamp>, Checked<(SourcePath, File)>);

/// What was seen of a file, if it is as it was; else it is read.
fn again(
    seen: &[(PathBuf, Seen)],
    root: &Path,
    real_root: &Path,
    disk: &Path,
) -> Result<Stamped, Box<Diagnostic>> {
    let known = seen.binary_search_by(|(known, _)| by_name(known, disk)).ok().and_then(|at| seen.get(at));
    if let Some((_, seen)) = known
        && let Some(stamp) = disk.metadata().ok().as_ref().and_then(Stamp::of)
        && stamp == seen.stamp
    {
        return Ok((Some(stamp), seen.file.clone()));
    }
    one(root, real_root, disk)
}

fn walk(
    root: &Path,
    real_root: &Path,
    folder: &Path,
    found: &mut Vec<PathBuf>,
    diagnostics: &mut Diagnostics,
) {
    let walker = WalkDir::new(folder).follow_links(true).max_depth(MAX_FOLDERS);
    let shown =
        |entry: &DirEntry| entry.depth() == 0 || !is_passed_over(&entry.file_name().to_string_lossy());
    let mut entries = walker.into_iter().filter_entry(shown);
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) if entry.file_type().is_file() => found.push(entry.into_path()),
            Ok(entry) if entry.path_is_symlink() || entry.depth() == 0 => {
                // A link to a folder elsewhere: the whole disk may lie behind it.
                if entry.path().canonicalize().is_ok_and(|real| !real.starts_with(real_root)) {
                    diagnostics.push(leads_out(&named(root, entry.path())));
                    entries.skip_current_dir();
                }
            }
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                diagnostics.push(match (error.loop_ancestor(), error.io_error()) {
                    (Some(_), _) => problem(
                        &named(root, path),
                        say!(
                            "リンクが自分を含むフォルダーを指していて、終わりがありません。",
                            "The link leads to a folder that holds the link itself."
                        ),
                    )
                    .help(say!("このリンクを消してください。", "Remove this link.")),
                    (None, Some(error)) => unreadable(&named(root, path), error),
                    (None, None) => problem(&named(root, path), say!("読めません。", "It cannot be read.")),
                });
            }
        }
    }
}

/// Hidden files, and those that editors leave beside the one that is being written.
pub fn is_passed_over(name: &str) -> bool {
    name.starts_with(['.', '#'])
        || name.ends_with(['~', '#'])
        || [".swp", ".swx", ".swo", ".tmp", ".bak"].iter().any(|end| name.ends_with(end))
        || name.starts_with("~$")
        || matches!(name, "Thumbs.db" | "desktop.ini")
}

/// The path as it is called in messages, even where it is not fit for a name.
fn named(root: &Path, disk: &Path) -> SourcePath {
    let below = disk.strip_prefix(root).unwrap_or(disk).to_string_lossy().into_owned();
    SourcePath::new(&below).unwrap_or_else(SourcePath::root)
}

fn one(root: &Path, real_root: &Path, disk: &Path) -> Result<Stamped, Box<Diagnostic>> {
    let path = named(root, disk);
    let name = disk.strip_prefix(root).ok().and_then(Path::to_str);
    // On Linux a backslash may stand in a name; in a path of ours it would part folders.
    if name.is_none_or(|name| (cfg!(unix) && name.contains('\\')) || name.contains(is_unwanted_in_names)) {
        return Err(Box::new(
            Diagnostic::new(
                Code::BadName,
                Place::file(&path),
                say!(
                    "ファイル名に使えない文字があります。",
                    "The name of the file holds characters that cannot be used."
                ),
            )
            .help(say!("ファイル名を付け直してください。", "Rename the file.")),
        ));
    }
    let refuse = |error: io::Error| Box::new(unreadable(&path, &error));
    let real = disk.canonicalize().map_err(refuse)?;
    if !real.starts_with(real_root) {
        return Err(Box::new(leads_out(&path)));
    }
    let mut file = std::fs::File::open(&real).map_err(refuse)?;
    let about = file.metadata().map_err(refuse)?;
    if !about.is_file() {
        return Err(Box::new(problem(&path, say!("ファイルではありません。", "It is not a file."))));
    }
    let now = SystemTime::now();
    let stamp = Stamp::of(&about).filter(|stamp| stamp.is_settled(now));
    if !TEXTS.contains(&path.extension().as_str()) {
        let media = media(&mut file, real).map_err(refuse)?;
        return Ok((stamp, Checked { value: (path, media), diagnostics: Diagnostics::default() }));
    }
    let mut bytes = Vec::new();
    // The length is asked of what is read, not of the file: it may grow meanwhile.
    (&mut file).take(MAX_TEXT + 1).read_to_end(&mut bytes).map_err(refuse)?;
    if bytes.len() as u64 > MAX_TEXT {
        let limit = MAX_TEXT >> 20;
        return Err(Box::new(
            Diagnostic::new(
                Code::Limit,
                Place::file(&path),
                say!(
                    "ファイルが大きすぎます（{limit} MiB まで）。",
                    "The file is too large (at most {limit} MiB)."
                ),
            )
            .help(say!("いくつかのファイルに分けてください。", "Split it into several files.")),
        ));
    }
    let Checked { value, diagnostics } = decode(&bytes, &path);
    let hash = Hash128::of(value.as_bytes());
    Ok((stamp, Checked { value: (path, File::Text { text: value.into(), hash }), diagnostics }))
}

/// What becomes of pictures of this kind, whatever the file is called.
enum Kind {
    /// All but what they show is taken out.
    Cleaned(Format),
    /// Shown as they are.
    Shown,
    /// Not shown by browsers.
    Foreign(&'static str),
}

fn kind(kind: ImageType) -> Option<Kind> {
    Some(match kind {
        ImageType::Jpeg => Kind::Cleaned(Format::Jpeg),
        ImageType::Png => Kind::Cleaned(Format::Png),
        ImageType::Webp => Kind::Cleaned(Format::Webp),
        ImageType::Gif | ImageType::Bmp | ImageType::Heif(Compression::Av1) => Kind::Shown,
        ImageType::Heif(_) => Kind::Foreign("HEIC"),
        ImageType::Tiff => Kind::Foreign("TIFF"),
        ImageType::Psd => Kind::Foreign("Photoshop"),
        ImageType::Jxl => Kind::Foreign("JPEG XL"),
        _ => return None,
    })
}

/// Characters that would change how a message or a page reads.
fn is_unwanted_in_names(c: char) -> bool {
    is_unwanted(c) || matches!(c, '\n' | '\t')
}

/// Looks at a file that is no text.
fn media(file: &mut std::fs::File, path: PathBuf) -> io::Result<File> {
    let kind = kind_of(file)?;
    if let Some(Kind::Cleaned(format)) = kind {
        if let Some(bytes) = whole(file)? {
            return Ok(picture(format, bytes, path));
        }
        file.rewind()?;
    }
    let (length, hash) = hashed(file)?;
    let look = match kind {
        None => Look::None,
        Some(Kind::Cleaned(_)) => Look::Unusable(Fault::TooLarge),
        Some(Kind::Foreign(format)) => Look::Unusable(Fault::Foreign(format)),
        Some(Kind::Shown) => {
            file.rewind()?;
            if picture::is_marked_avif(&*file) {
                Look::Unusable(Fault::Marked)
            } else {
                file.rewind()?;
                let size = imagesize::reader_size(io::BufReader::new(file)).ok().and_then(pixels);
                shown(size, Removed::default())
            }
        }
    };
    Ok(File::Media { length, hash, look, origin: Origin::File(path) })
}

/// A picture of a format that is known in all its parts.
fn picture(format: Format, bytes: Vec<u8>, path: PathBuf) -> File {
    let origin = Origin::Picture(path);
    // It is delivered nowhere, so all that matters is whether it is still the same.
    let unusable = (bytes.len() as u64, Hash128::of(&bytes));
    match picture::clean(format, bytes) {
        Ok(Cleaned { bytes, removed, turned }) => {
            let size = imagesize::blob_size(&bytes).ok().and_then(pixels);
            let size = size.map(|(width, height)| if turned { (height, width) } else { (width, height) });
            let (length, hash) = (bytes.len() as u64, Hash128::of(&bytes));
            File::Media { length, hash, look: shown(size, removed), origin }
        }
        Err(fault) => {
            let (length, hash) = unusable;
            File::Media { length, hash, look: Look::Unusable(fault), origin }
        }
    }
}

fn pixels(size: ImageSize) -> Option<(u32, u32)> {
    Some((size.width.try_into().ok()?, size.height.try_into().ok()?))
}

fn shown(size: Option<(u32, u32)>, removed: Removed) -> Look {
    match size {
        Some((width, height)) => Look::Picture { width, height, removed },
        None => Look::Unusable(Fault::Damaged),
    }
}

/// What kind of picture a file is, by its first bytes; at its beginning again.
fn kind_of(file: &mut std::fs::File) -> io::Result<Option<Kind>> {
    let mut head = [0; 64];
    let length = file.read(&mut head)?;
    file.rewind()?;
    Ok(imagesize::image_type(head.get(..length).unwrap_or_default()).ok().and_then(kind))
}

/// All bytes of a picture; `None` where it is too large.
fn whole(file: &mut std::fs::File) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    file.take(MAX_PICTURE + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_PICTURE).then_some(bytes))
}

/// Hashes a file piece by piece: a video does not fit into memory.
fn hashed(file: &mut std::fs::File) -> io::Result<(u64, Hash128)> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    let mut length = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((length, hasher.finalize().into()));
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
        length += read as u64;
    }
}

/// What learners get of a medium. A picture is cleaned anew each time, so that one which was exchanged meanwhile is
/// clean as well.
///
/// # Errors
///
/// Where the file cannot be read, or is no picture any more.
pub fn open(origin: &Origin) -> io::Result<Box<dyn Read + Send>> {
    let mut file = std::fs::File::open(origin.path())?;
    match origin {
        Origin::File(_) => Ok(Box::new(file)),
        Origin::Picture(_) => {
            let gone = || io::Error::from(io::ErrorKind::InvalidData);
            let Some(Kind::Cleaned(format)) = kind_of(&mut file)? else { return Err(gone()) };
            let bytes = whole(&mut file)?.ok_or_else(gone)?;
            let cleaned = picture::clean(format, bytes).map_err(|_| gone())?;
            Ok(Box::new(io::Cursor::new(cleaned.bytes)))
        }
    }
}

fn problem(path: &SourcePath, message: Said) -> Diagnostic {
    Diagnostic::new(Code::Unreadable, Place::file(path), message)
}

fn leads_out(path: &SourcePath) -> Diagnostic {
    problem(
        path,
        say!(
            "プロジェクトのフォルダーの外を指すリンクなので、読みません。",
            "This is a link that leads out of the project, so it is not read."
        ),
    )
    .help(say!("リンクの代わりに、ファイルそのものを置いてください。", "Put the file itself here."))
}

fn unreadable(path: &SourcePath, error: &io::Error) -> Diagnostic {
    let reason = reason(error);
    let message = match error.kind() {
        io::ErrorKind::NotFound => say!("ファイルが見つかりません。", "The file does not exist."),
        _ => Said {
            ja: format!("読めません。{}", reason.ja),
            en: format!("It cannot be read. {}", reason.en),
        },
    };
    problem(path, message)
        .help(match error.kind() {
            io::ErrorKind::NotFound => {
                say!("名前と場所を確かめてください。", "Check its name and place.")
            }
            io::ErrorKind::PermissionDenied => say!(
                "ファイルの「読み取り」の権限を確かめ、ほかのソフトで開いていれば閉じてください。",
                "Check the permission to read it, and close other programs that have it open."
            ),
            _ => say!(
                "ほかのソフトで開けるか確かめてください。ネットワークや USB メモリーの上なら、このパソコンに写してください。",
                "See whether another program can open it. If it lies on a network or a USB stick, copy it here."
            ),
        })
}

fn reason(error: &io::Error) -> Said {
    match error.kind() {
        io::ErrorKind::NotFound => say!("見つかりません。", "It does not exist."),
        io::ErrorKind::PermissionDenied => {
            say!("読む権限がありません。", "There is no permission to read it.")
        }
        _ => say!("（{error}）", "({error})"),
    }
}

fn same_name(path: &SourcePath, disk: &Path) -> Diagnostic {
    let name = disk.display();
    Diagnostic::new(
        Code::Duplicate,
        Place::file(path),
        say!(
            "見た目が同じ名前のファイルが2つあります（濁点などの表し方だけが違います）。",
            "Two files have names that look the same (they differ in how accents are encoded)."
        ),
    )
    .help(say!("どちらかを消すか、名前を変えてください: {name}", "Remove or rename one of them: {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn told(checked: &Checked<Sources>) -> Vec<(Code, String)> {
        let place = |d: &Diagnostic| d.place.clone().unwrap().path.as_str().to_owned();
        checked.diagnostics.clone().sorted().iter().map(|d| (d.code, place(d))).collect()
    }

    #[test]
    fn texts_are_held_and_media_are_hashed() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0\x9dtf\x1a\0\0\0\0IDAT5\xaf\x06\x1e\0\0\0\0IEND\xaeB`\x82";
        let folder = project(&[
            ("book.toml", b"[book]\r\n"),
            ("content/b/a.md", "\u{feff}# \u{304b}\u{3099}".as_bytes()),
            ("content/\u{304b}\u{3099}.png", png),
            ("content/.hidden.md", b""),
            ("content/.git/config", b""),
            ("content/a.md~", b""),
            ("content/#a.md#", b""),
            ("content/.#a.md", b""),
            ("content/.a.md.swp", b""),
            ("other/secret.md", b""),
        ]);
        let checked = read(folder.path(), &["content"], &["book.toml"]);
        assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
        let names: Vec<&str> = checked.value.files.keys().map(SourcePath::as_str).collect();
        assert_eq!(names, ["book.toml", "content/b/a.md", "content/が.png"]);
        assert_eq!(checked.value.text("book.toml").map(|text| &**text), Some("[book]\n"));
        assert!(matches!(
            checked.value.files.get("content/が.png"),
            Some(File::Media { length: 57, look: Look::Picture { width: 3, height: 2, .. }, hash, .. })
                if *hash == Hash128::of(png)
        ));
        assert_eq!(checked, read(folder.path(), &["content"], &["book.toml"]));
    }

    #[test]
    fn a_reader_reads_again_only_what_changed() {
        let folder = project(&[("content/a.md", b"1"), ("content/b.md", b"2"), ("content/c.md", b"3")]);
        let mut reader = Reader::default();
        let mut again = || {
            let found = reader.read(folder.path(), &["content"], &[]);
            assert_eq!(found, read(folder.path(), &["content"], &[]));
            found.value
        };
        let same = |one: &Sources, other: &Sources, name: &str| {
            std::sync::Arc::ptr_eq(one.text(name).unwrap(), other.text(name).unwrap())
        };
        // Whoever wrote it may write it once more before its time of change shows that.
        let new = again();
        assert!(!same(&new, &again(), "content/a.md"));
        std::thread::sleep(GRAIN + Duration::from_millis(300));
        let old = again();
        let modified = folder.path().join("content/a.md").metadata().unwrap().modified().unwrap();
        std::fs::write(folder.path().join("content/a.md"), b"4").unwrap();
        std::fs::File::open(folder.path().join("content/a.md")).unwrap().set_modified(modified).unwrap();
        std::fs::remove_file(folder.path().join("content/c.md")).unwrap();
        let changed = again();
        assert!(same(&old, &changed, "content/b.md"));
        if cfg!(unix) {
            assert_eq!(changed.text("content/a.md").map(|text| &**text), Some("4"));
        }
        assert_eq!(changed.files.len(), 2);
    }

    #[test]
    fn names_equal_in_nfc_are_refused() {
        let folder = project(&[("content/が.md", b"1"), ("content/か\u{3099}.md", b"2")]);
        let checked = read(folder.path(), &["content"], &["none.toml"]);
        assert_eq!(
            told(&checked),
            [(Code::Duplicate, "content/が.md".to_owned()), (Code::Unreadable, "none.toml".to_owned())]
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_inside() {
        use std::os::unix::fs::symlink;
        let outside = project(&[("secret.md", b"x")]);
        let folder = project(&[("content/a.md", b"a"), ("shared/b.md", b"b")]);
        let content = folder.path().join("content");
        symlink(outside.path().join("secret.md"), content.join("s.md")).unwrap();
        symlink(outside.path(), content.join("out")).unwrap();
        symlink(folder.path().join("shared"), content.join("in")).unwrap();
        symlink("nowhere", content.join("broken.md")).unwrap();
        symlink(".", content.join("loop")).unwrap();
        let checked = read(folder.path(), &["content"], &[]);
        let names: Vec<&str> = checked.value.files.keys().map(SourcePath::as_str).collect();
        assert_eq!(names, ["content/a.md", "content/in/b.md"]);
        let paths: Vec<String> = told(&checked).into_iter().map(|(_, path)| path).collect();
        assert_eq!(paths, ["content/broken.md", "content/loop", "content/out", "content/s.md"]);
    }
}

//! A site as a folder, exchanged whole: whatever happens, either the old site stands there or the new one.
//!
//! 1. A lock beside the folder keeps a second build out.
//! 2. The old folder is compared with its own manifest. A folder that has none is not ours, and nothing is done.
//! 3. The new site is staged beside it; files that did not change are hard links to the old ones, and files of others
//!    are linked into it, so that there is no moment without them.
//! 4. Both change places in one step where the system can do that, else by two renames, which the next run
//!    completes if it was killed in between.
//! 5. Of the old folder, only what its manifest lists with an equal hash is removed. Files of others go to the new one;
//!    what was changed by hand, or stands where the new site has a file, is kept in a folder beside it and named.

#![allow(clippy::disallowed_methods, reason = "writing the site is what this module is for")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::manifest::{Digest, Entry, MANIFEST, Manifest};
use crate::diagnostics::Said;
use crate::say;
use crate::site::{Content, Site};
use crate::source::read::open;
use crate::source::{Origin, Sha256, hex};

/// What a build did to the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The folder holds the new site.
    Written,
    /// The folder held it already; no file was touched.
    Unchanged,
}

/// What came of writing a site.
#[derive(Debug)]
pub struct Done {
    /// Whether anything was written.
    pub outcome: Outcome,
    /// What could not stay where it was.
    pub kept: Option<Kept>,
    /// The digest of the manifest.
    pub digest: Digest,
}

/// Files that were changed by hand, or that stood where the new site has one: moved, so that nothing is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The folder in which they are now.
    pub folder: PathBuf,
    /// Their paths there, which are those that they had in the site.
    pub names: Vec<String>,
}

impl Kept {
    /// Where they are, and why.
    pub fn said(&self) -> Said {
        let list = listed(&self.names);
        let (ja, en) = (list.ja, list.en);
        let folder = self.folder.display();
        say!(
            "手で変えられたファイルがありました。コースは新しく作り、変えられたものは「{folder}」に移しました。{ja}",
            "Some files had been changed by hand. The course was made anew, and those files are now in {folder}.{en}"
        )
    }
}

/// The first names of a list, each in a line of its own.
pub fn listed(names: &[String]) -> Said {
    const MOST: usize = 10;
    let list = names.iter().take(MOST).map(|name| format!("\n    {name}")).collect::<String>();
    match names.len().saturating_sub(MOST) {
        0 => Said { ja: list.clone(), en: list },
        more => say!("{list}\n    ほか{more}個", "{list}\n    and {more} more"),
    }
}

/// Why nothing was written. The folder is as it was.
#[derive(Debug)]
pub enum WriteError {
    /// Another build works on the same folder.
    Busy(PathBuf),
    /// The place cannot be used for a site.
    Unusable(PathBuf, Said),
    /// No build of ours wrote what is there.
    Foreign(PathBuf, Vec<String>),
    /// The new site is there, but these files of somebody else could not be moved to it and are in this folder.
    Left(PathBuf, Vec<String>),
    /// The file would be larger than many systems can handle.
    TooLarge(PathBuf),
    /// A file of the course changed while it was copied.
    Changed(PathBuf),
    /// The system refused something.
    Io(PathBuf, io::Error),
}

impl WriteError {
    /// What happened and what to do, for whoever runs the build. `elsewhere` says how to name another folder.
    pub fn said(&self, elsewhere: &Said) -> Said {
        match self {
            WriteError::Busy(path) => say!(
                "別のビルドが「{0}」に書き込んでいます。終わるのを待って、もう一度実行します。",
                "Another build is writing to {0}. Wait until it is done and try again.",
                path.display()
            ),
            WriteError::Unusable(path, reason) => Said {
                ja: format!("「{}」には書き出せません。{}", path.display(), reason.ja),
                en: format!("{} cannot be written to: {}", path.display(), reason.en),
            },
            WriteError::Foreign(path, names) => {
                let list = listed(names);
                Said {
                    ja: format!(
                        "「{}」には、Terakoyaが作っていないファイルがあります。何も書き込まず、消しもしていません。{}\n  別の場所へ移すか、{}",
                        path.display(),
                        list.ja,
                        elsewhere.ja
                    ),
                    en: format!(
                        "{} holds files that Terakoya did not write. Nothing was written or removed.{}\n  Move them elsewhere, or {}",
                        path.display(),
                        list.en,
                        elsewhere.en
                    ),
                }
            }
            WriteError::Left(path, names) => {
                let list = listed(names);
                let (path, ja, en) = (path.display(), list.ja, list.en);
                say!(
                    "新しいコースはできましたが、Terakoyaが作っていない次のファイルを移せませんでした。「{path}」にあります。{ja}",
                    "The new course is there, but these files that Terakoya did not write could not be moved to it. They are in {path}.{en}"
                )
            }
            WriteError::TooLarge(path) => say!(
                "「{0}」が4GiBを超えます。古い展開ソフトやUSBメモリー（FAT32）では扱えません。--as folder で作るか、動画などを小さくします。何も書き込んでいません。",
                "{0} would have more than 4 GiB, which old unzip programs and USB sticks (FAT32) cannot handle. Use --as folder, or make films and the like smaller. Nothing was written.",
                path.display()
            ),
            WriteError::Changed(path) => say!(
                "「{0}」がビルドの間に変わりました。保存が終わってから、もう一度実行します。前に作ったコースはそのままです。",
                "{0} changed during the build. Try again once it is saved. The course built before is as it was.",
                path.display()
            ),
            WriteError::Io(path, error) => say!(
                "「{0}」に書き込めません（{error}）。前に作ったコースはそのままです。",
                "{0} cannot be written ({error}). The course built before is as it was.",
                path.display()
            ),
        }
    }
}

pub(super) type Result<T> = std::result::Result<T, WriteError>;

pub(super) fn io_at(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |error| WriteError::Io(path, error)
}

/// Makes the folder `out` hold `site`. `source` is the digest of what it was built from; `project` the folder
/// of the author's files, which is never written over, and `inputs` the folders in it that are read, which are
/// not written into.
pub fn write(site: &Site, out: &Path, project: &Path, inputs: &[String], source: &str) -> Result<Done> {
    let place = Place::of(out, project, inputs)?;
    let _lock = lock(&place.lock, &place.out)?;
    let mut keeper = Keeper::beside(&place.out);
    place.recover(&mut keeper)?;
    let old = place.survey()?;
    let manifest = Manifest::new(source, hash_all(site, &place.out)?);
    let digest = manifest.digest();
    if old.is_whole() && old.manifest.as_ref() == Some(&manifest) {
        return Ok(Done { outcome: Outcome::Unchanged, kept: keeper.kept(), digest });
    }
    let staged = place.stage(site, &manifest, &old);
    if let Err(error) = staged {
        remove_tree(&place.staging);
        return Err(error);
    }
    place.swap()?;
    place.clear(&manifest, &mut keeper)?;
    Ok(Done { outcome: Outcome::Written, kept: keeper.kept(), digest })
}

/// Whether a site may be written to `out` at all: what [`write()`] would say of the place.
pub fn usable(out: &Path, project: &Path, inputs: &[String]) -> Result<()> {
    Place::of(out, project, inputs).map(drop)
}

/// Whether one of the folders holds the other, as far as they exist.
pub fn overlap(one: &Path, other: &Path) -> io::Result<bool> {
    let (one, other) = (resolve(&std::path::absolute(one)?)?, resolve(&std::path::absolute(other)?)?);
    Ok(one.starts_with(&other) || other.starts_with(&one))
}

/// The output folder and the names beside it that a build uses.
struct Place {
    out: PathBuf,
    staging: PathBuf,
    retired: PathBuf,
    lock: PathBuf,
}

impl Place {
    fn of(out: &Path, project: &Path, inputs: &[String]) -> Result<Self> {
        let refuse = |path: &Path, reason| Err(WriteError::Unusable(path.to_owned(), reason));
        let absolute = std::path::absolute(out).map_err(io_at(out))?;
        if is_link(&absolute) {
            return refuse(
                out,
                say!(
                    "リンクです。リンク先のフォルダーを指定します。",
                    "it is a link; name the folder that it leads to."
                ),
            );
        }
        if absolute.is_file() {
            return refuse(out, say!("同じ名前のファイルがあります。", "there is a file of that name."));
        }
        let absolute = resolve(&absolute).map_err(io_at(out))?;
        let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
            return refuse(out, say!("ファイルシステムの一番上です。", "it is the root of a file system."));
        };
        let project = project.canonicalize().map_err(io_at(project))?;
        if project.starts_with(&absolute) {
            return refuse(
                out,
                say!(
                    "コースのファイルを置くフォルダーか、それを含むフォルダーです。",
                    "it holds the course's own files."
                ),
            );
        }
        apart(out, &absolute, &project, inputs)?;
        let beside = |suffix: &str| parent.join(format!(".{}.{suffix}", name.to_string_lossy()));
        let place = Self {
            staging: beside("terakoya-new"),
            retired: beside("terakoya-old"),
            lock: beside("terakoya-lock"),
            out: absolute.clone(),
        };
        if let Some(link) =
            [&place.staging, &place.retired, &place.lock].into_iter().find(|path| is_link(path))
        {
            return refuse(
                link,
                say!(
                    "ビルドが使う名前のリンクがあります。リンクを消します。",
                    "it is a link, under a name that builds use. Remove the link."
                ),
            );
        }
        fs::create_dir_all(parent).map_err(io_at(parent))?;
        Ok(place)
    }

    /// Finishes what a killed build left: a folder that was moved away comes back, what was staged goes, and so
    /// does the rest of the site before. What is not of that site goes to the one that stands there.
    fn recover(&self, keeper: &mut Keeper) -> Result<()> {
        if !self.out.exists() && self.retired.exists() {
            fs::rename(&self.retired, &self.out).map_err(io_at(&self.out))?;
        }
        self.finish(keeper)?;
        // Killed right after the exchange, a build leaves the old site under the name of the new one. Without a manifest
        // it is a new one that was not complete: it holds nothing of anybody else but links.
        if self.out.exists() && read_manifest(&self.staging).is_some() {
            fs::rename(&self.staging, &self.retired).map_err(io_at(&self.retired))?;
            return self.finish(keeper);
        }
        if self.staging.exists() {
            remove_tree(&self.staging);
        }
        Ok(())
    }

    /// Empties the folder of a site before, where a killed build left one.
    fn finish(&self, keeper: &mut Keeper) -> Result<()> {
        if !self.retired.exists() {
            return Ok(());
        }
        if let Some(manifest) = read_manifest(&self.out) {
            return self.clear(&manifest, keeper);
        }
        let left: Vec<String> = files_below(&self.retired)?.into_iter().collect();
        if !left.is_empty() {
            return Err(WriteError::Foreign(self.retired.clone(), left));
        }
        remove_empty(&self.retired);
        Ok(())
    }

    /// What stands there.
    fn survey(&self) -> Result<Survey> {
        if !self.out.exists() {
            return Ok(Survey::default());
        }
        let present = files_below(&self.out)?;
        if present.is_empty() {
            return Ok(Survey::default());
        }
        let Some(manifest) = read_manifest(&self.out) else {
            return Err(WriteError::Foreign(self.out.clone(), present.into_iter().collect()));
        };
        let (listed, foreign): (Vec<String>, Vec<String>) = present
            .into_iter()
            .filter(|path| path != MANIFEST)
            .partition(|path| manifest.files.contains_key(path));
        let is_sound = |path: &String| {
            manifest.files.get(path).is_some_and(|entry| is_unchanged(&self.out.join(path), entry))
        };
        let sound = listed.into_par_iter().filter(is_sound).collect();
        Ok(Survey { manifest: Some(manifest), sound, foreign })
    }

    fn stage(&self, site: &Site, manifest: &Manifest, old: &Survey) -> Result<()> {
        fs::create_dir(&self.staging).map_err(io_at(&self.staging))?;
        let folders: BTreeSet<&str> =
            site.files.keys().filter_map(|path| path.rsplit_once('/').map(|(folder, _)| folder)).collect();
        for folder in folders {
            let folder = self.staging.join(folder);
            fs::create_dir_all(&folder).map_err(io_at(&folder))?;
        }
        site.files.par_iter().try_for_each(|(path, content)| {
            let target = self.staging.join(path);
            let before = self.out.join(path);
            let same = manifest.files.get(path).is_some_and(|entry| old.has(path, entry));
            if same && fs::hard_link(&before, &target).is_ok() {
                return Ok(());
            }
            match content {
                Content::Bytes(bytes) => fs::write(&target, bytes).map_err(io_at(&before))?,
                Content::SourceFile(origin, _) => {
                    let copied = copy(origin, &target).map_err(io_at(&before))?;
                    if manifest.files.get(path) != Some(&copied) {
                        return Err(WriteError::Changed(origin.path().to_owned()));
                    }
                }
            }
            if same {
                keep_time(&before, &target);
            }
            Ok(())
        })?;
        for path in &old.foreign {
            let target = self.staging.join(path);
            // Where it does not go, the file is moved when the new site stands there.
            let _ = target.parent().map(fs::create_dir_all);
            let _ = fs::hard_link(self.out.join(path), &target);
        }
        let target = self.staging.join(MANIFEST);
        fs::write(&target, manifest.to_text()).map_err(io_at(&target))?;
        flush(&self.staging).map_err(io_at(&self.out))
    }

    /// Empties the folder of the site before: what that site had goes, what somebody else put there goes to the site
    /// that stands there now (`manifest`), and what was changed by hand, or has no place there, is kept.
    fn clear(&self, manifest: &Manifest, keeper: &mut Keeper) -> Result<()> {
        if !self.retired.exists() {
            return Ok(());
        }
        let old = read_manifest(&self.retired);
        let listed = |path: &str| old.as_ref().and_then(|old| old.files.get(path));
        let mut left = Vec::new();
        for path in files_below(&self.retired)?.into_iter().filter(|path| path != MANIFEST) {
            let file = self.retired.join(&path);
            let settled = match listed(&path) {
                Some(entry) if is_unchanged(&file, entry) => fs::remove_file(&file),
                Some(_) => keeper.keep(&file, &path),
                None => self.carry(&file, &path, manifest, keeper),
            };
            if settled.is_err() {
                left.push(path);
            }
        }
        if !left.is_empty() {
            return Err(WriteError::Left(self.retired.clone(), left));
        }
        // Last, so that a killed build can be finished by it.
        let _ = fs::remove_file(self.retired.join(MANIFEST));
        remove_empty(&self.retired);
        Ok(())
    }

    /// Moves a file of somebody else to the new site, where it is free to lie.
    fn carry(&self, file: &Path, path: &str, manifest: &Manifest, keeper: &mut Keeper) -> io::Result<()> {
        let target = self.out.join(path);
        let through_a_link = target.ancestors().skip(1).take_while(|part| **part != self.out).any(is_link);
        if !through_a_link && !manifest.files.contains_key(path) {
            if target.symlink_metadata().is_err() {
                let made = target.parent().map_or(Ok(()), fs::create_dir_all);
                if made.and_then(|()| fs::rename(file, &target)).is_ok() {
                    return Ok(());
                }
            } else if is_same(file, &target) {
                // It was linked while the site was staged.
                return fs::remove_file(file);
            }
        }
        keeper.keep(file, path)
    }

    fn swap(&self) -> Result<()> {
        if !self.out.exists() {
            return fs::rename(&self.staging, &self.out).map_err(io_at(&self.out));
        }
        if exchange(&self.staging, &self.out).is_ok() {
            return fs::rename(&self.staging, &self.retired).map_err(io_at(&self.retired));
        }
        fs::rename(&self.out, &self.retired).map_err(io_at(&self.retired))?;
        fs::rename(&self.staging, &self.out).map_err(|error| {
            // Without this the site would be gone until the next build; that one would bring it back as well.
            let _ = fs::rename(&self.retired, &self.out);
            WriteError::Io(self.out.clone(), error)
        })
    }
}

/// What stands where a site is to be written.
#[derive(Debug, Default)]
struct Survey {
    /// What the last build wrote; `None` for an empty place.
    manifest: Option<Manifest>,
    /// Of that, what is still as it was written.
    sound: BTreeSet<String>,
    /// What somebody else put there, links too.
    foreign: Vec<String>,
}

impl Survey {
    /// Whether all that the last build wrote is still there.
    fn is_whole(&self) -> bool {
        self.manifest.as_ref().is_some_and(|manifest| manifest.files.len() == self.sound.len())
    }

    /// Whether there is a file of ours with that content.
    fn has(&self, path: &str, entry: &Entry) -> bool {
        self.sound.contains(path)
            && self.manifest.as_ref().is_some_and(|manifest| manifest.files.get(path) == Some(entry))
    }
}

/// Takes what has no place in the new site to a folder beside it.
struct Keeper {
    folder: PathBuf,
    names: Vec<String>,
}

impl Keeper {
    /// Nothing is made before there is something to keep. What was kept before stays in its own folder.
    fn beside(out: &Path) -> Self {
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        let mut folder = out.with_file_name(format!("{name}.kept"));
        let mut number = 2;
        while folder.symlink_metadata().is_ok() {
            folder = out.with_file_name(format!("{name}.kept-{number}"));
            number += 1;
        }
        Self { folder, names: Vec::new() }
    }

    fn keep(&mut self, file: &Path, name: &str) -> io::Result<()> {
        let target = self.folder.join(name);
        fs::create_dir_all(target.parent().unwrap_or(&self.folder))?;
        fs::rename(file, target)?;
        self.names.push(name.to_owned());
        Ok(())
    }

    fn kept(self) -> Option<Kept> {
        (!self.names.is_empty()).then_some(Kept { folder: self.folder, names: self.names })
    }
}

/// That what is written as `out`, at the place `absolute`, does not lie in the folders that are read: the next build
/// would read what this one wrote.
pub(super) fn apart(out: &Path, absolute: &Path, project: &Path, inputs: &[String]) -> Result<()> {
    let among = |input: &String| resolve(&project.join(input)).is_ok_and(|input| absolute.starts_with(input));
    if !inputs.iter().any(among) {
        return Ok(());
    }
    let why =
        say!("コースの元になるファイルを置くフォルダーの中です。", "it lies among the course's own files.");
    Err(WriteError::Unusable(out.to_owned(), why))
}

/// Makes sure that nobody else writes to `out`, as long as the file is open.
pub(super) fn lock(path: &Path, out: &Path) -> Result<File> {
    let open = File::options().write(true).create(true).truncate(false).open(path);
    let file = open.map_err(io_at(path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(WriteError::Busy(out.to_owned())),
        Err(fs::TryLockError::Error(error)) => Err(WriteError::Io(path.to_owned(), error)),
    }
}

/// Where files cannot be linked (FAT), a file that did not change is written again, and keeps its time.
fn keep_time(before: &Path, target: &Path) {
    let time = fs::metadata(before).and_then(|about| about.modified());
    let _ = time.and_then(|time| File::options().write(true).open(target)?.set_modified(time));
}

/// Whether two files hold the same, or two links lead to the same.
fn is_same(one: &Path, other: &Path) -> bool {
    match (is_link(one), is_link(other)) {
        (true, true) => fs::read_link(one).ok().is_some_and(|to| fs::read_link(other).ok() == Some(to)),
        (false, false) => entry_of(one).is_ok_and(|found| is_unchanged(other, &found)),
        _ => false,
    }
}

/// Both paths change places in one step, so that there is no moment without a site.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(Into::into)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Sees to it that what was staged is on the disk before it takes the old site's place.
#[cfg(target_os = "linux")]
fn flush(folder: &Path) -> io::Result<()> {
    rustix::fs::syncfs(File::open(folder)?).map_err(Into::into)
}

#[cfg(not(target_os = "linux"))]
fn flush(folder: &Path) -> io::Result<()> {
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

pub(super) fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_symlink())
}

/// The path without links and `..`, as far as it exists.
pub(super) fn resolve(path: &Path) -> io::Result<PathBuf> {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Err(error), Some(parent), Some(name)) if error.kind() == io::ErrorKind::NotFound => {
            Ok(resolve(parent)?.join(name))
        }
        (resolved, ..) => resolved,
    }
}

/// All files below a folder and all links, by path relative to it.
pub(super) fn files_below(folder: &Path) -> Result<BTreeSet<String>> {
    let mut files = BTreeSet::new();
    for entry in WalkDir::new(folder).min_depth(1) {
        let entry = entry.map_err(|error| WriteError::Io(folder.to_owned(), error.into()))?;
        if !entry.file_type().is_dir() {
            let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            files.insert(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(files)
}

pub(super) fn hash_all(site: &Site, out: &Path) -> Result<BTreeMap<String, Entry>> {
    site.files
        .par_iter()
        .map(|(path, content)| {
            let entry = match content {
                Content::Bytes(bytes) => Entry { size: bytes.len() as u64, sha256: hex(&Sha256::of(bytes)) },
                Content::SourceFile(origin, size) => {
                    let entry = open(origin)
                        .and_then(|mut file| copy_to(&mut file, &mut io::sink()))
                        .map_err(io_at(&out.join(path)))?;
                    if entry.size != *size {
                        return Err(WriteError::Changed(origin.path().to_owned()));
                    }
                    entry
                }
            };
            Ok((path.clone(), entry))
        })
        .collect()
}

pub(super) fn is_unchanged(path: &Path, entry: &Entry) -> bool {
    let plain = fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == entry.size);
    plain && entry_of(path).is_ok_and(|found| found == *entry)
}

/// What a file holds, as a manifest says it.
pub(super) fn entry_of(path: &Path) -> io::Result<Entry> {
    copy_to(File::open(path)?, &mut io::sink())
}

/// Copies a file, and says what was copied.
fn copy(from: &Origin, to: &Path) -> io::Result<Entry> {
    copy_to(open(from)?, &mut File::create_new(to)?)
}

/// Copies the bytes of a file to `to`, and says what they were: what is hashed is what was copied, however the
/// file changes in the meantime.
pub(super) fn copy_to(mut from: impl Read, to: &mut impl Write) -> io::Result<Entry> {
    let mut hasher = Sha256::default();
    let mut size = 0;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok(Entry { size, sha256: hex(&hasher.finish()) });
        }
        hasher.update(bytes);
        to.write_all(bytes)?;
        size += read as u64;
    }
}

fn read_manifest(folder: &Path) -> Option<Manifest> {
    Manifest::parse(&fs::read_to_string(folder.join(MANIFEST)).ok()?)
}

/// Removes the folder, and those below it, as far as they are empty.
fn remove_empty(folder: &Path) {
    for entry in WalkDir::new(folder).contents_first(true).into_iter().flatten() {
        if entry.file_type().is_dir() {
            let _ = fs::remove_dir(entry.path());
        }
    }
}

/// Removes what this build or a killed one staged under a name of ours.
fn remove_tree(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
}

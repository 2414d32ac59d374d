//! A site as a folder, exchanged whole: whatever happens, either the old site stands there or the new one.
//!
//! 1. A lock beside the folder keeps a second build out.
//! 2. The old folder is compared with its own manifest. Anything in it that we did not write, or that was
//!    changed since, is named, and nothing is done.
//! 3. The new site is staged beside it; files that did not change are hard links to the old ones.
//! 4. Both change places in one step where the system can do that, else by two renames, which the next run
//!    completes if it was killed in between.
//! 5. Of the old folder, only what its manifest lists is removed.

#![allow(clippy::disallowed_methods, reason = "writing the site is what this module is for")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::manifest::{Entry, MANIFEST, Manifest};
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

/// Why nothing was written. The folder is as it was.
#[derive(Debug)]
pub enum WriteError {
    /// Another build works on the same folder.
    Busy(PathBuf),
    /// The place cannot be used for a site.
    Unusable(PathBuf, Said),
    /// The folder holds files that no build of ours wrote, or that were changed since.
    Foreign(PathBuf, Vec<String>),
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
                let list = names.iter().take(10).map(|name| format!("\n    {name}")).collect::<String>();
                let more = names.len().saturating_sub(10);
                let more_ja = if more > 0 { format!("\n    ほか{more}個") } else { String::new() };
                let more_en = if more > 0 { format!("\n    and {more} more") } else { String::new() };
                Said {
                    ja: format!(
                        "「{}」に、Terakoyaが作っていないか、あとから変えられたファイルがあります。何も書き込まず、消しもしていません。{list}{more_ja}\n  別の場所へ移すか、{}",
                        path.display(),
                        elsewhere.ja
                    ),
                    en: format!(
                        "{} holds files that Terakoya did not write, or that were changed since. Nothing was written or removed.{list}{more_en}\n  Move them elsewhere, or {}",
                        path.display(),
                        elsewhere.en
                    ),
                }
            }
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

type Result<T> = std::result::Result<T, WriteError>;

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |error| WriteError::Io(path, error)
}

/// Makes the folder `out` hold `site`. `source` is the digest of what it was built from; `project` the folder
/// of the author's files, which is never written over, and `inputs` the folders in it that are read, which are
/// not written into.
pub fn write(site: &Site, out: &Path, project: &Path, inputs: &[String], source: &str) -> Result<Outcome> {
    let place = Place::of(out, project, inputs)?;
    let _lock = place.lock()?;
    place.recover()?;
    let old = place.old_manifest()?;
    let hashed = hash_all(site, &place.out)?;
    let manifest = Manifest::new(source, hashed);
    if old.as_ref() == Some(&manifest) {
        return Ok(Outcome::Unchanged);
    }
    let staged = place.stage(site, &manifest, old.as_ref());
    if let Err(error) = staged {
        remove_tree(&place.staging);
        return Err(error);
    }
    place.swap()?;
    if let Some(old) = old {
        remove_listed(&place.retired, &old);
    }
    Ok(Outcome::Written)
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
        // The next build would read what this one wrote.
        if inputs
            .iter()
            .any(|input| resolve(&project.join(input)).is_ok_and(|input| absolute.starts_with(input)))
        {
            return refuse(
                out,
                say!(
                    "コースの元になるファイルを置くフォルダーの中です。",
                    "it lies among the course's own files."
                ),
            );
        }
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

    fn lock(&self) -> Result<File> {
        let open = File::options().write(true).create(true).truncate(false).open(&self.lock);
        let file = open.map_err(io_at(&self.lock))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(WriteError::Busy(self.out.clone())),
            Err(fs::TryLockError::Error(error)) => Err(WriteError::Io(self.lock.clone(), error)),
        }
    }

    /// Finishes what a killed build left: a folder that was moved away comes back, what was staged goes, and so
    /// does the rest of the site before. What somebody put into that one in the meantime is theirs, and is named.
    fn recover(&self) -> Result<()> {
        if !self.out.exists() && self.retired.exists() {
            fs::rename(&self.retired, &self.out).map_err(io_at(&self.out))?;
        }
        if self.staging.exists() {
            remove_tree(&self.staging);
        }
        if !self.retired.exists() {
            return Ok(());
        }
        match read_manifest(&self.retired) {
            Some(old) => remove_listed(&self.retired, &old),
            None => remove_empty(&self.retired),
        }
        let left = if self.retired.exists() { files_below(&self.retired)? } else { BTreeSet::new() };
        if left.is_empty() {
            Ok(())
        } else {
            Err(WriteError::Foreign(self.retired.clone(), left.into_iter().collect()))
        }
    }

    /// The manifest of what stands there, if all of it is ours and unchanged; `None` for an empty place.
    fn old_manifest(&self) -> Result<Option<Manifest>> {
        if !self.out.exists() {
            return Ok(None);
        }
        let present = files_below(&self.out)?;
        if present.is_empty() {
            return Ok(None);
        }
        let Some(manifest) = read_manifest(&self.out) else {
            return Err(WriteError::Foreign(self.out.clone(), present.into_iter().collect()));
        };
        let foreign: Vec<String> = present
            .into_par_iter()
            .filter(|path| path != MANIFEST)
            .filter(|path| {
                !manifest.files.get(path).is_some_and(|entry| is_unchanged(&self.out.join(path), entry))
            })
            .collect();
        if foreign.is_empty() {
            Ok(Some(manifest))
        } else {
            Err(WriteError::Foreign(self.out.clone(), foreign))
        }
    }

    fn stage(&self, site: &Site, manifest: &Manifest, old: Option<&Manifest>) -> Result<()> {
        fs::create_dir(&self.staging).map_err(io_at(&self.staging))?;
        let folders: BTreeSet<&str> =
            site.files.keys().filter_map(|path| path.rsplit_once('/').map(|(folder, _)| folder)).collect();
        for folder in folders {
            let folder = self.staging.join(folder);
            fs::create_dir_all(&folder).map_err(io_at(&folder))?;
        }
        site.files.par_iter().try_for_each(|(path, content)| {
            let target = self.staging.join(path);
            let same = old.is_some_and(|old| old.files.get(path) == manifest.files.get(path));
            if same && fs::hard_link(self.out.join(path), &target).is_ok() {
                return Ok(());
            }
            match content {
                Content::Bytes(bytes) => fs::write(&target, bytes).map_err(io_at(&self.out.join(path))),
                Content::SourceFile(origin, _) => {
                    let copied = copy(origin, &target).map_err(io_at(&self.out.join(path)))?;
                    match manifest.files.get(path) == Some(&copied) {
                        true => Ok(()),
                        false => Err(WriteError::Changed(origin.path().to_owned())),
                    }
                }
            }
        })?;
        let target = self.staging.join(MANIFEST);
        fs::write(&target, manifest.to_text()).map_err(io_at(&target))?;
        flush(&self.staging).map_err(io_at(&self.out))
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
fn files_below(folder: &Path) -> Result<BTreeSet<String>> {
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

fn hash_all(site: &Site, out: &Path) -> Result<BTreeMap<String, Entry>> {
    site.files
        .par_iter()
        .map(|(path, content)| {
            let entry = match content {
                Content::Bytes(bytes) => Entry { size: bytes.len() as u64, sha256: hex(&Sha256::of(bytes)) },
                Content::SourceFile(origin, size) => {
                    let entry = open(origin)
                        .and_then(|file| copy_to(file, &mut io::sink()))
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

fn is_unchanged(path: &Path, entry: &Entry) -> bool {
    let plain = fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == entry.size);
    let found = || copy_to(File::open(path)?, &mut io::sink());
    plain && found().is_ok_and(|found| found == *entry)
}

/// Copies a file, and says what was copied.
fn copy(from: &Origin, to: &Path) -> io::Result<Entry> {
    copy_to(open(from)?, &mut File::create_new(to)?)
}

/// Copies the bytes of a file to `to`, and says what they were: what is hashed is what was copied, however the
/// file changes in the meantime.
fn copy_to(mut file: impl Read, to: &mut impl Write) -> io::Result<Entry> {
    let mut hasher = Sha256::default();
    let mut size = 0;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
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

/// Removes what the manifest lists, if it is still what was listed, and the folders that are then empty. A file
/// that somebody put there in the meantime stays where it is.
fn remove_listed(folder: &Path, manifest: &Manifest) {
    for (path, entry) in &manifest.files {
        let path = folder.join(path);
        if is_unchanged(&path, entry) {
            let _ = fs::remove_file(path);
        }
    }
    let _ = fs::remove_file(folder.join(MANIFEST));
    remove_empty(folder);
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

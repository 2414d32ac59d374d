//! Whether a copy is what was packaged: every file of a folder or a ZIP against the manifest that lies in it, and what
//! differs from an older package. Nothing is written, nothing unpacked, and no link followed.

#![allow(clippy::disallowed_methods, reason = "looking at the copy is what this module is for")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use walkdir::WalkDir;

use super::archive::{Archive, Unreadable};
use super::folder::entry_of;
use super::manifest::{Digest, Entry, MANIFEST, MOST, Manifest};
use crate::diagnostics::Said;
use crate::say;

/// What a copy is, compared with its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What stands for the whole package.
    pub digest: Digest,
    /// The version of Terakoya that made it.
    pub tool: String,
    /// The digest of what it was made from.
    pub source: String,
    /// How many files it should have, besides the manifest.
    pub files: usize,
    /// How many bytes these should have.
    pub bytes: u64,
    /// What differs, by path.
    pub faults: BTreeMap<String, Fault>,
    /// What systems put into folders of their own accord; it does no harm.
    pub ignored: Vec<String>,
    /// Whether a ZIP is, byte for byte, as it was written. `None` for a folder, and for a ZIP that another program made.
    pub sealed: Option<bool>,
}

impl Verified {
    /// Whether nothing differs.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty() && self.sealed != Some(false)
    }
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// It does not belong there.
    Extra,
    /// It has other bytes.
    Changed,
    /// It has another length: what it should have, what it has, in bytes.
    Length(u64, u64),
    /// There is a link or a folder in its place.
    Kind,
    /// It cannot be read: what the system says.
    Unreadable(String),
}

/// What a new package changes in the place of an old one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Files to be added.
    pub added: Vec<String>,
    /// Files to be replaced. The manifest is one of them, unless nothing differs at all.
    pub changed: Vec<String>,
    /// Files to be removed.
    pub removed: Vec<String>,
    /// Bytes of what is added and replaced, without the manifest.
    pub bytes: u64,
}

/// Why a copy cannot be verified.
#[derive(Debug)]
pub enum VerifyError {
    /// There is nothing.
    Absent(PathBuf),
    /// There is no manifest of ours, or it was changed.
    NoManifest(PathBuf),
    /// The ZIP is damaged, or made to do harm.
    Unsound(PathBuf, Said),
    /// The system refused something.
    Io(PathBuf, io::Error),
}

impl VerifyError {
    /// What happened and what to do.
    pub fn said(&self) -> Said {
        match self {
            VerifyError::Absent(path) => say!(
                "「{0}」はありません。配ったフォルダーか、ZIPファイルを指定します。",
                "There is no {0}. Name the folder or the ZIP file that was handed out.",
                path.display()
            ),
            VerifyError::NoManifest(path) => say!(
                "「{0}」に、正しい {MANIFEST} がありません。Terakoyaで作ったものではないか、一覧そのものが壊れています。元から写しなおします。",
                "{0} holds no sound {MANIFEST}: either Terakoya did not make it, or the list itself is damaged. Copy it again.",
                path.display()
            ),
            VerifyError::Unsound(path, why) => Said {
                ja: format!(
                    "「{}」は使えません。{} 開かずに、元から写しなおします。",
                    path.display(),
                    why.ja
                ),
                en: format!("{} cannot be used. {} Do not open it; copy it again.", path.display(), why.en),
            },
            VerifyError::Io(path, error) => {
                say!("「{0}」を読めません（{error}）。", "{0} cannot be read ({error}).", path.display())
            }
        }
    }
}

/// Compares the folder or ZIP at `path` with the manifest in it.
///
/// # Errors
/// Where there is no such manifest, or the ZIP cannot be trusted so far as to be looked at.
pub fn verify(path: &Path) -> Result<Verified, VerifyError> {
    let about = fs::metadata(path).map_err(|error| absent(path, error))?;
    if about.is_dir() { folder(path) } else { archive(path) }
}

/// What the package at `new` changes where the one at `old` is: a folder, a ZIP, or the manifest of one.
///
/// # Errors
/// Where one of them has no manifest.
pub fn difference(old: &Path, new: &Path) -> Result<Difference, VerifyError> {
    let (old, new) = (manifest_at(old)?, manifest_at(new)?);
    let mut difference = Difference::default();
    for (path, entry) in &new.files {
        match old.files.get(path) {
            Some(before) if before == entry => continue,
            Some(_) => difference.changed.push(path.clone()),
            None => difference.added.push(path.clone()),
        }
        difference.bytes = difference.bytes.saturating_add(entry.size);
    }
    difference.removed = old.files.keys().filter(|path| !new.files.contains_key(*path)).cloned().collect();
    if old != new {
        difference.changed.push(MANIFEST.to_owned());
    }
    Ok(difference)
}

fn absent(path: &Path, error: io::Error) -> VerifyError {
    match error.kind() {
        io::ErrorKind::NotFound => VerifyError::Absent(path.to_owned()),
        _ => VerifyError::Io(path.to_owned(), error),
    }
}

fn opened(path: &Path) -> Result<Archive, VerifyError> {
    Archive::open(path).map_err(|error| match error {
        Unreadable::Io(error) => VerifyError::Io(path.to_owned(), error),
        Unreadable::Unsound(why) => VerifyError::Unsound(path.to_owned(), why),
    })
}

fn manifest_at(path: &Path) -> Result<Manifest, VerifyError> {
    let about = fs::metadata(path).map_err(|error| absent(path, error))?;
    if about.is_dir() {
        return manifest_in(&path.join(MANIFEST), path);
    }
    if path.extension().is_some_and(|end| end == "json") {
        return manifest_in(path, path);
    }
    opened(path)?.manifest().map_err(|_| VerifyError::NoManifest(path.to_owned()))
}

/// The manifest in `file`, of what was named as `path`.
fn manifest_in(file: &Path, path: &Path) -> Result<Manifest, VerifyError> {
    let mut text = String::new();
    let read = File::open(file).and_then(|file| file.take(MOST).read_to_string(&mut text));
    match read {
        Ok(_) => Manifest::parse(&text).ok_or_else(|| VerifyError::NoManifest(path.to_owned())),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) => {
            Err(VerifyError::NoManifest(path.to_owned()))
        }
        Err(error) => Err(VerifyError::Io(file.to_owned(), error)),
    }
}

/// What is told of `manifest`, with nothing wrong so far.
fn begun(manifest: &Manifest) -> Verified {
    Verified {
        digest: manifest.digest(),
        tool: manifest.tool.clone(),
        source: manifest.source.clone(),
        files: manifest.files.len(),
        bytes: manifest.files.values().fold(0, |sum, entry| sum.saturating_add(entry.size)),
        faults: BTreeMap::new(),
        ignored: Vec::new(),
        sealed: None,
    }
}

/// What a file that was read comes to.
fn fault(wanted: &Entry, found: io::Result<Entry>) -> Option<Fault> {
    match found {
        Ok(found) if found == *wanted => None,
        Ok(found) if found.size != wanted.size => Some(Fault::Length(wanted.size, found.size)),
        Ok(_) => Some(Fault::Changed),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(Fault::Missing),
        // What a ZIP says of itself is not true.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) => {
            Some(Fault::Changed)
        }
        Err(error) => Some(Fault::Unreadable(error.to_string())),
    }
}

fn folder(root: &Path) -> Result<Verified, VerifyError> {
    let manifest = manifest_in(&root.join(MANIFEST), root)?;
    let mut verified = begun(&manifest);
    // What is there, by the form of its name that manifests have: macOS writes names in another one.
    let mut present: BTreeMap<String, PathBuf> = BTreeMap::new();
    for entry in WalkDir::new(root).min_depth(1) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                verified.faults.insert(name_in(root, &path), Fault::Unreadable(error.to_string()));
                continue;
            }
        };
        if !entry.file_type().is_dir() {
            present.insert(name_in(root, entry.path()), entry.into_path());
        }
    }
    let faults: BTreeMap<String, Fault> = manifest
        .files
        .par_iter()
        .filter_map(|(name, wanted)| {
            let found = |path: &Path| {
                let about = fs::symlink_metadata(path)?;
                if about.len() == wanted.size {
                    return entry_of(path);
                }
                Ok(Entry { size: about.len(), sha256: String::new() })
            };
            let fault = match present.get(name) {
                Some(path) if !fs::symlink_metadata(path).is_ok_and(|about| about.is_file()) => {
                    Some(Fault::Kind)
                }
                Some(path) => fault(wanted, found(path)),
                None if root.join(name).is_dir() => Some(Fault::Kind),
                None => Some(Fault::Missing),
            };
            fault.map(|fault| (name.clone(), fault))
        })
        .collect();
    verified.faults.extend(faults);
    for name in present.into_keys().filter(|name| name != MANIFEST && !manifest.files.contains_key(name)) {
        match is_of_a_system(&name) {
            true => verified.ignored.push(name),
            false => drop(verified.faults.insert(name, Fault::Extra)),
        }
    }
    Ok(verified)
}

fn archive(path: &Path) -> Result<Verified, VerifyError> {
    let mut archive = opened(path)?;
    let manifest = archive.manifest().map_err(|error| match error {
        Some(error) if error.kind() != io::ErrorKind::InvalidData => VerifyError::Io(path.to_owned(), error),
        _ => VerifyError::NoManifest(path.to_owned()),
    })?;
    let mut verified = begun(&manifest);
    verified.sealed = archive.sealed();
    for (name, wanted) in &manifest.files {
        if let Some(fault) = fault(wanted, archive.entry(name, wanted.size)) {
            verified.faults.insert(name.clone(), fault);
        }
    }
    let listed: BTreeSet<&String> = manifest.files.keys().collect();
    for name in archive.paths().filter(|name| *name != MANIFEST && !listed.contains(name)) {
        match is_of_a_system(name) {
            true => verified.ignored.push(name.clone()),
            false => drop(verified.faults.insert(name.clone(), Fault::Extra)),
        }
    }
    Ok(verified)
}

/// The path of a file below `root`, as manifests write it.
fn name_in(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    relative.replace(std::path::MAIN_SEPARATOR, "/").nfc().collect()
}

/// Whether systems write files of that name wherever somebody looks at a folder or plugs in a stick.
fn is_of_a_system(name: &str) -> bool {
    let (top, last) = (name.split('/').next().unwrap_or(name), name.rsplit('/').next().unwrap_or(name));
    ["System Volume Information", "$RECYCLE.BIN", ".Trashes", ".Spotlight-V100", ".fseventsd", "__MACOSX"]
        .contains(&top)
        || ["Thumbs.db", "desktop.ini", ".DS_Store"].contains(&last)
        || last.starts_with("._")
}

//! Reading a ZIP file that may mean harm: nothing is unpacked, and nothing costs more than it may.

#![allow(clippy::disallowed_methods, reason = "reading packages is what this module is for")]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use unicode_normalization::UnicodeNormalization;
use zip::ZipArchive;

use super::super::folder::copy_to;
use super::super::manifest::{Entry, MANIFEST, Manifest};
use super::write::hash_of;
use super::{SEAL, SEALED};
use crate::diagnostics::Said;
use crate::say;

/// A ZIP file.
pub(in crate::output) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    /// Where each file is, by its path.
    files: BTreeMap<String, usize>,
    /// Whether the hash in the comment is right; `None` where the comment is not ours.
    sealed: Option<bool>,
}

/// Why a ZIP file is not read.
#[derive(Debug)]
pub(in crate::output) enum Unreadable {
    /// The system refused.
    Io(io::Error),
    /// It is damaged, or made to do harm.
    Unsound(Said),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Unreadable::Io(error)
    }
}

/// The most that a package expands to, for each byte of the ZIP, and the least for which that is asked, in bytes.
/// Deflate makes at most 1,032 of one; pages of a course are below 20.
const GROWTH: u64 = 100;
const SMALL: u64 = 1 << 30;

impl Archive {
    /// Opens the file and looks at its list of files.
    pub(in crate::output) fn open(path: &Path) -> Result<Self, Unreadable> {
        let mut file = File::open(path)?;
        let length = file.seek(SeekFrom::End(0))?;
        let sealed = sealed(&mut file, length)?;
        file.seek(SeekFrom::Start(0))?;
        let unsound = |what: Said| Unreadable::Unsound(what);
        let damaged = |error: zip::result::ZipError| match error {
            zip::result::ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                Unreadable::Io(error)
            }
            error => unsound(say!(
                "ZIPファイルとして読めません（{error}）。",
                "It cannot be read as a ZIP file ({error})."
            )),
        };
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
        if zip.has_duplicate_names() {
            return Err(unsound(say!(
                "同じ名前のファイルが2つあります。",
                "Two files in it have the same name."
            )));
        }
        if zip.has_overlapping_entries().map_err(damaged)? {
            return Err(unsound(say!("中のファイルが重なり合っています。", "Files in it overlap.")));
        }
        let mut files = BTreeMap::new();
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(damaged)?;
            let name = match std::str::from_utf8(entry.name_raw()) {
                Ok(name) => name.nfc().collect::<String>(),
                Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
            };
            if entry.is_dir() {
                continue;
            }
            let inside = !name.starts_with('/')
                && !name.contains(['\\', ':', '\0'])
                && name.split('/').all(|part| !matches!(part, "" | "." | ".."));
            if !inside {
                return Err(unsound(say!(
                    "危険な名前のファイルがあります: {name}",
                    "A file in it has a name that leads elsewhere: {name}"
                )));
            }
            if entry.is_symlink() {
                return Err(unsound(say!("リンクがあります: {name}", "It holds a link: {name}")));
            }
            total = total.saturating_add(entry.size());
            if total > SMALL && total > length.saturating_mul(GROWTH) {
                return Err(unsound(say!(
                    "展開すると異常に大きくなります: {name}",
                    "Unpacked, it would be far too large: {name}"
                )));
            }
            if files.insert(name.clone(), index).is_some() {
                return Err(unsound(say!(
                    "同じ名前のファイルが2つあります: {name}",
                    "Two files in it have the same name: {name}"
                )));
            }
        }
        Ok(Self { zip, files, sealed })
    }

    /// The paths of all files.
    pub(in crate::output) fn paths(&self) -> impl Iterator<Item = &String> {
        self.files.keys()
    }

    /// Whether every byte is as it was written; `None` where that cannot be said, since the file was made by another
    /// program.
    pub(in crate::output) fn sealed(&self) -> Option<bool> {
        self.sealed
    }

    /// The bytes of the list of files; none where there is none.
    pub(in crate::output) fn manifest(&mut self) -> Result<Manifest, Option<io::Error>> {
        let index = self.files.get(MANIFEST).copied().ok_or(None)?;
        let entry = self.zip.by_index(index).map_err(|error| Some(error.into()))?;
        let mut text = String::new();
        entry.take(super::super::manifest::MOST).read_to_string(&mut text).map_err(Some)?;
        Manifest::parse(&text).ok_or(None)
    }

    /// What the file at `path` is. Of one that is longer than `most` bytes, no more than that is read.
    pub(in crate::output) fn entry(&mut self, path: &str, most: u64) -> io::Result<Entry> {
        let index = self.files.get(path).copied().ok_or(io::ErrorKind::NotFound)?;
        let entry = self.zip.by_index(index).map_err(io::Error::from)?;
        copy_to(entry.take(most.saturating_add(1)), &mut io::sink())
    }
}

/// Whether the hash in the comment of a file of that length is the one of all bytes before it.
fn sealed(file: &mut File, length: u64) -> io::Result<Option<bool>> {
    let Some(before) = length.checked_sub(SEALED) else { return Ok(None) };
    file.seek(SeekFrom::Start(before))?;
    let mut comment = String::new();
    if file.by_ref().take(SEALED).read_to_string(&mut comment).is_err() {
        return Ok(None);
    }
    let Some(hash) = comment.strip_prefix(SEAL) else { return Ok(None) };
    file.seek(SeekFrom::Start(0))?;
    Ok(Some(hash_of(&mut file.take(before))? == hash))
}

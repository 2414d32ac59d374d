//! Writing a ZIP file.

#![allow(clippy::disallowed_methods, reason = "writing the package is what this module is for")]

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::rc::Rc;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::super::folder::{
    self, Done, Outcome, Result, WriteError, apart, copy_to, entry_of, hash_all, io_at, is_link,
    is_unchanged, resolve,
};
use super::super::manifest::{Entry, MANIFEST, Manifest};
use super::read::Archive;
use super::{SEAL, SEALED};
use crate::site::{Content, Site};
use crate::source::read::open;
use crate::source::{Sha256, hex};

/// The time that the files of a ZIP have: no clock is asked, so that the same site gives the same bytes.
#[derive(Debug, Clone, Copy)]
pub struct Time(DateTime);

impl Default for Time {
    /// The first that a ZIP can tell: 1 January 1980.
    fn default() -> Self {
        Self(DateTime::default())
    }
}

impl Time {
    /// Seconds since 1970 (as in `SOURCE_DATE_EPOCH`), in universal time; the nearest that a ZIP can tell.
    pub fn of_epoch(seconds: u64) -> Self {
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        // Days from the first of March of the year 0: a leap day is the last of its year.
        let days = days.saturating_add(719_468);
        let era = days / 146_097;
        let day_of_era = days % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = era.saturating_mul(400).saturating_add(year_of_era) + u64::from(month <= 2);
        if year < 1980 {
            return Self::default();
        }
        let small = |number: u64| u8::try_from(number).unwrap_or(u8::MAX);
        let time = u16::try_from(year).ok().and_then(|year| {
            let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
            // Odd seconds do not exist in a ZIP.
            let second = second - second % 2;
            DateTime::from_date_and_time(
                year,
                small(month),
                small(day),
                small(hour),
                small(minute),
                small(second),
            )
            .ok()
        });
        let last = || DateTime::from_date_and_time(2107, 12, 31, 23, 59, 58).unwrap_or_default();
        Self(time.unwrap_or_else(last))
    }
}

/// What is compressed already.
const PACKED: &[&str] =
    &["avif", "gif", "jpeg", "jpg", "m4a", "mp3", "mp4", "oga", "ogg", "ogv", "png", "webm", "webp", "woff2"];

/// Makes the file `out` a ZIP of `site`. `source` is the digest of what it was built from, `project` the folder of the
/// author's files, and `inputs` the folders in it that are read, which are not written into. What stands there is
/// replaced only if it is a package of ours.
pub fn write(
    site: &Site,
    out: &Path,
    project: &Path,
    inputs: &[String],
    source: &str,
    time: Time,
) -> Result<Done> {
    let out = &std::path::absolute(out).map_err(io_at(out))?;
    let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
        let why = crate::say!("ファイルの名前がありません。", "it is no name of a file.");
        return Err(WriteError::Unusable(out.clone(), why));
    };
    let project = &project.canonicalize().map_err(io_at(project))?;
    apart(out, &resolve(out).map_err(io_at(out))?, project, inputs)?;
    fs::create_dir_all(parent).map_err(io_at(parent))?;
    let beside = |suffix: &str| parent.join(format!(".{}.terakoya-{suffix}", name.to_string_lossy()));
    let (staging, lock) = (beside("new"), beside("lock"));
    if let Some(link) = [out, &staging, &lock].into_iter().find(|path| is_link(path)) {
        let why = crate::say!("リンクです。リンクを消します。", "it is a link. Remove it.");
        return Err(WriteError::Unusable(link.clone(), why));
    }
    let _lock = folder::lock(&lock, out)?;
    if out.exists() && !Archive::open(out).is_ok_and(|mut archive| archive.manifest().is_ok()) {
        return Err(WriteError::Foreign(parent.to_owned(), vec![name.to_string_lossy().into_owned()]));
    }
    let manifest = Manifest::new(source, hash_all(site, out)?);
    let digest = manifest.digest();
    // What a killed run left. Whatever it is, it is not written through.
    let _ = fs::remove_file(&staging);
    let written = stage(site, &manifest, time, &staging, out, crate::package::WHOLE).and_then(|()| {
        if same(&staging, out) {
            let _ = fs::remove_file(&staging);
            return Ok(Outcome::Unchanged);
        }
        fs::rename(&staging, out).map_err(io_at(out))?;
        // Where a folder cannot be flushed, the name is on the disk a little later.
        let _ = File::open(parent).and_then(|parent| parent.sync_all());
        Ok(Outcome::Written)
    });
    if written.is_err() {
        let _ = fs::remove_file(&staging);
    }
    Ok(Done { outcome: written?, kept: None, digest })
}

fn same(one: &Path, other: &Path) -> bool {
    entry_of(one).is_ok_and(|found| is_unchanged(other, &found))
}

/// Writes the whole file under another name, if it has no more than `most` bytes.
fn stage(site: &Site, manifest: &Manifest, time: Time, staging: &Path, out: &Path, most: u64) -> Result<()> {
    // What is told is the file that was asked for.
    let io_at = || io_at(out);
    let file = File::options().read(true).write(true).create_new(true).open(staging).map_err(io_at())?;
    let failure = Rc::new(Cell::new(None));
    let bounded = Bounded { file: BufWriter::new(file), at: 0, limit: most, failure: Rc::clone(&failure) };
    let mut zip = ZipWriter::new(bounded);
    let filled = fill(&mut zip, site, manifest, time, out);
    let finished = filled.and_then(|()| zip.finish().map_err(told_at(out)));
    let bounded = match failure.take() {
        Some(Failure::Full) => return Err(WriteError::TooLarge(out.to_owned())),
        Some(Failure::Io(error)) => return Err(WriteError::Io(out.to_owned(), error)),
        None => finished?,
    };
    let mut file =
        bounded.file.into_inner().map_err(|error| WriteError::Io(out.to_owned(), error.into_error()))?;
    seal(&mut file).and_then(|()| file.sync_all()).map_err(io_at())
}

fn told_at(out: &Path) -> impl Fn(zip::result::ZipError) -> WriteError {
    |error| WriteError::Io(out.to_owned(), error.into())
}

fn fill(
    zip: &mut ZipWriter<Bounded>,
    site: &Site,
    manifest: &Manifest,
    time: Time,
    out: &Path,
) -> Result<()> {
    let told = told_at(out);
    let options = |path: &str| {
        let packed =
            path.rsplit_once('.').is_some_and(|(_, end)| PACKED.contains(&end.to_lowercase().as_str()));
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        SimpleFileOptions::default()
            .compression_method(method)
            .compression_level((!packed).then_some(9))
            .last_modified_time(time.0)
            .unix_permissions(0o644)
            .system(System::Unix)
    };
    let manifest_file = (MANIFEST.to_owned(), Content::Bytes(manifest.to_text().into_bytes().into()));
    let mut files: Vec<(&String, &Content)> = site.files.iter().collect();
    files.push((&manifest_file.0, &manifest_file.1));
    files.sort_by_key(|(path, _)| *path);
    for (path, content) in files {
        zip.start_file(path, options(path)).map_err(&told)?;
        match content {
            Content::Bytes(bytes) => zip.write_all(bytes).map_err(io_at(out))?,
            Content::SourceFile(origin, _) => {
                let copied: Entry = copy_to(open(origin).map_err(io_at(out))?, zip).map_err(io_at(out))?;
                if manifest.files.get(path) != Some(&copied) {
                    return Err(WriteError::Changed(origin.path().to_owned()));
                }
            }
        }
    }
    zip.set_comment(format!("{SEAL}{}", "0".repeat(64))).map_err(&told)
}

/// Puts the hash of all that stands before the comment into it.
fn seal(file: &mut File) -> io::Result<()> {
    let end = file.seek(SeekFrom::End(0))?;
    let before = end.saturating_sub(SEALED);
    file.seek(SeekFrom::Start(0))?;
    let hash = hash_of(&mut file.take(before))?;
    file.seek(SeekFrom::Start(end.saturating_sub(64)))?;
    file.write_all(hash.as_bytes())
}

/// SHA-256 of all that can be read, in hexadecimal digits.
pub(super) fn hash_of(bytes: &mut impl Read) -> io::Result<String> {
    let mut hasher = Sha256::default();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match bytes.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finish())),
            read => hasher.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}

/// A file that does not grow beyond a limit. After the first failure it takes everything and keeps nothing: the writer
/// of ZIP files would go on, and tell on standard error what whoever asked for the package is told anyway.
struct Bounded {
    file: BufWriter<File>,
    at: u64,
    /// In bytes.
    limit: u64,
    /// The first thing that went wrong.
    failure: Rc<Cell<Option<Failure>>>,
}

/// Why a file could not be written on.
enum Failure {
    /// It would have been too large.
    Full,
    /// The system refused.
    Io(io::Error),
}

impl Bounded {
    fn has_failed(&self) -> bool {
        let failure = self.failure.take();
        let failed = failure.is_some();
        self.failure.set(failure);
        failed
    }

    /// Keeps what the system said, and gives an error in its stead.
    fn told<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let kind = error.kind();
            self.failure.set(Some(Failure::Io(error)));
            kind.into()
        })
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_failed() {
            return Ok(bytes.len());
        }
        if self.at.saturating_add(bytes.len() as u64) > self.limit {
            self.failure.set(Some(Failure::Full));
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let written = self.file.write(bytes);
        let written = self.told(written)?;
        self.at += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed() {
            return Ok(());
        }
        let flushed = self.file.flush();
        self.told(flushed)
    }
}

impl Seek for Bounded {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if !self.has_failed() {
            let at = self.file.seek(to);
            self.at = self.told(at)?;
        }
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_zip_that_would_be_too_large_is_refused_wherever_the_limit_falls() {
        let folder = tempfile::tempdir().unwrap();
        let (staging, out) = (folder.path().join("new"), folder.path().join("out.zip"));
        let file = |name: &str| (name.to_owned(), Content::Bytes(name.repeat(50).into_bytes().into()));
        let site = Site { files: [file("a.png"), file("b.html")].into(), entry: "b.html".to_owned() };
        let manifest = Manifest::new("source", hash_all(&site, &out).unwrap());
        let staged = |most: u64| {
            let _ = fs::remove_file(&staging);
            stage(&site, &manifest, Time::default(), &staging, &out, most)
        };
        staged(u64::MAX).unwrap();
        let whole = fs::metadata(&staging).unwrap().len();
        staged(whole).unwrap();
        for most in (0..whole).step_by(7).chain([whole - 1]) {
            let refused = staged(most);
            assert!(matches!(refused, Err(WriteError::TooLarge(_))), "{most} of {whole}: {refused:?}");
        }
    }

    #[test]
    fn seconds_since_1970_are_the_day_that_they_are() {
        let days: BTreeMap<u64, &str> = [
            (0, "1980-01-01 00:00:00"),
            (315_532_799, "1980-01-01 00:00:00"),
            (951_782_401, "2000-02-29 00:00:00"),
            (4_107_542_399, "2100-02-28 23:59:58"),
            (4_107_542_400, "2100-03-01 00:00:00"),
            (u64::MAX, "2107-12-31 23:59:58"),
        ]
        .into();
        for (seconds, day) in days {
            assert_eq!(Time::of_epoch(seconds).0.to_string(), day, "{seconds}");
        }
    }
}

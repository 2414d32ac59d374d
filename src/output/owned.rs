//! Files of ours in a folder that may hold others: each is written whole or not at all, and nothing that
//! somebody else wrote is touched.

#![allow(clippy::disallowed_methods, reason = "writing files is what this module is for")]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostics::Said;
use crate::say;

/// A file to be written.
pub struct OwnedFile<'f> {
    /// Its name in the folder.
    pub name: String,
    /// What it shall hold.
    pub text: String,
    /// Whether what stands under that name is an earlier edition of it, and so may be replaced.
    pub is_ours: &'f dyn Fn(&[u8]) -> bool,
}

/// Why nothing, or not everything, was written.
#[derive(Debug)]
pub enum OwnedError {
    /// Under the names of ours stand files of others, folders or links. Nothing was written.
    Foreign(PathBuf, Vec<String>),
    /// The system refused something. Every file is either as it was or as it shall be.
    Io(PathBuf, io::Error),
}

impl OwnedError {
    /// What happened, and what to do: `remedy` says it of files that stand in the way.
    pub fn said(&self, remedy: &Said) -> Said {
        match self {
            OwnedError::Foreign(folder, names) => {
                let list = names.iter().map(|name| format!("\n    {name}")).collect::<String>();
                Said {
                    ja: format!(
                        "「{}」に、Terakoyaが書き出したものではないファイルがあります。何も書き込んでいません。{list}\n  {}",
                        folder.display(),
                        remedy.ja
                    ),
                    en: format!(
                        "{} holds files that Terakoya did not write. Nothing was written.{list}\n  {}",
                        folder.display(),
                        remedy.en
                    ),
                }
            }
            OwnedError::Io(path, error) => say!(
                "「{0}」に書き込めません（{error}）。",
                "{0} cannot be written ({error}).",
                path.display()
            ),
        }
    }
}

/// Makes `folder`, where it is not there, and writes the files into it. Gives the names of those that were
/// written; the others were as they shall be already.
pub fn write(folder: &Path, files: &[OwnedFile<'_>]) -> Result<Vec<String>, OwnedError> {
    let mut foreign = Vec::new();
    let mut stale = Vec::new();
    for file in files {
        let path = folder.join(&file.name);
        let found = match path.symlink_metadata() {
            Ok(found) if found.is_file() => fs::read(&path).map_err(io_at(&path))?,
            Ok(_) => {
                foreign.push(file.name.clone());
                continue;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                stale.push(file);
                continue;
            }
            Err(error) => return Err(OwnedError::Io(path, error)),
        };
        if !(file.is_ours)(&found) {
            foreign.push(file.name.clone());
        } else if found != file.text.as_bytes() {
            stale.push(file);
        }
    }
    if !foreign.is_empty() {
        return Err(OwnedError::Foreign(folder.to_owned(), foreign));
    }
    fs::create_dir_all(folder).map_err(io_at(folder))?;
    for file in &stale {
        replace(folder, file).map_err(io_at(&folder.join(&file.name)))?;
    }
    Ok(stale.into_iter().map(|file| file.name.clone()).collect())
}

/// Writes beside the file, and renames: whoever reads it meanwhile sees the old one or the new one.
fn replace(folder: &Path, file: &OwnedFile<'_>) -> io::Result<()> {
    let staged = folder.join(format!(".{}.terakoya-new", file.name));
    // What a killed run left. Whatever it is, it is not written through.
    match fs::remove_file(&staged) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let written = File::create_new(&staged).and_then(|mut new| {
        new.write_all(file.text.as_bytes())?;
        new.sync_all()
    });
    written.and_then(|()| fs::rename(&staged, folder.join(&file.name))).inspect_err(|_| {
        let _ = fs::remove_file(&staged);
    })
}

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> OwnedError {
    let path = path.to_owned();
    move |error| OwnedError::Io(path, error)
}

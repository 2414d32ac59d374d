//! Files where none were: all of them are written, or none, and nothing that is there already is touched.

#![allow(clippy::disallowed_methods, reason = "writing files is what this module is for")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::diagnostics::Said;
use crate::say;

/// Why nothing was written.
#[derive(Debug)]
pub enum FreshError {
    /// Under these names, relative to the folder, something is already.
    Exists(PathBuf, Vec<String>),
    /// The system refused something.
    Io(PathBuf, io::Error),
}

impl FreshError {
    /// What happened.
    pub fn said(&self) -> Said {
        match self {
            FreshError::Exists(folder, names) => {
                let list = names.iter().map(|name| format!("\n    {name}")).collect::<String>();
                say!(
                    "「{0}」に、同じ名前のものがもうあります。何も書き込んでいません。{list}\n  別のフォルダーを指定するか、名前を変えてから、もう一度実行します。",
                    "{0} holds something of the same name already. Nothing was written.{list}\n  Name another folder, or rename what is there, and try again.",
                    folder.display()
                )
            }
            FreshError::Io(path, error) => say!(
                "「{0}」に書き込めません（{error}）。何も書き込んでいません。",
                "{0} cannot be written ({error}). Nothing was written.",
                path.display()
            ),
        }
    }
}

/// Writes files, given by their path relative to `root` (with `/`) and their text, and the folders that they need.
///
/// # Errors
/// Where something is in the way, or the system refuses: then everything is as it was.
pub fn write<'f>(
    root: &Path,
    files: impl Iterator<Item = (&'f str, &'f str)> + Clone,
) -> Result<(), FreshError> {
    let mut taken: Vec<String> = files.clone().filter_map(|(path, _)| in_the_way(root, path)).collect();
    taken.dedup();
    if !taken.is_empty() {
        return Err(FreshError::Exists(root.to_owned(), taken));
    }
    let mut made = Vec::new();
    for (path, text) in files {
        if let Err(error) = make(&root.join(path), text, &mut made) {
            for path in made.iter().rev() {
                // A folder in which somebody else wrote meanwhile stays.
                let _ = fs::remove_file(path).or_else(|_| fs::remove_dir(path));
            }
            return Err(error);
        }
    }
    Ok(())
}

/// What keeps `path` from being made: itself, or a file or link where a folder has to be. Nothing is written through
/// links.
fn in_the_way(root: &Path, path: &str) -> Option<String> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    for end in ends {
        let part = path.get(..end)?;
        let found = root.join(part).symlink_metadata().ok()?;
        if end == path.len() || !found.is_dir() {
            return Some(part.to_owned());
        }
    }
    None
}

fn make(path: &Path, text: &str, made: &mut Vec<PathBuf>) -> Result<(), FreshError> {
    let io_at = |path: &Path| {
        let path = path.to_owned();
        move |error| FreshError::Io(path, error)
    };
    let missing =
        path.ancestors().skip(1).take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    let missing: Vec<&Path> = missing.collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder).map_err(io_at(folder))?;
        made.push(folder.to_owned());
    }
    let mut file = File::create_new(path).map_err(io_at(path))?;
    made.push(path.to_owned());
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io_at(path))
}

/// Adds a paragraph of one line at the end of a text file, with the ends of lines that it has.
///
/// # Errors
/// Where the system refuses; then the file is as it was, or ends with a part of the line.
pub fn append(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).open(path)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let end = if bytes.windows(2).any(|pair| pair == b"\r\n") { "\r\n" } else { "\n" };
    let before = match bytes.last() {
        None => "",
        Some(b'\n') => end,
        Some(_) => &end.repeat(2),
    };
    file.write_all(format!("{before}{line}{end}").as_bytes())?;
    file.sync_all()
}

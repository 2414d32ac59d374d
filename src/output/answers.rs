//! The private answer file on the disk, beside the site and never inside it.

#![allow(clippy::disallowed_methods, reason = "writing files is what this module is for")]

use std::fs;
use std::path::{Path, PathBuf};

use super::folder::{is_link, resolve};
use super::owned::{self, OwnedError, OwnedFile};
use crate::course::AnswerFile;
use crate::diagnostics::Said;
use crate::say;

/// A folder in which answers may lie.
#[derive(Debug)]
pub struct AnswersFolder(PathBuf);

/// Why answers were not written.
#[derive(Debug)]
pub enum AnswersError {
    /// Learners would get them, or the next build would read them.
    Misplaced(PathBuf, Said),
    /// The file cannot be written.
    Owned(OwnedError),
}

impl AnswersError {
    /// What happened and what to do.
    pub fn said(&self) -> Said {
        match self {
            AnswersError::Misplaced(folder, why) => Said {
                ja: format!(
                    "正解のファイルを「{}」には置けません。{}何も書き込んでいません。book.toml の [build] answers-dir に、別のフォルダーを書きます（例: answers-dir = \"answers\"）。",
                    folder.display(),
                    why.ja
                ),
                en: format!(
                    "The file with the answers cannot lie in {}: {} Nothing was written. Name another folder as answers-dir in [build] of book.toml, such as answers-dir = \"answers\".",
                    folder.display(),
                    why.en
                ),
            },
            AnswersError::Owned(error) => error.said(&say!(
                "別の場所へ移すか、book.toml の [build] answers-dir で別のフォルダーを指定します。",
                "Move them elsewhere, or name another folder as answers-dir in [build] of book.toml."
            )),
        }
    }
}

impl AnswersFolder {
    /// The folder, unless it lies in the site at `out` or in one of the folders of `project` that are read.
    pub fn of(folder: &Path, out: &Path, project: &Path, inputs: &[String]) -> Result<Self, AnswersError> {
        let misplaced = |why| Err(AnswersError::Misplaced(folder.to_owned(), why));
        let whole = |path: &Path| {
            let found = std::path::absolute(path).and_then(|path| resolve(&path));
            found.map_err(|error| AnswersError::Owned(OwnedError::Io(path.to_owned(), error)))
        };
        let path = std::path::absolute(folder);
        let path = path.map_err(|error| AnswersError::Owned(OwnedError::Io(folder.to_owned(), error)))?;
        // It might lead into the site as soon as that is there.
        if path.ancestors().any(|part| is_link(part) && !part.exists()) {
            return misplaced(say!(
                "途中のリンクの先がありません。",
                "a link on the way there leads nowhere."
            ));
        }
        let place = whole(&path)?;
        if place.starts_with(whole(out)?) {
            return misplaced(say!(
                "受講者に配るコースの中です。",
                "that is part of the course that learners get."
            ));
        }
        for input in inputs {
            if place.starts_with(whole(&project.join(input))?) {
                return misplaced(say!(
                    "コースの元になるファイルを置くフォルダーの中です。",
                    "it lies among the course's own files."
                ));
            }
        }
        Ok(Self(folder.to_owned()))
    }

    /// Writes `answers` into the folder, together with the revisions that were there. Gives the path of the file.
    pub fn write(&self, answers: &AnswerFile) -> Result<PathBuf, AnswersError> {
        let Self(folder) = self;
        let (name, answers) = (answers.name(), answers.clone());
        let ours = |text: &[u8]| AnswerFile::parse(text).filter(|before| before.is_of_edition(&answers));
        let path = folder.join(&name);
        // What cannot be read is told when it is about to be replaced.
        let before = fs::read(&path).ok().and_then(|text| ours(&text));
        let whole = match before {
            Some(before) => answers.clone().with(before),
            None => answers.clone(),
        };
        let is_ours = |text: &[u8]| ours(text).is_some();
        let file = OwnedFile { name, text: whole.to_text(), is_ours: &is_ours };
        owned::write(folder, &[file]).map_err(AnswersError::Owned)?;
        Ok(path)
    }
}

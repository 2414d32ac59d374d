//! A project on the disk: which folders of it are read.

use std::path::Path;

use crate::course::book;
use crate::diagnostics::{Checked, Diagnostics};
use crate::source::{Sources, read};
use crate::theme::DEFAULT_NAME;

/// Everything that a build is made from.
#[derive(Debug)]
pub struct Input {
    /// The files.
    pub sources: Checked<Sources>,
    /// The folders that were read, relative to the project.
    pub folders: Vec<String>,
}

/// Reads `book.toml`, and then the folders that it names. `None` where there is no `book.toml`.
pub fn read_project(root: &Path) -> Option<Input> {
    if !root.join(book::FILE).exists() {
        return None;
    }
    let settings = read::read(root, &[], &[book::FILE]);
    // What is wrong with the settings is said when they are read again, with everything else.
    let book = book::read(&settings.value, &mut Diagnostics::default());
    let src = if book.src == "content" && !root.join("content").exists() && root.join("src").exists() {
        "src"
    } else {
        book.src.as_str()
    };
    let theme = format!("themes/{}", book.theme.0);
    // A folder that is not there holds no lesson, which is said with what to do about it.
    let mut folders: Vec<&str> = Some(src).filter(|src| root.join(src).exists()).into_iter().collect();
    if book.theme.0 != DEFAULT_NAME && root.join(&theme).exists() {
        folders.push(&theme);
    }
    let sources = read::read(root, &folders, &[book::FILE]);
    Some(Input { sources, folders: folders.into_iter().map(str::to_owned).collect() })
}

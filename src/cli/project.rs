//! A project on the disk: which folders of it are read.

use std::path::Path;

use crate::course::book;
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics, Language, Said};
use crate::say;
use crate::source::read::{self, Reader};
use crate::source::{Place, Sources};
use crate::theme::{self, DEFAULT_NAME};

/// Everything that a build is made from.
#[derive(Debug)]
pub struct Input {
    /// The files.
    pub sources: Checked<Sources>,
    /// The folders that were read, relative to the project.
    pub folders: Vec<String>,
    /// The one of them with the content, whether it is there or not.
    pub src: String,
}

/// Reads `book.toml`, and then the folders that it names. `None` where there is no `book.toml`.
pub fn read_project(root: &Path) -> Option<Input> {
    read_project_with(&mut Reader::default(), root)
}

/// Reads like [`read_project`], but for what `reader` has seen and what did not change since.
pub fn read_project_with(reader: &mut Reader, root: &Path) -> Option<Input> {
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
    let mut sources = reader.read(root, &folders, &[book::FILE]);
    sources.diagnostics.extend(own_default_theme(root));
    Some(Input { sources, src: src.to_owned(), folders: folders.into_iter().map(str::to_owned).collect() })
}

/// That there is no project at `root`. `example` is a command that names one.
pub(super) fn none_at(root: &Path, example: &str) -> Said {
    say!(
        "「{0}」に book.toml がありません。book.toml のあるフォルダーで実行するか、そのフォルダーを指定します（例: {example}）。",
        "There is no book.toml in “{0}”. Run this in the folder that holds it, or name that folder: {example}",
        root.display()
    )
}

/// The language of the course at `root`, where there is one.
pub(super) fn language(root: &Path) -> Option<Language> {
    let settings = root.join(book::FILE).exists().then(|| read::read(root, &[], &[book::FILE]))?;
    Some(book::read(&settings.value, &mut Diagnostics::default()).language)
}

/// The default theme is that of the tool. A folder of its name holds changes that no one would see.
fn own_default_theme(root: &Path) -> Option<Diagnostic> {
    let folder = format!("themes/{DEFAULT_NAME}");
    if !root.join(&folder).is_dir() {
        return None;
    }
    let own = read::read(root, &[&folder], &[]).value;
    let changed = own.texts_below(&folder).find(|(path, text)| {
        path.below(&folder).is_some_and(|relative| !theme::is_embedded(relative, text))
    })?;
    let message = say!("{folder}/ は読まれません。", "{folder}/ is not read.");
    Some(Diagnostic::new(Code::NoEffect, Place::file(changed.0), message).help(say!(
        "フォルダーに別の名前（例: themes/mine/）を付け、book.toml の [theme] に name = \"mine\" と書きます。",
        "Give the folder another name, such as themes/mine/, and write name = \"mine\" in [theme] of book.toml."
    )))
}

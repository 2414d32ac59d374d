//! The files that lie in the binary: the default theme, the learner's scripts, and what `init` and `new` write.
//!
//! The only module that names the crate by which they get there.

use include_dir::{Dir, include_dir};

/// The default theme.
pub static THEME: Embedded = Embedded(include_dir!("$CARGO_MANIFEST_DIR/themes/default"));
/// The scripts and styles that every page has.
pub static CLIENT: Embedded = Embedded(include_dir!("$CARGO_MANIFEST_DIR/src/client"));
/// The scripts and styles of the learner's record.
pub static RECORD: Embedded = Embedded(include_dir!("$CARGO_MANIFEST_DIR/src/record"));
/// What several types of questions share.
pub static SHARED: Embedded = Embedded(include_dir!("$CARGO_MANIFEST_DIR/src/questions/shared"));
/// The course that `init` writes, by language.
pub static COURSE: Embedded = Embedded(include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/course"));
/// What `new` writes, by language.
pub static PIECES: Embedded = Embedded(include_dir!("$CARGO_MANIFEST_DIR/src/scaffold/pieces"));

/// A folder of texts.
#[derive(Debug)]
pub struct Embedded(Dir<'static>);

impl Embedded {
    /// Every text by its path in the folder, with `/` between names.
    pub fn texts(&self) -> Vec<(String, &'static str)> {
        let mut texts = Vec::new();
        walk(&self.0, &mut texts);
        texts
    }

    /// The text at `path`.
    pub fn text(&self, path: &str) -> Option<&'static str> {
        self.0.get_file(path).and_then(|file| file.contents_utf8())
    }
}

fn walk(folder: &Dir<'static>, texts: &mut Vec<(String, &'static str)>) {
    for file in folder.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            texts.push((path.replace('\\', "/"), text));
        }
    }
    folder.dirs().for_each(|inner| walk(inner, texts));
}

//! Paths inside a project, in the one form that every later stage compares.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

/// A path relative to the project root: separated by `/`, in Unicode NFC, without `.` or `..`.
///
/// NFC, because macOS hands out file names in NFD (が as か + U+3099), while links are typed in NFC.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Normalises `path`: `\` becomes `/`, empty and `.` parts go, `..` is resolved, NFC is taken.
    ///
    /// Returns `None` when `..` leads out of the project.
    pub fn new(path: &str) -> Option<Self> {
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split(['/', '\\']) {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                other => parts.push(other),
            }
        }
        Some(Self(parts.join("/").nfc().collect::<String>().into()))
    }

    /// A path that stands in the tool's own code, already in normal form.
    pub fn known(path: &'static str) -> Self {
        Self(path.into())
    }

    /// The project's root: the empty path.
    pub fn root() -> Self {
        Self("".into())
    }

    /// The path as text, with `/` between its parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds this path; the project root is the empty path.
    pub fn parent(&self) -> SourcePath {
        Self(self.0.rsplit_once('/').map_or("", |(folder, _)| folder).into())
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }

    /// What stands after the last dot of the file name, in lower case; empty where there is none.
    pub fn extension(&self) -> String {
        self.file_name().rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase())
    }

    /// Resolves `relative` as written in this file, so `../images/a.svg` in `content/01/02.md` is
    /// `content/images/a.svg`. `None` when it leads out of the project.
    pub fn resolve(&self, relative: &str) -> Option<SourcePath> {
        match relative.strip_prefix('/') {
            Some(from_root) => Self::new(from_root),
            None => Self::new(&format!("{}/{relative}", self.parent().as_str())),
        }
    }

    /// The rest of the path below `folder`, or `None` where the path does not lie in it.
    pub fn below(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() { Some(&self.0) } else { self.0.strip_prefix(folder)?.strip_prefix('/') }
    }
}

/// How a file at `from` refers to the one at `to`: by `../` and folders, always down to a file name. Both are
/// paths below the same root, with `/`.
pub fn relative(from: &str, to: &str) -> String {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let mut to: Vec<&str> = to.split('/').collect();
    while to.len() > 1 && from.first() == to.first() {
        from.remove(0);
        to.remove(0);
    }
    format!("{}{}", "../".repeat(from.len()), to.join("/"))
}

impl Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised_and_kept_inside() {
        let path = |text| SourcePath::new(text).map(|path| path.as_str().to_owned());
        assert_eq!(path("content/./a//b.md").as_deref(), Some("content/a/b.md"));
        assert_eq!(path("content\\a.md").as_deref(), Some("content/a.md"));
        assert_eq!(path("a/../b").as_deref(), Some("b"));
        assert_eq!(path("../b"), None);
        assert_eq!(path("か\u{3099}.md").as_deref(), Some("が.md"));
    }

    #[test]
    fn relative_references_start_at_the_folder_of_the_file() {
        let lesson = SourcePath::new("content/01/02.md").unwrap();
        assert_eq!(lesson.resolve("../images/a.svg").unwrap().as_str(), "content/images/a.svg");
        assert_eq!(lesson.resolve("/content/b.md").unwrap().as_str(), "content/b.md");
        assert_eq!(lesson.resolve("../../../etc"), None);
        assert_eq!(lesson.below("content"), Some("01/02.md"));
        assert_eq!(lesson.below("cont"), None);
    }
}

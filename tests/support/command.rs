//! A project in a folder of its own, the real command run on it, and what the disk holds afterwards.
//!
//! ```text
//! let project = Project::new(&[("book.toml", "…"), ("content/01-part/01-lesson.md", "…")]);
//! let ran = project.run(&["build"]);          // exit status, standard output, standard error
//! let site = project.tree("book");            // path → bytes
//! ```
//!
//! The project lies in `course/` of a temporary folder, so that what a command does *beside* a project is seen
//! as well ([`Project::surroundings`]). The command runs with an empty environment.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

/// What a folder holds: bytes by path; a folder is `path/` without bytes, a link is what it says after `→`.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A course without fault in a few lines: two lessons, one quiz.
pub const SMALL: &[(&str, &str)] = &[
    ("book.toml", "[book]\ntitle = \"Small\"\nlanguage = \"en\"\n\n[course]\nid = \"small\"\n"),
    ("content/01-part/01-first.md", "---\ntitle: First\nduration: 5\n---\n\nText.\n\n::quiz{src=check}\n"),
    ("content/01-part/02-second.md", "---\ntitle: Second\nduration: 10\n---\n\nMore text.\n"),
    (
        "content/01-part/check.quiz.yaml",
        "questions:\n  - {id: q1, type: judge, prompt: Is it?, answer: ok}\n  - {id: q2, type: judge, prompt: Is it not?, answer: ng}\n",
    ),
];

pub struct Project {
    folder: tempfile::TempDir,
}

/// What a command came to.
#[derive(Debug)]
pub struct Ran {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Panics with all that the command said unless its exit status is `status`.
    #[track_caller]
    pub fn exits(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "{}{}", self.out, self.err);
        self
    }

    /// Panics unless standard error holds `words`.
    #[track_caller]
    pub fn tells(self, words: &str) -> Self {
        assert!(self.err.contains(words), "no {words:?} in:\n{}", self.err);
        self
    }
}

impl Project {
    pub fn new(files: &[(impl AsRef<str>, impl AsRef<[u8]>)]) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(project.root()).unwrap();
        for (path, bytes) in files {
            project.write(path.as_ref(), bytes);
        }
        project
    }

    /// [`SMALL`].
    pub fn small() -> Self {
        Self::new(SMALL)
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("course")
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative)
    }

    pub fn write(&self, relative: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Replaces words of a file; they must be there.
    pub fn edit(&self, relative: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(relative)).unwrap();
        assert!(text.contains(from), "no {from:?} in {relative}");
        self.write(relative, text.replace(from, to));
    }

    /// The command, ready to be run in the project's folder.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_terakoya"));
        command.args(arguments).current_dir(self.root()).env_clear();
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// What a folder of the project holds; nothing where it does not exist.
    pub fn tree(&self, relative: &str) -> Tree {
        tree(&self.path(relative))
    }

    /// Everything in the project and beside it.
    pub fn surroundings(&self) -> Tree {
        tree(self.folder.path())
    }

    /// Identity and time of every file of a folder: equal as long as no file was written or replaced.
    pub fn stamps(&self, relative: &str) -> BTreeMap<String, (u64, SystemTime)> {
        let root = self.path(relative);
        let files = self.tree(relative).into_keys().filter(|path| !path.ends_with('/'));
        files
            .map(|path| {
                let about = fs::symlink_metadata(root.join(&path)).unwrap();
                (path, (identity(&about), about.modified().unwrap()))
            })
            .collect()
    }
}

#[cfg(unix)]
fn identity(about: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> u64 {
    0
}

pub fn tree(root: &Path) -> Tree {
    let mut tree = Tree::new();
    fill(root, "", &mut tree);
    tree
}

fn fill(folder: &Path, prefix: &str, tree: &mut Tree) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        let kind = entry.file_type().unwrap();
        if kind.is_symlink() {
            let target = fs::read_link(entry.path()).unwrap();
            tree.insert(path, format!("→ {}", target.display()).into_bytes());
        } else if kind.is_dir() {
            let below = format!("{path}/");
            fill(&entry.path(), &below, tree);
            tree.insert(below, Vec::new());
        } else {
            tree.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

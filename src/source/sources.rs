//! A snapshot of everything that a build is made from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Look, SourcePath};

/// All input files by path. Texts are held; media stay on the disk and are known by
/// the hash of what learners get of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// The files.
    pub files: BTreeMap<SourcePath, File>,
}

/// An input file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum File {
    /// A text: Markdown, YAML, TOML, HTML, CSS, JavaScript, SVG, JSON, plain text, WebVTT.
    Text {
        /// The decoded text.
        text: Arc<str>,
        /// Of the decoded text's bytes.
        hash: Hash128,
    },
    /// Anything else.
    Media {
        /// In bytes, as it is delivered.
        length: u64,
        /// Of the bytes that are delivered.
        hash: Hash128,
        /// What it shows, where it is a picture.
        look: Look,
        /// Where it comes from.
        origin: Origin,
    },
}

/// Where a medium lies on the disk, and whether it is delivered as it lies there. What is delivered comes out of
/// [`read::open`](super::read::open), and of nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// As it is.
    File(PathBuf),
    /// A picture, without what it says beside its pixels.
    Picture(PathBuf),
}

impl Origin {
    /// The author's file.
    pub fn path(&self) -> &Path {
        match self {
            Origin::File(path) | Origin::Picture(path) => path,
        }
    }
}

impl File {
    /// A text that is held.
    pub fn text(text: &str) -> Self {
        File::Text { text: text.into(), hash: Hash128::of(text.as_bytes()) }
    }

    /// The hash of the content.
    pub fn hash(&self) -> Hash128 {
        match self {
            File::Text { hash, .. } | File::Media { hash, .. } => *hash,
        }
    }
}

impl Sources {
    /// The files with their paths, in order.
    pub fn files(&self) -> impl Iterator<Item = (&SourcePath, &File)> {
        self.files.iter()
    }

    /// The paths in order.
    pub fn paths(&self) -> impl Iterator<Item = &SourcePath> {
        self.files.keys()
    }

    /// A file, if there is one at `path`.
    pub fn file(&self, path: &SourcePath) -> Option<&File> {
        self.files.get(path)
    }

    /// The texts below a folder.
    pub fn texts_below(&self, folder: &str) -> impl Iterator<Item = (&SourcePath, &Arc<str>)> {
        self.files.iter().filter(move |(path, _)| path.below(folder).is_some()).filter_map(|(path, file)| {
            match file {
                File::Text { text, .. } => Some((path, text)),
                File::Media { .. } => None,
            }
        })
    }

    /// The files below a folder with the hashes of their contents.
    pub fn hashes_below(&self, folder: &str) -> impl Iterator<Item = (&SourcePath, Hash128)> {
        let below = self.files.iter().filter(move |(path, _)| path.below(folder).is_some());
        below.map(|(path, file)| (path, file.hash()))
    }

    /// A digest of all paths, whatever the files hold.
    pub fn paths_digest(&self) -> Hash128 {
        let mut hasher = blake3::Hasher::new();
        for path in self.files.keys() {
            hasher.update(&(path.as_str().len() as u64).to_le_bytes());
            hasher.update(path.as_str().as_bytes());
        }
        hasher.finalize().into()
    }

    /// A digest of all paths and contents: equal for equal input, whatever machine it lies on.
    pub fn digest(&self) -> Hash128 {
        let mut hasher = blake3::Hasher::new();
        for (path, file) in &self.files {
            hasher.update(&(path.as_str().len() as u64).to_le_bytes());
            hasher.update(path.as_str().as_bytes());
            hasher.update(&file.hash().bytes());
        }
        hasher.finalize().into()
    }

    /// The text of a file; `None` where there is no such file or it is no text.
    pub fn text(&self, path: &str) -> Option<&Arc<str>> {
        match self.files.get(path)? {
            File::Text { text, .. } => Some(text),
            File::Media { .. } => None,
        }
    }
}

/// The first 128 bits of a BLAKE3 hash: enough that no two contents ever share one by accident.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash128([u8; 16]);

impl Hash128 {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from(blake3::hash(bytes))
    }

    /// The first six hexadecimal digits, for names among few: choices of a question, revisions, files of one stem.
    pub fn short(self) -> String {
        self.to_string().chars().take(6).collect()
    }

    /// The 16 bytes.
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }
}

impl From<blake3::Hash> for Hash128 {
    fn from(hash: blake3::Hash) -> Self {
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(hash.as_bytes()) {
            *to = *from;
        }
        Self(bytes)
    }
}

/// 32 hexadecimal digits.
impl fmt::Display for Hash128 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash128 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

//! The list of what a build wrote: path, size and SHA-256 of each file, and what it was built from.
//!
//! It is what makes safe deletion possible: a file that it does not list, or lists with another hash, is not
//! ours to remove. It holds no time and no place, so that the same input gives the same bytes. It has one form only and
//! ends with a hash of all the rest, so that a single bit that changed in it is found; that hash is the package's
//! [`Digest`], to be compared with one on paper or in a mail.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::source::{Sha256, hex};

/// The manifest's name in the output folder.
pub const MANIFEST: &str = "terakoya-manifest.json";

/// A site's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// Always [`FORMAT`].
    format: String,
    /// Always [`VERSION`].
    version: u32,
    /// The version of Terakoya that wrote it.
    pub(super) tool: String,
    /// A digest of all input.
    pub(super) source: String,
    /// Files by path.
    pub(super) files: BTreeMap<String, Entry>,
    /// SHA-256 of the manifest as it is with nothing here.
    digest: String,
}

/// What stands for a whole package: for people the first of its digits, in groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest(String);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // 80 bits: too many to be hit by making files, few enough to be read out.
        for (at, digit) in self.0.chars().take(20).enumerate() {
            let gap = if at > 0 && at % 4 == 0 { "-" } else { "" };
            write!(f, "{gap}{digit}")?;
        }
        Ok(())
    }
}

impl Digest {
    /// All digits.
    pub fn whole(&self) -> &str {
        &self.0
    }
}

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// In bytes.
    pub(super) size: u64,
    /// In hexadecimal digits.
    pub(super) sha256: String,
}

/// No manifest has more bytes: that of the largest package that a ZIP can be has half of it.
pub(super) const MOST: u64 = 64 << 20;

const FORMAT: &str = "terakoya-manifest";
const VERSION: u32 = 2;

impl Manifest {
    pub(super) fn new(source: &str, files: BTreeMap<String, Entry>) -> Self {
        let mut manifest = Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            source: source.to_owned(),
            files,
            digest: String::new(),
        };
        manifest.digest = manifest.computed();
        manifest
    }

    /// The hash of everything but itself.
    fn computed(&self) -> String {
        let bare = Self { digest: String::new(), ..self.clone() };
        hex(&Sha256::of(bare.to_text().as_bytes()))
    }

    /// What stands for the whole package.
    pub(super) fn digest(&self) -> Digest {
        Digest(self.digest.clone())
    }

    /// Reads a manifest; `None` for anything that is not one of ours, was changed, or names a file outside its folder.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let manifest: Self = serde_json::from_str(text).ok()?;
        let inside = |path: &String| {
            !path.starts_with('/')
                && !path.contains(['\\', ':'])
                && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        };
        let sound = manifest.format == FORMAT
            && manifest.version == VERSION
            && manifest.files.keys().all(inside)
            && manifest.digest == manifest.computed()
            && manifest.to_text() == text;
        sound.then_some(manifest)
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_that_leads_outside_is_none() {
        let entry = || Entry { size: 1, sha256: "00".into() };
        let manifest =
            |path: &str| Manifest::new("x", BTreeMap::from([(path.to_owned(), entry())])).to_text();
        assert!(Manifest::parse(&manifest("a/b.html")).is_some());
        for bad in ["../a", "/etc/passwd", "a//b", "a\\b", "C:a", ""] {
            assert!(Manifest::parse(&manifest(bad)).is_none(), "{bad}");
        }
        assert!(Manifest::parse("{}").is_none());
    }

    #[test]
    fn every_bit_of_a_manifest_that_changes_is_found() {
        let entry = Entry { size: 12, sha256: "00".into() };
        let manifest = Manifest::new("source", BTreeMap::from([("a/b.html".to_owned(), entry)]));
        let text = manifest.to_text();
        for bit in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let parsed = String::from_utf8(bytes).ok().and_then(|text| Manifest::parse(&text));
            assert_eq!(parsed, None, "bit {bit}");
        }
        assert_eq!(Manifest::parse(&text), Some(manifest.clone()));
        assert_eq!(manifest.digest().to_string().len(), 24);
    }
}

//! The list of what a build wrote: path, size and SHA-256 of each file, and what it was built from.
//!
//! It is what makes safe deletion possible: a file that it does not list, or lists with another hash, is not
//! ours to remove. It holds no time and no place, so that the same input gives the same bytes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    tool: String,
    /// A digest of all input.
    source: String,
    /// Files by path.
    pub(super) files: BTreeMap<String, Entry>,
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

const FORMAT: &str = "terakoya-manifest";
const VERSION: u32 = 1;

impl Manifest {
    pub(super) fn new(source: &str, files: BTreeMap<String, Entry>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            source: source.to_owned(),
            files,
        }
    }

    /// Reads a manifest; `None` for anything that is not one of ours, or names a file outside its folder.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let manifest: Self = serde_json::from_str(text).ok()?;
        let inside = |path: &String| {
            !path.starts_with('/')
                && !path.contains(['\\', ':'])
                && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
        };
        (manifest.format == FORMAT && manifest.version == VERSION && manifest.files.keys().all(inside))
            .then_some(manifest)
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
}

//! Names and sizes that survive every way to a learner: FAT32 and exFAT sticks, Windows, old unzip programs.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::diagnostics::Said;
use crate::say;

/// A file that would be lost, garbled or refused on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Its path in the package.
    pub path: String,
    /// What is wrong, and what to do.
    pub why: Said,
}

/// The most bytes that a file can have on a stick with FAT32, and a ZIP that every unzip program can open: 4 GiB less
/// one.
pub const WHOLE: u64 = u32::MAX as u64;
/// The most characters (UTF-16) of a path. Windows takes 260 with the folder in which the package lies.
const PATH: usize = 200;
/// The most entries that FAT32 has for a folder. A name takes one, and one more for each 13 of its characters.
const ENTRIES: usize = 65_534;
/// The most files of a ZIP that every unzip program can open.
const FILES: usize = 65_534;

/// All that is wrong with files of these paths and lengths in bytes.
pub fn troubles<'f>(files: impl Iterator<Item = (&'f str, u64)>) -> Vec<Trouble> {
    let mut found = Vec::new();
    let mut tell = |path: &str, why: Said| found.push(Trouble { path: path.to_owned(), why });
    // By how Windows compares them: each name of a folder, or of a file, with how it was written first.
    let mut written: BTreeMap<String, &str> = BTreeMap::new();
    let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut count = 0_usize;
    for (path, length) in files {
        count += 1;
        if count == FILES {
            tell(
                path,
                say!(
                    "ファイルの数が{FILES}を超えます。コースを分けます。",
                    "more than {FILES} files. Divide the course."
                ),
            );
        }
        if length > WHOLE {
            let gib = length >> 30;
            tell(
                path,
                say!(
                    "大きさが{gib}GiBあり、USBメモリー（FAT32）に入りません。4GiBより小さくするか、別に配ります。",
                    "it has {gib} GiB and does not fit on USB sticks (FAT32). Make it smaller than 4 GiB, or hand it out separately."
                ),
            );
        }
        if path.encode_utf16().count() > PATH {
            tell(
                path,
                say!(
                    "パスが{PATH}文字を超えます。短い名前にします。",
                    "its path has more than {PATH} characters. Shorten its name."
                ),
            );
        }
        if !path.split('/').all(is_sound) {
            tell(
                path,
                say!(
                    "Windowsで使えない名前です。名前を変えます。",
                    "Windows cannot have this name. Change it."
                ),
            );
        }
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for end in ends {
            let part = path.get(..end).unwrap_or(path);
            let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
            folders.entry(folder).or_default().insert(name);
            let first = *written.entry(compared(part)).or_insert(part);
            if first != part {
                tell(
                    path,
                    say!(
                        "Windowsでは「{first}」と区別されません。どちらかの名前を変えます。",
                        "on Windows it is the same as {first}. Change one of the names."
                    ),
                );
                break;
            }
        }
    }
    for (folder, names) in folders {
        let entries = names.iter().map(|name| 1 + name.encode_utf16().count().div_ceil(13)).sum::<usize>();
        if entries > ENTRIES {
            tell(
                folder,
                say!(
                    "フォルダーのファイルが多すぎて、USBメモリー（FAT32）に入りません。パートを分けます。",
                    "the folder has too many files for USB sticks (FAT32). Divide the part."
                ),
            );
        }
    }
    found
}

/// A path as Windows compares it, and macOS: whatever the case, in one normal form.
fn compared(path: &str) -> String {
    path.nfc().collect::<String>().to_lowercase()
}

/// Whether Windows, FAT32 and exFAT can have a file or a folder of that name.
pub(super) fn is_sound(name: &str) -> bool {
    const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_uppercase();
    let numbered = |device: &str| {
        let mut rest = stem.strip_prefix(device).unwrap_or_default().chars();
        rest.next().is_some_and(|c| c.is_ascii_digit() || "¹²³".contains(c)) && rest.next().is_none()
    };
    !name.is_empty()
        && !DEVICES.contains(&stem.as_str())
        && !numbered("COM")
        && !numbered("LPT")
        && !name.ends_with(['.', ' '])
        && !name.starts_with(' ')
        && name.encode_utf16().count() <= 255
        && !name.chars().any(|c| c.is_control() || "\"*:<>?|\\/".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, u64)]) -> Vec<String> {
        troubles(files.iter().copied())
            .into_iter()
            .map(|trouble| format!("{}: {}", trouble.path, trouble.why.en))
            .collect()
    }

    #[test]
    fn what_windows_cannot_have_is_told_by_file() {
        for bad in
            ["con", "a/NUL.txt", "com1.html", "LPT¹", "a./b", "a /b", "a?b", "a\\b", "a:b", "a//b", "tab\t"]
        {
            let told = told(&[(bad, 1)]);
            assert!(told.len() == 1 && told[0].starts_with(bad), "{bad}: {told:?}");
        }
        for good in ["index.html", ".htaccess", "web.config", "console.html", "com10.html", "はじめに.txt"]
        {
            assert_eq!(told(&[(good, 1)]), Vec::<String>::new());
        }
    }

    #[test]
    fn names_that_windows_does_not_tell_apart_are_told_with_the_other_one() {
        let told_of = |one, other| told(&[(one, 1), (other, 1)]).join("\n");
        assert!(told_of("A.html", "a.html").contains("a.html: on Windows it is the same as A.html"));
        assert!(told_of("Part/a.html", "part/b.html").contains("the same as Part"));
        assert!(told_of("が.txt", "か\u{3099}.txt").contains("the same"));
        assert_eq!(told_of("a/b.html", "a/c.html"), "");
    }

    #[test]
    fn what_does_not_fit_on_a_stick_is_told() {
        assert_eq!(told(&[("media/film.mp4", WHOLE)]), Vec::<String>::new());
        assert!(told(&[("media/film.mp4", WHOLE + 1)])[0].starts_with("media/film.mp4: it has 4 GiB"));
        assert!(told(&[(&"a".repeat(201), 1)])[0].contains("200 characters"));
        let many: Vec<String> =
            (0..17_000).map(|number| format!("part/a-name-of-some-characters-{number:05}.html")).collect();
        let told = troubles(many.iter().map(|path| (path.as_str(), 1)));
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].path, "part");
    }
}

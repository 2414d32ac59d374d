//! Packages: what is in them, that they are the same wherever they are made, that a copy is verified to the last bit,
//! and what is said where one cannot be made or trusted.
#![allow(clippy::disallowed_methods, reason = "a test looks at the disk")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::command::{Project, Tree, tree};
use support::course;
use terakoya::output::archive::{self, Time};
use terakoya::output::folder::WriteError;
use terakoya::output::verify::{self, Fault, VerifyError};
use terakoya::package::{self, Label, Server};
use terakoya::site::{Content, Site};
use terakoya::source::Origin;
use zip::write::SimpleFileOptions;

const MANIFEST: &str = "terakoya-manifest.json";
const FOLDER: &str = "dist/small-1";
const ZIP: &str = "dist/small-1.zip";

fn packaged() -> Project {
    let project = Project::small();
    for shape in ["folder", "zip"] {
        project.run(&["package", "--as", shape]).exits(0);
    }
    project
}

/// Chance that is the same in every run (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most).unwrap()).unwrap()
    }
}

fn unzipped(path: &Path) -> Tree {
    let mut zip = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut files = Tree::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.insert(name, bytes);
    }
    files
}

fn files(mut tree: Tree) -> Tree {
    tree.retain(|path, _| !path.ends_with('/'));
    tree
}

#[test]
fn a_package_is_the_site_with_a_note_in_both_languages_and_the_zip_holds_the_same_as_the_folder() {
    let project = packaged();
    project.run(&["build"]).exits(0);
    let (site, folder) = (files(project.tree("book")), files(project.tree(FOLDER)));
    assert_eq!(unzipped(&project.path(ZIP)), folder);
    let added: Vec<&String> = folder.keys().filter(|path| !site.contains_key(*path)).collect();
    assert_eq!(added, ["READ-ME-FIRST.txt", "はじめにお読みください.txt"]);
    for (path, bytes) in &site {
        assert!(path == MANIFEST || folder[path] == *bytes, "{path}");
    }
    let note = String::from_utf8(folder["はじめにお読みください.txt"].clone()).unwrap();
    assert!(
        note.starts_with("\u{feff}Small（1版）\r\n") && note.contains("この教材を渡してくれた人"),
        "{note}"
    );
    assert!(folder.contains_key("index.html"));

    project.edit("book.toml", "[course]", "[values]\ncontact = \"情報管理室（内線 1234）\"\n\n[course]");
    project.run(&["package", "--as", "folder"]).exits(0);
    for note in ["はじめにお読みください.txt", "READ-ME-FIRST.txt"] {
        let text = fs::read_to_string(project.path(FOLDER).join(note)).unwrap();
        assert!(text.contains("情報管理室（内線 1234）"), "{text}");
    }
    // While it is still to be filled in, it is not said.
    project.edit("book.toml", "情報管理室", "TODO 情報管理室");
    project.run(&["package", "--as", "folder"]).exits(0);
    assert!(!fs::read_to_string(project.path(FOLDER).join("READ-ME-FIRST.txt")).unwrap().contains("TODO"));
}

#[test]
fn an_extracted_zip_has_names_and_times_that_old_programs_know() {
    let project = packaged();
    let bytes = fs::read(project.path(ZIP)).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).unwrap();
        assert_eq!(entry.unix_mode().unwrap() & 0o777, 0o644);
        assert_eq!(entry.last_modified().unwrap(), zip::DateTime::default());
        assert!(entry.extra_data().unwrap_or_default().is_empty(), "{:?}", entry.extra_data());
    }
    // Signatures of ZIP64.
    assert!(!bytes.windows(4).any(|four| four == b"PK\x06\x06" || four == b"PK\x06\x07"));
    let at = |seconds: &str| {
        let mut command = project.command(&["package", "--as", "zip"]);
        assert!(command.env("SOURCE_DATE_EPOCH", seconds).output().unwrap().status.success());
        let mut zip = zip::ZipArchive::new(fs::File::open(project.path(ZIP)).unwrap()).unwrap();
        let time = zip.by_index_raw(0).unwrap().last_modified().unwrap();
        format!("{time}")
    };
    assert_eq!(at("1709251199"), "2024-02-29 23:59:58");
    assert_eq!(at("1767225600"), "2026-01-01 00:00:00");
    assert_eq!(at("0"), "1980-01-01 00:00:00");
    assert_eq!(at("99999999999999999"), "2107-12-31 23:59:58");
    let mut command = project.command(&["package", "--as", "zip", "--lang", "en"]);
    let output = command.env("SOURCE_DATE_EPOCH", "yesterday").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("SOURCE_DATE_EPOCH"));
}

#[test]
fn five_packages_are_the_same_whatever_the_zone_the_locale_the_folder_the_order_of_files_and_the_threads() {
    let mut listed = course::full(12);
    let environments: [&[(&str, &str)]; 5] = [
        &[("TZ", "Asia/Tokyo"), ("LANG", "ja_JP.UTF-8"), ("RAYON_NUM_THREADS", "1")],
        &[("TZ", "America/New_York"), ("LANG", "en_US.UTF-8"), ("RAYON_NUM_THREADS", "2")],
        &[("TZ", "UTC"), ("LC_ALL", "tr_TR.UTF-8"), ("RAYON_NUM_THREADS", "7"), ("USER", "hanako")],
        &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "3"), ("HOME", "/nowhere")],
        &[("TZ", ":/nonsense"), ("LANG", "xx"), ("RAYON_NUM_THREADS", "16")],
    ];
    let mut first: Option<(Tree, Vec<u8>)> = None;
    for (round, environment) in environments.into_iter().enumerate() {
        // Files come into being in another order, and in another folder, each time.
        let middle = listed.len() / 3;
        listed.rotate_left(middle);
        if round % 2 == 1 {
            listed.reverse();
        }
        let project = Project::new(&listed);
        for shape in ["folder", "zip"] {
            let mut command = project
                .command(&["package", "--as", shape, "--for", "nginx", "--for", "iis", "--for", "apache"]);
            let output = command.envs(environment.iter().copied()).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let made = (project.tree("dist/measured-1"), fs::read(project.path("dist/measured-1.zip")).unwrap());
        assert!(made.0.len() > 40);
        match &first {
            None => first = Some(made),
            Some(first) => assert!(*first == made, "round {round} differs"),
        }
    }
}

#[test]
fn nothing_is_packaged_of_a_course_with_errors_or_where_something_else_stands() {
    let project = Project::small();
    project.edit("content/01-part/01-first.md", "::quiz{src=check}", "::quiz{src=chek}");
    let before = project.surroundings();
    project.run(&["package", "--as", "zip"]).exits(1);
    assert_eq!(project.surroundings(), before);

    let project = Project::small();
    project.write(ZIP, "a file of somebody else");
    project.write("dist/small-1/photo.jpg", "x");
    for shape in ["folder", "zip"] {
        project.run(&["package", "--as", shape]).exits(2).tells("did not write");
    }
    assert_eq!(fs::read(project.path(ZIP)).unwrap(), b"a file of somebody else");
    assert_eq!(project.tree("dist/small-1").len(), 1);
    project.run(&["package", "--as", "zip", "-d", "content"]).exits(2).tells("course's own files");
    symlink("elsewhere.zip", project.path("content/../link.zip")).unwrap();
    fs::remove_file(project.path(ZIP)).unwrap();
    symlink("../link.zip", project.path(ZIP)).unwrap();
    project.run(&["package", "--as", "zip"]).exits(2).tells("it is a link");
    assert!(!project.path("elsewhere.zip").exists());
}

#[test]
fn a_full_or_read_only_disk_is_told_and_nothing_half_written_is_left() {
    let project = packaged();
    project.edit("book.toml", "Small", "Smaller");
    let before = project.surroundings();
    for shape in ["folder", "zip"] {
        // A limit on the size of files stands in for a full disk.
        let mut shell = std::process::Command::new("/bin/sh");
        let command = format!("trap '' XFSZ; ulimit -f 6; exec \"$0\" package --as {shape} --lang en");
        shell.args(["-c", &command, env!("CARGO_BIN_EXE_terakoya")]);
        let output = shell.current_dir(project.root()).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("dist/small-1") && told.contains("File too large"), "{told}");
        // Nobody but the command speaks.
        assert_eq!(told.lines().count(), 1, "{told}");
        assert_eq!(project.surroundings(), before);
        // Not even the administrator writes there.
        project.run(&["package", "--as", shape, "-d", "/proc/packages"]).exits(2).tells("/proc");
    }
}

fn site(files: &[(&str, Content)]) -> Site {
    let files = files.iter().map(|(path, content)| ((*path).to_owned(), content.clone())).collect();
    Site { files, entry: "index.html".to_owned() }
}

fn bytes(text: &str) -> Content {
    Content::Bytes(text.as_bytes().into())
}

fn label() -> Label {
    Label { id: "a".to_owned(), title: "題".to_owned(), edition: "1".to_owned(), contact: None }
}

#[test]
fn names_and_sizes_that_would_not_arrive_are_told_by_file() {
    let film = Content::SourceFile(Origin::File(PathBuf::from("/nowhere/film.mp4")), 5 << 30);
    let troubles = package::wrap(
        site(&[
            ("A.html", bytes("x")),
            ("a.html", bytes("y")),
            ("aux.js", bytes("z")),
            ("media/film.mp4", film),
        ]),
        &label(),
        &[],
    )
    .unwrap_err();
    let told: Vec<(&str, &str)> =
        troubles.iter().map(|one| (one.path.as_str(), one.why.en.as_str())).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].0 == "a.html" && told[0].1.contains("same as A.html"));
    assert!(told[1].0 == "aux.js");
    assert!(told[2].0 == "media/film.mp4" && told[2].1.contains("5 GiB"));
    package::wrap(site(&[("index.html", bytes("x"))]), &label(), &Server::ALL).unwrap();
}

#[test]
fn a_medium_that_changes_while_it_is_packed_stops_the_package() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    fs::write(&film, "longer than it was").unwrap();
    let site = site(&[("media/film.mp4", Content::SourceFile(Origin::File(film), 4))]);
    let out = folder.path().join("out/course.zip");
    let written = archive::write(&site, &out, folder.path(), &[], "digest", Time::default());
    assert!(matches!(written, Err(WriteError::Changed(_))), "{written:?}");
    assert!(!out.exists());
}

#[test]
fn the_configuration_of_iis_is_xml_that_names_each_type_once() {
    let (name, text) = Server::Iis.configuration();
    assert_eq!(name, "web.config");
    let document = roxmltree::Document::parse(&text).unwrap();
    let mut kinds: Vec<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name("mimeMap"))
        .filter_map(|node| node.attribute("fileExtension"))
        .collect();
    let count = kinds.len();
    kinds.dedup();
    assert!(count > 15 && kinds.len() == count);
}

#[test]
fn a_thousand_bit_flips_in_a_folder_are_found_and_named() {
    let project = packaged();
    let root = project.path(FOLDER);
    assert!(verify::verify(&root).unwrap().is_sound());
    let files: Vec<(String, Vec<u8>)> =
        files(project.tree(FOLDER)).into_iter().filter(|(_, bytes)| !bytes.is_empty()).collect();
    let mut chance = Chance(0x5eed_0001);
    for round in 0..1000 {
        let (path, bytes) = &files[chance.below(files.len())];
        let bit = chance.below(bytes.len() * 8);
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(root.join(path), flipped).unwrap();
        match verify::verify(&root) {
            Ok(verified) => {
                assert_eq!(verified.faults, BTreeMap::from([(path.clone(), Fault::Changed)]), "round {round}")
            }
            Err(error) => {
                assert!(path == MANIFEST && matches!(error, VerifyError::NoManifest(_)), "{round}: {error:?}")
            }
        }
        fs::write(root.join(path), bytes).unwrap();
    }
    assert!(verify::verify(&root).unwrap().is_sound());
}

#[test]
fn a_thousand_bit_flips_in_a_zip_are_found() {
    let project = packaged();
    let path = project.path(ZIP);
    assert_eq!(verify::verify(&path).unwrap().sealed, Some(true));
    let bytes = fs::read(&path).unwrap();
    let mut chance = Chance(0x5eed_0002);
    for round in 0..1000 {
        let bit = chance.below(bytes.len() * 8);
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, flipped).unwrap();
        let sound =
            verify::verify(&path).is_ok_and(|verified| verified.sealed == Some(true) && verified.is_sound());
        assert!(!sound, "round {round}: bit {bit} of {}", bytes.len() * 8);
    }
}

#[test]
fn every_file_that_is_added_removed_or_renamed_is_found() {
    let project = packaged();
    let root = project.path(FOLDER);
    let names: Vec<String> =
        files(project.tree(FOLDER)).into_keys().filter(|path| path != MANIFEST).collect();
    let faults = || verify::verify(&root).unwrap().faults;
    for name in &names {
        let file = root.join(name);
        let away = project.path("away");
        fs::rename(&file, &away).unwrap();
        assert_eq!(faults(), BTreeMap::from([(name.clone(), Fault::Missing)]));
        let other = format!("{name}~");
        fs::rename(&away, root.join(&other)).unwrap();
        let expected = [(name.clone(), Fault::Missing), (other.clone(), Fault::Extra)];
        assert_eq!(faults(), BTreeMap::from(expected));
        fs::copy(root.join(&other), &file).unwrap();
        assert_eq!(faults(), BTreeMap::from([(other.clone(), Fault::Extra)]));
        fs::remove_file(root.join(&other)).unwrap();
    }
    assert_eq!(faults(), BTreeMap::new());
    // A link or a folder is no file, whatever it leads to.
    fs::rename(root.join("outline.js"), project.path("away")).unwrap();
    symlink(project.path("away"), root.join("outline.js")).unwrap();
    fs::remove_file(root.join("index.html")).unwrap();
    fs::create_dir(root.join("index.html")).unwrap();
    let expected = [("index.html".to_owned(), Fault::Kind), ("outline.js".to_owned(), Fault::Kind)];
    assert_eq!(faults(), BTreeMap::from(expected));
}

#[test]
fn what_systems_put_into_folders_does_no_harm_and_is_told() {
    let project = packaged();
    for name in ["System Volume Information/x", "part/.DS_Store", "Thumbs.db", "part/._first.html"] {
        project.write(&format!("{FOLDER}/{name}"), "x");
    }
    let ran = project.run(&["verify", FOLDER, "--lang", "en"]).exits(0);
    assert_eq!(ran.out.matches("made by a system").count(), 4, "{}", ran.out);
}

#[test]
fn names_in_the_form_of_macos_are_the_same_names() {
    let project = packaged();
    let root = project.path(FOLDER);
    let decomposed = "はし\u{3099}めにお読みくた\u{3099}さい.txt";
    fs::rename(root.join("はじめにお読みください.txt"), root.join(decomposed)).unwrap();
    assert!(verify::verify(&root).unwrap().is_sound());
}

#[test]
fn verify_says_by_its_exit_status_what_it_found() {
    let project = packaged();
    let digest = |out: &str| {
        let line = out.lines().find(|line| line.starts_with("Digest: ")).unwrap().to_owned();
        line.split(' ').nth(1).unwrap().to_owned()
    };
    let made = digest(&project.run(&["package", "--as", "zip", "--lang", "en"]).exits(0).out);
    assert_eq!(made.len(), 24);
    for copy in [FOLDER, ZIP] {
        let ran = project.run(&["verify", copy, "--lang", "en"]).exits(0);
        assert_eq!(digest(&ran.out), made);
    }
    // Without an environment, people are spoken to in Japanese.
    assert!(project.run(&["verify", ZIP]).exits(0).out.contains("元と同じです"));
    assert!(project.run(&["verify", ZIP, "--quiet"]).exits(0).out.is_empty());
    project.edit(&format!("{FOLDER}/part/first.html"), "First", "Thirst");
    let ran = project.run(&["verify", FOLDER, "--lang", "en", "--quiet"]).exits(1);
    assert!(ran.out.contains("part/first.html: its length was changed"), "{}", ran.out);
    assert!(ran.err.is_empty());
    let document: Value =
        serde_json::from_str(&project.run(&["verify", FOLDER, "--format", "json"]).exits(1).out).unwrap();
    assert_eq!(document["status"], "problems");
    assert_eq!(document["copy"]["changed"], serde_json::json!(["part/first.html"]));
    project.run(&["verify", "nothing", "--lang", "en"]).exits(2).tells("There is no nothing");
    project.run(&["verify", "content", "--lang", "en"]).exits(2).tells(MANIFEST);
    project.run(&["verify", "book.toml", "--lang", "en"]).exits(2).tells("cannot be read as a ZIP");
    project.run(&["verify", "--lang", "en"]).exits(2);
}

#[test]
fn what_a_new_edition_changes_is_listed() {
    let project = packaged();
    fs::rename(project.path(FOLDER), project.path("dist/old")).unwrap();
    project.write("content/01-part/03-third.md", "# Third\n\nText.\n");
    project.run(&["package", "--as", "folder"]).exits(0);
    let added = "part/third.html".to_owned();
    for old in ["dist/old", ZIP, "dist/old/terakoya-manifest.json"] {
        let ran = project.run(&["verify", FOLDER, "--against", old, "--lang", "en"]).exits(0);
        assert!(
            ran.out.contains(&format!("\n  + {added}\n")) && ran.out.contains("\n  * outline.js\n"),
            "{}",
            ran.out
        );
        assert!(!ran.out.contains("media/"), "{}", ran.out);
    }
    let difference = verify::difference(&project.path("dist/old"), &project.path(FOLDER)).unwrap();
    assert!(difference.added.contains(&added) && difference.changed.contains(&MANIFEST.to_owned()));
    // What is listed is all that is to be copied.
    let (mut old, new) = (project.tree("dist/old"), project.tree(FOLDER));
    for path in difference.added.iter().chain(&difference.changed) {
        old.insert(path.clone(), new[path].clone());
    }
    difference.removed.iter().for_each(|path| drop(old.remove(path)));
    assert_eq!(files(old), files(new));
    let ran = project.run(&["verify", ZIP, "--against", "dist/old", "--lang", "en"]).exits(0);
    assert!(ran.out.contains("the same as what was handed out before"), "{}", ran.out);
    project.run(&["verify", ZIP, "--against", "content", "--lang", "en"]).exits(2).tells("content");
}

/// A ZIP with these files.
fn made_zip(path: &Path, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    fs::read(path).unwrap()
}

#[test]
fn zip_files_that_mean_harm_are_refused_and_those_of_other_programs_are_compared() {
    let project = packaged();
    let path = project.path("other.zip");
    let sound = unzipped(&project.path(ZIP));
    let with = |more: &[(&str, &[u8])]| {
        let files: Vec<(&str, &[u8])> = sound
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
            .chain(more.iter().copied())
            .collect();
        made_zip(&path, &files)
    };
    let refused = |words: &str| {
        let before = project.surroundings();
        project.run(&["verify", "other.zip", "--lang", "en"]).exits(2).tells(words);
        assert_eq!(project.surroundings(), before);
    };
    with(&[]);
    let verified = verify::verify(&path).unwrap();
    assert!(verified.is_sound() && verified.sealed.is_none());
    with(&[("extra.txt", b"x")]);
    assert_eq!(
        verify::verify(&path).unwrap().faults,
        BTreeMap::from([("extra.txt".to_owned(), Fault::Extra)])
    );

    for name in ["../../evil.sh", "/etc/evil", "a/../../b", "C:evil", "a\\..\\b"] {
        with(&[(name, b"x")]);
        refused("leads elsewhere");
    }
    // The same name twice: no program writes that, so it is done by hand.
    let patched = |bytes: Vec<u8>, from: &[u8], to: &[u8]| {
        let mut bytes = bytes;
        for at in 0..bytes.len().saturating_sub(from.len()) {
            if bytes[at..].starts_with(from) {
                bytes[at..at + to.len()].copy_from_slice(to);
            }
        }
        fs::write(&path, bytes).unwrap();
    };
    patched(with(&[("one.txt", b"x"), ("two.txt", b"y")]), b"two.txt", b"one.txt");
    refused("same name");
    // Sizes that are not true: in the list at the end, the length of one file is made 4 GiB.
    let mut bytes = with(&[("bomb.txt", &[0; 1000])]);
    let entry = bytes.windows(8).rposition(|name| name == b"bomb.txt").unwrap() - 46;
    bytes[entry + 24..entry + 28].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
    fs::write(&path, bytes).unwrap();
    refused("far too large");
    // Nothing of a file is read beyond what it should have.
    let mut longer = sound.clone();
    longer.get_mut("index.html").unwrap().extend(vec![b' '; 5_000_000]);
    let files: Vec<(&str, &[u8])> =
        longer.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    made_zip(&path, &files);
    let wanted = sound["index.html"].len() as u64;
    let expected = Fault::Length(wanted, wanted + 1);
    assert_eq!(verify::verify(&path).unwrap().faults, BTreeMap::from([("index.html".to_owned(), expected)]));
    // Cut off at any place, and anything at all.
    let whole = fs::read(project.path(ZIP)).unwrap();
    let mut chance = Chance(7);
    for _ in 0..200 {
        fs::write(&path, &whole[..chance.below(whole.len())]).unwrap();
        assert!(verify::verify(&path).is_err());
    }
    // A list that is not ours.
    let mut forged = sound.clone();
    forged.insert(MANIFEST.to_owned(), br#"{"format":"terakoya-manifest","version":2,"files":{}}"#.to_vec());
    let files: Vec<(&str, &[u8])> =
        forged.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    made_zip(&path, &files);
    refused(MANIFEST);
    assert_eq!(tree(&project.path("content")), Project::small().tree("content"));
}

//! What a build does to the disk: it replaces a site as a whole, touches nothing that is not its own, and gives
//! the same bytes wherever and however it runs.
#![allow(clippy::disallowed_methods, reason = "a test looks at the disk")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;

use support::command::{Project, SMALL, Tree};
use support::course;
use support::photo::photo;
use terakoya::output::{self, folder::WriteError};
use terakoya::site::{Content, Site};
use terakoya::source::Origin;

fn built() -> Project {
    let project = Project::small();
    project.run(&["build"]).exits(0);
    project
}

/// Runs a build that must be refused with `words`, and sees to it that nothing changed anywhere.
#[track_caller]
fn refused(project: &Project, arguments: &[&str], words: &str) {
    let before = project.surroundings();
    let ran = project.run(&[&["build"], arguments].concat()).exits(2).tells(words);
    assert!(ran.out.is_empty(), "{}", ran.out);
    let mut after = project.surroundings();
    // The lock that a build leaves beside its output holds nothing.
    after.retain(|path, bytes| before.contains_key(path) || !path.ends_with("-lock") || !bytes.is_empty());
    assert_eq!(after, before);
}

/// A picture of 3 by 2 pixels.
const PIXELS: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0\x9dtf\x1a\0\0\0\0IDAT5\xaf\x06\x1e\0\0\0\0IEND\xaeB`\x82";

#[test]
fn files_of_somebody_else_are_carried_over() {
    let project = built();
    project.edit("content/01-part/02-second.md", "More", "New");
    for (path, text) in [("part/notes.txt", "mine"), ("own/deep/web.config", "<x/>"), (".htaccess", "x")] {
        project.write(&format!("book/{path}"), text);
    }
    symlink("part/first.html", project.path("book/start.html")).unwrap();
    let before = project.stamps("book");
    project.run(&["build"]).exits(0);
    let (site, after) = (project.tree("book"), project.stamps("book"));
    assert!(String::from_utf8_lossy(&site["part/second.html"]).contains("New text."));
    for path in ["part/notes.txt", "own/deep/web.config", ".htaccess", "start.html"] {
        assert_eq!(after[path], before[path], "{path}");
    }
    assert_eq!(left_beside(&project), [".book.terakoya-lock"]);
    // They are no reason to build again.
    assert!(project.run(&["build"]).exits(0).out.contains("nothing changed"));
    assert_eq!(project.stamps("book"), after);
}

#[test]
fn a_file_changed_by_hand_is_kept_beside_the_site_and_named() {
    let project = built();
    let first = fs::read(project.path("book/part/first.html")).unwrap();
    for number in ["", "-2"] {
        project.edit("book/part/first.html", "First", "Thirst");
        let ran = project.run(&["build"]).exits(0);
        let kept = format!("book.kept{number}");
        assert!(ran.out.contains("changed by hand") && ran.out.contains("part/first.html"), "{}", ran.out);
        assert!(ran.out.contains(&kept), "{}", ran.out);
        assert!(String::from_utf8_lossy(&project.tree(&kept)["part/first.html"]).contains("Thirst"));
        assert_eq!(fs::read(project.path("book/part/first.html")).unwrap(), first);
    }
    assert_eq!(left_beside(&project), [".book.terakoya-lock"]);
    // Nor is one of a lesson that is gone.
    project.edit("book/part/second.html", "More", "My");
    fs::remove_file(project.path("content/01-part/02-second.md")).unwrap();
    let ran = project.run(&["build", "--format", "json"]).exits(0);
    assert!(ran.out.contains("\"kept\"") && ran.out.contains("part/second.html"), "{}", ran.out);
    assert!(!project.path("book/part/second.html").exists());
    assert!(project.path("book.kept-3/part/second.html").exists());
}

#[test]
fn a_file_of_somebody_else_where_the_new_site_has_one_is_kept_beside_it() {
    let project = built();
    project.write("book/part/third.html", "mine");
    project.write("book/more", "a file where a folder will be");
    project.write("content/01-part/03-third.md", "# Third\n\nText.\n");
    project.write("content/02-more/01-fourth.md", "# Fourth\n\nText.\n");
    let ran = project.run(&["build"]).exits(0);
    assert!(ran.out.contains("part/third.html"), "{}", ran.out);
    let kept = project.tree("book.kept");
    assert_eq!(
        (&*kept["part/third.html"], &*kept["more"]),
        (&b"mine"[..], &b"a file where a folder will be"[..])
    );
    assert!(project.path("book/more/fourth.html").exists());
}

#[test]
fn a_file_of_ours_that_was_removed_is_there_again() {
    let project = built();
    let site = project.tree("book");
    fs::remove_file(project.path("book/part/first.html")).unwrap();
    project.run(&["build"]).exits(0);
    assert_eq!(project.tree("book"), site);
}

#[test]
fn a_build_killed_right_after_the_exchange_loses_nothing_of_others() {
    let project = built();
    let site = project.tree("book");
    // What stands under the name of the new site is then the old one, with all that somebody put there.
    for (path, _) in site.iter().filter(|(path, _)| !path.ends_with('/')) {
        project.write(&format!(".book.terakoya-new/{path}"), &site[path]);
    }
    project.write(".book.terakoya-new/notes.txt", "mine");
    project.write(".book.terakoya-new/part/first.html", "changed by hand");
    let ran = project.run(&["build"]).exits(0);
    assert!(ran.out.contains("part/first.html"), "{}", ran.out);
    assert_eq!(fs::read(project.path("book/notes.txt")).unwrap(), b"mine");
    assert_eq!(fs::read(project.path("book.kept/part/first.html")).unwrap(), b"changed by hand");
    assert_eq!(left_beside(&project), [".book.terakoya-lock"]);
}

fn left_beside(project: &Project) -> Vec<String> {
    project.tree("").into_keys().filter(|path| path.starts_with('.')).collect()
}

#[test]
fn a_folder_that_no_build_wrote_is_not_taken_over() {
    let project = Project::small();
    project.write("photos/one.jpg", "x");
    refused(&project, &["-d", "photos"], "one.jpg");
    // A list that names the files of somebody else does not make them ours.
    project.write("photos/terakoya-manifest.json", "{\"files\": {\"one.jpg\": {}}}");
    refused(&project, &["-d", "photos"], "one.jpg");
    fs::create_dir(project.path("empty")).unwrap();
    project.run(&["build", "-d", "empty"]).exits(0);
}

#[test]
fn a_manifest_cannot_make_a_build_remove_what_lies_elsewhere() {
    let project = built();
    project.write("precious.txt", "x");
    let text = fs::read_to_string(project.path("book/terakoya-manifest.json")).unwrap();
    let sum = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    for name in ["../precious.txt", project.path("precious.txt").to_str().unwrap()] {
        let entry = format!("\"files\": {{\n    \"{name}\": {{\"size\": 1, \"sha256\": \"{sum}\"}},");
        project.write("book/terakoya-manifest.json", text.replacen("\"files\": {", &entry, 1));
        project.edit("content/01-part/02-second.md", "text", "text and text");
        project.run(&["build"]);
        assert_eq!(fs::read_to_string(project.path("precious.txt")).unwrap(), "x");
    }
}

#[test]
fn places_that_are_no_place_for_a_site_are_refused() {
    let project = Project::small();
    project.write("file", "x");
    fs::create_dir(project.path("real")).unwrap();
    symlink(project.path("real"), project.path("link")).unwrap();
    symlink("nowhere", project.path("dangling")).unwrap();
    refused(&project, &["-d", "file"], "there is a file of that name");
    refused(&project, &["-d", "link"], "it is a link");
    refused(&project, &["-d", "dangling"], "it is a link");
    for own in [".", "..", "/", "../course", "content/.."] {
        refused(&project, &["-d", own], "cannot be written to");
    }
    refused(&project, &["-d", "file/below"], "cannot be written");
}

#[test]
fn a_site_is_not_written_among_the_files_that_it_is_made_from() {
    let project = Project::small();
    for inside in ["content", "content/book", "content/01-part/site"] {
        refused(&project, &["-d", inside], "course's own files");
    }
}

#[test]
fn links_in_the_output_are_neither_followed_nor_lost() {
    let project = built();
    project.write("outside/first.html", "mine");
    project.edit("content/01-part/01-first.md", "Text", "Words");
    fs::remove_file(project.path("book/part/first.html")).unwrap();
    symlink("../../outside/first.html", project.path("book/part/first.html")).unwrap();
    project.run(&["build"]).exits(0);
    assert_eq!(fs::read(project.path("outside/first.html")).unwrap(), b"mine");
    assert!(project.path("book.kept/part/first.html").symlink_metadata().unwrap().is_symlink());
    assert!(project.path("book/part/first.html").symlink_metadata().unwrap().is_file());

    let project = built();
    fs::rename(project.path("book/part"), project.path("outside")).unwrap();
    let outside = project.tree("outside");
    symlink("../outside", project.path("book/part")).unwrap();
    project.edit("content/01-part/01-first.md", "Text", "Words");
    project.run(&["build"]).exits(0);
    assert_eq!(project.tree("outside"), outside, "what a link leads to is nobody's business");
    assert!(project.path("book/part").symlink_metadata().unwrap().is_dir());
    assert!(project.path("book.kept/part").symlink_metadata().unwrap().is_symlink());
}

#[test]
fn links_at_the_names_beside_the_output_are_not_written_through() {
    for name in ["lock", "new", "old"] {
        let project = built();
        project.write("precious.txt", "precious");
        project.write("outside/keep.txt", "keep");
        let beside = project.path(&format!(".book.terakoya-{name}"));
        let _ = fs::remove_file(&beside);
        symlink(project.path(if name == "lock" { "precious.txt" } else { "outside" }), &beside).unwrap();
        project.edit("content/01-part/01-first.md", "Text", "Words");
        project.run(&["build"]);
        assert_eq!(fs::read(project.path("precious.txt")).unwrap(), b"precious", "{name}");
        assert_eq!(project.tree("outside").len(), 1, "{name}");
        assert!(!project.path("book").symlink_metadata().unwrap().is_symlink());
    }
}

#[test]
fn what_a_killed_build_left_beside_the_output_does_not_stop_the_next() {
    // Folders that were emptied but not yet removed; a site half staged; an old site half removed.
    let leave: [fn(&Project); 3] = [
        |project| fs::create_dir_all(project.path(".book.terakoya-old/part")).unwrap(),
        |project| project.write(".book.terakoya-new/part/half.html", "ha"),
        |project| {
            fs::create_dir(project.path(".book.terakoya-old")).unwrap();
            for path in ["terakoya-manifest.json", "index.html"] {
                let from = project.path("book").join(path);
                fs::copy(from, project.path(".book.terakoya-old").join(path)).unwrap();
            }
        },
    ];
    for leave in leave {
        let project = built();
        leave(&project);
        project.edit("content/01-part/01-first.md", "Text", "Words");
        project.run(&["build"]).exits(0);
        let left: Vec<String> = project.tree("").into_keys().filter(|path| path.starts_with('.')).collect();
        assert_eq!(left, [".book.terakoya-lock"]);
    }
}

#[test]
fn what_lay_in_a_replaced_site_when_its_build_was_killed_is_carried_over_by_the_next() {
    let project = built();
    project.write(".book.terakoya-old/notes.txt", "mine");
    project.write(".book.terakoya-old/part/first.html", "a page of somebody else");
    project.write(".book.terakoya-old/same.txt", "linked");
    fs::hard_link(project.path(".book.terakoya-old/same.txt"), project.path("book/same.txt")).unwrap();
    let ran = project.run(&["build"]).exits(0);
    assert!(ran.out.contains("part/first.html") && !ran.out.contains("notes.txt"), "{}", ran.out);
    assert_eq!(fs::read(project.path("book/notes.txt")).unwrap(), b"mine");
    assert_eq!(fs::read(project.path("book/same.txt")).unwrap(), b"linked");
    assert_eq!(fs::read(project.path("book.kept/part/first.html")).unwrap(), b"a page of somebody else");
    assert_eq!(left_beside(&project), [".book.terakoya-lock"]);
}

#[test]
fn a_folder_that_was_moved_away_comes_back() {
    let project = built();
    let site = project.tree("book");
    fs::rename(project.path("book"), project.path(".book.terakoya-old")).unwrap();
    let ran = project.run(&["build"]).exits(0);
    assert!(ran.out.contains("nothing changed"), "{}", ran.out);
    assert_eq!(project.tree("book"), site);
}

#[test]
fn nothing_changed_means_no_file_is_touched() {
    let project = built();
    let before = project.stamps("book");
    assert!(project.run(&["build"]).exits(0).out.contains("nothing changed"));
    assert_eq!(project.stamps("book"), before);
}

#[test]
fn one_changed_lesson_leaves_all_other_files_in_place() {
    let project = built();
    let before = project.stamps("book");
    project.edit("content/01-part/02-second.md", "More", "New");
    project.run(&["build"]).exits(0);
    let after = project.stamps("book");
    let changed: Vec<&str> = after
        .iter()
        .filter(|(path, stamp)| before.get(*path) != Some(stamp))
        .map(|(path, _)| path.as_str())
        .collect();
    // The outline carries the digest of all that the course was made from, as do the page about it, the
    // self-test and the book. What
    // the search holds of a small course is one shard, and the words of each page.
    let expected = [
        "about.html",
        "check.html",
        "outline.js",
        "part/print.html",
        "part/second.html",
        "print.html",
        "search/0.js",
        "search/index.js",
        "search/t2.js",
        "terakoya-manifest.json",
    ];
    assert_eq!(changed, expected);
    assert_eq!(after.len(), before.len());
}

#[test]
fn a_lesson_that_is_gone_is_gone_from_the_site() {
    let project = built();
    fs::remove_file(project.path("content/01-part/02-second.md")).unwrap();
    project.run(&["build"]).exits(0);
    let site = project.tree("book");
    assert!(site.contains_key("part/first.html") && !site.contains_key("part/second.html"));
    let fresh = Project::small();
    fs::remove_file(fresh.path("content/01-part/02-second.md")).unwrap();
    fresh.run(&["build"]).exits(0);
    assert_eq!(site, fresh.tree("book"), "a site that was rebuilt is the site that is built anew");
}

#[test]
fn two_builds_at_once_take_turns_or_one_says_that_it_waits() {
    let project = Project::new(&course::light(80));
    let expected = {
        project.run(&["build"]).exits(0);
        let site = project.tree("book");
        fs::remove_dir_all(project.path("book")).unwrap();
        site
    };
    let mut busy = 0;
    for _ in 0..4 {
        let mut command = project.command(&["build", "--lang", "en"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let both = [command.spawn().unwrap(), command.spawn().unwrap()];
        let ran = both.map(|child| child.wait_with_output().unwrap());
        let good = ran.iter().filter(|output| output.status.success()).count();
        assert!(good > 0, "{ran:?}");
        for output in ran.iter().filter(|output| !output.status.success()) {
            assert_eq!(output.status.code(), Some(2));
            assert!(
                String::from_utf8_lossy(&output.stderr).contains("Another build is writing"),
                "{output:?}"
            );
            busy += 1;
        }
        assert_eq!(project.tree("book"), expected);
        fs::remove_dir_all(project.path("book")).unwrap();
    }
    // Whether two builds meet is chance; that a second one is kept out is not.
    let lock = fs::File::create(project.path(".book.terakoya-lock")).unwrap();
    lock.try_lock().unwrap();
    project.run(&["build", "--lang", "en"]).exits(2).tells("Another build is writing");
    assert!(project.tree("book").is_empty(), "{busy} were busy before");
}

#[test]
fn a_folder_that_cannot_be_written_is_named_and_nothing_is_left() {
    let project = Project::small();
    // Not even the administrator makes a folder there.
    let ran = project.run(&["build", "-d", "/proc/terakoya-site"]).exits(2).tells("/proc");
    assert!(ran.out.is_empty());
    // For everybody else, permissions do the same.
    let sealed = project.path("sealed");
    fs::create_dir(&sealed).unwrap();
    fs::set_permissions(&sealed, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(sealed.join("probe"), "").is_err() {
        project.run(&["build", "-d", "sealed/site"]).exits(2).tells("sealed");
        assert!(project.tree("sealed").is_empty());
    }
    fs::set_permissions(&sealed, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A limit on the size of files stands in for a full disk: writing fails in the middle of staging.
#[test]
fn a_write_that_fails_halfway_leaves_the_old_site_and_no_rubbish() {
    let project = built();
    project.edit("book.toml", "Small", "Smaller");
    let before = (project.surroundings(), project.stamps("book"));
    let mut shell = std::process::Command::new("/bin/sh");
    // In blocks of 512 bytes: pages fit, the manifest and some pages do not.
    shell.args(["-c", "trap '' XFSZ; ulimit -f 6; exec \"$0\" build", env!("CARGO_BIN_EXE_terakoya")]);
    let output = shell.current_dir(project.root()).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("book/") && told.contains("File too large"), "{told}");
    assert_eq!((project.surroundings(), project.stamps("book")), before);
    project.run(&["build"]).exits(0);
}

fn site_of(project: &Project, environment: &[(&str, &str)]) -> Tree {
    let mut command = project.command(&["build"]);
    let output = command.envs(environment.iter().copied()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    project.tree("book")
}

#[test]
fn the_same_input_gives_the_same_bytes_whatever_the_place_the_language_and_the_threads() {
    let files = course::full(12);
    let first = site_of(
        &Project::new(&files),
        &[("TZ", "Asia/Tokyo"), ("LANG", "ja_JP.UTF-8"), ("RAYON_NUM_THREADS", "1")],
    );
    assert!(first.len() > 30);
    for environment in [
        &[("TZ", "America/New_York"), ("LANG", "en_US.UTF-8"), ("RAYON_NUM_THREADS", "2")][..],
        &[
            ("LC_ALL", "tr_TR.UTF-8"),
            ("RAYON_NUM_THREADS", "7"),
            ("HOME", "/elsewhere"),
            ("USER", "somebody"),
        ],
    ] {
        assert_eq!(site_of(&Project::new(&files), environment), first);
    }
    // The order in which files came into being is no input either.
    let mut backwards = files;
    backwards.reverse();
    assert_eq!(site_of(&Project::new(&backwards), &[]), first);
}

#[test]
fn no_byte_of_a_site_tells_where_a_photo_was_taken() {
    let project = Project::new(SMALL);
    project.write("content/ward.jpg", photo());
    project.edit("content/01-part/02-second.md", "More", "![Alt](../ward.jpg)\n\n[photo](../ward.jpg)");
    project.run(&["build"]).exits(0).tells("[picture-metadata]").tells("TELLTALE 13");
    let site = project.tree("book");
    for (path, bytes) in &site {
        assert!(!bytes.windows(8).any(|window| window == b"TELLTALE"), "{path}");
    }
    let page = String::from_utf8_lossy(&site["part/second.html"]);
    // It lies on its side, so it is as wide as it is stored high.
    assert!(page.contains("width=\"2\" height=\"3\""), "{page}");
    assert_eq!(fs::read(project.path("content/ward.jpg")).unwrap(), photo());
}

#[test]
fn no_byte_of_a_site_tells_where_when_and_by_whom_it_was_built() {
    let project = Project::new(SMALL);
    project.write("content/pixel.png", PIXELS);
    project.edit("content/01-part/02-second.md", "More", "![Alt](../pixel.png)\n\nMore");
    let site = site_of(
        &project,
        &[("USER", "hanako-user"), ("HOSTNAME", "hanako-host"), ("HOME", "/home/hanako-home")],
    );
    let root = project.root();
    let temporary = root.parent().unwrap().to_str().unwrap();
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let now = (seconds / 10_000).to_string();
    let year = format!("\"{}-", 1970 + seconds / 31_556_952);
    for (path, bytes) in &site {
        let text = String::from_utf8_lossy(bytes);
        for word in [temporary, env!("CARGO_MANIFEST_DIR"), "/tmp", "/home", "/root", "hanako", &now, &year] {
            assert!(!text.contains(word), "{word} in {path}");
        }
    }
    assert!(site.keys().any(|path| path.starts_with("media/pixel-")));
}

#[test]
fn a_medium_that_changes_during_the_build_stops_it() {
    let folder = tempfile::tempdir().unwrap();
    let film = folder.path().join("film.mp4");
    fs::write(&film, "longer than it was when it was read").unwrap();
    let site = Site {
        files: [("media/film.mp4".to_owned(), Content::SourceFile(Origin::File(film), 4))].into(),
        entry: "index.html".to_owned(),
    };
    let out = folder.path().join("book");
    let written = output::folder::write(&site, &out, Path::new(env!("CARGO_MANIFEST_DIR")), &[], "digest");
    assert!(matches!(written, Err(WriteError::Changed(_))), "{written:?}");
    assert!(!out.exists());
}

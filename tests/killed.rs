//! Builds that are killed, at whatever moment: what stands there is a whole site, the old one or the new one, and
//! the next build succeeds.
#![allow(clippy::disallowed_methods, reason = "a test looks at the disk and at the clock")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod support;

use std::fs;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use support::command::{Project, Tree};
use support::course;

/// Builds that are killed in each of the two ways.
const ROUNDS: u32 = 30;

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one_whole() {
    let project = Project::new(&course::light(100));
    let edition = |of: &str| {
        let book = fs::read_to_string(project.path("book.toml")).unwrap();
        let lines: Vec<&str> = book.lines().filter(|line| !line.starts_with("title")).collect();
        project.write("book.toml", lines.join("\n").replace("[book]", &format!("[book]\ntitle = \"{of}\"")));
    };
    let mut editions: Vec<Tree> = Vec::new();
    let mut whole = Duration::ZERO;
    for of in ["題一", "題二"] {
        edition(of);
        let start = Instant::now();
        project.run(&["build"]).exits(0);
        whole = start.elapsed();
        editions.push(project.tree("book"));
    }
    let changed = |path: &&String| editions[0].get(*path) != editions[1].get(*path);
    assert!(
        editions[0].keys().filter(changed).count() > 100,
        "both editions share too much to tell them apart"
    );

    let mut seen = [0; 3];
    for round in 0..ROUNDS * 2 {
        let before = project.tree("book");
        let of = usize::from(before == editions[0]);
        edition(["題一", "題二"][of]);
        let child = project.command(&["build"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Half of them at any moment of the build, half of them while the disk is written.
        let fraction = f64::from(round / 2) / f64::from(ROUNDS);
        if round % 2 == 0 {
            kill_after(child, whole.mul_f64(1.1 * fraction));
        } else {
            while !project.path(".book.terakoya-new").exists() && !project.path(".book.terakoya-old").exists()
            {
                std::hint::spin_loop();
                if fs::read(project.path("book/index.html")).ok().as_ref() == editions[of].get("index.html") {
                    break;
                }
            }
            kill_after(child, whole.mul_f64(0.8 * fraction));
        }
        let after = project.tree("book");
        let standing = editions.iter().position(|edition| *edition == after);
        assert!(standing.is_some(), "round {round} left neither edition");
        let beside = project.tree("").into_keys().any(|path| path.starts_with(".book.terakoya-new/"));
        seen[if beside { 2 } else { usize::from(standing == Some(of)) }] += 1;
        if round % 3 == 0 {
            project.run(&["build"]).exits(0);
            assert_eq!(project.tree("book"), editions[of], "round {round}");
            let left: Vec<_> = project.tree("").into_keys().filter(|path| path.starts_with('.')).collect();
            assert_eq!(left, [".book.terakoya-lock"], "round {round}");
        }
    }
    // Otherwise nothing was tried: some must have died before the exchange, some in the middle, some after it.
    assert!(seen.iter().all(|count| *count > 0), "killed before, after and while staging: {seen:?}");
}

fn kill_after(mut child: Child, wait: Duration) {
    std::thread::sleep(wait);
    // On Unix this is SIGKILL, which nothing can catch.
    let _ = child.kill();
    child.wait().unwrap();
}

//! What a build costs for courses of given sizes: `cargo bench --bench course -- 100 1000 10000`; and with `--warm`,
//! what an edit costs where earlier builds are remembered, from the file that was written to the site that is ready.
//!
//! Each size is measured in a process of its own, so that peak memory is that of the one build. CPU time is the
//! sum over all threads, as Linux counts it; elsewhere it and the memory are shown as 0. Machines are noisy:
//! compare ratios of one run, and CPU time before wall time.
#![allow(
    clippy::disallowed_methods,
    reason = "measuring reads clocks, and a course to measure lies on a disk"
)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "where something fails there is nothing to measure"
)]

#[path = "../tests/support/course.rs"]
#[allow(dead_code, reason = "tests use the rest")]
mod course;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use terakoya::cli::read_project_with;
use terakoya::output::folder::{self, Outcome};
use terakoya::pipeline::{self, Memo};
use terakoya::site::Site;
use terakoya::source::read::{self, Reader};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, number] = arguments.as_slice()
        && flag == "--one"
    {
        return one(number.parse().unwrap());
    }
    if let [flag, number] = arguments.as_slice()
        && flag == "--warm-one"
    {
        return warm(number.parse().unwrap());
    }
    let mut numbers: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    if numbers.is_empty() {
        numbers.push(100);
    }
    let own = std::env::current_exe().unwrap();
    if arguments.iter().any(|argument| argument == "--warm") {
        println!(
            "lessons | edit  | read ms median worst | build ms median worst |   all ms median worst |   CPU ms median worst | MiB held peak"
        );
        for number in numbers {
            assert!(Command::new(&own).args(["--warm-one", &number.to_string()]).status().unwrap().success());
        }
        return;
    }
    println!("lessons |      build s (CPU) |      write s (CPU) |  unchanged s (CPU) | peak MiB | site MB");
    for number in numbers {
        assert!(Command::new(&own).args(["--one", &number.to_string()]).status().unwrap().success());
    }
}

/// Measures a course of `number` lessons and prints its row.
fn one(number: usize) {
    let project = tempfile::tempdir().unwrap();
    for (path, text) in course::full(number) {
        let path = project.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let build = || {
        let sources = read::read(project.path(), &["content"], &["book.toml"]);
        assert!(sources.diagnostics.is_empty(), "{:?}", sources.diagnostics);
        let built = pipeline::build(&sources.value);
        assert!(built.diagnostics.is_empty(), "{:?}", built.diagnostics);
        (built.value.site, sources.value.digest().to_string())
    };
    let write = |(site, digest): &(Site, String)| {
        let inputs = ["content".to_owned()];
        folder::write(site, &project.path().join("book"), project.path(), &inputs, digest).unwrap()
    };

    let (cold, site) = measure(build);
    let (written, outcome) = measure(|| write(&site));
    assert_eq!(outcome.outcome, Outcome::Written);
    drop(site);
    let (unchanged, outcome) = measure(|| write(&build()));
    assert_eq!(outcome.outcome, Outcome::Unchanged);
    println!(
        "{number:7} | {cold} | {written} | {unchanged} | {:8} | {:7.1}",
        memory_mib("VmHWM:"),
        size(&project.path().join("book")) as f64 / 1e6
    );
}

/// Measures edits of a course of `number` lessons, and prints a row for each kind.
fn warm(number: usize) {
    let project = tempfile::tempdir().unwrap();
    let files = course::full(number);
    for (path, text) in &files {
        let path = project.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let lessons: Vec<&(String, String)> =
        files.iter().filter(|(path, _)| path.contains("-lesson-")).collect();
    let (mut reader, mut memo) = (Reader::default(), Memo::default());
    let mut build = || {
        let start = Instant::now();
        let input = read_project_with(&mut reader, project.path()).unwrap();
        let read = start.elapsed();
        let built = pipeline::build_with(&mut memo, &input.sources.value);
        assert!(built.diagnostics.is_empty(), "{:?}", built.diagnostics);
        (read, start.elapsed(), built.value)
    };
    // What was written just now is read again until its time of change tells it from the next one.
    thread::sleep(Duration::from_secs(3));
    let mut last = build().2;
    for (kind, from, to) in
        [("none", "", ""), ("text", "## 手順\n", "## 手順\n\n直しました。"), ("title", "の題", "の新しい題")]
    {
        let mut times: [Vec<f64>; 4] = Default::default();
        for edit in 0..50 {
            let (path, text) = lessons[edit * lessons.len() / 50];
            if !from.is_empty() {
                fs::write(project.path().join(path), text.replacen(from, &format!("{to}{edit}"), 1)).unwrap();
            }
            let cpu = cpu_seconds();
            let (read, all, built) = build();
            let cpu = Duration::from_secs_f64(cpu_seconds() - cpu);
            last = built;
            for (times, time) in times.iter_mut().zip([read, all - read, all, cpu]) {
                times.push(time.as_secs_f64() * 1e3);
            }
        }
        times.iter_mut().for_each(|times| times.sort_by(f64::total_cmp));
        let [read, build, all, cpu] = times.map(|times| format!("{:10.1} {:10.1}", times[25], times[49]));
        println!(
            "{number:7} | {kind:5} | {read} | {build} | {all} | {cpu} | {:4} {:4}",
            memory_mib("VmRSS:"),
            memory_mib("VmHWM:")
        );
    }
    assert!(!last.site.files.is_empty());
}

fn measure<T>(work: impl FnOnce() -> T) -> (String, T) {
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let result = work();
    (format!("{:9.3} {:8.3}", start.elapsed().as_secs_f64(), cpu_seconds() - cpu), result)
}

/// Seconds on a processor, over all threads of this process. Those of the pool live as long as it does.
fn cpu_seconds() -> f64 {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let nanoseconds = tasks.filter_map(|task| {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    nanoseconds.sum::<f64>() / 1e9
}

/// The process's memory: that of now (`VmRSS:`) or the most it had (`VmHWM:`).
fn memory_mib(which: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(which)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().map_or(0, |kib| kib / 1024)
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let about = entry.metadata().unwrap();
            if about.is_dir() { size(&entry.path()) } else { about.len() }
        })
        .sum()
}

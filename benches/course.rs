//! What a build costs for courses of given sizes: `cargo bench --bench course -- 100 1000 10000`.
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
use std::time::Instant;

use terakoya::output::folder::{self, Outcome};
use terakoya::pipeline;
use terakoya::site::Site;
use terakoya::source::read;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, number] = arguments.as_slice()
        && flag == "--one"
    {
        return one(number.parse().unwrap());
    }
    let mut numbers: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    if numbers.is_empty() {
        numbers.push(100);
    }
    println!("lessons |      build s (CPU) |      write s (CPU) |  unchanged s (CPU) | peak MiB | site MB");
    for number in numbers {
        let own = std::env::current_exe().unwrap();
        assert!(Command::new(own).args(["--one", &number.to_string()]).status().unwrap().success());
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
    assert_eq!(outcome, Outcome::Written);
    drop(site);
    let (unchanged, outcome) = measure(|| write(&build()));
    assert_eq!(outcome, Outcome::Unchanged);
    println!(
        "{number:7} | {cold} | {written} | {unchanged} | {:8} | {:7.1}",
        peak_mib(),
        size(&project.path().join("book")) as f64 / 1e6
    );
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

fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
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

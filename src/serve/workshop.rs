//! Builds whenever something may have changed: one build at a time, and the latest state wins.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch::Sender;

use super::snapshot::Snapshot;
use super::{Audience, Reading, Subject, only};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Language, Severity, page};
use crate::say;
use crate::site::Site;
use crate::source::watch::{Bell, Watch, Watched};
use crate::source::{SourcePath, Sources};

/// A program that saves is done when nothing was heard for so long.
const QUIET: Duration = Duration::from_millis(30);
/// One that never stops is not waited for any longer.
const AT_MOST: Duration = Duration::from_millis(250);
/// How often folders are looked after that went and came back.
const LOOK_AFTER: Duration = Duration::from_secs(1);

/// What a build came to, for whoever is told.
#[derive(Debug)]
pub struct Built<'a> {
    /// How many there were, this one included.
    pub number: u64,
    /// What changed since the one before, in order; empty for the first.
    pub changes: Vec<(Change, SourcePath)>,
    /// From when the program that saves was done to the last byte.
    pub took: Duration,
    /// All that is to be said.
    pub diagnostics: &'a Diagnostics,
    /// Severities that `book.toml` changes.
    pub severities: &'a BTreeMap<Code, Severity>,
    /// The text of the files.
    pub sources: &'a Sources,
    /// The language of messages.
    pub language: Language,
    /// How many problems are errors: while there is one, the pages stay as they were.
    pub errors: usize,
    /// How many problems are warnings.
    pub warnings: usize,
    /// Whether there is a site to look at.
    pub has_site: bool,
}

impl Built<'_> {
    /// Whether a problem is an error in this course.
    pub fn is_error(&self, found: &Diagnostic) -> bool {
        severity(self.severities, found) == Severity::Error
    }
}

fn severity(severities: &BTreeMap<Code, Severity>, found: &Diagnostic) -> Severity {
    severities.get(&found.code).copied().unwrap_or_else(|| found.code.severity())
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It holds something else.
    Edited,
    /// It is gone.
    Removed,
}

/// What the last build was made from.
struct Before {
    sources: Sources,
    found: Diagnostics,
}

/// Builds, again and again, and puts what comes out on the `board`. Ends when nobody looks at it any more.
pub(super) fn run(
    mut subject: impl Subject,
    mut audience: impl Audience,
    polling: bool,
    bell: &Bell,
    board: &Sender<Arc<Snapshot>>,
) {
    let mut lookout = Lookout::new(bell, subject.root().to_owned(), polling, &mut audience);
    let mut before: Option<Before> = None;
    let mut severities = BTreeMap::new();
    let mut language = board.borrow().language;
    let mut start = Instant::now();
    while !board.is_closed() {
        let reading = subject.read();
        let can_build = reading.is_ok();
        let (sources, mut found) = match reading {
            Ok(Reading { sources, folders }) => {
                lookout.follow(&folders, &mut audience);
                (sources.value, sources.diagnostics)
            }
            Err(diagnostic) => {
                lookout.follow(&[], &mut audience);
                (Sources::default(), only(*diagnostic))
            }
        };
        let is_new = before.as_ref().is_none_or(|before| before.sources != sources || before.found != found);
        if is_new {
            let changes =
                before.as_ref().map(|before| changes(&before.sources, &sources)).unwrap_or_default();
            let heard = found.clone();
            let mut site: Option<Site> = None;
            // Where there is nothing to build from, all that a build could say follows from that.
            if can_build {
                let made = subject.build(&sources).drain_into(&mut found);
                language = made.language;
                severities = made.severities;
                lookout.pass_over(&made.written);
                site = Some(made.site);
            }
            let diagnostics = found.settled();
            let number = board.borrow().number + 1;
            let snapshot = Arc::new(look(number, site, &diagnostics, &severities, &sources, language, board));
            let errors = snapshot.errors().count();
            let built = Built {
                number,
                changes,
                took: start.elapsed(),
                errors,
                warnings: snapshot.problems.len() - errors,
                diagnostics: &diagnostics,
                severities: &severities,
                sources: &sources,
                language,
                has_site: snapshot.site.is_some(),
            };
            board.send_replace(snapshot);
            audience.built(&built);
            before = Some(Before { sources, found: heard });
        }
        while !bell.wait(LOOK_AFTER) && !lookout.is_stale() {
            if board.is_closed() {
                return;
            }
        }
        bell.settle(QUIET, AT_MOST);
        start = Instant::now();
    }
}

/// What there is to look at after a build: its site, or the last good one while there is an error.
fn look(
    number: u64,
    site: Option<Site>,
    diagnostics: &Diagnostics,
    severities: &BTreeMap<Code, Severity>,
    sources: &Sources,
    language: Language,
    board: &Sender<Arc<Snapshot>>,
) -> Snapshot {
    let source = |path: &SourcePath| sources.text(path.as_str()).map(Arc::clone);
    let problems = diagnostics
        .iter()
        .map(|found| (severity(severities, found), found))
        .filter(|(severity, _)| *severity != Severity::Off)
        .map(|(severity, found)| page::shown(found, severity, &source, language))
        .collect();
    let mut snapshot = Snapshot { number, language, site: None, problems };
    let is_good = snapshot.errors().next().is_none();
    snapshot.site = site.filter(|_| is_good).map(Arc::new).or_else(|| board.borrow().site.clone());
    snapshot
}

/// Which files differ.
fn changes(old: &Sources, new: &Sources) -> Vec<(Change, SourcePath)> {
    let paths: BTreeSet<&SourcePath> = old.paths().chain(new.paths()).collect();
    paths
        .into_iter()
        .filter_map(|path| {
            let change = match (old.file(path), new.file(path)) {
                (None, Some(_)) => Change::Added,
                (Some(_), None) => Change::Removed,
                (Some(old), Some(new)) if old.hash() != new.hash() => Change::Edited,
                _ => return None,
            };
            Some((change, path.clone()))
        })
        .collect()
}

/// Listens for changes, by whatever way works.
struct Lookout<'a> {
    bell: &'a Bell,
    root: PathBuf,
    watch: Option<Watch>,
    polling: bool,
}

impl<'a> Lookout<'a> {
    fn new(bell: &'a Bell, root: PathBuf, polling: bool, audience: &mut impl Audience) -> Self {
        // Systems name changed files by their real path.
        let root = std::fs::canonicalize(&root).unwrap_or(root);
        let mut lookout = Self { bell, root, watch: None, polling };
        lookout.begin(audience);
        lookout
    }

    fn begin(&mut self, audience: &mut impl Audience) {
        match Watch::new(self.bell, &self.root, self.polling) {
            Ok(watch) => self.watch = Some(watch),
            Err(error) => {
                audience.warn(&error.said());
                self.poll_instead(audience);
            }
        }
    }

    /// Looks at the disk itself where the system does not tell of changes.
    fn poll_instead(&mut self, audience: &mut impl Audience) {
        self.watch = None;
        if self.polling {
            return;
        }
        self.polling = true;
        audience.warn(&say!(
            "代わりに1秒ごとに調べます（--poll と同じ）。保存してから画面に出るまで、少し長くかかります。",
            "Looking at the files once a second instead, as with --poll: a change takes a little longer to show."
        ));
        self.begin(audience);
    }

    /// Listens to the project's folder and to these folders with all below them.
    fn follow(&mut self, folders: &[PathBuf], audience: &mut impl Audience) {
        let shallow = [self.root.clone(), self.root.join("themes")];
        let places: Vec<Watched> = shallow
            .into_iter()
            .map(|folder| Watched { folder, deep: false })
            .chain(folders.iter().map(|folder| Watched { folder: self.root.join(folder), deep: true }))
            .collect();
        while let Some(watch) = &mut self.watch {
            match watch.follow(&places) {
                // What changed before it was followed was not heard.
                Ok(true) => return self.bell.ring(),
                Ok(false) => return,
                Err(error) => {
                    audience.warn(&error.said());
                    self.poll_instead(audience);
                }
            }
        }
    }

    /// What is written to these folders of the project is no input.
    fn pass_over(&self, folders: &[PathBuf]) {
        if let Some(watch) = &self.watch {
            watch.ignore(folders.iter().map(|folder| self.root.join(folder)).collect());
        }
    }

    fn is_stale(&self) -> bool {
        self.watch.as_ref().is_some_and(Watch::is_stale)
    }
}

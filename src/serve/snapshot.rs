//! What there is to show at one moment.

use std::sync::Arc;

use crate::diagnostics::page::Shown;
use crate::diagnostics::{Language, Severity};
use crate::site::Site;

/// The newest state of a course. It never changes: the next build puts another in its place.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    /// How often something was built so far.
    pub(super) number: u64,
    /// Of pages of the server's own.
    pub(super) language: Language,
    /// The last one without an error.
    pub(super) site: Option<Arc<Site>>,
    /// All that is to be said of the newest state, which may be newer than the site.
    pub(super) problems: Vec<Shown>,
}

impl Snapshot {
    /// Before the first build.
    pub(super) fn nothing_yet(language: Language) -> Self {
        Self { number: 0, language, site: None, problems: Vec::new() }
    }

    /// The problems for whose sake the site is not the newest.
    pub(super) fn errors(&self) -> impl Iterator<Item = &Shown> {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error)
    }
}

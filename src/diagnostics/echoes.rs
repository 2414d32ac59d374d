//! One mistake, one message: what merely follows from another problem is left out.
//!
//! Stages do not know of each other's problems, so a glossary that cannot be read makes all its terms unknown.
//! Told together, the consequences hide the cause. Nothing is left out but for a cause that is itself an error
//! that no setting can silence.

use std::collections::BTreeSet;

use super::{Code, Diagnostic, Diagnostics};
use crate::source::{Place, SourcePath, Span};

impl Diagnostics {
    /// The problems as an author should hear them: in order, each once, and without those that follow from
    /// others.
    #[must_use]
    pub fn settled(self) -> Self {
        let sorted = self.sorted();
        let unread: BTreeSet<SourcePath> = sorted
            .iter()
            .filter(|found| {
                matches!(found.code, Code::Encoding | Code::Limit | Code::Unreadable | Code::Syntax)
            })
            .filter_map(|found| Some(found.place.as_ref()?.path.clone()))
            .collect();
        let misread: Vec<Place> = sorted
            .iter()
            .filter(|found| found.code == Code::WrongKind)
            .filter_map(|found| found.place.clone())
            .collect();
        let miswritten: Vec<Place> = sorted
            .iter()
            .filter(|found| matches!(found.code, Code::FullWidth | Code::Syntax))
            .filter_map(|found| found.place.clone())
            .collect();
        let echoes = |found: &Diagnostic| {
            follows_from_unread(found, &unread)
                || found.code == Code::YamlTrap && is_inside(found, &misread)
                || is_reference(found.code) && is_inside(found, &miswritten)
        };
        Self(sorted.0.into_iter().filter(|found| !echoes(found)).collect())
    }
}

/// Whether something is only missing because the file that would hold it could not be read.
fn follows_from_unread(found: &Diagnostic, unread: &BTreeSet<SourcePath>) -> bool {
    let is_unread = |name: &str| unread.iter().any(|path| path.file_name() == name);
    let as_a_whole = |place: &Place| place.span == Span::default() && unread.contains(&place.path);
    match found.code {
        Code::UnknownTerm => is_unread("glossary.yaml"),
        Code::UnknownSource => is_unread("sources.yaml"),
        Code::UnknownValue => is_unread("book.toml"),
        // These name the file in which something is missing, and point at the one that asks for it.
        Code::BadImage | Code::MissingAnchor => {
            unread.iter().any(|path| found.message.en.contains(path.as_str()))
        }
        Code::MissingKey | Code::NoCourseId | Code::NoTitle => found.place.as_ref().is_some_and(as_a_whole),
        _ => false,
    }
}

/// Whether a problem is that something referred to does not exist, which a slip of the pen can make.
fn is_reference(code: Code) -> bool {
    matches!(
        code,
        Code::UnknownTerm
            | Code::UnknownSource
            | Code::UnknownValue
            | Code::UnknownFootnote
            | Code::BrokenLink
            | Code::MissingImage
    )
}

/// Whether the place of a problem lies inside that of another. The places are in order.
fn is_inside(found: &Diagnostic, others: &[Place]) -> bool {
    let Some(place) = &found.place else { return false };
    let first = others.partition_point(|other| other.path < place.path);
    let in_file = others.iter().skip(first).take_while(|other| other.path == place.path);
    in_file
        .take_while(|other| other.span.start <= place.span.start)
        .any(|other| place.span.end <= other.span.end && other.span.start < other.span.end)
}

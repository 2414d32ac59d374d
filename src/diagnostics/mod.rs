//! What the tool has to say to an author: one type for every problem, and its renderers.
//!
//! A [`Diagnostic`] carries a stable [`Code`], a place, the problem in Japanese and English, and what to write
//! instead. Stages collect them in [`Checked`] and go on; only the command line decides what they mean for the
//! exit status. Nothing here knows what the problems are about.

mod code;
mod echoes;
pub mod json;
pub mod page;
pub mod terminal;

pub use code::{Code, Severity};

use std::sync::Arc;

use crate::source::{Place, SourcePath};

/// A language of messages and of the learner's interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Japanese.
    Japanese,
    /// English.
    English,
}

impl Language {
    /// The language's tag (BCP 47), as in `lang` attributes, file names and `--lang`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Japanese => "ja",
            Language::English => "en",
        }
    }

    /// The language in which somebody is told something whose own language is `tag`: Japanese, or else English.
    pub fn nearest(tag: &str) -> Self {
        match primary(tag) {
            "ja" => Language::Japanese,
            _ => Language::English,
        }
    }

    /// Whether a language with this tag is one of the tool's own, whatever the region.
    pub fn is_own(tag: &str) -> bool {
        matches!(primary(tag), "ja" | "en")
    }
}

/// The language alone of a tag like `en-GB`.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

/// One statement in both languages of the tool. Made by [`say!`](crate::say).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Said {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

impl Said {
    /// The statement in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Japanese => &self.ja,
            Language::English => &self.en,
        }
    }
}

/// Formats one statement in Japanese and English: `say!("{n} 問あります。", "{n} questions.")`.
#[macro_export]
macro_rules! say {
    ($ja:literal, $en:literal $(, $($argument:tt)*)?) => {
        $crate::diagnostics::Said { ja: format!($ja $(, $($argument)*)?), en: format!($en $(, $($argument)*)?) }
    };
}

/// A problem in what the author wrote, with its place and its remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule was broken; names the severity too.
    pub code: Code,
    /// Where. `None` only for problems of the project as a whole.
    pub place: Option<Place>,
    /// What is wrong, in one sentence.
    pub message: Said,
    /// What to do about it.
    pub help: Option<Said>,
    /// The author's own line (or lines) as they should read.
    pub correction: Option<String>,
    /// The same for those who know what was meant but do not hold the line around it: a piece of the place, and
    /// what should stand there. Whoever shows the problem has the line.
    pub replacement: Option<(String, String)>,
    /// Other places that belong to the problem, each with a word on why.
    pub related: Vec<(Place, Said)>,
}

impl Diagnostic {
    /// A problem at a place.
    pub fn new(code: Code, place: Place, message: Said) -> Self {
        Self {
            code,
            place: Some(place),
            message,
            help: None,
            correction: None,
            replacement: None,
            related: Vec::new(),
        }
    }

    /// A problem of the project as a whole.
    pub fn global(code: Code, message: Said) -> Self {
        Self {
            code,
            place: None,
            message,
            help: None,
            correction: None,
            replacement: None,
            related: Vec::new(),
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: Said) -> Self {
        self.help = Some(help);
        self
    }

    /// Adds the author's line as it should read.
    #[must_use]
    pub fn correct(mut self, line: impl Into<String>) -> Self {
        self.correction = Some(line.into());
        self
    }

    /// Adds the author's line as it should read: with `new` instead of `old` at the problem's place.
    #[must_use]
    pub fn instead(mut self, old: impl Into<String>, new: impl Into<String>) -> Self {
        self.replacement = Some((old.into(), new.into()));
        self
    }

    /// The author's line as it should read. `None` where nobody knows, or where `source` does not know the file
    /// or the place does not hold what was to be replaced.
    pub fn corrected(&self, source: &dyn Fn(&SourcePath) -> Option<Arc<str>>) -> Option<String> {
        let (Some((old, new)), Some(place)) = (&self.replacement, &self.place) else {
            return self.correction.clone();
        };
        let text = source(&place.path)?;
        let range = place.span.range();
        let at = range.start + text.get(range.clone())?.find(old.as_str())?;
        let before = text.get(..at)?;
        let after = text.get(at + old.len()..)?;
        let before = before.rsplit_once('\n').map_or(before, |(_, line)| line);
        let after = after.split_once('\n').map_or(after, |(line, _)| line);
        Some(format!("{before}{new}{after}"))
    }

    /// Adds another place that belongs to the problem.
    #[must_use]
    pub fn related(mut self, place: Place, why: Said) -> Self {
        self.related.push((place, why));
        self
    }
}

/// Problems in the order in which they were found; [`Diagnostics::sorted`] orders them by place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all problems of another list.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(other);
    }

    /// The problems as they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems by file, place and code, each once: the order does not depend on threads.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.0.sort_by(|a, b| {
            (&a.place, a.code, &a.message.en, &a.message.ja).cmp(&(
                &b.place,
                b.code,
                &b.message.en,
                &b.message.ja,
            ))
        });
        self.0.dedup();
        self
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The result of a stage: always a value, and what is to be said about it. Stages never fail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked<T> {
    /// The value, with a visible error box where something could not be understood.
    pub value: T,
    /// The problems found on the way.
    pub diagnostics: Diagnostics,
}

impl<T> Checked<T> {
    /// Says the problems again, of a result that others have a share in.
    pub fn tell(&self, diagnostics: &mut Diagnostics) {
        diagnostics.extend(self.diagnostics.iter().cloned());
    }

    /// Moves the problems to `diagnostics` and returns the value.
    pub fn drain_into(self, diagnostics: &mut Diagnostics) -> T {
        diagnostics.extend(self.diagnostics);
        self.value
    }
}

impl<T> From<T> for Checked<T> {
    fn from(value: T) -> Self {
        Self { value, diagnostics: Diagnostics::default() }
    }
}

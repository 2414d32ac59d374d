//! The list of everything that can be wrong, each with its stable name and severity.

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// `build` writes nothing while it stands.
    Error,
    /// Told, and nothing else.
    Warning,
    /// Not told. Only by `[check]` in `book.toml`.
    Off,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal $severity:ident $($fixed:ident)?,)*) => {
        /// A rule for what authors write. The names are stable: they stand in `[check]` of `book.toml`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)* }

        impl Code {
            /// Every code, in the order of the manual.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The name, as in `[check]` and in messages.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The severity where `[check]` does not say otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// Whether `[check]` may not change the severity, since there would be nothing sound to build.
            pub fn is_fixed(self) -> bool {
                match self { $(Code::$variant => codes!(@fixed $($fixed)?),)* }
            }
        }
    };
    (@fixed fixed) => { true };
    (@fixed) => { false };
}

codes! {
    /// The file is not UTF-8, or holds NUL bytes.
    Encoding = "encoding" Error fixed,
    /// A text with control characters, which are replaced.
    ControlCharacter = "control-character" Warning,
    /// A file is too large, or nested too deeply, to be read.
    Limit = "limit" Error fixed,
    /// A file, folder or link that cannot be read or leads out of the project.
    Unreadable = "unreadable" Error fixed,
    /// The YAML or TOML cannot be parsed.
    Syntax = "syntax" Error fixed,
    /// Something that YAML reads otherwise than it looks.
    YamlTrap = "yaml-trap" Warning,
    /// A key that is not known here.
    UnknownKey = "unknown-key" Error,
    /// A key that must be there is not.
    MissingKey = "missing-key" Error fixed,
    /// A value of the wrong kind.
    WrongKind = "wrong-kind" Error fixed,
    /// A setting of mdBook that has no meaning here.
    IgnoredSetting = "ignored-setting" Warning,
    /// Two things that need names of their own have the same one.
    Duplicate = "duplicate" Error fixed,
    /// A name that cannot be used on every system that the course goes to.
    BadName = "bad-name" Error fixed,
    /// A block or directive that does not exist.
    UnknownBlock = "unknown-block" Error,
    /// An attribute that the block does not have, or a value that it cannot take.
    BlockAttribute = "block-attribute" Error,
    /// A block at a place where it cannot be.
    BlockPlace = "block-place" Error,
    /// A directive that is not closed, closes nothing, or closes across a border.
    Fence = "fence" Error,
    /// A full-width character where its half-width form is meant.
    FullWidth = "full-width" Error,
    /// Raw HTML, which is shown as text.
    RawHtml = "raw-html" Warning,
    /// A link whose scheme or target is not allowed.
    UnsafeLink = "unsafe-link" Error,
    /// A link to a page or file that does not exist.
    BrokenLink = "broken-link" Error,
    /// A link to a page that is still a draft.
    DraftLink = "draft-link" Warning,
    /// A link to a section that does not exist.
    MissingAnchor = "missing-anchor" Error,
    /// A picture that does not exist.
    MissingImage = "missing-image" Error,
    /// A picture that cannot be used.
    BadImage = "bad-image" Error,
    /// A picture without alternative text.
    MissingAlt = "missing-alt" Error,
    /// A term that the glossary does not define.
    UnknownTerm = "unknown-term" Error,
    /// A source that `sources.yaml` does not define.
    UnknownSource = "unknown-source" Error,
    /// A value that `[values]` does not define.
    UnknownValue = "unknown-value" Error,
    /// A course without an id of its own.
    NoCourseId = "no-course-id" Warning,
    /// A value that still holds its placeholder.
    Placeholder = "placeholder" Warning,
    /// A footnote that is used but not defined.
    UnknownFootnote = "unknown-footnote" Error,
    /// A quiz that is named but does not exist, or exists but is never placed.
    QuizPlacement = "quiz-placement" Error,
    /// A question that cannot be answered rightly, or always is.
    Key = "answer-key" Error fixed,
    /// A choice that tells a learner nothing when it is chosen wrongly.
    NoFeedback = "no-feedback" Off,
    /// Headings that skip a level.
    HeadingOrder = "heading-order" Warning,
    /// A theme that is incomplete or has an error in a template.
    Theme = "theme" Error fixed,
    /// The course has no lesson.
    EmptyCourse = "empty-course" Error fixed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_kebab_case() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}

//! The list of everything that can be wrong, each with its stable name and severity.

use super::Said;

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
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal $severity:ident $($fixed:ident)? $ja:literal,)*) => {
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

            /// What it is about, for the manual.
            pub fn about(self) -> Said {
                match self {
                    $(Code::$variant => Said { ja: $ja.to_owned(), en: concat!($($doc),+).trim().to_owned() },)*
                }
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
    Encoding = "encoding" Error fixed "ファイルの文字コードがUTF-8ではない",
    /// A text with control characters, which are replaced.
    ControlCharacter = "control-character" Warning "見えない制御文字がある（� に置き換わる）",
    /// A file is too large, or nested too deeply, to be read.
    Limit = "limit" Error fixed "ファイルが大きすぎる、または入れ子が深すぎる",
    /// A file, folder or link that cannot be read or leads out of the project.
    Unreadable = "unreadable" Error fixed "読めないファイル・フォルダー、またはプロジェクトの外を指すリンク",
    /// The YAML or TOML cannot be parsed.
    Syntax = "syntax" Error fixed "YAML・TOML・ブロックの行として読めない",
    /// Something that YAML reads otherwise than it looks.
    YamlTrap = "yaml-trap" Warning "YAMLが、見た目と違う意味に読む書き方",
    /// A key that is not known here.
    UnknownKey = "unknown-key" Error "ここでは使えないキー",
    /// A key that must be there is not.
    MissingKey = "missing-key" Error fixed "必要なキーや題名がない",
    /// A value of the wrong kind.
    WrongKind = "wrong-kind" Error fixed "値の種類が違う",
    /// A setting of mdBook that has no meaning here.
    IgnoredSetting = "ignored-setting" Warning "Terakoyaでは意味のないmdBookの設定",
    /// Something that is written and has no effect: a file under a name that is not read, a note that is not used.
    NoEffect = "no-effect" Warning "書いてあるが、はたらかないもの（読まれない名前のファイル、使われない脚注など）",
    /// Two things that need names of their own have the same one.
    Duplicate = "duplicate" Error fixed "1つずつ違うはずの名前（id・用語・アドレスなど）が重なっている",
    /// A name that cannot be used on every system that the course goes to.
    BadName = "bad-name" Error fixed "どのパソコンでも使えるとは限らないファイル名・フォルダー名",
    /// A block or directive that does not exist.
    UnknownBlock = "unknown-block" Error "ないブロックの名前",
    /// An attribute that the block does not have, or a value that it cannot take.
    BlockAttribute = "block-attribute" Error "ブロックにない属性・ラベル、または使えない値",
    /// A block at a place where it cannot be.
    BlockPlace = "block-place" Error fixed "置けないところにあるブロック",
    /// Questions of a block that lead in a circle, nowhere, or never to one of its results.
    BlockWays = "block-ways" Error "問いの道筋が輪になっている、または行き着けない問いや結果がある",
    /// A directive that is not closed, closes nothing, or closes across a border.
    Fence = "fence" Error "閉じられていない、または閉じるもののない ::: の行",
    /// A full-width character where its half-width form is meant.
    FullWidth = "full-width" Error "半角で書く記号や空白が全角になっている",
    /// Raw HTML, which is shown as text.
    RawHtml = "raw-html" Warning "HTMLのタグ（文字のまま表示される）",
    /// A formula that cannot be read.
    Math = "math" Error "読めない数式",
    /// A link whose scheme or target is not allowed.
    UnsafeLink = "unsafe-link" Error "使えないリンク（javascript: など）",
    /// A link to a page or file that does not exist.
    BrokenLink = "broken-link" Error "リンク先のページやファイルがない",
    /// A link to a page that is still a draft.
    DraftLink = "draft-link" Warning "リンク先がまだ下書き",
    /// A link to a section that does not exist.
    MissingAnchor = "missing-anchor" Error "リンク先の節がない",
    /// A picture that does not exist.
    MissingImage = "missing-image" Error "画像がない",
    /// A picture that cannot be used.
    BadImage = "bad-image" Error "使えない画像（壊れている、スクリプトが入っているなど）",
    /// A picture that says where it was taken, by whom or with what; taken out of what learners get.
    PictureMetadata = "picture-metadata" Warning "撮影した場所・日時・カメラなどの記録が入った画像（教材からは取り除かれる）",
    /// A picture that takes long to arrive.
    LargePicture = "large-picture" Warning "1 MBを超える画像",
    /// Subtitles that cannot be read.
    BadCaptions = "bad-captions" Error "字幕のファイル（WebVTT）として読めない",
    /// A picture without alternative text.
    MissingAlt = "missing-alt" Error "画像に代替テキストがない",
    /// A file that cannot be included.
    Include = "include" Error fixed "取りこめないファイル（{{#include …}}）",
    /// A term that the glossary does not define.
    UnknownTerm = "unknown-term" Error "用語集にない用語",
    /// A source that `sources.yaml` does not define.
    UnknownSource = "unknown-source" Error "sources.yaml にない出典",
    /// A value that `[values]` does not define.
    UnknownValue = "unknown-value" Error "[values] にない値",
    /// A course without a title.
    NoTitle = "no-title" Warning "コースに題名がない",
    /// A course without an id of its own.
    NoCourseId = "no-course-id" Warning "コースに id がない",
    /// A value that still holds its placeholder.
    Placeholder = "placeholder" Warning "値がまだ仮の文字（TODO）のまま",
    /// A footnote that is used but not defined.
    UnknownFootnote = "unknown-footnote" Error "本文のない脚注",
    /// A quiz that is named but does not exist, or exists but is never placed.
    QuizPlacement = "quiz-placement" Error "置かれたクイズのファイルがない、またはクイズがどこにも置かれていない・2か所に置かれている",
    /// Settings of a quiz that do not go together, such as a draw of more questions than there are.
    QuizSettings = "quiz-settings" Error fixed "合わない設定のあるクイズ（問題の数より多い出題数、counts: false の試験など）",
    /// A question that cannot be answered rightly, or always is.
    Key = "answer-key" Error fixed "正解がない、または正しく答えられない問題",
    /// A choice that tells a learner nothing when it is chosen wrongly.
    NoFeedback = "no-feedback" Off "誤答の選択肢に説明（feedback）がない",
    /// Headings that skip a level.
    HeadingOrder = "heading-order" Warning "見出しの段が飛んでいる",
    /// A theme that is incomplete or has an error in a template.
    Theme = "theme" Error fixed "テーマが足りない、またはテンプレートに誤りがある",
    /// The last day for taking the course is over.
    DeadlineOver = "deadline-over" Warning "受講期限を過ぎている",
    /// A source that was last checked more than two years ago.
    OldSource = "old-source" Warning "確かめてから2年を過ぎた出典",
    /// Words of the interface that a theme lacks in the language of the course; English ones stand in their place.
    MissingWords = "missing-words" Warning "コースの言語の画面の言葉がない（英語で表示される）",
    /// The course has no lesson.
    EmptyCourse = "empty-course" Error fixed "コースにレッスンが1つもない",
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

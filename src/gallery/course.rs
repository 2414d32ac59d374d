//! The gallery as a course: its sources, made from the examples.

use std::collections::BTreeMap;

use serde_json::Value;

use super::stage::{self, BLOCKS, FILES};
use crate::course::{Book, book};
use crate::diagnostics::{Diagnostic, Diagnostics, Language};
use crate::manual;
use crate::questions::{QuestionType, TYPES, examples};
use crate::say;
use crate::source::{Excerpt, File, Place, SourcePath, Sources, Span};
use crate::syntax::markdown;
use crate::syntax::tree::Block;
use crate::text::BlockDeclaration;
use crate::theme::{self, DEFAULT_NAME, Theme};

/// The folder of lessons.
const SRC: &str = "content";

/// The theme's name where the project has the default one, which cannot be added to.
const OWN_THEME: &str = "gallery";

/// What learners may give to the question of a quiz, in authors' words.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) responses: Vec<Value>,
    /// Whether the quiz judges all at its end.
    pub(super) at_the_end: bool,
}

/// An example as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) text: String,
    /// Where it stands.
    path: SourcePath,
    start: usize,
}

/// A piece of a page that stands in a file of an author's.
#[derive(Debug)]
struct Origin {
    page: SourcePath,
    /// Where in the page.
    span: Span,
    path: SourcePath,
    start: u32,
}

/// The gallery in one language.
#[derive(Debug)]
pub(super) struct Gallery {
    language: Language,
    book: Book,
    theme: Theme,
    /// All of it.
    files: BTreeMap<SourcePath, File>,
    /// The lesson and the quizzes for the sheet of a type.
    sheets: BTreeMap<&'static str, Vec<(SourcePath, File)>>,
    /// What may be given to the questions of each quiz.
    given: BTreeMap<SourcePath, Given>,
    origins: Vec<Origin>,
}

/// A file of the gallery; none where the path leads out of it.
pub(super) fn file(path: &str, text: &str) -> Option<(SourcePath, File)> {
    Some((SourcePath::new(path)?, File::text(text)))
}

/// The folder of the theme called `name`.
pub(super) fn theme_folder(name: &str) -> String {
    format!("themes/{name}")
}

/// The examples of a block, one for each directive that stands for itself: those in `language` where there are any.
pub(super) fn block_examples(theme: &Theme, name: &str, language: Language) -> Vec<Written> {
    let named = [format!("blocks/{name}/example.{}.md", language.tag()), format!("blocks/{name}/example.md")];
    let Some(file) = named.iter().find_map(|path| theme.files.get(path)) else { return Vec::new() };
    let document = markdown::parse(&Excerpt::verbatim(&file.path, &file.text, 0)).value;
    let starts = document.body.iter().filter_map(|block| match block {
        Block::Directive(directive) => {
            let before = file.text.get(..directive.span.range().start)?;
            Some(before.rfind('\n').map_or(0, |newline| newline + 1))
        }
        _ => None,
    });
    // What stands before the first belongs to it, what stands behind one to the one before.
    let mut cuts: Vec<usize> = std::iter::once(0).chain(starts.skip(1)).collect();
    cuts.push(file.text.len());
    cuts.windows(2)
        .filter_map(|ends| {
            let [start, end] = ends else { return None };
            let text = file.text.get(*start..*end)?.trim_end().to_owned();
            (!text.is_empty()).then(|| Written { text, path: file.path.clone(), start: *start })
        })
        .collect()
}

impl Gallery {
    /// The gallery of the theme that `project` asks for.
    pub(super) fn of(project: &Sources, language: Language) -> Self {
        // What is wrong with the settings keeps no one from looking at blocks.
        let mut unheard = Diagnostics::default();
        let book = book::read(project, &mut unheard);
        let theme =
            theme::load(project, &book.theme.0, None, (language.tag().to_owned(), None), &mut unheard);
        let mut gallery = Self {
            language,
            book,
            theme,
            files: BTreeMap::new(),
            sheets: BTreeMap::new(),
            given: BTreeMap::new(),
            origins: Vec::new(),
        };
        gallery.add_theme(project);
        gallery.add_home();
        gallery.add_blocks();
        gallery.add_types();
        gallery
    }

    /// Everything that the gallery is built from, but for the states.
    pub(super) fn sources(&self) -> Sources {
        Sources { files: self.files.clone() }
    }

    /// What may be given to the question of each quiz.
    pub(super) fn given(&self) -> &BTreeMap<SourcePath, Given> {
        &self.given
    }

    /// For each type the name of its answer sheet, and what that is made from.
    pub(super) fn sheets(&self) -> impl Iterator<Item = (String, Sources)> {
        let is_page =
            |path: &SourcePath| path.file_name().ends_with(".md") || path.file_name().ends_with(".quiz.yaml");
        let common = self.files.iter().filter(move |(path, _)| !is_page(path));
        let common: Vec<_> = common.map(|(path, file)| (path.clone(), file.clone())).collect();
        self.sheets.iter().map(move |(kind, own)| {
            let files = common.iter().chain(own).cloned().collect();
            (sheet_name(kind), Sources { files })
        })
    }

    /// A problem at the place where its author can mend it.
    pub(super) fn at_its_origin(&self, mut found: Diagnostic) -> Diagnostic {
        let places = found.place.iter_mut().chain(found.related.iter_mut().map(|(place, _)| place));
        for place in places {
            let Some(origin) = self.origins.iter().find(|origin| origin.holds(place)) else { continue };
            let shift = |offset: u32| offset - origin.span.start + origin.start;
            let span = Span { start: shift(place.span.start), end: shift(place.span.end) };
            *place = Place::new(&origin.path, span);
        }
        found
    }

    fn add(&mut self, path: &str, text: &str) {
        self.files.extend(file(path, text));
    }

    /// The settings, the theme with the gallery's own blocks, and what examples refer to.
    fn add_theme(&mut self, project: &Sources) {
        let name = match self.book.theme.0.as_str() {
            DEFAULT_NAME => OWN_THEME.to_owned(),
            name => {
                // Pictures stand where they would for a lesson in a part.
                let src = &self.book.src;
                let kept = project.files().filter_map(|(path, file)| {
                    let media =
                        !matches!(path.extension().as_str(), "md" | "markdown" | "yaml" | "yml" | "toml");
                    if path.below(&theme_folder(name)).is_some() {
                        Some((path.clone(), file.clone()))
                    } else {
                        let below = path.below(src).filter(|_| media)?;
                        Some((SourcePath::new(&format!("{SRC}/{below}"))?, file.clone()))
                    }
                });
                self.files.extend(kept);
                name.to_owned()
            }
        };
        let folder = theme_folder(&name);
        for (path, text) in BLOCKS {
            self.add(&format!("{folder}/{path}"), text);
        }
        for (path, text) in FILES {
            for part in ["", "/01-blocks", "/02-questions"] {
                if part.is_empty() || path.contains('/') {
                    self.add(&format!("{SRC}{part}/{path}"), text);
                }
            }
        }
        let title = say!("見本帳", "Gallery");
        let about = say!(
            "コースに書けるブロックと問題の種類を、例とその書き方でならべました。",
            "Every block and every type of question that a course can have, in examples with what is written for them."
        );
        let book = format!(
            "[book]\ntitle = {}\ndescription = {}\nlanguage = \"{}\"\nsrc = \"{SRC}\"\n\n[course]\nid = \"terakoya-gallery\"\npractice = false\nprint = false\n\n[theme]\nname = {}\n",
            quoted(title.get(self.language)),
            quoted(about.get(self.language)),
            self.language.tag(),
            quoted(&name),
        );
        self.add(book::FILE, &book);
    }

    /// The first page: a list of everything.
    fn add_home(&mut self) {
        let about = say!(
            "左に仕上がり、右に書き方があります（スマートフォンでは上と下）。ここで答えても、何も記録されません。",
            "What you get stands at the left and what you write at the right, on a phone above and below. Nothing that you answer here is kept. Questions are in Japanese, but for what an editor inserts."
        );
        let mut text = page(&say!("見本帳", "Gallery").ja, None, None);
        text += &tools(self.language, "index", "", None);
        text += about.get(self.language);
        let (blocks, types) = (say!("ブロック", "Blocks"), say!("問題の種類", "Types of questions"));
        let (name, meaning) = (say!("名前", "Name"), say!("内容", "What it is for"));
        let (attributes, keys) = (say!("属性", "Attributes"), say!("キー", "Keys"));
        let get = |said: &crate::diagnostics::Said| said.get(self.language).to_owned();
        text += &format!("\n\n## {}\n\n", get(&blocks));
        text += &manual::head(&[&get(&name), &get(&meaning), &get(&attributes)]);
        for (name, block) in self.blocks() {
            let link = format!("[{name}](01-blocks/{}.md)", slug(name));
            let attributes = code(block.attributes.keys().map(String::as_str));
            text += &manual::row(&[&link, block.about.get(self.language), &attributes]);
        }
        text += &format!("\n## {}\n\n", get(&types));
        text += &manual::head(&[&get(&name), &get(&meaning), &get(&keys)]);
        for (number, kind) in (1..).zip(TYPES) {
            let link = format!("[{}](02-questions/{})", kind.name(), type_file(number, *kind));
            let keys = code(kind.keys().iter().map(|key| key.name));
            text += &manual::row(&[&link, &get(&kind.about()), &keys]);
        }
        self.add(&format!("{SRC}/index.md"), &text);
    }

    fn blocks(&self) -> impl Iterator<Item = (&str, &BlockDeclaration)> {
        let blocks = self.theme.blocks.iter().filter(|(name, _)| !stage::is_own(name));
        blocks.map(|(name, block)| (name.as_str(), block))
    }

    /// A page for each block.
    fn add_blocks(&mut self) {
        let title = say!("ブロック", "Blocks");
        self.add(&format!("{SRC}/01-blocks/index.md"), &page(title.get(self.language), None, None));
        let pages: Vec<_> = self.blocks().map(|(name, block)| self.block_page(name, block)).collect();
        for (path, text, origins) in pages {
            self.add(path.as_str(), &text);
            self.origins.extend(origins);
        }
    }

    fn block_page(&self, name: &str, block: &BlockDeclaration) -> (String, String, Vec<Origin>) {
        let slug = slug(name);
        let path = format!("{SRC}/01-blocks/{slug}.md");
        let mut text = page(name, Some(block.about.get(self.language)), None);
        text += &tools(self.language, &format!("blocks/{slug}"), "../", None);
        text += &manual::block(block, self.language);
        let examples = block_examples(&self.theme, name, self.language);
        if examples.is_empty() {
            let file = format!("{}/blocks/{name}/example.md", theme_folder(&self.book.theme.0));
            let said = say!(
                "見本がまだありません。`{file}` に書くと、ここに出ます。",
                "There is no example yet. Write one in `{file}`, and it is shown here."
            );
            text += said.get(self.language);
        }
        let mut origins = Vec::new();
        for (number, example) in (1..).zip(&examples) {
            let heading = say!("見本{number}", "Example {number}");
            let colons = longest(&example.text, ':').max(2) + 1;
            let (outer, inner) = (":".repeat(colons + 1), ":".repeat(colons));
            text += &format!("\n## {}\n\n{outer}gallery-example\n{inner}shown\n", heading.get(self.language));
            origins.extend(Origin::new(&path, text.len(), example));
            text += &format!("{}\n{inner}\n", example.text);
            text += &source(&inner, "markdown", &example.text);
            text += &format!("{outer}\n");
        }
        (path, text, origins)
    }

    /// A page for each type of question.
    fn add_types(&mut self) {
        let title = say!("問題の種類", "Types of questions");
        self.add(&format!("{SRC}/02-questions/index.md"), &page(title.get(self.language), None, None));
        for (number, kind) in (1..).zip(TYPES) {
            self.add_type(number, *kind);
        }
    }

    fn add_type(&mut self, number: usize, kind: &'static dyn QuestionType) {
        let name = kind.name();
        let about = kind.about();
        let mut text = page(name, Some(about.get(self.language)), Some(name));
        let mut sheet = text.clone();
        text += &tools(self.language, &format!("questions/{name}"), "../", Some(name));
        // The tables show what is written for a blank, which in a lesson would be a value.
        text += &manual::keys(name, kind.keys(), self.language).replace("{{", "\\{{");
        let snippet = examples::snippet(kind, self.language)
            .map(|quiz| (say!("エディターが入れるひな形", "What an editor inserts"), quiz, Vec::new()));
        let sound =
            examples::of(kind).into_iter().filter(|example| example.broken.is_empty()).map(|example| {
                let responses = example.responses.into_iter().map(|(response, _)| response).collect();
                (example.name, example.quiz, responses)
            });
        let mut own = Vec::new();
        for (number, (title, questions, responses)) in (1..).zip(sound.chain(snippet)) {
            let stem = format!("{name}-{number}");
            let title = title.get(self.language);
            // Titles tell the quizzes of a page from each other.
            let quiz = format!("title: {}\n{questions}", quoted(title));
            text += &format!(
                "\n## {title}\n\n:::::gallery-example\n::::shown\n::quiz{{src={stem}}}\n\n::quiz{{src={stem}-end}}\n::::\n"
            );
            text += &source("::::", "yaml", &quiz);
            text += ":::::\n";
            sheet += &format!("::quiz{{src={stem}}}\n\n");
            own.extend(self.add_quiz(
                &stem,
                &quiz,
                Given { responses: responses.clone(), at_the_end: false },
            ));
            let quiz = format!("feedback: end\n{quiz}");
            self.add_quiz(&format!("{stem}-end"), &quiz, Given { responses, at_the_end: true });
        }
        let path = format!("{SRC}/02-questions/{}", type_file(number, kind));
        own.extend(file(&path, &sheet));
        self.sheets.insert(name, own);
        self.add(&path, &text);
    }

    fn add_quiz(&mut self, stem: &str, quiz: &str, given: Given) -> Option<(SourcePath, File)> {
        let (path, file) = file(&format!("{SRC}/02-questions/{stem}.quiz.yaml"), quiz)?;
        self.given.insert(path.clone(), given);
        self.files.insert(path.clone(), file.clone());
        Some((path, file))
    }
}

impl Origin {
    fn new(page: &str, at: usize, example: &Written) -> Option<Self> {
        let start = Span::new(example.start..example.start).start;
        let span = Span::new(at..at + example.text.len());
        Some(Self { page: SourcePath::new(page)?, span, path: example.path.clone(), start })
    }

    fn holds(&self, place: &Place) -> bool {
        self.page == place.path && self.span.start <= place.span.start && place.span.end <= self.span.end
    }
}

fn type_file(number: usize, kind: &dyn QuestionType) -> String {
    format!("{number:02}-{}.md", kind.name())
}

fn sheet_name(kind: &str) -> String {
    format!("sheet-{kind}.html")
}

/// A text for YAML and TOML, which both read JSON's.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Words as code, for a table.
fn code<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
}

/// The start of a page. Reading it is no lesson, so it counts for nothing.
fn page(title: &str, about: Option<&str>, slug: Option<&str>) -> String {
    let description = about.map(|about| format!("description: {}\n", quoted(about))).unwrap_or_default();
    let slug = slug.map(|slug| format!("slug: {slug}\n")).unwrap_or_default();
    format!("---\ntitle: {}\n{description}{slug}counts: false\n---\n\n", quoted(title))
}

/// The switches of the page at `path`, from which `root` leads to the folder of its language; with those of states and
/// a link to the answer sheet for a type of question.
fn tools(language: Language, path: &str, root: &str, kind: Option<&str>) -> String {
    let other = match language {
        Language::Japanese => Language::English,
        Language::English => Language::Japanese,
    };
    let sheet =
        kind.map(|kind| format!(" states=true sheet=\"{root}{}\"", sheet_name(kind))).unwrap_or_default();
    format!("::gallery-tools{{other=\"{root}../{}/{path}.html\"{sheet}}}\n\n", other.tag())
}

/// What was written, beside what it becomes.
fn source(colons: &str, language: &str, text: &str) -> String {
    let fence = "`".repeat(longest(text, '`').max(2) + 1);
    format!("{colons}source\n{fence}{language}\n{}\n{fence}\n{colons}\n", text.trim_end())
}

/// How often `wanted` stands in a row, at most.
fn longest(text: &str, wanted: char) -> usize {
    text.split(|c| c != wanted).map(str::len).max().unwrap_or_default()
}

/// The name of a block as a file's, in letters that addresses take.
fn slug(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.chars().all(plain) {
        return name.to_owned();
    }
    format!("block-{}", crate::source::Hash128::of(name.as_bytes()).short())
}

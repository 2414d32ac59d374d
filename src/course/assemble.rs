//! From sources to a course: everything is parsed, named, and then resolved against all names.
//!
//! 1. The [outline] says which files are pages; every page is parsed, in parallel.
//! 2. Pages get their slugs and ids; glossary, sources, values, pictures and quiz files are listed. Together
//!    they are the [`Index`] of all that can be referred to.
//! 3. Pages are resolved against it, in parallel; then the quizzes that they place, for a quiz is read on the
//!    page that shows it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::include;
use super::lesson::Parsed;
use super::naming::name_pages;
use super::outline::{self, Outline};
use super::resolved::{Resolved, resolve};
use super::{Book, Course, Lesson, Memo, Opening, Part, citations, glossary};
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics};
use crate::memo::{Key, Marked};
use crate::quiz::{self, Quiz};
use crate::say;
use crate::source::{Excerpt, Fault, File, Hash128, Look, MAX_PICTURE, Place, SourcePath, Sources, Span};
use crate::syntax::node::{Entry, Node, Value};
use crate::syntax::yaml;
use crate::text::{
    Captions, Index, MediaFile, PageEntry, PageId, PageNames, QuizUse, Resolver, Setting, Uses, plain_text,
    svg_problem, svg_size,
};
use crate::theme::Theme;

/// The course that `sources` hold under the settings of `book`.
pub fn assemble(memo: &Memo, sources: &Sources, book: Book, theme: &Marked<Theme>) -> Checked<Course> {
    let mut diagnostics = Diagnostics::default();
    let summary = text_hash(sources, &outline::summary(&book.src));
    let listing = Key::of((sources.paths_digest(), &book.src, summary));
    let outline = memo.outlines.get(listing, || outline::find(sources, &book.src));
    outline.tell(&mut diagnostics);
    let outline = &outline.value;
    let pages = parse_pages(memo, sources, outline, &book.values);
    pages.iter().for_each(|page| diagnostics.extend(page.diagnostics.iter().cloned()));
    let faces: Vec<_> = pages.iter().map(|page| (&page.path, &page.face)).collect();
    let face_key = Key::of((listing, &faces));
    let names = memo.names.get(face_key, || Names::of(outline, &pages));
    names.tell(&mut diagnostics);
    let names = &names.value;

    let src = |name: &str| SourcePath::new(&format!("{}/{name}", book.src));
    let glossary_page = src("glossary.yaml").unwrap_or_else(|| SourcePath::known("glossary.yaml"));
    let glossary_key = Key::of((&glossary_page, text_hash(sources, &glossary_page)));
    let typed = memo.glossaries.get(glossary_key, || read_glossary(sources, &glossary_page));
    typed.tell(&mut diagnostics);
    let cited_page = src("sources.yaml").unwrap_or_else(|| SourcePath::known("sources.yaml"));
    let cited_key = Key::of((&cited_page, text_hash(sources, &cited_page), book.language));
    let cited = memo.cited.get(cited_key, || {
        let mut found = Diagnostics::default();
        let node = parse_yaml(sources, &cited_page, &mut found);
        let cited = node.map(|node| citations::read(&cited_page, &node, book.language, &mut found));
        Checked { value: Arc::new(cited.unwrap_or_default()), diagnostics: found }
    });
    cited.tell(&mut diagnostics);
    let (media, media_key) = media(memo, sources, &book.src);

    let look = Key::of((book.language, theme.mark));
    let index = Index {
        language: book.language,
        pages: Arc::clone(&names.pages),
        terms: typed.value.entries.clone(),
        sources: cited.value.keys().cloned().collect(),
        values: book.values.clone(),
        media,
        quizzes: memo.quiz_files.get(listing, || quiz_files(sources, &book.src)),
        blocks: Arc::clone(&theme.blocks),
        look,
        digest: Key::of((look, face_key, glossary_key, cited_key, &book.values, media_key)),
    };

    let terms = resolve(&memo.terms, glossary_key, &index, || {
        let mut resolver = Resolver::new(&index, &glossary_page, Setting::Data);
        (Arc::new(typed.value.resolve(&mut resolver)), resolver)
    });
    diagnostics.extend(terms.diagnostics.iter().cloned());

    let mut course = Course {
        book,
        home: None,
        parts: Vec::new(),
        glossary: Marked { value: Arc::clone(&terms.value), mark: terms.mark },
        sources: Marked { value: Arc::clone(&cited.value), mark: cited_key },
    };
    let texts = resolve_pages(memo, sources, (outline, pages, &names.ids), &index, &mut diagnostics);
    let quizzes = place_quizzes(memo, sources, &index, &texts, course.book.pass_mark, &mut diagnostics);
    put_together(memo, &mut course, (outline, &names.ids), texts, &quizzes);
    Checked { value: course, diagnostics }
}

/// What pages can be referred to by.
#[derive(Debug)]
pub(super) struct Names {
    pages: Arc<PageNames>,
    /// The page of each file, in the order of the outline.
    ids: Vec<PageId>,
}

impl Names {
    fn of(outline: &Outline, pages: &[Arc<Parsed>]) -> Checked<Self> {
        let mut diagnostics = Diagnostics::default();
        let faces: BTreeMap<_, _> = pages.iter().map(|page| (&page.path, &page.face)).collect();
        let named = name_pages(outline, &faces, &mut diagnostics);
        // Every file of the outline has a name.
        let ids = outline.files().map(|path| named.get(path).cloned().unwrap_or(PageId::Home)).collect();
        let mut names = PageNames::default();
        for (path, id) in named {
            let Some(face) = faces.get(&path) else { continue };
            let entry = PageEntry {
                id: id.clone(),
                title: if face.title.is_empty() { path.file_name() } else { &face.title }.to_owned(),
                anchors: face.anchors.clone(),
                draft: face.draft,
            };
            names.by_page.entry(id).or_insert_with(|| path.clone());
            names.files.insert(path, entry);
        }
        Checked { value: Self { pages: Arc::new(names), ids }, diagnostics }
    }
}

/// The pages of the outline, in its order.
fn parse_pages(
    memo: &Memo,
    sources: &Sources,
    outline: &Outline,
    values: &BTreeMap<String, String>,
) -> Vec<Arc<Parsed>> {
    let files: Vec<&SourcePath> = outline.files().collect();
    let values_key = Key::of(values);
    let parse = |path: &SourcePath| {
        let (text, hash) = text(sources, path);
        let key = Key::of((path, hash, values_key, include::mark(path, text, sources)));
        memo.typed.get(key, || Parsed::new(path, text, sources, values, key))
    };
    files.into_par_iter().map(parse).collect()
}

/// A text with its hash; empty where there is none.
fn text<'s>(sources: &'s Sources, path: &SourcePath) -> (&'s str, Option<Hash128>) {
    match sources.file(path) {
        Some(File::Text { text, hash }) => (text, Some(*hash)),
        _ => ("", None),
    }
}

fn text_hash(sources: &Sources, path: &SourcePath) -> Option<Hash128> {
    text(sources, path).1
}

fn parse_yaml(sources: &Sources, path: &SourcePath, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = sources.text(path.as_str())?;
    yaml::parse(&Excerpt::verbatim(path, text, 0)).drain_into(diagnostics)
}

fn read_glossary(sources: &Sources, path: &SourcePath) -> Checked<glossary::Typed> {
    let mut found = Diagnostics::default();
    let node = parse_yaml(sources, path, &mut found);
    let typed = node.map(|node| glossary::read(path, &node, &mut found)).unwrap_or_default();
    Checked { value: typed, diagnostics: found }
}

fn quiz_files(sources: &Sources, src: &str) -> BTreeSet<SourcePath> {
    sources
        .paths()
        .filter(|path| path.below(src).is_some() && path.file_name().ends_with(".quiz.yaml"))
        .cloned()
        .collect()
}

/// Pictures and other files below the content folder, and a hash of what they are. Pictures are looked at, so that a
/// page can reserve their space and refuse what would not show.
fn media(memo: &Memo, sources: &Sources, src: &str) -> (Arc<BTreeMap<SourcePath, MediaFile>>, Hash128) {
    let files: Vec<(&SourcePath, &File)> = sources
        .files()
        .filter(|(path, _)| path.below(src).is_some())
        .filter(|(path, _)| {
            // Those of the course itself; all others can be named, be it only to say that they cannot be used.
            !matches!(path.extension().as_str(), "md" | "markdown" | "yaml" | "yml" | "toml")
        })
        .collect();
    let read: Vec<_> = files
        .iter()
        .map(|(path, file)| match file {
            File::Text { hash, .. } => (path, Some(*hash), None),
            File::Media { look, .. } => (path, None, Some(look)),
        })
        .collect();
    let key = Key::of(&read);
    let kind = |path: &SourcePath, file: &File| match file {
        File::Text { text, hash } if path.extension() == "svg" => {
            MediaFile::clone(&memo.drawings.get(Key::of(hash), || svg(text)))
        }
        File::Text { text, .. } if path.extension() == "vtt" => MediaFile::Captions(Captions::read(text)),
        File::Text { .. } => MediaFile::Other,
        File::Media { look: Look::Picture { width, height, .. }, .. } if is_picture(&path.extension()) => {
            MediaFile::Picture(*width, *height)
        }
        File::Media { .. } if is_foreign_picture(&path.extension()) => {
            foreign(&format!(".{}", path.extension()))
        }
        // Files that are not shown may be in any format, so they may be opened.
        File::Media { look: Look::Unusable(Fault::Foreign(_)), .. } if !is_picture(&path.extension()) => {
            MediaFile::Other
        }
        File::Media { look: Look::Unusable(fault), .. } => faulty(*fault),
        File::Media { .. } if is_picture(&path.extension()) => faulty(Fault::Damaged),
        File::Media { .. } => MediaFile::Other,
    };
    let media = memo
        .media
        .get(key, || files.into_par_iter().map(|(path, file)| (path.clone(), kind(path, file))).collect());
    (media, key)
}

fn svg(text: &str) -> MediaFile {
    if let Some((ja, en)) = svg_problem(text) {
        return MediaFile::BadPicture(ja, en);
    }
    match svg_size(text) {
        Some((width, height)) => MediaFile::Picture(width, height),
        None => MediaFile::BadPicture(
            "大きさが分かりません。width と height か viewBox を書きます".into(),
            "its size is not known: it needs width and height, or a viewBox".into(),
        ),
    }
}

/// A picture that cannot be used, and what to do about it.
fn faulty(fault: Fault) -> MediaFile {
    let limit = MAX_PICTURE >> 20;
    let reason = match fault {
        Fault::Damaged => say!(
            "画像として読めません。ファイルが壊れているかもしれません",
            "it cannot be read as a picture; the file may be damaged"
        ),
        Fault::CutOff => say!(
            "ファイルが途中で切れています。もとの場所から写し直します",
            "the file ends too early; copy it again from where it came"
        ),
        Fault::TooLarge => say!(
            "{limit} MBより大きいので読みません。縮小して保存し直します",
            "it is larger than {limit} MB; make it smaller and save it again"
        ),
        Fault::Marked => say!(
            "AVIFの画像に、場所などの撮影の記録が入っています。AVIFからは取り除けないので、JPEGかWebPで保存し直します",
            "this AVIF file holds notes such as where it was taken, which cannot be taken out of AVIF; save it as JPEG or WebP"
        ),
        Fault::Foreign(format) => say!(
            "中身は {format} で、ブラウザーで表示できません。PNG（写真ならJPEG）で保存し直します",
            "it is really {format}, which browsers do not show; save it as PNG, or as JPEG for a photo"
        ),
    };
    MediaFile::BadPicture(reason.ja, reason.en)
}

fn foreign(extension: &str) -> MediaFile {
    let said = say!(
        "{extension} の画像はブラウザーで表示できません。PNG（写真ならJPEG）で保存し直します",
        "browsers do not show {extension}; save it as PNG, or as JPEG for a photo"
    );
    MediaFile::BadPicture(said.ja, said.en)
}

fn is_picture(extension: &str) -> bool {
    matches!(extension, "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp")
}

/// Formats of pictures that cameras and drawing programs write and browsers do not show.
fn is_foreign_picture(extension: &str) -> bool {
    matches!(
        extension,
        "tif"
            | "tiff"
            | "heic"
            | "heif"
            | "psd"
            | "psb"
            | "jxl"
            | "jp2"
            | "j2k"
            | "jxr"
            | "raw"
            | "dng"
            | "cr2"
            | "cr3"
            | "nef"
            | "arw"
            | "ai"
            | "eps"
            | "emf"
            | "wmf"
            | "svgz"
            | "ico"
            | "tga"
            | "dds"
            | "exr"
            | "hdr"
            | "pnm"
            | "ppm"
            | "pgm"
            | "xcf"
            | "jfif"
            | "pict"
    )
}

/// The texts of all pages in the order of the outline.
#[derive(Default)]
struct Texts {
    openings: Vec<Arc<Resolved<Opening>>>,
    lessons: Vec<Arc<Resolved<Lesson>>>,
}

impl Texts {
    /// The files with what they use: openings, then lessons.
    fn uses(&self) -> impl Iterator<Item = (&SourcePath, &Uses)> {
        let openings = self.openings.iter().map(|opening| (&opening.value.path, &opening.value.uses));
        openings.chain(self.lessons.iter().map(|lesson| (&lesson.value.path, &lesson.value.uses)))
    }
}

/// Resolves every page.
fn resolve_pages(
    memo: &Memo,
    sources: &Sources,
    (outline, pages, ids): (&Outline, Vec<Arc<Parsed>>, &[PageId]),
    index: &Index,
    diagnostics: &mut Diagnostics,
) -> Texts {
    enum Text {
        Opening(Arc<Resolved<Opening>>),
        Lesson(Arc<Resolved<Lesson>>),
    }
    let typed = |page: &Parsed| page.typed(text(sources, &page.path).0, sources);
    let resolve = |((page, id), opens): ((&Arc<Parsed>, &PageId), bool)| {
        let key = Key::of((page.mark, id));
        let resolver = || Resolver::new(index, &page.path, Setting::Page);
        if opens {
            Text::Opening(resolve(&memo.openings, key, index, || {
                let mut resolver = resolver();
                (typed(page).opening(&mut resolver), resolver)
            }))
        } else {
            Text::Lesson(resolve(&memo.lessons, key, index, || {
                let mut resolver = resolver();
                (typed(page).lesson(id.clone(), &mut resolver), resolver)
            }))
        }
    };
    let home = outline.home.iter().map(|_| true);
    let parts = outline
        .parts
        .iter()
        .flat_map(|part| part.opening.iter().map(|_| true).chain(part.lessons.iter().map(|_| false)));
    let opens: Vec<bool> = home.chain(parts).collect();
    let resolved: Vec<Text> = pages.par_iter().zip(ids).zip(opens).map(resolve).collect();
    let mut texts = Texts::default();
    for text in resolved {
        let said = match &text {
            Text::Opening(opening) => &opening.diagnostics,
            Text::Lesson(lesson) => &lesson.diagnostics,
        };
        diagnostics.extend(said.iter().cloned());
        match text {
            Text::Opening(opening) => texts.openings.push(opening),
            Text::Lesson(lesson) => texts.lessons.push(lesson),
        }
    }
    texts
}

/// A quiz, with a hash of all that it was made from.
type Read = Arc<Resolved<Option<Arc<Quiz>>>>;

/// Reads the quizzes that pages place, and reports those placed twice or never.
fn place_quizzes(
    memo: &Memo,
    sources: &Sources,
    index: &Index,
    texts: &Texts,
    pass_mark: u8,
    diagnostics: &mut Diagnostics,
) -> HashMap<SourcePath, Read> {
    let mut placed: HashMap<&SourcePath, Place> = HashMap::new();
    let mut jobs: Vec<(&SourcePath, &SourcePath, bool, Option<&Node>)> = Vec::new();
    for (page, uses) in texts.uses() {
        for QuizUse { file: quiz, exam, span, question } in &uses.quizzes {
            let place = Place::new(page, *span);
            if let Some(first) = placed.get(quiz) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::QuizPlacement,
                        place,
                        say!(
                            "クイズ「{}」が2か所に置かれています。",
                            "The quiz \"{}\" is placed twice.",
                            quiz.file_name()
                        ),
                    )
                    .help(say!(
                        "学習記録が混ざらないよう、1つのクイズは1か所だけに置きます。",
                        "Place a quiz once only, so that its records do not mix."
                    ))
                    .related(first.clone(), say!("1つめはここです。", "The first one is here.")),
                );
            } else {
                placed.insert(quiz, place);
                jobs.push((quiz, page, *exam, question.as_ref()));
            }
        }
    }
    for quiz in index.quizzes.iter() {
        if !placed.contains_key(quiz) {
            let stem = quiz.file_name().strip_suffix(".quiz.yaml").unwrap_or_default();
            let placing = format!("::quiz{{src={stem}}}");
            let as_exam = format!("::exam{{src={stem}}}");
            // A lesson places it under a name that was mistyped, which was said there.
            let meant = |found: &Diagnostic| {
                found.code == Code::QuizPlacement
                    && found.correction.as_ref().is_some_and(|line| [&placing, &as_exam].contains(&line))
                    && found.place.as_ref().is_some_and(|place| place.path.parent() == quiz.parent())
            };
            if diagnostics.iter().any(meant) {
                continue;
            }
            diagnostics.push(
                Diagnostic::new(
                    Code::QuizPlacement,
                    Place::file(quiz),
                    say!("このクイズは、どのレッスンにも置かれていません。", "No lesson places this quiz."),
                )
                .help(say!(
                    "レッスンの置きたいところに書きます。",
                    "Write this where the lesson should show it."
                ))
                .correct(placing),
            );
        }
    }

    let read: Vec<(&SourcePath, Read)> = jobs
        .into_par_iter()
        .map(|(path, page, exam, question)| {
            let key = Key::of((path, text_hash(sources, path), question, page, exam, pass_mark));
            let quiz = resolve(&memo.quizzes, key, index, || {
                let mut resolver = Resolver::new(index, page, Setting::Data);
                if let Some(question) = question {
                    let quiz = quiz::read(page, &alone(question), exam, pass_mark, &mut resolver);
                    return (Some(Arc::new(quiz)), resolver);
                }
                let mut found = Diagnostics::default();
                let node = parse_yaml(sources, path, &mut found);
                // A file without anything in it is a quiz without questions.
                let empty = || Node { span: Span::default(), value: Value::Null };
                let node = node.or_else(|| found.is_empty().then(empty));
                resolver.diagnostics.extend(found);
                let quiz = node.map(|node| quiz::read(path, &node, exam, pass_mark, &mut resolver));
                (quiz.map(Arc::new), resolver)
            });
            (path, quiz)
        })
        .collect();
    let mut ids: HashMap<&str, &SourcePath> = HashMap::new();
    for (path, quiz) in &read {
        diagnostics.extend(quiz.diagnostics.iter().cloned());
        let Some(quiz) = &quiz.value else { continue };
        if let Some(first) = ids.get(quiz.id.as_str()) {
            let message = say!(
                "クイズの id「{}」が「{first}」と同じです。",
                "The quiz id \"{}\" is that of {first} too.",
                quiz.id
            );
            diagnostics.push(Diagnostic::new(Code::Duplicate, quiz.id_place.clone(), message).help(say!(
                "`id:` を書くか、ファイル名を変えます。",
                "Write an `id:` of its own, or rename the file."
            )));
        }
        ids.entry(&quiz.id).or_insert(path);
    }
    read.into_iter().map(|(path, quiz)| (path.clone(), quiz)).collect()
}

/// A quiz of one question, under the question's id.
fn alone(question: &Node) -> Node {
    let span = question.span;
    let id = match &question.value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key == "id"),
        _ => None,
    };
    let entries = id.map(|id| {
        let list = Node { span, value: Value::List(vec![question.clone()]) };
        let questions =
            Entry { key: "questions".to_owned(), key_span: span, value: list, origin: id.origin.clone() };
        vec![id.clone(), questions]
    });
    Node { span, value: Value::Map(entries.unwrap_or_default()) }
}

/// Hands every page its quizzes, and adds what they use to what the page uses; then hands the pages to their parts.
fn put_together(
    memo: &Memo,
    course: &mut Course,
    (outline, ids): (&Outline, &[PageId]),
    texts: Texts,
    quizzes: &HashMap<SourcePath, Read>,
) {
    let attach = |uses: &mut Uses, own: &mut BTreeMap<SourcePath, Arc<Quiz>>| {
        for used in uses.quizzes.clone() {
            if let Some(quiz) = quizzes.get(&used.file).and_then(|read| read.value.as_ref()) {
                uses.merge(quiz.uses.clone());
                own.insert(used.file, Arc::clone(quiz));
            }
        }
    };
    let mark = |text: Hash128, uses: &Uses| {
        let marks: Vec<_> =
            uses.quizzes.iter().map(|used| quizzes.get(&used.file).map(|read| read.mark)).collect();
        Key::of((text, marks))
    };
    let mut openings = texts.openings.into_iter().map(|text| {
        let mark = mark(text.mark, &text.value.uses);
        let value = memo.whole_openings.get(mark, || {
            let mut whole = text.value.clone();
            attach(&mut whole.uses, &mut whole.quizzes);
            whole
        });
        Marked { value, mark }
    });
    let lessons: Vec<Marked<Lesson>> = texts
        .lessons
        .into_par_iter()
        .map(|text| {
            let mark = mark(text.mark, &text.value.uses);
            let value = memo.whole_lessons.get(mark, || {
                let mut whole = text.value.clone();
                attach(&mut whole.uses, &mut whole.quizzes);
                whole
            });
            Marked { value, mark }
        })
        .collect();
    let mut lessons = lessons.into_iter();
    let mut ids = ids.iter().skip(usize::from(outline.home.is_some()));
    course.home = outline.home.as_ref().and_then(|_| openings.next());
    for part in &outline.parts {
        let opening = part.opening.as_ref().and_then(|_| openings.next());
        let lessons: Vec<Marked<Lesson>> = lessons.by_ref().take(part.lessons.len()).collect();
        let pages = part.lessons.len() + usize::from(opening.is_some());
        let slug = ids.by_ref().take(pages).fold(None, |slug, id| match id {
            PageId::Lesson(part, _) | PageId::Part(part) => slug.or_else(|| Some(Arc::clone(part))),
            _ => slug,
        });
        let folder = outline::without_prefix(&part.folder);
        let title = opening.as_ref().map(|opening| plain_text(&opening.title));
        let title = title.filter(|title| !title.is_empty()).or_else(|| part.title.clone());
        let title = title.unwrap_or_else(|| folder.to_owned());
        course.parts.push(Part { slug: slug.unwrap_or_else(|| folder.into()), title, opening, lessons });
    }
}

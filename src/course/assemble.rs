//! From sources to a course: everything is parsed, named, and then resolved against all names.
//!
//! 1. The [outline] says which files are pages; every page is parsed, in parallel.
//! 2. Pages get their slugs and ids; glossary, sources, values, pictures and quiz files are listed. Together
//!    they are the [`Index`] of all that can be referred to.
//! 3. Pages are resolved against it, in parallel; then the quizzes that they place, for a quiz is read on the
//!    page that shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::lesson::{self, TypedPage};
use super::naming::name_pages;
use super::outline::{self, Outline};
use super::{Book, Course, Lesson, Opening, Part, citations, glossary};
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics};
use crate::quiz::{self, Quiz};
use crate::say;
use crate::source::{Excerpt, File, Place, SourcePath, Sources, Span};
use crate::syntax::node::{Entry, Node, Origin, Value};
use crate::syntax::yaml;
use crate::text::{
    Captions, Index, MediaFile, PageEntry, PageId, QuizUse, Resolver, Setting, SourceEntry, plain_text,
    svg_problem, svg_size,
};
use crate::theme::Theme;

/// The course that `sources` hold under the settings of `book`.
pub fn assemble(sources: &Sources, book: Book, theme: &Theme) -> Checked<Course> {
    let mut diagnostics = Diagnostics::default();
    let outline = outline::find(sources, &book.src, &mut diagnostics);
    let pages = parse_pages(sources, &outline, &mut diagnostics);
    let named = name_pages(&outline, &pages, &mut diagnostics);

    let src = |name: &str| SourcePath::new(&format!("{}/{name}", book.src));
    let glossary_file =
        src("glossary.yaml").and_then(|path| Some((parse_yaml(sources, &path, &mut diagnostics)?, path)));
    let typed_glossary =
        glossary_file.map(|(node, path)| glossary::read(&path, &node, &mut diagnostics)).unwrap_or_default();
    let cited = src("sources.yaml")
        .and_then(|path| Some((parse_yaml(sources, &path, &mut diagnostics)?, path)))
        .map(|(node, path)| citations::read(&path, &node, book.language, &mut diagnostics))
        .unwrap_or_default();

    let index = Index {
        language: book.language,
        pages: named
            .iter()
            .map(|(path, id)| {
                let page = pages.get(path);
                let entry = PageEntry {
                    id: id.clone(),
                    title: page
                        .map(|page| page.plain_title(&book.values))
                        .filter(|title| !title.is_empty())
                        .unwrap_or_else(|| path.file_name().to_owned()),
                    anchors: page.map(|page| page.anchors.iter().cloned().collect()).unwrap_or_default(),
                    draft: page.is_some_and(TypedPage::draft),
                };
                (path.clone(), entry)
            })
            .collect(),
        terms: typed_glossary.entries(&mut diagnostics),
        sources: cited
            .iter()
            .map(|(id, source)| (id.clone(), SourceEntry { title: source.title.clone() }))
            .collect(),
        values: book.values.clone(),
        media: media(sources, &book.src),
        quizzes: sources
            .paths()
            .filter(|path| path.below(&book.src).is_some() && path.file_name().ends_with(".quiz.yaml"))
            .cloned()
            .collect(),
        blocks: theme.blocks.clone(),
    };

    let glossary_page = src("glossary.yaml").unwrap_or_else(|| SourcePath::known("glossary.yaml"));
    let mut resolver = Resolver::new(&index, &glossary_page, Setting::Data);
    let terms = typed_glossary.resolve(&mut resolver);
    diagnostics.extend(resolver.diagnostics);

    let home = outline
        .home
        .as_ref()
        .and_then(|path| Some(pages.get(path)?.opening(&index).drain_into(&mut diagnostics)));
    let mut course =
        Course { book, home, parts: Vec::new(), glossary: terms, sources: cited, media: index.media.clone() };
    resolve_parts(&outline, &pages, &named, &index, &mut course, &mut diagnostics);
    place_quizzes(sources, &index, &mut course, &mut diagnostics);
    Checked { value: course, diagnostics }
}

pub(super) type Pages = BTreeMap<SourcePath, TypedPage>;

fn parse_pages(sources: &Sources, outline: &Outline, diagnostics: &mut Diagnostics) -> Pages {
    let files: Vec<&SourcePath> = outline
        .home
        .iter()
        .chain(outline.parts.iter().flat_map(|part| part.opening.iter().chain(&part.lessons)))
        .collect();
    let parsed: Vec<Checked<TypedPage>> = files
        .into_par_iter()
        .map(|path| lesson::parse(path, sources.text(path.as_str()).map_or("", |text| text), sources))
        .collect();
    parsed
        .into_iter()
        .map(|checked| {
            let page = checked.drain_into(diagnostics);
            (page.path.clone(), page)
        })
        .collect()
}

fn parse_yaml(sources: &Sources, path: &SourcePath, diagnostics: &mut Diagnostics) -> Option<Node> {
    let text = sources.text(path.as_str())?;
    yaml::parse(&Excerpt::verbatim(path, text, 0)).drain_into(diagnostics)
}

/// Pictures and other files below the content folder. Pictures are looked at, so that a page can reserve
/// their space and refuse what would not show.
fn media(sources: &Sources, src: &str) -> BTreeMap<SourcePath, MediaFile> {
    let files: Vec<(&SourcePath, &File)> = sources
        .files()
        .filter(|(path, _)| path.below(src).is_some())
        .filter(|(path, _)| {
            // Those of the course itself; all others can be named, be it only to say that they cannot be used.
            !matches!(path.extension().as_str(), "md" | "markdown" | "yaml" | "yml" | "toml")
        })
        .collect();
    files
        .into_par_iter()
        .map(|(path, file)| {
            let kind = match file {
                File::Text { text, .. } if path.extension() == "svg" => svg(text),
                File::Text { text, .. } if path.extension() == "vtt" => MediaFile::Captions(Captions::read(text)),
                File::Text { .. } => MediaFile::Other,
                File::Media { size: Some((width, height)), .. } if is_picture(&path.extension()) => {
                    MediaFile::Picture(*width, *height)
                }
                File::Media { .. } if is_foreign_picture(&path.extension()) => {
                    let extension = path.extension();
                    MediaFile::BadPicture(
                        format!(".{extension} の画像はブラウザーで表示できません。PNG（写真ならJPEG）で保存し直します"),
                        format!("browsers do not show .{extension}; save it as PNG, or as JPEG for a photo"),
                    )
                }
                File::Media { .. } if is_picture(&path.extension()) => MediaFile::BadPicture(
                    "画像として読めません。ファイルが壊れているかもしれません".into(),
                    "it cannot be read as a picture; the file may be damaged".into(),
                ),
                File::Media { .. } => MediaFile::Other,
            };
            (path.clone(), kind)
        })
        .collect()
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

fn resolve_parts(
    outline: &Outline,
    pages: &Pages,
    named: &BTreeMap<SourcePath, PageId>,
    index: &Index,
    course: &mut Course,
    diagnostics: &mut Diagnostics,
) {
    for part in &outline.parts {
        let opening: Option<Opening> = part
            .opening
            .as_ref()
            .and_then(|path| Some(pages.get(path)?.opening(index).drain_into(diagnostics)));
        let resolved: Vec<Checked<Lesson>> = part
            .lessons
            .par_iter()
            .filter_map(|path| Some(pages.get(path)?.lesson(named.get(path)?.clone(), index)))
            .collect();
        let lessons: Vec<Arc<Lesson>> =
            resolved.into_iter().map(|checked| Arc::new(checked.drain_into(diagnostics))).collect();
        let mut files = part.opening.iter().chain(&part.lessons);
        let slug = files.find_map(|path| match named.get(path)? {
            PageId::Lesson(part, _) | PageId::Part(part) => Some(Arc::clone(part)),
            _ => None,
        });
        let title = opening
            .as_ref()
            .map(|opening| plain_text(&opening.title))
            .filter(|title| !title.is_empty())
            .or_else(|| part.title.clone())
            .unwrap_or_else(|| outline::without_prefix(&part.folder).to_owned());
        course.parts.push(Part {
            slug: slug.unwrap_or_else(|| outline::without_prefix(&part.folder).into()),
            title,
            opening,
            lessons,
        });
    }
}

/// Reads the quizzes that pages place, and reports those placed twice or never.
fn place_quizzes(sources: &Sources, index: &Index, course: &mut Course, diagnostics: &mut Diagnostics) {
    let mut placed: BTreeMap<SourcePath, Place> = BTreeMap::new();
    let mut jobs: Vec<(SourcePath, SourcePath, bool, Option<Node>)> = Vec::new();
    for (page, uses) in page_uses(course) {
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
                placed.insert(quiz.clone(), place);
                jobs.push((quiz.clone(), page.clone(), *exam, question.clone()));
            }
        }
    }
    for quiz in &index.quizzes {
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

    let pass_mark = course.book.pass_mark;
    let read: Vec<(SourcePath, Option<Quiz>, Diagnostics)> = jobs
        .into_par_iter()
        .map(|(path, page, exam, question)| {
            let mut resolver = Resolver::new(index, &page, Setting::Data);
            let mut found = Diagnostics::default();
            if let Some(question) = question {
                let quiz = quiz::read(&page, &alone(question), exam, pass_mark, &mut resolver);
                return (path, Some(quiz), resolver.diagnostics);
            }
            let node = parse_yaml(sources, &path, &mut found);
            // A file without anything in it is a quiz without questions.
            let empty = || Node { span: Span::default(), value: Value::Null };
            let node = node.or_else(|| found.is_empty().then(empty));
            let quiz = node.map(|node| quiz::read(&path, &node, exam, pass_mark, &mut resolver));
            found.extend(resolver.diagnostics);
            (path, quiz, found)
        })
        .collect();
    let mut quizzes: BTreeMap<SourcePath, Arc<Quiz>> = BTreeMap::new();
    let mut ids: BTreeMap<String, SourcePath> = BTreeMap::new();
    for (path, quiz, found) in read {
        diagnostics.extend(found);
        let Some(quiz) = quiz else { continue };
        if let Some(first) = ids.get(&quiz.id) {
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
        ids.entry(quiz.id.clone()).or_insert_with(|| path.clone());
        quizzes.insert(path, Arc::new(quiz));
    }
    attach(course, &quizzes);
}

/// A quiz of one question, under the question's id.
fn alone(question: Node) -> Node {
    let span = question.span;
    let id = match &question.value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key == "id").cloned(),
        _ => None,
    };
    let key = |origin: Origin, value: Node| Entry {
        key: "questions".to_owned(),
        key_span: span,
        value: Node { span, value: Value::List(vec![value]) },
        origin,
    };
    let entries = id.map(|id| vec![id.clone(), key(id.origin, question)]);
    Node { span, value: Value::Map(entries.unwrap_or_default()) }
}

fn page_uses(course: &Course) -> impl Iterator<Item = (&SourcePath, &crate::text::Uses)> {
    let openings = course.home.iter().chain(course.parts.iter().filter_map(|part| part.opening.as_ref()));
    let lessons = course.parts.iter().flat_map(|part| &part.lessons);
    openings
        .map(|opening| (&opening.path, &opening.uses))
        .chain(lessons.map(|lesson| (&lesson.path, &lesson.uses)))
}

/// Hands every page its quizzes, and adds what they use to what the page uses.
fn attach(course: &mut Course, quizzes: &BTreeMap<SourcePath, Arc<Quiz>>) {
    let attach = |uses: &mut crate::text::Uses, own: &mut BTreeMap<SourcePath, Arc<Quiz>>| {
        for used in uses.quizzes.clone() {
            if let Some(quiz) = quizzes.get(&used.file) {
                uses.merge(quiz.uses.clone());
                own.insert(used.file, Arc::clone(quiz));
            }
        }
    };
    let openings =
        course.home.iter_mut().chain(course.parts.iter_mut().filter_map(|part| part.opening.as_mut()));
    for opening in openings {
        attach(&mut opening.uses, &mut opening.quizzes);
    }
    for lesson in course.parts.iter_mut().flat_map(|part| &mut part.lessons) {
        if let Some(lesson) = Arc::get_mut(lesson) {
            attach(&mut lesson.uses, &mut lesson.quizzes);
        }
    }
}

//! What is delivered: a map from path to bytes, and nothing else.
//!
//! [`bind`] fills the holes of [`Pages`] for a shape. It gives every page, style, script and picture its path,
//! and every page its policy and the list of what it loads. How a site is stored is the business of `output`.

mod address;
mod assets;
pub mod live;
mod policy;
mod practice;
mod search;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use self::assets::Assets;
use crate::course::record_field::RecordField;
use crate::memo::{ByKey, Key, Marked, Shelf};
use crate::render::{
    CourseData, Hole, Holed, LessonData, Page, Pages, PartData, Parts, QuizData, Segment, Sheet, escape,
};
use crate::source::{File, Hash128, Origin, SourcePath, Sources};
use crate::text::PageId;
use crate::theme::Theme;

/// Where a file of the site lies, relative to its root, with `/` between the parts.
pub type SitePath = String;

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Its bytes.
    Bytes(Arc<[u8]>),
    /// A file of the author's, which is not held in memory: where it comes from, and its length in bytes.
    SourceFile(Origin, u64),
}

impl Content {
    /// In bytes.
    pub fn length(&self) -> u64 {
        match self {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::SourceFile(_, length) => *length,
        }
    }
}

/// Everything that is delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// Files by path.
    pub files: BTreeMap<SitePath, Content>,
    /// The file to open first.
    pub entry: SitePath,
}

/// The names of things that have one in every edition, so that one edit does not touch every page.
const OUTLINE: &str = "outline.js";
const STORE: &str = "store.html";

/// So many digits of the digest of all sources are shown: enough to tell editions apart, and short enough to be read
/// out. Results hold all of them.
pub const SHOWN_DIGEST: usize = 12;

crate::shelves! {
    /// What is remembered on the way from pages to a site.
    pub struct Memo {
        /// Files of the theme in few characters, by their text.
        packed: String,
        /// Styles and scripts, by the theme and what pages use of it.
        assets: Assets,
        /// Pages with all holes filled, by what they were and what fills them.
        bound: Bound,
        /// What the outline says of a part, by the part.
        outline_parts: String,
        /// Parts of the search's index, by the keys of all pages that fall to them.
        search_parts: search::Part,
        /// Files with the words of pages, by their number and what they hold.
        search_words: Arc<[u8]>,
    }
}

/// A page in its place, with the scripts that bring its questions back, and with what the search finds of it.
#[derive(Debug)]
struct Bound {
    path: SitePath,
    html: Arc<[u8]>,
    scripts: Vec<practice::Script>,
    words: search::Words,
}

/// Puts the site together as a folder of many pages.
pub fn bind(memo: &Memo, pages: Pages, theme: &Marked<Theme>, sources: &Sources) -> Site {
    let used: ByKey<&Parts> = pages.pages.iter().map(|page| (page.look, &page.parts)).collect();
    let used: BTreeMap<Parts, Hash128> =
        used.into_iter().map(|(look, parts)| (parts.clone(), look)).collect();
    let assets_key = Key::of((theme.mark, &used));
    let assets = memo.assets.get(assets_key, || Assets::new(&memo.packed, theme, used.keys()));
    let heads: ByKey<Hash128> =
        used.iter().map(|(parts, look)| (*look, Key::of(assets.head(parts, "")))).collect();
    let icon = Key::of(assets.icon(""));
    let media = media_paths(pages.pages.iter().map(|page| &**page), sources);
    let digest = sources.digest().to_string();
    let bound: Vec<Arc<Bound>> = pages
        .pages
        .into_par_iter()
        .map(|page| {
            let files: Vec<_> = page.files.iter().map(|file| media.get(file)).collect();
            // Few pages say what the course was made from: all others stay as they are.
            let told = page.html.tells_digest().then_some(&digest);
            let key = Key::of((page.mark, heads.get(&page.look), icon, files, told));
            memo.bound.get(key, || {
                let path = address::page(&page.id);
                let html = fill(&page, &path, &assets, &media, &digest).into_bytes().into();
                let scripts = page.shards.iter().map(|shard| practice::script(shard, &media)).collect();
                Bound { path, html, scripts, words: search::Words::of(&page.id, &page.findable) }
            })
        })
        .collect();
    let scripts: Vec<&practice::Script> = bound.iter().flat_map(|page| &page.scripts).collect();
    let outline = outline(memo, &pages.data, &digest, &practice::data(&scripts, theme));
    let mut files: Vec<(SitePath, Content)> = Vec::new();
    for page in &bound {
        files.push((page.path.clone(), Content::Bytes(Arc::clone(&page.html))));
    }
    for script in scripts {
        files.push((script.path.clone(), Content::Bytes(Arc::clone(&script.text))));
    }
    files.extend(search::files(memo, &bound.iter().map(|page| &page.words).collect::<Vec<_>>()));
    for (path, text) in assets.files() {
        files.push((path.to_owned(), Content::Bytes(text.as_bytes().into())));
    }
    files.push((STORE.to_owned(), Content::Bytes(assets.store_page().into_bytes().into())));
    files.push((OUTLINE.to_owned(), Content::Bytes(outline.into_bytes().into())));
    // Of two files with the same path, the last one stays.
    let mut site = Site { files: files.into_iter().collect(), entry: address::page(&PageId::Home) };
    add_media(&mut site, &media, sources);
    site
}

/// Puts the teacher's edition together: its sheets with their looks and pictures, and nothing else.
pub fn bind_sheets(sheets: Vec<Sheet>, theme: &Theme, sources: &Sources) -> Site {
    let paths: Vec<SitePath> = sheets.iter().map(|sheet| format!("{}.html", sheet.name)).collect();
    let pages: Vec<Page> = sheets.into_iter().map(|sheet| sheet.page).collect();
    let assets = Assets::new(&Shelf::forgetful(), theme, pages.iter().map(|page| &page.parts));
    let media = media_paths(pages.iter(), sources);
    let digest = sources.digest().to_string();
    let mut site = Site { files: BTreeMap::new(), entry: paths.first().cloned().unwrap_or_default() };
    for (page, path) in pages.iter().zip(paths) {
        let html = fill(page, &path, &assets, &media, &digest);
        site.files.insert(path, Content::Bytes(html.into_bytes().into()));
    }
    for (path, text) in assets.looks() {
        site.files.insert(path.to_owned(), Content::Bytes(text.as_bytes().into()));
    }
    add_media(&mut site, &media, sources);
    site
}

fn add_media(site: &mut Site, media: &BTreeMap<SourcePath, SitePath>, sources: &Sources) {
    for (source, path) in media {
        if let Some(content) = sources.file(source).map(content) {
            site.files.insert(path.clone(), content);
        }
    }
}

fn content(file: &File) -> Content {
    match file {
        File::Text { text, .. } => Content::Bytes(text.as_bytes().into()),
        File::Media { origin, length, .. } => Content::SourceFile(origin.clone(), *length),
    }
}

/// The page's HTML with every hole filled for its place `path`. Names are checked when they are read; they are
/// escaped all the same, so that a hole can never be more than a part of an attribute.
fn fill(
    page: &Page,
    path: &str,
    assets: &Assets,
    media: &BTreeMap<SourcePath, SitePath>,
    digest: &str,
) -> String {
    let hole = |hole: &Hole| match hole {
        Hole::Digest => plain(digest, SHOWN_DIGEST),
        Hole::Head => assets.head(&page.parts, path),
        Hole::Icon => assets.icon(path),
        Hole::Look => assets.look(&page.parts, path),
        _ => escape(&address(hole, path, media)),
    };
    joined(&page.html, &hole, path, media)
}

/// JSON for the file at `path` with every hole filled.
fn fill_json(holed: &Holed, path: &str, media: &BTreeMap<SourcePath, SitePath>) -> String {
    let hole = |hole: &Hole| {
        let quoted = json!(address(hole, path, media)).to_string();
        quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
    };
    joined(holed, &hole, path, media)
}

fn joined(
    holed: &Holed,
    fill: &impl Fn(&Hole) -> String,
    path: &str,
    media: &BTreeMap<SourcePath, SitePath>,
) -> String {
    let mut text = String::new();
    for segment in holed.segments() {
        match segment {
            Segment::Html(html) => text.push_str(html),
            Segment::Hole(hole) => text.push_str(&fill(hole)),
            Segment::Code(code) => text.push_str(code),
            // In Base64 there is nothing to escape.
            Segment::Veiled(veiled) => text += &veiled.salt.veil(&fill_json(&veiled.json, path, media)),
        }
    }
    text
}

/// The address or the name that a hole stands for in a file at `path`.
fn address(hole: &Hole, path: &str, media: &BTreeMap<SourcePath, SitePath>) -> String {
    match hole {
        Hole::Page(id, anchor) => {
            let target = address::page(id);
            let anchor = anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
            format!("{}{anchor}", address::relative(path, &target))
        }
        Hole::Here(anchor) => format!("#{anchor}"),
        Hole::Id(anchor) => anchor.clone(),
        Hole::File(file) => media.get(file).map(|file| address::relative(path, file)).unwrap_or_default(),
        Hole::Root => address::root(path),
        // They stand in the frame of a page only, or in its text.
        Hole::Head | Hole::Icon | Hole::Look | Hole::Digest => String::new(),
    }
}

/// A path for every file of the author's that a page uses: named after its content, so that a changed picture
/// is never taken from an old cache. One that might give an answer away by its name has none.
fn media_paths<'p>(
    pages: impl Iterator<Item = &'p Page> + Clone,
    sources: &Sources,
) -> BTreeMap<SourcePath, SitePath> {
    let unnamed: HashSet<&SourcePath> = pages.clone().flat_map(|page| &page.unnamed).collect();
    let used: HashSet<&SourcePath> = pages.flat_map(|page| &page.files).collect();
    let path = |path: &SourcePath| {
        let file = sources.file(path)?;
        Some((path.clone(), media_path(path, file, !unnamed.contains(path))))
    };
    used.into_iter().filter_map(path).collect()
}

/// At most so many characters of a name, as far as they stand in addresses.
fn plain(text: &str, most: usize) -> String {
    let fitting = text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    fitting.take(most).collect::<String>().trim_matches('-').to_owned()
}

/// The path of a file of the author's: in ASCII, and without anything that Windows or HTML could stumble on.
fn media_path(path: &SourcePath, file: &File, named: bool) -> SitePath {
    let (stem, extension) = path.file_name().rsplit_once('.').unwrap_or((path.file_name(), ""));
    let stem = if named { plain(stem, 40) } else { String::new() };
    let parts = [stem, file.hash().short()];
    let name = parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("-");
    match plain(extension, 8) {
        extension if extension.is_empty() => format!("media/{name}"),
        extension => format!("media/{name}.{extension}"),
    }
}

/// The script that says of the whole course what others need; addresses in it are relative to the root. `practice` is
/// JSON.
fn outline(memo: &Memo, course: &CourseData, digest: &str, practice: &str) -> String {
    let field = |field: &RecordField| {
        json!({
            "id": field.id,
            "label": field.label,
            "required": field.required,
            "pattern": field.pattern,
            "help": field.help,
        })
    };
    let data = json!({
        "title": course.title,
        "edition": course.edition,
        "digest": digest,
        "inOrder": course.in_order,
        "deadline": course.deadline,
        "fields": course.fields.iter().map(field).collect::<Vec<_>>(),
    })
    .to_string();
    let parts = course.parts.iter().map(|part| memo.outline_parts.get(part.mark, || outline_part(part)));
    let parts: Vec<Arc<String>> = parts.collect();
    let parts: Vec<&str> = parts.iter().map(|part| part.as_str()).collect();
    let open = data.strip_suffix('}').unwrap_or_default();
    let parts = parts.join(",");
    assets::define("outline", &format!("{open},\"parts\":[{parts}],\"practice\":{practice}}}"))
}

/// What the outline says of a part, as JSON.
fn outline_part(part: &PartData) -> String {
    let url = |page: &Option<PageId>| page.as_ref().map(address::page);
    let quiz = |quiz: &QuizData| {
        json!({
            "id": quiz.id,
            "title": quiz.title,
            "kind": quiz.kind,
            "counts": quiz.counts,
            "points": quiz.points,
            "passMark": quiz.pass_mark,
        })
    };
    let lesson = |lesson: &LessonData| {
        json!({
            "title": lesson.title,
            "url": url(&lesson.page),
            "id": lesson.id,
            "minutes": lesson.minutes,
            "counts": lesson.counts,
            "quizzes": lesson.quizzes.iter().map(quiz).collect::<Vec<_>>(),
        })
    };
    let lessons: Vec<Value> = part.lessons.iter().map(|card| lesson(&card.data)).collect();
    json!({ "id": part.id, "title": part.title, "url": url(&part.page), "lessons": lessons }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Hash128;

    #[test]
    fn files_of_authors_get_names_that_every_system_takes() {
        let name = |path: &str| {
            let file = File::Text { text: "".into(), hash: Hash128::of(b"") };
            SourcePath::new(path).map(|path| media_path(&path, &file, true)).unwrap_or_default()
        };
        assert_eq!(name("content/images/First Minutes.SVG"), "media/first-minutes-af1349.svg");
        assert_eq!(name("content/手順.png"), "media/af1349.png");
        assert_eq!(name("content/README"), "media/readme-af1349");
        assert_eq!(name("content/f.a\" onclick=\"alert(1)"), "media/f-af1349.a--oncli");
    }
}

//! The course in one file: all pages, looks, scripts, words, data and pictures in one document of HTML.
//!
//! Each page stands in a `<noscript>` of its own. Where no script runs, they are one document to be read from top to
//! bottom, whose links lead from one to the other: the anchors of the page `part/lesson` are called
//! `/part/lesson:anchor`, so an address is the same with scripts and without (`#/part/lesson:anchor`), and no name is there
//! twice. Where scripts run, `<noscript>` is a mere text, which costs next to nothing until its page is shown
//! (`client/single/single.js`). Nothing but the styles and scripts of this file may take effect: the policy knows them by
//! their hashes. Sounds and films lie beside the file, since they cannot be played well out of one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::json;

use super::assets::{Kit, Used};
use super::{Content, Memo, Site, SitePath, policy, practice, search};
use crate::memo::Shelf;
use crate::render::{Hole, Holed, Page, Pages, Segment, escape};
use crate::source::{File, Hash128, SourcePath, Sources, base64};
use crate::text::PageId;
use crate::theme::Theme;

/// The bytes of pictures, which [`Sources`] does not hold.
pub type Pictures = BTreeMap<SourcePath, Arc<[u8]>>;

/// The types of pictures by the endings of their names.
const TYPES: [(&str, &str); 7] = [
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
];

/// Whether a file is a picture that goes into a single file.
pub fn is_picture(path: &SourcePath) -> bool {
    media_type(path).is_some()
}

fn media_type(path: &SourcePath) -> Option<&'static str> {
    let (_, ending) = path.file_name().rsplit_once('.')?;
    TYPES.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|(_, kind)| *kind)
}

/// The first sign of a mark that stands for a picture until the whole page is there, and the last one. No text holds
/// them, since the reader of sources replaces noncharacters.
const OPEN: char = '\u{FDD2}';
const CLOSE: char = '\u{FDD3}';

/// The name of the site's mark among pictures.
const ICON: &str = "icon";

/// Puts the course together as one file called `stem`, with what cannot be in it beside it. Also gives the pictures in it
/// with what each adds to it, in bytes; the largest first.
pub fn bind(
    pages: &Pages,
    stem: &str,
    theme: &Theme,
    sources: &Sources,
    pictures: &Pictures,
) -> (Site, Vec<(SourcePath, u64)>) {
    let memo = Memo::forgetful();
    let kit = Kit::new(&Shelf::forgetful(), theme, pages.pages.iter().map(|page| &page.parts));
    let binder = Binder::new(pages, stem, sources, pictures, &kit.icon);
    let sets: BTreeMap<&_, usize> =
        kit.sets.keys().enumerate().map(|(number, parts)| (parts, number)).collect();
    let mut ordered: Vec<_> = pages.pages.iter().map(|page| &**page).collect();
    ordered.sort_by_key(|page| rank(&page.id));
    let leaves: Vec<Leaf> = ordered.par_iter().map(|page| binder.leaf(page)).collect();
    let mut text = String::new();
    text.push_str(&binder.head(theme, &kit, leaves.first()));
    for (leaf, page) in leaves.iter().zip(&ordered) {
        let set = sets.get(&page.parts).copied().unwrap_or_default();
        text += &format!(
            "<noscript data-leaf=\"{}\" data-set=\"{set}\" data-title=\"{}\">{}</noscript>\n",
            escape(&route(&page.id)),
            leaf.title.replace('"', "&quot;"),
            leaf.html
        );
    }
    for (key, data) in binder.shared() {
        text += &format!(
            "<noscript data-picture=\"{key}\"><svg class=\"single-pictures\" width=\"0\" height=\"0\" aria-hidden=\"true\"><symbol id=\"/picture/{key}\"><image href=\"{data}\" width=\"100%\" height=\"100%\"/></symbol></svg></noscript>\n"
        );
    }
    let scripts: Vec<practice::Script> = ordered
        .iter()
        .flat_map(|page| &page.shards)
        .map(|shard| practice::with(shard, &binder.json(&shard.questions, &route(&PageId::Practice))))
        .collect();
    let practised = practice::data(&scripts.iter().collect::<Vec<_>>(), theme);
    let outline = super::outline(&memo, &pages.data, &binder.digest, &practised);
    // In the order of the pages of a folder, so that the index is the same.
    let words: Vec<_> = pages.pages.iter().map(|page| search::Words::of(&page.id, &page.findable)).collect();
    text += &file("plan", &plan(theme, &kit));
    text += &data(super::OUTLINE, outline.as_bytes());
    for script in &scripts {
        text += &data(&script.path, &script.text);
    }
    for (path, content) in search::files(&memo, &words.iter().collect::<Vec<_>>()) {
        if let Content::Bytes(bytes) = content {
            text += &data(&path, &bytes);
        }
    }
    text.push_str("</body>\n</html>\n");
    let entry = format!("{stem}.html");
    let mut site = Site { files: BTreeMap::new(), entry: entry.clone() };
    for (source, path) in &binder.beside {
        if let Some(content) = sources.file(source).map(super::content) {
            site.files.insert(path.clone(), content);
        }
    }
    site.files.insert(entry, Content::Bytes(text.into_bytes().into()));
    (site, binder.heaviest())
}

/// The name of a page in addresses.
fn route(id: &PageId) -> String {
    let name = id.to_string();
    let name = name
        .strip_suffix("index")
        .filter(|folder| folder.is_empty() || folder.ends_with('/'))
        .unwrap_or(&name);
    format!("/{name}")
}

/// Where a page stands for those who read from top to bottom: what belongs to the text first, in the order of the course;
/// last what has all of it once more, for paper.
fn rank(id: &PageId) -> usize {
    match id {
        PageId::Home => 0,
        PageId::Part(_) | PageId::Lesson(..) => 1,
        PageId::Glossary => 2,
        PageId::Sources => 3,
        PageId::Contents | PageId::About => 4,
        PageId::Record | PageId::Practice | PageId::Search | PageId::Settings | PageId::Check => 5,
        PageId::Print | PageId::PartPrint(_) => 6,
    }
}

/// A page in its place.
struct Leaf {
    /// Its title, as HTML.
    title: String,
    /// What its root element says: language, course, edition.
    root: String,
    description: String,
    html: String,
}

/// What the holes of all pages are filled with.
struct Binder<'a> {
    sources: &'a Sources,
    /// How often a picture stands in the course, by its content.
    uses: HashMap<Hash128, usize>,
    /// The pictures as addresses, by their content.
    addresses: HashMap<Hash128, String>,
    /// Paths of what lies beside the file, for whatever is no picture in it.
    beside: BTreeMap<SourcePath, SitePath>,
    icon: String,
    /// Of all sources.
    digest: String,
}

impl<'a> Binder<'a> {
    fn new(pages: &Pages, stem: &str, sources: &'a Sources, pictures: &'a Pictures, icon: &str) -> Self {
        let icon = format!("data:image/svg+xml;base64,{}", base64(icon.as_bytes()));
        let (uses, addresses) = Default::default();
        let mut binder = Self {
            sources,
            uses,
            addresses,
            beside: BTreeMap::new(),
            icon,
            digest: sources.digest().to_string(),
        };
        let media = super::media_paths(pages.pages.iter().map(|page| &**page), sources);
        for (source, path) in media {
            let path = format!("{stem}-media/{}", path.strip_prefix("media/").unwrap_or(&path));
            binder.beside.insert(source, path);
        }
        let mut linked = BTreeSet::new();
        for page in &pages.pages {
            binder.count(&page.html, &mut linked);
            for shard in &page.shards {
                binder.count_json(&shard.questions);
            }
        }
        for (path, file) in sources.files().filter(|(_, file)| binder.uses.contains_key(&file.hash())) {
            let bytes: Option<&[u8]> = match file {
                File::Text { text, .. } => Some(text.as_bytes()),
                File::Media { .. } => pictures.get(path).map(|bytes| &**bytes),
            };
            if let (Some(kind), Some(bytes)) = (media_type(path), bytes) {
                let address = || format!("data:{kind};base64,{}", base64(bytes));
                binder.addresses.entry(file.hash()).or_insert_with(address);
            }
        }
        // What is only seen, and nowhere linked to, need not lie beside.
        let Self { beside, addresses, .. } = &mut binder;
        beside.retain(|source, _| {
            let is_inside = sources.file(source).is_some_and(|file| addresses.contains_key(&file.hash()));
            !is_inside || linked.contains(source)
        });
        binder
    }

    fn count(&mut self, html: &Holed, linked: &mut BTreeSet<SourcePath>) {
        // What was read of the tag that a hole may stand in.
        let mut tag = String::new();
        for segment in html.segments() {
            match segment {
                Segment::Html(html) => match html.rsplit_once('<') {
                    Some((_, begun)) => tag = format!("<{begun}"),
                    None => tag.push_str(html),
                },
                Segment::Hole(Hole::File(file)) => match place(&tag) {
                    Place::Picture | Place::Poster => self.add(file, 1),
                    Place::Other => _ = linked.insert(file.clone()),
                },
                Segment::Veiled(veiled) => self.count_json(&veiled.json),
                Segment::Hole(_) | Segment::Code(_) => {}
            }
        }
    }

    /// What is made by scripts takes its pictures from those that all share.
    fn count_json(&mut self, json: &Holed) {
        for segment in json.segments() {
            match segment {
                Segment::Hole(Hole::File(file)) => self.add(file, 2),
                Segment::Veiled(veiled) => self.count_json(&veiled.json),
                _ => {}
            }
        }
    }

    fn add(&mut self, file: &SourcePath, times: usize) {
        if let (Some(_), Some(held)) = (media_type(file), self.sources.file(file)) {
            *self.uses.entry(held.hash()).or_default() += times;
        }
    }

    /// The picture at `path`: its key among all, and itself as an address. `None` where it is none in this file.
    fn picture(&self, path: &SourcePath) -> Option<(Hash128, &str)> {
        let hash = self.sources.file(path)?.hash();
        Some((hash, self.addresses.get(&hash)?))
    }

    /// Whether a picture stands in several places, so that it is kept apart from all of them.
    fn is_shared(&self, hash: Hash128) -> bool {
        self.uses.get(&hash).is_some_and(|uses| *uses > 1)
    }

    /// Those, by their keys: each once.
    fn shared(&self) -> BTreeMap<String, &str> {
        let several = self.addresses.iter().filter(|(hash, _)| self.is_shared(**hash));
        let several = several.map(|(hash, address)| (hash.to_string(), address.as_str()));
        several.chain([(ICON.to_owned(), self.icon.as_str())]).collect()
    }

    /// All pictures in the file with what each adds to it, in bytes; the largest first.
    fn heaviest(&self) -> Vec<(SourcePath, u64)> {
        let mut seen = BTreeSet::new();
        let mut found: Vec<(SourcePath, u64)> = self
            .sources
            .files()
            .filter(|(_, file)| seen.insert(file.hash()))
            .filter_map(|(path, _)| Some((path.clone(), self.picture(path)?.1.len() as u64)))
            .collect();
        found.sort_by(|(one, light), (other, heavy)| heavy.cmp(light).then_with(|| one.cmp(other)));
        found
    }

    fn address(&self, hole: &Hole, route_here: &str) -> String {
        match hole {
            Hole::Page(id, None) => format!("#{}", route(id)),
            Hole::Page(id, Some(anchor)) => format!("#{}:{anchor}", route(id)),
            Hole::Here(anchor) => format!("#{route_here}:{anchor}"),
            Hole::Id(anchor) => format!("{route_here}:{anchor}"),
            Hole::File(file) => self.beside.get(file).cloned().unwrap_or_default(),
            Hole::Digest => super::plain(&self.digest, super::SHOWN_DIGEST),
            // There is one root, one head and one mark.
            Hole::Root | Hole::Head | Hole::Look | Hole::Icon => String::new(),
        }
    }

    /// JSON of the page at `here` with every hole filled.
    fn json(&self, holed: &Holed, here: &str) -> String {
        const SOURCE: &str = "\"src\":\"";
        let mut text = String::new();
        for segment in holed.segments() {
            match segment {
                Segment::Html(html) => text.push_str(html),
                Segment::Code(code) => text.push_str(code),
                Segment::Veiled(veiled) => text += &veiled.salt.veil(&self.json(&veiled.json, here)),
                Segment::Hole(hole) => {
                    let picture = match hole {
                        Hole::File(file) if text.ends_with(SOURCE) => self.picture(file),
                        _ => None,
                    };
                    if let Some((hash, _)) = picture {
                        text.truncate(text.len() - SOURCE.len());
                        text += &format!("\"data-picture\":\"{hash}");
                    } else {
                        let quoted = json!(self.address(hole, here)).to_string();
                        text += quoted.get(1..quoted.len() - 1).unwrap_or_default();
                    }
                }
            }
        }
        text
    }

    fn leaf(&self, page: &Page) -> Leaf {
        let here = route(&page.id);
        let mut text = String::new();
        for segment in page.html.segments() {
            match segment {
                Segment::Html(html) => text.push_str(html),
                Segment::Code(code) => text.push_str(code),
                Segment::Veiled(veiled) => text += &veiled.salt.veil(&self.json(&veiled.json, &here)),
                Segment::Hole(Hole::Icon) => text += &format!("{OPEN}{ICON}{CLOSE}"),
                Segment::Hole(Hole::File(file)) => {
                    let picture = match place(&text) {
                        Place::Other => None,
                        place => self.picture(file).map(|picture| (picture, place)),
                    };
                    match picture {
                        Some(((hash, _), Place::Picture)) if self.is_shared(hash) => {
                            text += &format!("{OPEN}{hash}{CLOSE}");
                        }
                        // Without scripts, a film has no picture then.
                        Some(((hash, _), _)) if self.is_shared(hash) => {
                            text.truncate(text.len() - POSTER.len());
                            text += &format!("data-picture=\"{hash}");
                        }
                        Some(((_, address), _)) => text += address,
                        None => text += &escape(&self.address(&Hole::File(file.clone()), &here)),
                    }
                }
                Segment::Hole(hole) => text += &escape(&self.address(hole, &here)),
            }
        }
        let text = unscripted(&with_pictures(&text));
        let (head, body) = text.split_once("<body").unwrap_or(("", &text));
        let (attributes, body) = body.split_once('>').unwrap_or(("", body));
        let body = body.rsplit_once("</body>").map_or(body, |(body, _)| body);
        Leaf {
            title: between(head, "<title>", "</title>").to_owned(),
            root: between(head, "<html", ">").to_owned(),
            description: between(head, "<meta name=\"description\"", ">").to_owned(),
            html: format!("<div class=\"single-page\" id=\"{}\"{attributes}>{body}</div>", escape(&here)),
        }
    }

    /// Everything before the first page.
    fn head(&self, theme: &Theme, kit: &Kit, first: Option<&Leaf>) -> String {
        let styles: Vec<String> =
            kit.looks.iter().map(|style| style.replace("</style", "<\\/style")).collect();
        let safe = |script: &String| script.replace("</script", "<\\/script").replace("<!--", "<\\!--");
        let mut scripts = vec![safe(&kit.first), safe(&kit.turner)];
        // Each in an element of its own: one that cannot be read keeps no other from running.
        scripts.extend(
            kit.scripts
                .iter()
                .map(|script| format!("terakoyaScript(function (Terakoya) {{\n{}\n}});\n", safe(script))),
        );
        let plays = !self.beside.is_empty();
        let (root, title, description) = first.map_or(("", "", ""), |leaf| {
            (leaf.root.as_str(), leaf.title.as_str(), leaf.description.as_str())
        });
        let mut head = format!(
            "<!doctype html>\n<html{root}>\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<link rel=\"icon\" href=\"{}\" type=\"image/svg+xml\">\n",
            policy::single(&scripts, &styles, plays),
            self.icon
        );
        for style in &styles {
            head += &format!("<style>{style}</style>\n");
        }
        for script in &scripts {
            head += &format!("<script>{script}</script>\n");
        }
        head += &format!("<title>{title}</title>\n");
        if !description.is_empty() {
            head += &format!("<meta name=\"description\"{description}>\n");
        }
        head += "<meta name=\"color-scheme\" content=\"light dark\">\n</head>\n<body>\n";
        head += &format!("<p class=\"single-wait\">{}</p>\n", escape(theme.string("single", "wait")));
        head
    }
}

/// Where an address stands, by the HTML before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is that of the picture that an `img` shows.
    Picture,
    /// It is that of the picture before a film.
    Poster,
    Other,
}

const POSTER: &str = "poster=\"";

fn place(before: &str) -> Place {
    let tag = before.rsplit('<').next().unwrap_or_default();
    if tag.starts_with("img ") && tag.ends_with(" src=\"") {
        Place::Picture
    } else if tag.starts_with("video ") && tag.ends_with(POSTER) {
        Place::Poster
    } else {
        Place::Other
    }
}

/// A page in which pictures that several places share are named, and drawn from where they are kept. Scripts put them into
/// the `img`; without them that has nothing to show, and the drawing beside it has.
fn with_pictures(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut pieces = html.split(OPEN);
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let Some((key, rest)) = piece.split_once(CLOSE) else { continue };
        let end = tag_end(rest);
        let (after, rest) = rest.split_at(end);
        let start = text.rfind('<').unwrap_or_default();
        let before = text.split_off(start);
        let before = before.strip_suffix("src=\"").unwrap_or(&before);
        let tag = format!("{before}data-picture=\"{key}{after}");
        let attribute = |name: &str| between(&tag, &format!(" {name}=\""), "\"");
        let (alt, width, height) = (attribute("alt"), attribute("width"), attribute("height"));
        let named = match alt {
            "" => "aria-hidden=\"true\"".to_owned(),
            alt => format!("role=\"img\" aria-label=\"{alt}\""),
        };
        let drawing = format!(
            "<no-script><svg class=\"single-picture\" {named} width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"><use href=\"#/picture/{key}\" width=\"{width}\" height=\"{height}\"/></svg></no-script>"
        );
        text.push_str(&tag);
        text.push_str(&drawing);
        text.push_str(rest);
    }
    text
}

/// Where the tag ends whose middle of an attribute's value `rest` begins with, behind its `>`.
fn tag_end(rest: &str) -> usize {
    let mut quoted = true;
    for (at, sign) in rest.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `<noscript>` does not nest. What stands in one is there for those who read without scripts, and is taken out for others.
fn unscripted(html: &str) -> String {
    html.replace("<noscript", "<no-script").replace("</noscript", "</no-script")
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> &'t str {
    let inside = text.split_once(open).map(|(_, rest)| rest);
    inside.and_then(|rest| rest.split_once(close)).map_or("", |(inside, _)| inside)
}

/// Data as a part of the file, from the script that brings it to pages of a folder.
fn data(name: &str, script: &[u8]) -> String {
    let script = String::from_utf8_lossy(script);
    let inside = script.trim_end().strip_prefix("Terakoya.define(").and_then(|rest| rest.strip_suffix(");"));
    file(name, &format!("[{}]", inside.unwrap_or_default()))
}

/// JSON as a part of the file.
fn file(name: &str, json: &str) -> String {
    // In JSON a `<` only stands in texts.
    let json = json.replace('<', "\\u003c");
    format!("<script type=\"application/json\" data-file=\"{}\">{json}</script>\n", escape(name))
}

/// What each set of parts uses, as JSON.
fn plan(theme: &Theme, kit: &Kit) -> String {
    let sets: Vec<&Used> = kit.sets.values().collect();
    let unknown = theme.string("single", "unknown");
    json!({ "sets": sets, "all": kit.all, "late": kit.late, "unknown": unknown }).to_string()
}

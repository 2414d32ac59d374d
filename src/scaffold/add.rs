//! `new`: what is added to a course, at the right place and with the next number.

use std::collections::BTreeMap;

use super::names::{free, next_number, slug};
use super::{NewFile, filled, question, schema_path, yaml_text};
use crate::course::{self, is_portable, is_usable_slug, without_prefix};
use crate::diagnostics::{Language, Said};
use crate::embedded::PIECES;
use crate::questions::QuestionType;
use crate::say;
use crate::schema::Schema;
use crate::source::{Excerpt, SourcePath, Sources, relative};
use crate::syntax::fields::is_id;
use crate::syntax::node::{Node, Value};
use crate::syntax::{front_matter, yaml};
use crate::text::ENGINE;

/// The theme that a course with the default one is given its own blocks in.
pub const OWN_THEME: &str = "mine";

/// How many names a message lists.
const LISTED: usize = 20;

/// What is to be written for something new.
#[derive(Debug)]
pub struct Added {
    /// The files.
    pub files: Vec<NewFile>,
    /// The name that it got: a folder, a file's stem, a quiz, a block.
    pub name: String,
    /// What stands in addresses, of a part or a lesson.
    pub slug: String,
    /// Whether the title gave no name that can be used, so that a plain word stands for it.
    pub plain: bool,
    /// The schema that the files name, which editors need.
    pub schema: Option<Schema>,
}

/// A piece for the language, with its places filled in.
fn piece(name: &str, language: Language, places: &[(&str, &str)]) -> String {
    let text = PIECES.text(&format!("{}/{name}", language.tag())).unwrap_or_default();
    filled(text, places)
}

/// What lies where in a course: its parts, lessons and quizzes by file. Of each only the names are read, so that a
/// course with errors can be added to.
#[derive(Debug)]
pub struct Outline<'s> {
    sources: &'s Sources,
    src: &'s str,
    language: Language,
    /// Lessons by the folder of their part, which is empty for those outside any.
    parts: BTreeMap<String, Vec<SourcePath>>,
}

impl<'s> Outline<'s> {
    /// The course whose content lies in the folder `src`.
    pub fn of(sources: &'s Sources, src: &'s str, language: Language) -> Self {
        let mut parts: BTreeMap<String, Vec<SourcePath>> = BTreeMap::new();
        for path in sources.paths() {
            let Some(relative) = path.below(src).filter(|relative| relative.ends_with(".md")) else {
                continue;
            };
            let (folder, name) = relative.rsplit_once('/').unwrap_or(("", relative));
            if folder.contains('/') || (folder.is_empty() && matches!(name, "index.md" | "SUMMARY.md")) {
                continue;
            }
            let lessons = parts.entry(folder.to_owned()).or_default();
            if name != "index.md" {
                lessons.push(path.clone());
            }
        }
        Self { sources, src, language, parts }
    }

    /// A part called `title`. `wanted` is the slug that its author asks for.
    pub fn part(&self, title: &str, wanted: Option<&str>) -> Result<Added, Said> {
        let (word, plain) = named(title, wanted, "part")?;
        let slug = free(&word, |slug| {
            let is_this = |folder: &String| self.part_slug(folder).eq_ignore_ascii_case(slug);
            self.parts.keys().filter(|folder| !folder.is_empty()).any(is_this)
        });
        let name = format!("{}-{slug}", next_number(self.folders()));
        let text = piece("part.md", self.language, &[("TITLE", &yaml_text(title))]);
        let files = vec![NewFile::new(format!("{}/{name}/index.md", self.src), text)];
        Ok(Added { files, name, slug, plain, schema: None })
    }

    /// A lesson called `title` at the end of a part. `part` names that as its author does; without it, there must be
    /// one part only.
    pub fn lesson(&self, title: &str, part: Option<&str>, wanted: Option<&str>) -> Result<Added, Said> {
        let folder = self.find_part(part)?;
        let (word, plain) = named(title, wanted, "lesson")?;
        let lessons = self.parts.get(folder).map(Vec::as_slice).unwrap_or_default();
        let slug = free(&word, |slug| lessons.iter().any(|path| self.slug(path).eq_ignore_ascii_case(slug)));
        let name = format!("{}-{slug}.md", next_number(lessons.iter().map(SourcePath::file_name)));
        let text = piece("lesson.md", self.language, &[("TITLE", &yaml_text(title))]);
        let path = SourcePath::new(&format!("{}/{folder}/{name}", self.src));
        let path = path.map_or(name.clone(), |path| path.to_string());
        Ok(Added { files: vec![NewFile::new(path, text)], name, slug, plain, schema: None })
    }

    /// A quiz beside `lesson`, with one question of the type.
    pub fn quiz(&self, called: &str, lesson: &SourcePath, kind: &dyn QuestionType) -> Added {
        // A name in ASCII is one for the file; any other is what learners read.
        let is_name = is_id(called) && is_portable(called);
        let by_title = || slug(called).map_or_else(|| ("quiz".to_owned(), true), |slug| (slug, false));
        let (word, plain) = if is_name { (called.to_owned(), false) } else { by_title() };
        let taken: Vec<String> = self.quizzes().collect();
        let name = free(&word, |name| taken.iter().any(|taken| taken.eq_ignore_ascii_case(name)));
        let title = match (is_name, self.language) {
            (false, _) => called,
            (true, Language::Japanese) => "確認テスト",
            (true, Language::English) => "Check yourself",
        };
        let folder = lesson.parent();
        let path = format!("{folder}/{name}.quiz.yaml");
        let sample = question::sample(kind, "q1", self.language);
        let text = piece(
            "quiz.yaml",
            self.language,
            &[
                ("SCHEMA", &relative(&path, &schema_path(Schema::Quiz))),
                ("NAME", &name),
                ("TITLE", &yaml_text(title)),
                ("QUESTION", &sample.text),
            ],
        );
        let mut files = vec![NewFile::new(&path, text)];
        // A picture that the sample shows has to be there; one of that name will do.
        let written = SourcePath::new(&path);
        let pictures = sample.pictures.iter().filter_map(|picture| written.as_ref()?.resolve(picture));
        for picture in pictures.filter(|picture| self.sources.file(picture).is_none()) {
            files.push(NewFile::new(picture.as_str(), PIECES.text("picture.svg").unwrap_or_default()));
        }
        Added { files, slug: name.clone(), name, plain, schema: Some(Schema::Quiz) }
    }

    /// The lesson that an author means: by its path, with or without the content folder and `.md`, by its file's
    /// name or by its title. Without a word, there must be one lesson only.
    pub fn find_lesson(&self, meant: Option<&str>) -> Result<&SourcePath, Said> {
        let lessons: Vec<&SourcePath> = self.parts.values().flatten().collect();
        let found: Vec<&SourcePath> = match meant {
            None => lessons.clone(),
            Some(meant) => {
                let words = plain_path(meant, self.src);
                let stem = words.strip_suffix(".md").unwrap_or(&words);
                let whole = |path: &&SourcePath| {
                    path.below(self.src).and_then(|path| path.strip_suffix(".md")) == Some(stem)
                };
                let named = |path: &&SourcePath| {
                    path.file_name().strip_suffix(".md") == Some(stem)
                        || self.slug(path) == stem
                        || self.title(path).as_deref() == Some(meant)
                };
                let by_path: Vec<_> = lessons.iter().copied().filter(whole).collect();
                if by_path.is_empty() { lessons.iter().copied().filter(named).collect() } else { by_path }
            }
        };
        if let [one] = found.as_slice() {
            return Ok(one);
        }
        if lessons.is_empty() {
            return Err(say!(
                "レッスンがまだありません。先に terakoya new lesson \"題名\" で作ります。",
                "There is no lesson yet. Make one first: terakoya new lesson \"Its title\""
            ));
        }
        let list = listed(if found.is_empty() { lessons.iter() } else { found.iter() });
        let options = say!("--lesson で1つを指定します。{list}", "Name one of them with --lesson:{list}");
        let problem = match (meant, found.is_empty()) {
            (Some(meant), true) => {
                say!("「{meant}」というレッスンはありません。", "There is no lesson \"{meant}\". ")
            }
            (Some(meant), false) => {
                say!(
                    "「{meant}」にあたるレッスンが、いくつもあります。",
                    "\"{meant}\" can be more than one lesson. "
                )
            }
            (None, _) => say!("どのレッスンに置くかを書いてください。", "Say which lesson it belongs to. "),
        };
        Err(joined(problem, options))
    }

    /// The folder of the part that an author means: by the folder, its number, its slug or its title.
    fn find_part(&self, meant: Option<&str>) -> Result<&str, Said> {
        let folders: Vec<&str> = self.parts.keys().map(String::as_str).collect();
        let found: Vec<&str> = match meant {
            None => folders.clone(),
            Some(meant) => {
                let words = plain_path(meant, self.src);
                let number = words.parse::<u64>().ok();
                let is_meant = |folder: &&&str| {
                    **folder == words
                        || self.part_slug(folder) == words
                        || (number.is_some() && course::number(folder) == number)
                        || self.opening(folder).and_then(|path| self.title(&path)).as_deref() == Some(meant)
                };
                let exact = folders.iter().filter(|folder| **folder == words).copied().collect::<Vec<_>>();
                let named = folders.iter().filter(|folder| !folder.is_empty()).filter(is_meant).copied();
                if exact.is_empty() { named.collect() } else { exact }
            }
        };
        if let [one] = found.as_slice() {
            return Ok(one);
        }
        if folders.is_empty() {
            return Err(say!(
                "パートがまだありません。先に terakoya new part \"題名\" で作ります。",
                "There is no part yet. Make one first: terakoya new part \"Its title\""
            ));
        }
        let list = listed(folders.iter().filter(|folder| !folder.is_empty()));
        let options = say!("--part で1つを指定します。{list}", "Name one of them with --part:{list}");
        let problem = match (meant, found.is_empty()) {
            (Some(meant), true) => {
                say!("「{meant}」というパートはありません。", "There is no part \"{meant}\". ")
            }
            (Some(meant), false) => {
                say!(
                    "「{meant}」にあたるパートが、いくつもあります。",
                    "\"{meant}\" can be more than one part. "
                )
            }
            (None, _) => say!("どのパートに入れるかを書いてください。", "Say which part it belongs to. "),
        };
        Err(joined(problem, options))
    }

    /// The names of all folders in the content folder, those without lessons too.
    fn folders(&self) -> impl Iterator<Item = &str> {
        let below = self.sources.paths().filter_map(|path| path.below(self.src));
        below.filter_map(|relative| relative.split_once('/').map(|(folder, _)| folder))
    }

    fn opening(&self, folder: &str) -> Option<SourcePath> {
        SourcePath::new(&format!("{}/{folder}/index.md", self.src))
    }

    fn part_slug(&self, folder: &str) -> String {
        let written = self.opening(folder).and_then(|path| self.setting(&path, "slug"));
        written.unwrap_or_else(|| without_prefix(folder).to_owned())
    }

    fn slug(&self, lesson: &SourcePath) -> String {
        self.setting(lesson, "slug").unwrap_or_else(|| without_prefix(lesson.file_name()).to_owned())
    }

    /// What the front matter says, or the first heading.
    fn title(&self, page: &SourcePath) -> Option<String> {
        let heading = || {
            let mut lines = self.sources.text(page.as_str())?.lines();
            lines.find_map(|line| line.strip_prefix("# ")).map(|heading| heading.trim().to_owned())
        };
        self.setting(page, "title").or_else(heading)
    }

    /// What the front matter of a page says.
    fn setting(&self, page: &SourcePath, key: &str) -> Option<String> {
        let text = self.sources.text(page.as_str())?;
        text_of(front_matter::split(&Excerpt::verbatim(page, text, 0)).value.0?.get(key)?)
    }

    /// The names of all quizzes.
    fn quizzes(&self) -> impl Iterator<Item = String> {
        self.sources.texts_below(self.src).filter_map(|(path, text)| {
            let stem = path.file_name().strip_suffix(".quiz.yaml")?;
            let quiz = yaml::parse(&Excerpt::verbatim(path, text, 0)).value;
            let id = quiz.as_ref().and_then(|quiz| text_of(quiz.get("id")?));
            Some(id.unwrap_or_else(|| stem.to_owned()))
        })
    }
}

/// A theme of the course's own, which blocks are added to.
#[derive(Debug)]
pub struct ThemeFolder<'s> {
    /// Its name.
    pub name: &'s str,
    /// The files of the theme in the course, as far as there are any.
    pub own: &'s Sources,
    /// The names of the blocks that the theme has beneath them.
    pub known: Vec<String>,
}

impl ThemeFolder<'_> {
    /// A block called `called`, explained in `language`.
    pub fn block(&self, called: &str, language: Language) -> Added {
        // A style cannot name a class that begins with a digit.
        let by_name = slug(called).filter(|slug| slug.starts_with(|c: char| c.is_ascii_alphabetic()));
        let (word, plain) = by_name.map_or_else(|| ("block".to_owned(), true), |name| (name, false));
        let folder = format!("themes/{}/blocks", self.name);
        let name = free(&word, |name| {
            let below = format!("{folder}/{name}");
            ENGINE.contains(&name)
                || self.known.iter().any(|known| known == name)
                || self.own.paths().any(|path| path.below(&below).is_some())
        });
        let declaration = format!("{folder}/{name}/block.toml");
        let schema = relative(&declaration, &schema_path(Schema::Block));
        let files = ["block.toml", "view.html", "style.css", "example.md"].map(|file| {
            let places = [("NAME", name.as_str()), ("SCHEMA", schema.as_str())];
            NewFile::new(
                format!("{folder}/{name}/{file}"),
                piece(&format!("block/{file}"), language, &places),
            )
        });
        Added { files: files.into(), slug: name.clone(), name, plain, schema: Some(Schema::Block) }
    }
}

/// The word for addresses: what the author asks for, or that of the title, or `plain`.
fn named(title: &str, wanted: Option<&str>, plain: &str) -> Result<(String, bool), Said> {
    match wanted {
        Some(wanted) if is_usable_slug(wanted) => Ok((wanted.to_owned(), false)),
        Some(wanted) => Err(say!(
            "--slug の「{wanted}」は、ページのアドレスに使えません。半角の英数字と - で書きます（例: --slug night-shift）。コースが自分で使う名前（index、record など）も使えません。",
            "\"{wanted}\" cannot stand in an address. Write --slug in ASCII letters, digits and -, such as --slug night-shift, and none of the names that the course itself uses (index, record and so on)."
        )),
        None => {
            let by_title = slug(title).filter(|slug| is_usable_slug(slug));
            Ok(by_title.map_or_else(|| (plain.to_owned(), true), |slug| (slug, false)))
        }
    }
}

/// A path as authors type it, below the content folder: without that folder, dots and a slash at the end.
fn plain_path(typed: &str, src: &str) -> String {
    let Some(path) = SourcePath::new(typed) else { return typed.to_owned() };
    path.below(src).unwrap_or(path.as_str()).to_owned()
}

fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::Scalar(scalar) => Some(scalar.text.text.trim().to_owned()),
        _ => None,
    }
}

fn listed(names: impl Iterator<Item = impl std::fmt::Display>) -> String {
    let names: Vec<String> = names.map(|name| format!("\n  {name}")).collect();
    let more = if names.len() > LISTED { "\n  …" } else { "" };
    names.into_iter().take(LISTED).collect::<String>() + more
}

fn joined(first: Said, second: Said) -> Said {
    Said { ja: first.ja + &second.ja, en: first.en + &second.en }
}

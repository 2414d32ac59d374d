//! `SUMMARY.md`: the order of lessons as mdBook's books have it.
//!
//! Its links say which lessons the course has and in which order; headings name the parts. A part is a folder, here
//! as everywhere, so the part of a lesson is that of its folder, and a folder takes the name of the heading under
//! which it is first listed (its own `index.md` comes first). Links without a target are chapters that are yet to be
//! written, and are passed over.

use std::collections::BTreeMap;

use super::anchors::text_of;
use super::outline::{Outline, OutlinePart};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Excerpt, Place, SourcePath, Span};
use crate::syntax::fields::nearest;
use crate::syntax::markdown;
use crate::syntax::tree::{Block, Inline, Written, WrittenLink};

/// A line of the summary that says something.
enum Line {
    Part(String, Span),
    Chapter(WrittenLink),
}

/// Puts the pages of `outline`, which is ordered by names, into the order of the summary `text` at `path`.
pub(super) fn arrange(
    outline: Outline,
    path: &SourcePath,
    text: &str,
    diagnostics: &mut Diagnostics,
) -> Outline {
    let document = markdown::parse(&Excerpt::verbatim(path, text, 0)).drain_into(diagnostics);
    let mut lines = Vec::new();
    let blocks = document.body.iter();
    // The first heading is the summary's own.
    let own = usize::from(matches!(document.body.first(), Some(Block::Heading(_))));
    blocks.skip(own).for_each(|block| collect(block, &mut lines));
    let mut arranged =
        Arranged { found: outline, path, parts: Vec::new(), listed: BTreeMap::new(), heading: None };
    for line in lines {
        match line {
            Line::Part(title, span) => arranged.heading = Some((title, span)),
            Line::Chapter(link) => arranged.chapter(&link, diagnostics),
        }
    }
    arranged.finish(diagnostics)
}

fn collect(block: &Block<Written>, lines: &mut Vec<Line>) {
    match block {
        Block::Heading(heading) => lines.push(Line::Part(text_of(&heading.content), heading.span)),
        Block::Paragraph(content) => lines.extend(content.iter().filter_map(|inline| match inline {
            Inline::Link(link, _) => Some(Line::Chapter(link.clone())),
            _ => None,
        })),
        Block::List { items, .. } => {
            items.iter().flat_map(|item| &item.body).for_each(|block| collect(block, lines));
        }
        _ => {}
    }
}

/// A part that was listed.
struct Listed {
    /// Its place in what was found.
    index: usize,
    part: OutlinePart,
    /// The heading under which it was first listed.
    heading: Option<(String, Span)>,
}

struct Arranged<'a> {
    /// What lies in the folder, ordered by names.
    found: Outline,
    path: &'a SourcePath,
    parts: Vec<Listed>,
    /// The pages that were listed, with where.
    listed: BTreeMap<SourcePath, Span>,
    /// The last heading.
    heading: Option<(String, Span)>,
}

impl Arranged<'_> {
    fn chapter(&mut self, link: &WrittenLink, diagnostics: &mut Diagnostics) {
        let place = Place::new(self.path, link.span);
        let target = link.target.split('#').next().unwrap_or_default().trim_start_matches("./");
        if target.is_empty() {
            return;
        }
        let file = self.path.resolve(target);
        let holds = |part: &OutlinePart, file: &SourcePath| {
            part.opening.as_ref() == Some(file) || part.lessons.contains(file)
        };
        let known = file.as_ref().filter(|file| Some(*file) != self.found.home.as_ref());
        let part = known.and_then(|file| self.found.parts.iter().position(|part| holds(part, file)));
        let (Some(file), Some(part)) = (known, part) else {
            // The first page opens the course wherever it is listed.
            if file.is_none() || file != self.found.home {
                diagnostics.push(self.missing(target, place));
            }
            return;
        };
        if let Some(first) = self.listed.insert(file.clone(), link.span) {
            let message = say!("「{target}」が2回並んでいます。", "{target} is listed twice.");
            diagnostics.push(
                Diagnostic::new(Code::Duplicate, place, message)
                    .help(say!("どちらかの行を消します。", "Delete one of the lines."))
                    .related(
                        Place::new(self.path, first),
                        say!("1つめはここです。", "The first one is here."),
                    ),
            );
            return;
        }
        let at = match self.parts.iter().position(|listed| listed.index == part) {
            Some(at) => at,
            None => {
                let folder = self.found.parts.get(part).map(|part| part.folder.clone()).unwrap_or_default();
                let opening = self.found.parts.get(part).and_then(|part| part.opening.clone());
                let title = self.heading.as_ref().map(|(title, _)| title.clone());
                let empty = OutlinePart { folder, opening, title, lessons: Vec::new() };
                self.parts.push(Listed { index: part, part: empty, heading: self.heading.clone() });
                self.parts.len() - 1
            }
        };
        let Some(Listed { part: listed, heading, .. }) = self.parts.get_mut(at) else { return };
        if *heading != self.heading
            && let Some((title, span)) = self.heading.take()
        {
            diagnostics.push(other_heading(&title, &listed.folder, Place::new(self.path, span)));
            self.heading.clone_from(heading);
        }
        if listed.opening.as_ref() != Some(file) {
            listed.lessons.push(file.clone());
        }
    }

    fn missing(&self, target: &str, place: Place) -> Diagnostic {
        let message = say!(
            "SUMMARY.md にある「{target}」がありません。",
            "There is no {target}, which SUMMARY.md lists."
        );
        let diagnostic = Diagnostic::new(Code::BrokenLink, place, message);
        let files = self.found.parts.iter().flat_map(|part| part.opening.iter().chain(&part.lessons));
        let names: Vec<String> =
            files.map(|file| crate::source::relative(self.path.as_str(), file.as_str())).collect();
        match nearest(target, names.iter().map(String::as_str)) {
            Some(near) => diagnostic
                .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                .instead(target, near),
            None => diagnostic.help(say!(
                "ファイルを作るか、まだ書いていない章なら ( ) の中を空にします。",
                "Make the file, or leave the ( ) empty for a chapter that is yet to be written."
            )),
        }
    }

    fn finish(self, diagnostics: &mut Diagnostics) -> Outline {
        for part in &self.found.parts {
            // An opening goes with its lessons.
            let opened = self.parts.iter().any(|listed| listed.part.folder == part.folder);
            let opening = part.opening.iter().filter(|_| !opened);
            for file in opening.chain(&part.lessons).filter(|file| !self.listed.contains_key(*file)) {
                let name = crate::source::relative(self.path.as_str(), file.as_str());
                diagnostics.push(
                    Diagnostic::new(
                        Code::NoEffect,
                        Place::file(file),
                        say!(
                            "SUMMARY.md に並んでいないので、コースに入りません。",
                            "It is not listed in SUMMARY.md, so it is no part of the course."
                        ),
                    )
                    .help(say!(
                        "SUMMARY.md の置きたいところに行を加えるか、このファイルを消します。",
                        "Add a line to SUMMARY.md where it belongs, or delete this file."
                    ))
                    .correct(format!("- […]({name})")),
                );
            }
        }
        Outline { home: self.found.home, parts: self.parts.into_iter().map(|listed| listed.part).collect() }
    }
}

fn other_heading(title: &str, folder: &str, place: Place) -> Diagnostic {
    let folder = if folder.is_empty() { "./" } else { folder };
    Diagnostic::new(
        Code::NoEffect,
        place,
        say!(
            "見出し「{title}」は、パートになりません。下に並ぶレッスンのフォルダー「{folder}」は、前の見出しのパートです。",
            "The heading \"{title}\" makes no part: the folder {folder} of the lessons below it belongs to an earlier one."
        ),
    )
    .help(say!(
        "パートはフォルダーごとです。分けるには、レッスンを別のフォルダーに移します。",
        "Each folder is one part. To make another, move the lessons into a folder of their own."
    ))
}

//! Blocks of the theme: their data, for their views.

use std::collections::BTreeMap;

use serde::Serialize;

use super::MEDIA;
use super::escape::escape;
use super::holes::Hole;
use super::writer::{OWN, Writer, own};
use crate::text::{AttributeValue, Cue, Inline, PageId, StyledBlock, StyledChild, Target, plain_text};

/// What a block's `view.html` sees as `block`.
#[derive(Serialize)]
struct BlockView {
    block: BlockData,
}

#[derive(Serialize)]
struct BlockData {
    id: String,
    /// The address of that id on the page.
    url: String,
    /// Whether the author gave it that id: what nothing can refer to need not have one.
    named: bool,
    name: String,
    label: Option<String>,
    /// The label without markup; empty where there is none.
    words: String,
    attributes: BTreeMap<String, Option<AttributeView>>,
    body: String,
    classes: String,
    number: usize,
    children: Vec<ChildView>,
}

#[derive(Serialize)]
struct ChildView {
    name: String,
    number: usize,
    id: String,
    /// The address of that id on the page.
    url: String,
    label: Option<String>,
    /// The label without markup; empty where there is none.
    words: String,
    attributes: BTreeMap<String, Option<AttributeView>>,
    body: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum AttributeView {
    Text(String),
    Integer(i64),
    Boolean(bool),
    Date { iso: String, text: String },
    Image { url: String, width: u32, height: u32 },
    Lesson { url: String, title: String },
    Source { number: Option<usize>, text: String, url: String },
    Captions(Vec<CueView>),
    Child { url: String, number: usize },
    Point { x: f64, y: f64 },
    Region(Vec<f64>),
}

#[derive(Serialize)]
struct CueView {
    /// Seconds from the start.
    start: String,
    /// Seconds from the start.
    end: String,
    /// When it appears, as a clock shows it.
    at: String,
    text: String,
}

impl CueView {
    fn of(cue: &Cue) -> Self {
        let seconds = |time: u64| format!("{}.{:03}", time / 1000, time % 1000);
        let (minutes, second) = (cue.start / 60_000, cue.start / 1000 % 60);
        Self {
            start: seconds(cue.start),
            end: seconds(cue.end),
            at: format!("{minutes}:{second:02}"),
            text: cue.text.clone(),
        }
    }
}

impl Writer<'_> {
    /// A block of the theme as HTML.
    pub(super) fn styled(&mut self, block: &StyledBlock) -> String {
        self.look(&block.name);
        let count = self.counts.entry(block.name.clone()).or_default();
        *count += 1;
        let number = *count;
        let anchor = block.id.clone().unwrap_or_else(|| own(&format!("{}:{number}", block.name)));
        let child_anchor = |(index, child): (usize, &StyledChild)| {
            let own_name = || own(&format!("{}:{}", anchor.trim_start_matches(OWN), index + 1));
            child.id.clone().unwrap_or_else(own_name)
        };
        let anchors: Vec<String> = block.children.iter().enumerate().map(child_anchor).collect();
        let view = BlockView {
            block: BlockData {
                id: self.id(&anchor),
                url: self.here(&anchor),
                named: block.id.is_some(),
                name: block.name.clone(),
                label: self.label(block.label.as_deref()),
                words: block.label.as_deref().map(plain_text).unwrap_or_default(),
                attributes: self.attributes(&block.attributes, &[]),
                body: self.blocks(&block.body),
                classes: escape(&block.classes.join(" ")),
                number,
                children: block
                    .children
                    .iter()
                    .enumerate()
                    .map(|(index, child)| self.child(child, &anchors, index))
                    .collect(),
            },
        };
        self.renderer.templates.render(
            &format!("blocks/{}/view.html", block.name),
            &view,
            &mut self.diagnostics,
        )
    }

    /// Notes that the page needs the look of a block, and of those that go with it.
    fn look(&mut self, name: &str) {
        if self.parts.blocks.insert(name.to_owned())
            && let Some(declaration) = self.renderer.theme.blocks.get(name)
        {
            declaration.with.iter().for_each(|other| self.look(other));
        }
    }

    /// The child at `index`; `anchors` are those of all children of the block.
    fn child(&mut self, child: &StyledChild, anchors: &[String], index: usize) -> ChildView {
        let anchor = anchors.get(index).map_or("", String::as_str);
        ChildView {
            name: child.name.clone(),
            number: index + 1,
            id: self.id(anchor),
            url: self.here(anchor),
            label: self.label(child.label.as_deref()),
            words: child.label.as_deref().map(plain_text).unwrap_or_default(),
            attributes: self.attributes(&child.attributes, anchors),
            body: self.blocks(&child.body),
        }
    }

    fn label(&mut self, label: Option<&[Inline]>) -> Option<String> {
        label.map(|label| self.line(label))
    }

    fn attributes(
        &mut self,
        attributes: &BTreeMap<String, Option<AttributeValue>>,
        siblings: &[String],
    ) -> BTreeMap<String, Option<AttributeView>> {
        attributes
            .iter()
            .map(|(key, value)| (key.clone(), value.as_ref().map(|value| self.attribute(value, siblings))))
            .collect()
    }

    fn attribute(&mut self, value: &AttributeValue, siblings: &[String]) -> AttributeView {
        match value {
            AttributeValue::Text(text) => AttributeView::Text(text.clone()),
            AttributeValue::Markdown(content) => AttributeView::Text(self.line(content)),
            AttributeValue::Integer(number) => AttributeView::Integer(*number),
            AttributeValue::Boolean(yes) => AttributeView::Boolean(*yes),
            AttributeValue::Date(date) => {
                AttributeView::Date { iso: date.to_string(), text: self.renderer.course.book.day(*date) }
            }
            AttributeValue::Image(picture) => AttributeView::Image {
                url: self.file(&picture.file),
                width: picture.width,
                height: picture.height,
            },
            AttributeValue::Media(file) => {
                // The policy of the page lets it play what it shows, and others play nothing.
                self.parts.features.insert(MEDIA);
                AttributeView::Text(self.file(file))
            }
            AttributeValue::Lesson(page, title) => AttributeView::Lesson {
                url: self.url(&Target::Page(page.clone(), None)),
                title: escape(title),
            },
            AttributeValue::Source(id) => {
                let number = self.source_number(id);
                let text = self.source_text(id);
                let url = match number {
                    Some(number) => self.listed(&format!("source-{number}")),
                    // In the glossary, say, sources are not listed on the same page.
                    None => self.holes.leave(Hole::Page(PageId::Sources, Some(own(&format!("source-{id}"))))),
                };
                AttributeView::Source { number, text, url }
            }
            AttributeValue::BlockReference(id) => AttributeView::Text(self.here(id)),
            AttributeValue::Captions(cues) => AttributeView::Captions(cues.iter().map(CueView::of).collect()),
            AttributeValue::Child(index) => AttributeView::Child {
                url: siblings.get(*index).map(|anchor| self.here(anchor)).unwrap_or_default(),
                number: index + 1,
            },
            AttributeValue::Point(x, y) => AttributeView::Point { x: *x, y: *y },
            AttributeValue::Region(numbers) => AttributeView::Region(numbers.clone()),
        }
    }
}

//! Blocks of the theme: their data, for their views.

use std::collections::BTreeMap;

use serde::Serialize;

use super::escape::escape;
use super::writer::{OWN, Writer, own};
use crate::text::{AttributeValue, Inline, StyledBlock, StyledChild, Target};

/// What a block's `view.html` sees as `block`.
#[derive(Serialize)]
struct BlockView {
    block: BlockData,
}

#[derive(Serialize)]
struct BlockData {
    id: String,
    /// Whether the author gave it that id: what nothing can refer to need not have one.
    named: bool,
    name: String,
    label: Option<String>,
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
    label: Option<String>,
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
    Region(Vec<f64>),
}

impl Writer<'_> {
    /// A block of the theme as HTML.
    pub(super) fn styled(&mut self, block: &StyledBlock) -> String {
        self.parts.blocks.insert(block.name.clone());
        let count = self.counts.entry(block.name.clone()).or_default();
        *count += 1;
        let number = *count;
        let anchor = block.id.clone().unwrap_or_else(|| own(&format!("{}:{number}", block.name)));
        let view = BlockView {
            block: BlockData {
                id: self.id(&anchor),
                named: block.id.is_some(),
                name: block.name.clone(),
                label: self.label(block.label.as_deref()),
                attributes: self.attributes(&block.attributes),
                body: self.blocks(&block.body),
                classes: escape(&block.classes.join(" ")),
                number,
                children: block
                    .children
                    .iter()
                    .enumerate()
                    .map(|(index, child)| self.child(child, &anchor, index + 1))
                    .collect(),
            },
        };
        self.renderer.templates.render(
            &format!("blocks/{}/view.html", block.name),
            &view,
            &mut self.diagnostics,
        )
    }

    fn child(&mut self, child: &StyledChild, parent: &str, number: usize) -> ChildView {
        let anchor =
            child.id.clone().unwrap_or_else(|| own(&format!("{}:{number}", parent.trim_start_matches(OWN))));
        ChildView {
            name: child.name.clone(),
            number,
            id: self.id(&anchor),
            label: self.label(child.label.as_deref()),
            attributes: self.attributes(&child.attributes),
            body: self.blocks(&child.body),
        }
    }

    fn label(&mut self, label: Option<&[Inline]>) -> Option<String> {
        label.map(|label| self.line(label))
    }

    fn attributes(
        &mut self,
        attributes: &BTreeMap<String, Option<AttributeValue>>,
    ) -> BTreeMap<String, Option<AttributeView>> {
        attributes
            .iter()
            .map(|(key, value)| (key.clone(), value.as_ref().map(|value| self.attribute(value))))
            .collect()
    }

    fn attribute(&mut self, value: &AttributeValue) -> AttributeView {
        match value {
            AttributeValue::Text(text) => AttributeView::Text(text.clone()),
            AttributeValue::Markdown(content) => AttributeView::Text(self.line(content)),
            AttributeValue::Integer(number) => AttributeView::Integer(*number),
            AttributeValue::Boolean(yes) => AttributeView::Boolean(*yes),
            AttributeValue::Date(date) => AttributeView::Date {
                iso: date.to_string(),
                text: date.in_language(self.renderer.course.book.language),
            },
            AttributeValue::Image(picture) => AttributeView::Image {
                url: self.file(&picture.file),
                width: picture.width,
                height: picture.height,
            },
            AttributeValue::Media(file) => AttributeView::Text(self.file(file)),
            AttributeValue::Lesson(page, title) => AttributeView::Lesson {
                url: self.url(&Target::Page(page.clone(), None)),
                title: escape(title),
            },
            AttributeValue::Source(id) => {
                let number = self.source_number(id);
                let text = self.source_text(id);
                let url = self.here(&own(&format!("source-{}", number.unwrap_or_default())));
                AttributeView::Source { number, text, url }
            }
            AttributeValue::BlockReference(id) => AttributeView::Text(self.here(id)),
            AttributeValue::Region(numbers) => AttributeView::Region(numbers.clone()),
        }
    }
}

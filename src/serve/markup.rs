//! Elements of the server's own pages: once as HTML, and once as data from which a script builds them.

use serde_json::{Value, json};

use crate::render::escape;

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Text.
    Text(String),
    /// An element: its name, its attributes, what is in it.
    Element(&'static str, Vec<(&'static str, String)>, Vec<Node>),
}

/// An element with content.
pub(super) fn element(name: &'static str, content: impl IntoIterator<Item = Node>) -> Node {
    Node::Element(name, Vec::new(), content.into_iter().collect())
}

/// Text.
pub(super) fn text(text: impl Into<String>) -> Node {
    Node::Text(text.into())
}

impl Node {
    /// The element with one attribute more; text stays as it is.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Element(_, attributes, _) = &mut self {
            attributes.push((name, value.into()));
        }
        self
    }

    /// As HTML.
    pub(super) fn html(&self) -> String {
        match self {
            Self::Text(text) => escape(text),
            Self::Element(name, attributes, content) => {
                let attributes: String =
                    attributes.iter().map(|(name, value)| format!(" {name}=\"{}\"", escape(value))).collect();
                let content: String = content.iter().map(Node::html).collect();
                format!("<{name}{attributes}>{content}</{name}>")
            }
        }
    }

    /// As `Tree` of `client/types.d.ts`: a text, or name, attributes and content.
    pub(super) fn tree(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Element(name, attributes, content) => {
                let attributes: serde_json::Map<String, Value> =
                    attributes.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
                let mut tree = vec![json!(name), Value::Object(attributes)];
                tree.extend(content.iter().map(Node::tree));
                Value::Array(tree)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_stays_text() {
        let node = element("p", [text("<b>"), element("em", [text("x")])]).with("title", "\"&");
        assert_eq!(node.html(), "<p title=\"&quot;&amp;\">&lt;b&gt;<em>x</em></p>");
        assert_eq!(node.tree(), json!(["p", { "title": "\"&" }, "<b>", ["em", {}, "x"]]));
    }
}

//! What is not to be read before its time: HTML as a tree that scripts build element by element.
//!
//! Scripts of the site parse no markup, so the HTML of a hidden question's answer becomes JSON here: a text is a
//! string, an element a list of its name, its attributes, and what it holds. Which elements and attributes may be
//! built is decided where they are (`quiz/hidden/hidden.js`). Our own templates close what they open; what a theme
//! leaves open ends with what is around it.

use serde_json::{Map, Value, json};

/// Elements that hold nothing.
const VOID: [&str; 9] = ["area", "br", "col", "hr", "img", "input", "source", "track", "wbr"];

/// Elements that hold no text for readers.
const MUTE: [&str; 3] = ["script", "style", "template"];

/// Elements further inside are put beside each other.
const DEEPEST: usize = 100;

/// The text that is veiled: `{key, answer, explanation}`, the latter two as lists of trees.
pub(super) fn told(key: &Value, answer: &str, explanation: &str) -> String {
    json!({ "key": key, "answer": tree(answer), "explanation": tree(explanation) }).to_string()
}

/// HTML as a list of trees.
fn tree(html: &str) -> Vec<Value> {
    let mut open = vec![Element::default()];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        push_text(&mut open, text);
        rest = tag;
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if let Some(end) = rest.strip_prefix("</") {
            let (name, after) = end.split_once('>').unwrap_or((end, ""));
            close(&mut open, name.trim());
            rest = after;
        } else if rest.get(1..).is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic())) {
            rest = start(&mut open, rest);
        } else {
            push_text(&mut open, "<");
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    push_text(&mut open, rest);
    while open.len() > 1 {
        end_last(&mut open);
    }
    open.pop().map(|root| root.inside).unwrap_or_default()
}

/// An element that is not closed yet; the first one stands for what is around.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Map<String, Value>,
    inside: Vec<Value>,
}

fn push_text(open: &mut [Element], html: &str) {
    let Some(last) = open.last_mut().filter(|_| !html.is_empty()) else { return };
    let text = unescape(html);
    match last.inside.last_mut() {
        Some(Value::String(before)) => before.push_str(&text),
        _ => last.inside.push(Value::from(text)),
    }
}

fn end_last(open: &mut Vec<Element>) {
    let Some(Element { name, attributes, inside }) = open.pop() else { return };
    let Some(around) = open.last_mut() else { return };
    let mut element = vec![Value::from(name), Value::Object(attributes)];
    element.extend(inside);
    around.inside.push(Value::Array(element));
}

fn close(open: &mut Vec<Element>, name: &str) {
    let Some(at) = open.iter().rposition(|element| element.name == name && !name.is_empty()) else { return };
    while open.len() > at {
        end_last(open);
    }
}

/// Takes the tag at the start of `rest`, and gives what stands behind it.
fn start<'h>(open: &mut Vec<Element>, rest: &'h str) -> &'h str {
    let body = rest.get(1..).unwrap_or_default();
    let end = body.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(body.len());
    let (name, mut rest) = body.split_at(end);
    let mut attributes = Map::new();
    let mut empty = VOID.contains(&name);
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            rest = after;
            break;
        }
        if let Some(after) = rest.strip_prefix('/') {
            empty |= after.starts_with('>');
            rest = after;
            continue;
        }
        if rest.is_empty() {
            break;
        }
        let (name, value, after) = attribute(rest);
        attributes.insert(name.to_owned(), Value::from(unescape(value)));
        rest = after;
    }
    if MUTE.contains(&name) {
        let end = format!("</{name}");
        let after = rest.split_once(end.as_str()).map_or("", |(_, after)| after);
        return after.split_once('>').map_or("", |(_, after)| after);
    }
    let deep = open.len() > DEEPEST;
    open.push(Element { name: name.to_owned(), attributes, inside: Vec::new() });
    if empty || deep {
        end_last(open);
    }
    rest
}

/// The attribute at the start of `rest`: its name, its value as written, and what stands behind it.
fn attribute(rest: &str) -> (&str, &str, &str) {
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
    let end = rest.find(ends).unwrap_or(rest.len()).max(rest.chars().next().map_or(0, char::len_utf8));
    let (name, after) = rest.split_at(end);
    let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
        return (name, "", after);
    };
    let quoted = ['"', '\''].into_iter().find_map(|quote| {
        let value = value.strip_prefix(quote)?;
        Some(value.split_once(quote).unwrap_or((value, "")))
    });
    let bare =
        || value.split_at(value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len()));
    let (value, after) = quoted.unwrap_or_else(bare);
    (name, value, after)
}

/// The text that HTML stands for. Names that no template of ours uses stay as written.
fn unescape(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, reference)) = rest.split_once('&') {
        text.push_str(before);
        let found = reference.split_once(';').and_then(|(name, after)| Some((character(name)?, after)));
        match found {
            Some((c, after)) => {
                text.push(c);
                rest = after;
            }
            None => {
                text.push('&');
                rest = reference;
            }
        }
    }
    text + rest
}

fn character(name: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let digits = name.strip_prefix('#')?;
            match digits.strip_prefix(['x', 'X']) {
                Some(digits) => number(digits, 16),
                None => number(digits, 10),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_a_tree() {
        let html = "<p class=\"a &amp; b\" hidden>x &lt; y<br>z</p>\n<!-- < --><svg viewBox='0 0 1 1'><path d=M0/></svg><p>open<b>";
        assert_eq!(
            Value::from(tree(html)),
            json!([
                ["p", {"class": "a & b", "hidden": ""}, "x < y", ["br", {}], "z"],
                "\n",
                ["svg", {"viewBox": "0 0 1 1"}, ["path", {"d": "M0/"}]],
                ["p", {}, "open", ["b", {}]],
            ])
        );
    }

    #[test]
    fn whatever_stands_there_ends() {
        for html in [
            "<",
            "<a",
            "<a href",
            "<a href=",
            "<a href=\"",
            "</",
            "<!--",
            "&",
            "&#x110000;",
            "<a ==>",
            "<script>x",
            "<a/>b",
        ] {
            tree(html);
        }
        assert_eq!(
            Value::from(tree("a<script>1 < 2</script>b & c &unknown; 1 < 2")),
            json!(["ab & c &unknown; 1 < 2"])
        );
        let deep = "<b>".repeat(100_000);
        assert!(!tree(&deep).is_empty());
    }
}

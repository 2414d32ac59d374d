//! A directive's opening line as it should read, to be shown to the author.

use std::fmt;

use crate::syntax::tree::Directive;

/// The opening line of a directive. It starts as written; what is wrong is replaced.
#[derive(Debug, Clone)]
pub(super) struct Opening {
    colons: usize,
    name: String,
    label: Option<String>,
    attributes: Vec<(String, String)>,
}

impl Opening {
    /// The line as it is written, with the usual number of colons.
    pub(super) fn of(directive: &Directive) -> Self {
        Self {
            colons: if directive.container { 3 } else { 2 },
            name: directive.name.text.clone(),
            label: directive.label.as_ref().map(|label| label.text.clone()),
            attributes: directive
                .attributes
                .iter()
                .map(|attribute| (attribute.key.text.clone(), attribute.value.text.clone()))
                .collect(),
        }
    }

    /// With so many colons: two for a leaf, three for a container, four around containers.
    pub(super) fn colons(mut self, colons: usize) -> Self {
        self.colons = colons;
        self
    }

    /// With another name.
    pub(super) fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// With this label, or without one.
    pub(super) fn label(mut self, label: Option<&str>) -> Self {
        self.label = label.map(str::to_owned);
        self
    }

    /// With an attribute, in the place of the one that it replaces.
    pub(super) fn attribute(mut self, replaced: &str, key: &str, value: &str) -> Self {
        let new = (key.to_owned(), value.to_owned());
        match self.attributes.iter_mut().find(|(key, _)| key == replaced) {
            Some(old) => *old = new,
            None => self.attributes.push(new),
        }
        self
    }

    /// The same attribute under another name.
    pub(super) fn renamed(mut self, from: &str, to: &str) -> Self {
        if let Some((key, _)) = self.attributes.iter_mut().find(|(key, _)| key == from) {
            to.clone_into(key);
        }
        self
    }

    /// Without an attribute.
    pub(super) fn without(mut self, key: &str) -> Self {
        self.attributes.retain(|(written, _)| written != key);
        self
    }

    /// With an attribute once, the first time that it is written.
    pub(super) fn once(mut self, key: &str) -> Self {
        let mut seen = false;
        self.attributes.retain(|(written, _)| written != key || !std::mem::replace(&mut seen, true));
        self
    }

    /// Without any attribute.
    pub(super) fn without_attributes(mut self) -> Self {
        self.attributes.clear();
        self
    }

    /// The line with a place for the content and the line that closes it.
    pub(super) fn around(&self, content: &str) -> String {
        format!("{self}\n{content}\n{}", ":".repeat(self.colons))
    }
}

impl fmt::Display for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", ":".repeat(self.colons), self.name)?;
        if let Some(label) = &self.label {
            write!(f, "[{label}]")?;
        }
        for (index, (key, value)) in self.attributes.iter().enumerate() {
            f.write_str(if index == 0 { "{" } else { " " })?;
            let bare = !value.is_empty()
                && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/'));
            match key.as_str() {
                "id" if bare => write!(f, "#{value}")?,
                "class" if bare => write!(f, ".{value}")?,
                _ if bare => write!(f, "{key}={value}")?,
                _ => write!(f, "{key}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))?,
            }
        }
        if self.attributes.is_empty() { Ok(()) } else { f.write_str("}") }
    }
}

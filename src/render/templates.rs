//! The theme's templates. The only module that knows Tera.

use std::collections::HashMap;

use serde::Serialize;
use tera::{Context, Tera};

use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Place, SourcePath};
use crate::theme::Theme;

/// All templates of a theme, parsed. Every one sees the words of the interface as `t` and the language as
/// `lang`, besides its own view.
pub struct Templates {
    tera: Tera,
    paths: HashMap<String, SourcePath>,
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Templates").field("paths", &self.paths).finish_non_exhaustive()
    }
}

impl Templates {
    /// Parses the templates. `None`, with the reason, where one has an error.
    pub fn load(theme: &Theme) -> Checked<Option<Self>> {
        let mut diagnostics = Diagnostics::default();
        let files: Vec<_> = theme.files.iter().filter(|(path, _)| path.ends_with(".html")).collect();
        let mut tera = Tera::new();
        tera.global_context().insert("t", &theme.strings);
        tera.global_context().insert("lang", &theme.tag);
        let parsed = tera.add_raw_templates(files.iter().map(|(path, file)| (path.as_str(), &*file.text)));
        if let Err(error) = parsed {
            let message = say!(
                "テーマのテンプレートに誤りがあります。\n{error}",
                "A template of the theme has an error.\n{error}"
            );
            let told = error.to_string();
            let file = files.iter().find(|(path, _)| told.contains(&format!("--> {path}:")));
            diagnostics.push(match file {
                Some((_, file)) => Diagnostic::new(Code::Theme, Place::file(&file.path), message),
                None => Diagnostic::global(Code::Theme, message),
            });
            return Checked { value: None, diagnostics };
        }
        let paths = files.into_iter().map(|(path, file)| (path.clone(), file.path.clone())).collect();
        Checked { value: Some(Self { tera, paths }), diagnostics }
    }

    /// Renders one template. An error is reported, and leaves the place empty.
    pub(super) fn render(&self, name: &str, view: &impl Serialize, diagnostics: &mut Diagnostics) -> String {
        let rendered = Context::from_serialize(view).and_then(|context| self.tera.render(name, &context));
        rendered.unwrap_or_else(|error| {
            let message = say!(
                "テンプレート {name} を使えません。\n{error}",
                "The template {name} cannot be used.\n{error}"
            );
            diagnostics.push(match self.paths.get(name) {
                Some(path) => Diagnostic::new(Code::Theme, Place::file(path), message),
                None => Diagnostic::global(Code::Theme, message),
            });
            String::new()
        })
    }
}

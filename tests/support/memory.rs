//! Projects that live in memory: sources from pairs of path and text, and what becomes of them.

use terakoya::course::Course;
use terakoya::diagnostics::Checked;
use terakoya::pipeline::{self, Memo};
use terakoya::site::Content;
use terakoya::source::{File, SourcePath, Sources};

/// A picture that any lesson may show as `images/example.svg`.
pub const PICTURE: (&str, &str) = (
    "content/images/example.svg",
    r#"<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360" viewBox="0 0 640 360"><rect width="640" height="360"/></svg>"#,
);

/// A small `book.toml` without anything to say about it.
pub const BOOK: (&str, &str) = ("book.toml", "[book]\ntitle = \"見本\"\n[course]\nid = \"example\"\n");

/// Sources from pairs of path and text.
pub fn sources(files: &[(&str, &str)]) -> Sources {
    let files = files
        .iter()
        .map(|(path, text)| (SourcePath::new(path).expect("a path inside the project"), File::text(text)));
    Sources { files: files.collect() }
}

/// The course that the files hold.
pub fn course(files: &[(&str, &str)]) -> Checked<Course> {
    let sources = sources(files);
    let Checked { value: (course, _), diagnostics } = pipeline::understand(&Memo::forgetful(), &sources);
    Checked { value: course, diagnostics: diagnostics.sorted() }
}

/// The page at `path` of the site that the files make.
pub fn page(files: &[(&str, &str)], path: &str) -> Checked<String> {
    let built = pipeline::build(&sources(files));
    let html = match built.value.site.files.get(path) {
        Some(Content::Bytes(bytes)) => String::from_utf8(bytes.to_vec()).expect("pages are UTF-8"),
        other => panic!("{path} is no page: {other:?}"),
    };
    Checked { value: html, diagnostics: built.diagnostics }
}

/// What stands between `open` and `close` in `html`, both included, each time they occur.
pub fn cut<'h>(html: &'h str, open: &str, close: &str) -> Vec<&'h str> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find(open) {
        let Some(end) = rest[start..].find(close) else { break };
        found.push(&rest[start..start + end + close.len()]);
        rest = &rest[start + end + close.len()..];
    }
    found
}

//! What learners are asked about themselves: the tables `[[record.field]]` of `book.toml`.

use super::pattern;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::{Excerpt, Place};
use crate::syntax::fields::Record;

/// Something that learners are asked about themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordField {
    /// Its name in records and results.
    pub id: String,
    /// What the learner reads.
    pub label: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// A regular expression that it must match.
    pub pattern: Option<String>,
    /// A sentence that helps to fill it in.
    pub help: Option<String>,
}

/// Reads the fields of `[record]`, each with an id of its own.
pub(super) fn read(record: &Record, diagnostics: &mut Diagnostics) -> Vec<RecordField> {
    let mut fields: Vec<RecordField> = Vec::new();
    for field in record.list("field").iter().filter_map(|field| field.record()) {
        let Some(read) = field_of(field, diagnostics) else { continue };
        if fields.iter().any(|other| other.id == read.id) {
            let place = field
                .span("id")
                .map_or_else(|| Place::file(&field.path), |span| Place::new(&field.path, span));
            diagnostics.push(
                Diagnostic::new(
                    Code::Duplicate,
                    place,
                    say!(
                        "「{}」という id の項目が、もうあります。",
                        "There is a field with the id \"{}\" already.",
                        read.id
                    ),
                )
                .help(say!(
                    "[[record.field]] の id は、1つずつ違う名前にします。",
                    "Give each [[record.field]] an id of its own."
                )),
            );
            continue;
        }
        fields.push(read);
    }
    fields
}

fn field_of(field: &Record, diagnostics: &mut Diagnostics) -> Option<RecordField> {
    let plain = |key: &str| field.plain(key).map(|text| text.text.trim().to_owned());
    if let Some(written) = field.plain("pattern")
        && let Err(fault) = pattern::check(&written.text)
    {
        diagnostics.push(bad_pattern(written, fault));
    }
    let label = field.plain("label")?;
    Some(RecordField {
        id: field.id("id")?.to_owned(),
        label: label.text.trim().to_owned(),
        required: field.boolean("required").unwrap_or(false),
        pattern: field.plain("pattern").map(|written| written.text.clone()),
        help: plain("help").filter(|help| !help.is_empty()),
    })
}

/// What is wrong with a field's expression, and the line as it should read where that is known.
fn bad_pattern(written: &Excerpt, fault: pattern::Fault) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::WrongKind, written.place(fault.range.clone()), fault.message);
    let Some(instead) = fault.instead else {
        return diagnostic.help(say!(
            "例: pattern = '[0-9]{{6}}'（半角の数字6文字）",
            "For example pattern = '[0-9]{{6}}' for six digits."
        ));
    };
    let mut text = written.text.clone();
    text.replace_range(fault.range, &instead);
    if text.contains('\'') {
        return diagnostic;
    }
    // In single quotes TOML reads a backslash as it is.
    diagnostic.correct(format!("pattern = '{text}'"))
}

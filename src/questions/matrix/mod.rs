//! `matrix`: every row is judged by the same columns. The response is `{row: column}`.
//!
//! Rows and columns are shown as written: their order tells nothing of the answer, and often means something.

use super::item::{self, Item};
use super::parts::{CREDIT, Parts};
use super::{Question, QuestionType, Reading, choice};
use crate::diagnostics::{Code, Diagnostic, Said};
use crate::say;
use crate::source::Excerpt;
use crate::syntax::fields::{Key, Kind, nearest};

/// The type.
#[derive(Debug)]
pub struct Matrix;

/// The keys of a row.
pub const ROW: &[Key] = &[
    Key::required("text", Kind::Text, "行の文", "the row's text"),
    Key::required("answer", Kind::Plain, "正しい列（columns の1つ）", "the right column, one of `columns`"),
];

impl QuestionType for Matrix {
    fn name(&self) -> &'static str {
        "matrix"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::required("columns", Kind::List(&Kind::Text), "列の見出し", "the headings of the columns")
                .such_as("[OK, NG]")
                .at_least(2),
            Key::required("rows", Kind::List(&Kind::Record(ROW)), "行", "the rows").at_least(1),
            CREDIT,
        ];
        KEYS
    }

    fn look(&self) -> &'static [(&'static str, &'static str)] {
        look!()
    }

    fn snippet(&self) -> &'static str {
        include_str!("snippet.yaml")
    }

    fn about(&self) -> Said {
        say!(
            "表の1行ごとに、当てはまる列を選びます。",
            "For each row of a table, the column that fits is picked."
        )
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["parts"]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let record = reading.record;
        let (columns_at, rows_at) = (record.span("columns")?, record.span("rows")?);
        let columns = item::read_all(record.list("columns"), reading);
        let column = say!("片方を消すか、見出しを変えます。", "Remove one, or change its heading.");
        let differ = item::all_differ(&columns, &column, reading);
        if !differ || choice::has_mistakes(columns_at, reading) {
            return None;
        }
        if columns.len() < 2 {
            let few = say!("列は2つ以上要ります。", "There must be at least two columns.");
            item::too_few("columns", few, "columns: [OK, NG]", reading);
            return None;
        }
        let (mut rows, mut answers) = (Vec::new(), Vec::new());
        for fields in record.list("rows").iter().filter_map(|typed| typed.record()) {
            let (Some(text), Some(answer)) = (fields.text("text"), fields.plain("answer")) else { continue };
            let row = item::read(text, fields.place("text").span, reading);
            match columns.iter().find(|column| column.written == answer.text.trim()) {
                Some(column) => answers.push((row.clone(), column.clone())),
                None => reading.report(no_column(answer, &columns)),
            }
            rows.push(row);
        }
        let row = say!("片方を消すか、文を変えます。", "Remove one, or change its text.");
        let differ = item::all_differ(&rows, &row, reading);
        if !differ || answers.len() < rows.len() || choice::has_mistakes(rows_at, reading) {
            return None;
        }
        if rows.is_empty() {
            let none = say!("行が1つもありません。", "There is no row.");
            item::too_few("rows", none, "rows:\n  - text: …\n    answer: OK", reading);
            return None;
        }
        let pairs = answers.iter().map(|(row, column)| (row, column));
        Some(Box::new(Parts::new(rows.clone(), columns.clone(), pairs, reading)))
    }
}

/// The report that the answer of a row is no column.
fn no_column(answer: &Excerpt, columns: &[Item]) -> Diagnostic {
    let written = answer.text.trim();
    let names = columns.iter().map(|column| column.written.as_str());
    let known = names.clone().collect::<Vec<_>>().join(", ");
    let near = nearest(written, names);
    let problem = Diagnostic::new(
        Code::Key,
        answer.whole(),
        say!("「{written}」という列はありません。", "There is no column \"{written}\"."),
    )
    .help(say!("columns に書いた列: {known}", "The columns: {known}"));
    match near {
        Some(near) => problem.correct(format!("answer: {near}")),
        None => problem,
    }
}

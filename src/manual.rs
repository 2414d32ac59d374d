//! What the manual derives from declarations: every list of keys that authors may write, in one place.
//!
//! The lists themselves stand with whatever reads them. Blocks are declared by the [theme](crate::theme), and
//! codes of diagnostics by [`Code`](crate::diagnostics::Code); they need no list here.

use crate::course::{self, book};
use crate::questions::{self, choice, cloze, hotspot, matrix, scenario, survey};
use crate::quiz;
use crate::syntax::fields::{Key, Kind};

/// The keys of something that authors write.
#[derive(Debug, Clone)]
pub struct KeyTable {
    /// The name of the table: `book`, `question-single`.
    pub name: String,
    /// The keys in the order in which they are explained.
    pub keys: &'static [Key],
}

/// All tables. The tables of `book.toml` have a table each, as do the types of questions.
pub fn key_tables() -> Vec<KeyTable> {
    let table = |name: &str, keys| KeyTable { name: name.to_owned(), keys };
    let mut tables = vec![table("book", book::KEYS)];
    for key in book::KEYS {
        if let Kind::Record(keys) = key.kind {
            tables.push(table(&format!("book-{}", key.name), keys));
            for inner in keys {
                if let Kind::List(Kind::Record(keys)) = inner.kind {
                    tables.push(table(&format!("book-{}-{}", key.name, inner.name), keys));
                }
            }
        }
    }
    tables.extend([
        table("front-matter", course::FRONT_MATTER),
        table("glossary", course::TERM),
        table("sources", course::SOURCE),
        table("quiz", quiz::QUIZ),
        table("result", quiz::RESULT),
        table("question", quiz::QUESTION),
        table("choice", choice::CHOICE),
        table("matrix-row", matrix::ROW),
        table("region", hotspot::REGION),
        table("step", scenario::STEP),
        table("option", scenario::OPTION),
        table("survey-choice", survey::NAMED),
        table("blank", cloze::BLANK),
    ]);
    for kind in questions::TYPES {
        tables.push(table(&format!("question-{}", kind.name()), kind.keys()));
    }
    tables
}

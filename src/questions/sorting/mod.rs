//! `sorting`: things are sorted into bins. The response is `{thing: bin}`.
//!
//! A bin may stay empty: it is there to mislead. Bins are shown as written, things in an order of their own.

use super::item::{self, Item};
use super::parts::{CREDIT, Parts};
use super::{Question, QuestionType, Reading, choice};
use crate::diagnostics::Said;
use crate::say;
use crate::source::Excerpt;
use crate::syntax::fields::{Key, Kind};

/// The type.
#[derive(Debug)]
pub struct Sorting;

impl QuestionType for Sorting {
    fn name(&self) -> &'static str {
        "sorting"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::required(
                "bins",
                Kind::Map(&Kind::List(&Kind::Text)),
                "分ける先の名前と、そこに入るもの（何も入らないものは []）",
                "the bins by name, each with the things that belong there ([] for none)",
            )
            .at_least(2),
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
        say!("一つ一つを、当てはまる先に分けます。", "Each thing is sorted into the bin where it belongs.")
    }

    fn examples(&self) -> &'static str {
        include_str!("examples.yaml")
    }

    fn shared(&self) -> &'static [&'static str] {
        &["parts"]
    }

    fn read(&self, reading: &mut Reading<'_, '_>) -> Option<Box<dyn Question>> {
        let record = reading.record;
        let span = record.span("bins")?;
        let (mut bins, mut things) = (Vec::new(), Vec::new());
        let mut homes = Vec::new();
        for member in record.map("bins") {
            let mut name = Excerpt::empty(&record.path);
            name.push_for(&member.key, member.key_span.range());
            let bin = item::read(&name, member.key_span, reading);
            for thing in item::read_all(member.value.list(), reading) {
                homes.push((thing.clone(), bin.clone()));
                things.push(thing);
            }
            bins.push(bin);
        }
        let bin = say!("どちらかの名前を変えます。", "Change one of the names.");
        let thing = say!(
            "1つのものは1か所にだけ入れます。片方を消すか、文を変えます。",
            "A thing belongs to one bin only: remove one, or change its text."
        );
        let differ = item::all_differ(&bins, &bin, reading) & item::all_differ(&things, &thing, reading);
        if !differ || choice::has_mistakes(span, reading) {
            return None;
        }
        const EXAMPLE: &str = "bins:\n  名前: [もの]\n  名前2: [もの2]";
        if bins.len() < 2 {
            let few = say!("分ける先は2つ以上要ります。", "There must be at least two bins.");
            item::too_few("bins", few, EXAMPLE, reading);
            return None;
        }
        if things.is_empty() {
            let none = say!("分けるものが1つもありません。", "There is nothing to sort.");
            item::too_few("bins", none, EXAMPLE, reading);
            return None;
        }
        let shown: Vec<Item> = item::shown(&things, things.len(), reading.id).into_iter().cloned().collect();
        let pairs = homes.iter().map(|(thing, bin)| (thing, bin));
        Some(Box::new(Parts::new(shown, bins.clone(), pairs, reading)))
    }
}

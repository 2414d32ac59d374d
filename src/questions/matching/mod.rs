//! `matching`: each left side takes the right side that belongs to it. The response is `{left: right}`.
//!
//! Right sides are shown in an order of their own, together with those that belong to no left side.

use super::item::{self, Item};
use super::parts::{CREDIT, Parts};
use super::{Question, QuestionType, Reading, choice};
use crate::diagnostics::Said;
use crate::say;
use crate::syntax::fields::{Key, Kind};

/// The type.
#[derive(Debug)]
pub struct Matching;

impl QuestionType for Matching {
    fn name(&self) -> &'static str {
        "matching"
    }

    fn keys(&self) -> &'static [Key] {
        const KEYS: &[Key] = &[
            Key::required(
                "pairs",
                Kind::List(&Kind::Tuple(2, &Kind::Text)),
                "正しい組（左と右を1つずつ）",
                "what belongs together: a left and a right side each",
            )
            .at_least(2),
            Key::optional(
                "distractors",
                Kind::List(&Kind::Text),
                "どの左とも組にならない、まぎらわしい右",
                "right sides that belong to no left side",
            ),
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
            "左と右から、組になるものを選びます。",
            "Each thing on the left is matched with one on the right."
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
        let span = record.span("pairs")?;
        let (mut lefts, mut rights) = (Vec::new(), Vec::new());
        for pair in record.list("pairs") {
            if let [left, right] = item::read_all(pair.list(), reading).as_slice() {
                lefts.push(left.clone());
                rights.push(right.clone());
            }
        }
        let mut options = rights.clone();
        options.extend(item::read_all(record.list("distractors"), reading));
        let left = say!(
            "左は1つずつ違うものにします。片方を消すか、文を変えます。",
            "Left sides must differ: remove one, or change its text."
        );
        let right = say!(
            "右（distractors も）は1つずつ違うものにします。1つの右にいくつもの左が入るなら、`type: sorting` を使います。",
            "Right sides (distractors too) must differ. Where one takes several left sides, use `type: sorting`."
        );
        let differ = item::all_differ(&lefts, &left, reading) & item::all_differ(&options, &right, reading);
        let wrong = |span| choice::has_mistakes(span, reading);
        if !differ || wrong(span) || record.span("distractors").is_some_and(wrong) {
            return None;
        }
        if lefts.len() < 2 {
            let few = say!("組は2つ以上要ります。", "There must be at least two pairs.");
            item::too_few("pairs", few, "pairs:\n  - [左, 右]\n  - [左, 右]", reading);
            return None;
        }
        let shown: Vec<Item> = item::shown(&options, rights.len(), reading.id).into_iter().cloned().collect();
        let pairs = lefts.iter().zip(&rights);
        Some(Box::new(Parts::new(lefts.clone(), shown, pairs, reading)))
    }
}

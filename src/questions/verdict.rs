//! The judgement on one response: the same in Rust and in the browser.

use serde_json::{Value, json};

/// How a response was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// All points.
    Right,
    /// Some points.
    Partial,
    /// No points.
    Wrong,
    /// Answered, and there is nothing to judge, or nobody has judged it yet.
    Unscored,
    /// No response yet, or none that this question can read.
    Pending,
}

impl State {
    /// The word that stands in records and examples.
    pub fn name(self) -> &'static str {
        match self {
            State::Right => "right",
            State::Partial => "partial",
            State::Wrong => "wrong",
            State::Unscored => "unscored",
            State::Pending => "pending",
        }
    }
}

/// A judgement. Points are counted in hundredths, so that Rust and JavaScript add up the same integers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How the response was judged.
    pub state: State,
    /// Points earned, in hundredths.
    pub earned: u32,
    /// Points that could be earned, in hundredths.
    pub possible: u32,
    /// The judgement on each part, for types that have parts.
    pub parts: Vec<Part>,
}

/// The judgement on a part of a response: a choice, a blank, a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The part's key.
    pub id: String,
    /// How it was judged.
    pub state: State,
}

impl Verdict {
    /// No response yet.
    pub fn pending(points: u32) -> Self {
        Self { state: State::Pending, earned: 0, possible: points * 100, parts: Vec::new() }
    }

    /// Answered, without a judgement.
    pub fn unscored(points: u32) -> Self {
        Self { state: State::Unscored, ..Self::pending(points) }
    }

    /// All points or none.
    pub fn all_or_nothing(right: bool, points: u32) -> Self {
        Self::share(u32::from(right), 1, points)
    }

    /// The share `part` of `whole`, rounded half up to hundredths of a point. `part` is at most `whole`.
    pub fn share(part: u32, whole: u32, points: u32) -> Self {
        let (part, whole) = (u64::from(part), u64::from(whole.max(1)));
        let earned = (u64::from(points) * 200 * part + whole) / (2 * whole);
        let state = match part {
            0 => State::Wrong,
            _ if part >= whole => State::Right,
            _ => State::Partial,
        };
        Self {
            state,
            earned: u32::try_from(earned).unwrap_or(u32::MAX),
            possible: points * 100,
            parts: Vec::new(),
        }
    }

    /// The verdict as in records and examples: `{state, earned, possible, parts}` with points as numbers.
    pub fn to_json(&self) -> Value {
        let parts: Vec<Value> =
            self.parts.iter().map(|part| json!({"id": part.id, "state": part.state.name()})).collect();
        json!({"state": self.state.name(), "earned": points(self.earned), "possible": points(self.possible), "parts": parts})
    }
}

/// Hundredths as a number of points: whole numbers without a fraction, as JavaScript writes them.
fn points(hundredths: u32) -> Value {
    if hundredths.is_multiple_of(100) {
        json!(hundredths / 100)
    } else {
        json!(f64::from(hundredths) / 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_half_up_to_hundredths() {
        assert_eq!(Verdict::share(1, 3, 1).earned, 33);
        assert_eq!(Verdict::share(2, 3, 1).earned, 67);
        assert_eq!(Verdict::share(1, 8, 1).earned, 13);
        assert_eq!(
            Verdict::share(3, 3, 2),
            Verdict { state: State::Right, earned: 200, possible: 200, parts: vec![] }
        );
        assert_eq!(Verdict::share(0, 3, 2).state, State::Wrong);
        assert_eq!(Verdict::share(1, 3, 0).state, State::Partial);
    }
}

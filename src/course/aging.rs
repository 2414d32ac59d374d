//! What a course says that comes to be wrong by itself: a last day that is over, a source that nobody has looked at for
//! long. A build does not know which day it is and gives the same bytes on every one; who asks, brings the day.

use super::Course;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::say;
use crate::source::Place;
use crate::syntax::date::Date;

/// After how many years a source is to be looked at again.
const OLD: u16 = 2;

/// The days of a course that may be over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aging {
    deadline: Option<(Date, Place)>,
    /// Sources by their titles, with the days on which they were checked.
    checked: Vec<(String, Date, Place)>,
}

impl Aging {
    /// The days that stand in a course.
    pub fn of(course: &Course) -> Self {
        let sources = course.sources.values();
        Self {
            deadline: course.book.deadline.zip(course.book.deadline_place.clone()),
            checked: sources
                .filter_map(|source| {
                    let (day, place) = source.checked_on.clone()?;
                    Some((source.title.clone(), day, place))
                })
                .collect(),
        }
    }

    /// What is over on a day.
    pub fn told(&self, today: Date) -> Diagnostics {
        let mut told = Diagnostics::default();
        if let Some((day, place)) = self.deadline.as_ref().filter(|(day, _)| *day < today) {
            let message = say!("受講期限の {day} を過ぎています。", "The deadline, {day}, is over.");
            told.push(Diagnostic::new(Code::DeadlineOver, place.clone(), message).help(say!(
                "次の期限を書くか、この行を消します。",
                "Write the next one, or remove this line."
            )));
        }
        let mut old: Vec<_> =
            self.checked.iter().filter(|(_, day, _)| day.years_later(OLD) < today).collect();
        old.sort_by_key(|(_, day, _)| *day);
        // One word for all of them: sources are looked through together.
        if let Some((title, day, place)) = old.first() {
            let number = old.len();
            let message = say!(
                "確かめてから{OLD}年を過ぎた出典が{number}件あります。いちばん古いのは「{title}」（{day}）です。",
                "Sources that were last checked more than {OLD} years ago: {number}, the oldest \"{title}\" on {day}."
            );
            told.push(Diagnostic::new(Code::OldSource, place.clone(), message).help(say!(
                "改正や移転がないか確かめて、checked-on を確かめた日にします。",
                "See whether they have changed or moved, and set checked-on to the day on which you did."
            )));
        }
        told
    }
}

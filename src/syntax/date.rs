//! A day of the calendar. No clock lives here, and no arithmetic that needs one: days are read, compared and
//! written.

use std::fmt;

use crate::diagnostics::Language;

/// A day that exists in the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day before which there is none.
    pub const FIRST: Date = Date { year: 1, month: 1, day: 1 };

    /// The day, or `None` where the calendar has no such day. Years run from 1 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        ((1..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Self { year, month, day })
    }

    /// Reads `2026-03-31`: four, two and two digits, nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let digits = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The same day so many years later; 1 March for 29 February, where there is none.
    #[must_use]
    pub fn years_later(self, years: u16) -> Self {
        let Self { year, month, day } = self;
        let year = year.saturating_add(years);
        Self::new(year, month, day).unwrap_or(Self { year, month: 3, day: 1 })
    }

    /// The day that begins so many days after 1 January 1970 began.
    pub fn after_1970(days: u32) -> Option<Self> {
        let (mut year, mut left) = (1970, days);
        loop {
            let length = if Self::new(year, 2, 29).is_some() { 366 } else { 365 };
            if left < length {
                break;
            }
            left -= length;
            year += 1;
            if year > 9999 {
                return None;
            }
        }
        let all = (1..=12).flat_map(|month| (1..=31).filter_map(move |day| Self::new(year, month, day)));
        all.into_iter().nth(left.try_into().ok()?)
    }

    /// As readers expect it: `2026年3月31日`, or `31 March 2026`.
    pub fn in_language(self, language: Language) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let Self { year, month, day } = self;
        match language {
            Language::Japanese => format!("{year}年{month}月{day}日"),
            Language::English => {
                let name =
                    usize::from(month).checked_sub(1).and_then(|index| MONTHS.get(index)).unwrap_or(&"");
                format!("{day} {name} {year}")
            }
        }
    }
}

/// `2026-03-31`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for good in ["2024-02-29", "2000-02-29", "2025-12-31"] {
            assert_eq!(Date::parse(good).unwrap().to_string(), good);
        }
        for bad in
            ["2025-02-29", "1900-02-29", "2025-13-01", "2025-04-31", "2025-00-01", "2025-1-1", "0000-01-01"]
        {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
        assert_eq!(Date::new(2026, 3, 1).unwrap().in_language(Language::Japanese), "2026年3月1日");
        assert_eq!(Date::new(2026, 3, 1).unwrap().in_language(Language::English), "1 March 2026");
        let day = |text| Date::parse(text).unwrap();
        for (days, text) in
            [(0, "1970-01-01"), (11_016, "2000-02-29"), (20_656, "2026-07-22"), (2_932_896, "9999-12-31")]
        {
            assert_eq!(Date::after_1970(days), Some(day(text)));
        }
        assert_eq!(Date::after_1970(u32::MAX), None);
        assert_eq!(day("2024-02-29").years_later(1), day("2025-03-01"));
        assert_eq!(day("2025-10-16").years_later(2), day("2027-10-16"));
        assert!(Date::parse("2025-12-31") < Date::parse("2026-01-01"));
    }
}

//! Subtitles: the part of WebVTT that says what is heard and when.
//!
//! Browsers do not load a file of subtitles from a disk (dependencies.md, "file://"), so its words become part of
//! the page, where everybody can read them. Where and how cues are placed on the picture, and who speaks, is passed
//! over; the words are plain text.

/// Words with the time for which they show.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cue {
    /// When they appear, in milliseconds from the start.
    pub start: u64,
    /// When they go, in milliseconds from the start.
    pub end: u64,
    /// The words; lines are parted by `\n`.
    pub text: String,
}

/// What a file of subtitles holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Captions {
    /// The cues in order.
    Cues(Vec<Cue>),
    /// It does not begin with `WEBVTT`.
    NotVtt,
    /// The times in this line, counted from 1, cannot be read.
    BadTime(usize),
    /// It holds no cues.
    Empty,
}

impl Captions {
    /// Reads a WebVTT file.
    pub fn read(text: &str) -> Self {
        let mut lines = text.lines().enumerate().peekable();
        let header = lines.next().map(|(_, line)| line.trim_start_matches('\u{FEFF}')).unwrap_or_default();
        if !(header == "WEBVTT" || header.starts_with("WEBVTT ") || header.starts_with("WEBVTT\t")) {
            return Captions::NotVtt;
        }
        let mut cues = Vec::new();
        while let Some((number, line)) = lines.next() {
            if !line.contains("-->") {
                continue;
            }
            let Some((start, end)) = times(line) else { return Captions::BadTime(number + 1) };
            let mut words = Vec::new();
            while let Some((_, line)) = lines.next_if(|(_, line)| !line.trim().is_empty()) {
                words.push(plain(line));
            }
            let text = words.join("\n").trim().to_owned();
            if !text.is_empty() {
                cues.push(Cue { start, end, text });
            }
        }
        if cues.is_empty() { Captions::Empty } else { Captions::Cues(cues) }
    }
}

/// The times of a line such as `00:01.000 --> 00:04.000 align:start`.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    let start = time(start.trim())?;
    let end = time(rest.split_whitespace().next()?)?;
    (start < end).then_some((start, end))
}

/// `[hours:]minutes:seconds.milliseconds` in milliseconds.
fn time(written: &str) -> Option<u64> {
    let (clock, thousandths) = written.split_once('.')?;
    let number = |digits: &str, length: std::ops::RangeInclusive<usize>| {
        let fits = length.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| digits.parse::<u64>().ok()).flatten()
    };
    let mut parts = clock.rsplit(':');
    let seconds = number(parts.next()?, 2..=2).filter(|seconds| *seconds < 60)?;
    let minutes = number(parts.next()?, 2..=2).filter(|minutes| *minutes < 60)?;
    let hours = parts.next().map_or(Some(0), |hours| number(hours, 1..=4))?;
    if parts.next().is_some() {
        return None;
    }
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + number(thousandths, 3..=3)?)
}

/// A line without tags, its references decoded.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        rest = tag.find('>').and_then(|end| tag.get(end + 1..)).unwrap_or_default();
    }
    out.push_str(rest);
    // The last, so that `&amp;lt;` is `&lt;`.
    [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{A0}"), ("&lrm;", ""), ("&rlm;", ""), ("&amp;", "&")]
        .iter()
        .fold(out, |text, (reference, meant)| text.replace(reference, meant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_times_are_read() {
        let text = "WEBVTT - 説明\n\nNOTE 覚え書き\n\n1\n00:01.000 --> 00:04.500 align:start\n<v 看護師>画面を<b>ロック</b>します。\n二行目 &amp;lt;\n\n01:00:00.000 --> 01:00:02.000\nおわり\n";
        let cue = |start, end, text: &str| Cue { start, end, text: text.to_owned() };
        assert_eq!(
            Captions::read(text),
            Captions::Cues(vec![
                cue(1000, 4500, "画面をロックします。\n二行目 &lt;"),
                cue(3_600_000, 3_602_000, "おわり"),
            ])
        );
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        assert_eq!(Captions::read("1\n00:00:01,000 --> 00:00:02,000\nあ"), Captions::NotVtt);
        assert_eq!(Captions::read("WEBVTT\n\n00:01,000 --> 00:02.000\nあ"), Captions::BadTime(3));
        assert_eq!(Captions::read("WEBVTT\n\n00:02.000 --> 00:01.000\nあ"), Captions::BadTime(3));
        assert_eq!(Captions::read("WEBVTT\n\n00:99.000 --> 01:59.000\nあ"), Captions::BadTime(3));
        assert_eq!(Captions::read("WEBVTT\n"), Captions::Empty);
        assert_eq!(Captions::read(""), Captions::NotVtt);
    }
}

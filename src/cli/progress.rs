//! How far long work is: one line of a terminal that goes away again, or, with `--verbose`, a line for each stage
//! with its time.
//!
//! Here is the clock. Stages are told of where they begin; what they make does not depend on who listens.

use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::{Options, Volume};
use crate::diagnostics::{Language, Said};
use crate::pipeline::Step;
use crate::say;

/// Work that is over sooner is not told of: a line that flashes only disturbs.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the sign in front of the line moves.
const TICK: Duration = Duration::from_millis(100);

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// Files are read.
    Reading,
    /// The pipeline is at this step.
    Building(Step),
    /// So many files are written.
    Writing(usize),
}

impl Work {
    /// What an author reads of it.
    fn said(self) -> Said {
        match self {
            Work::Reading => say!("ファイルを読んでいます", "Reading files"),
            Work::Building(Step::Assembling(files)) => {
                say!("内容を調べています（ファイル{files}個）", "Looking through {files} files")
            }
            Work::Building(Step::Rendering(lessons)) => {
                say!("ページを作っています（{lessons}レッスン）", "Making the pages of {lessons} lessons")
            }
            Work::Building(Step::Binding(lessons)) => {
                say!("ファイルにまとめています（{lessons}レッスン）", "Putting {lessons} lessons into files")
            }
            Work::Writing(files) => {
                say!("書き込んでいます（ファイル{files}個）", "Writing {files} files")
            }
        }
    }
}

/// What shows how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Nothing,
    Line,
    Times,
}

impl Show {
    fn of(volume: Volume, is_terminal: bool) -> Self {
        match volume {
            Volume::Quiet => Show::Nothing,
            Volume::Normal if is_terminal => Show::Line,
            Volume::Normal => Show::Nothing,
            Volume::Verbose => Show::Times,
        }
    }
}

/// How far it is. Dropping it takes the line away.
pub(super) struct Progress {
    language: Language,
    show: Show,
    bar: ProgressBar,
    /// Tells the thread that waits to show the line, by being dropped, that there is nothing to show any more.
    waiting: Option<Sender<()>>,
    now: Option<(Work, Instant)>,
}

impl Progress {
    /// Begins to watch.
    pub(super) fn start(options: &Options, language: Language) -> Self {
        let show = Show::of(options.volume, std::io::stderr().is_terminal());
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let mut waiting = None;
        if show == Show::Line {
            if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
                bar.set_style(style.tick_chars("-\\|/ "));
            }
            let (sender, over) = mpsc::channel::<()>();
            let bar = bar.clone();
            thread::spawn(move || {
                if over.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) && !bar.is_finished() {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(TICK);
                }
            });
            waiting = Some(sender);
        }
        Self { language, show, bar, waiting, now: None }
    }

    /// Something else is done from now on.
    pub(super) fn at(&mut self, work: Work) {
        self.end();
        if self.show == Show::Line {
            self.bar.set_message(work.said().get(self.language).to_owned());
        }
        self.now = Some((work, Instant::now()));
    }

    /// What was begun is done.
    pub(super) fn end(&mut self) {
        let Some((work, start)) = self.now.take() else { return };
        if self.show == Show::Times {
            let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
            let work = work.said();
            self.note(&Said {
                ja: format!("{}：{milliseconds:.1}ミリ秒", work.ja),
                en: format!("{}: {milliseconds:.1} ms", work.en),
            });
        }
    }

    /// Takes the line away for good, before the last words are told.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Tells what is only told to those who want to know everything.
    pub(super) fn note(&self, said: &Said) {
        if self.show == Show::Times {
            eprintln!("{}", crate::diagnostics::terminal::printable(said.get(self.language)));
        }
    }

    /// Whether every detail is wanted.
    pub(super) fn wants_all(&self) -> bool {
        self.show == Show::Times
    }

    /// Lets other lines be told while the line is away.
    pub(super) fn aside<T>(&self, tell: impl FnOnce() -> T) -> T {
        self.bar.suspend(tell)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.waiting = None;
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_for_terminals_and_for_those_who_want_to_hear() {
        assert_eq!(Show::of(Volume::Normal, true), Show::Line);
        assert_eq!(Show::of(Volume::Normal, false), Show::Nothing);
        assert_eq!(Show::of(Volume::Quiet, true), Show::Nothing);
        assert_eq!(Show::of(Volume::Verbose, true), Show::Times);
        assert_eq!(Show::of(Volume::Verbose, false), Show::Times);
    }
}

//! Which closing fence belongs to which directive.
//!
//! An opening line `:::name` opens a container; any number of colons from three on will do, and more outside
//! than inside is good style. A closing fence of *n* colons closes, among the directives that are open in the
//! same parent (the same list item, the same quote),
//!
//! 1. the innermost one that was opened with exactly *n*; those inside it were forgotten, and are reported;
//! 2. else the innermost one, if it was opened with fewer: a fence may be longer than its opening line;
//! 3. else none: the fence is too short, or there is nothing to close.
//!
//! So equal numbers nest like brackets, and with more colons outside a forgotten fence is found where it was
//! forgotten. What is still open at the end of its parent ends there.

use std::ops::Range;

use super::build::Builder;
use super::stack::{Frame, Kind};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::Place;
use crate::syntax::directive::{self, Line};
use crate::syntax::japanese::scan::MAX_DEPTH;
use crate::syntax::tree::{Block, Directive, Written};

/// An open directive.
pub(super) struct Open {
    colons: usize,
    pub(super) directive: Directive,
    /// Whether a fence that could not close it has been reported, which says enough should it stay open.
    reported: bool,
}

impl Builder<'_, '_> {
    /// A directive line where a block may stand; `range` of the source excerpt.
    pub(super) fn fence_line(&mut self, range: Range<usize>) {
        let source = self.prepared.source();
        let checked = directive::parse(&source.slice(range.clone()));
        let before = source.text.get(..range.start).unwrap_or_default();
        let prefix = before.rsplit('\n').next().unwrap_or_default();
        let joined = joined(&source.text, &range);
        for mut diagnostic in checked.diagnostics {
            diagnostic.correction = diagnostic.correction.map(|line| format!("{prefix}{line}"));
            if let (Code::Syntax, Some(line)) = (diagnostic.code, &joined) {
                diagnostic.help = Some(say!(
                    "{{ }} の中は、1行に続けて書きます。",
                    "What stands in {{ }} goes on one line."
                ));
                diagnostic.correction = Some(format!("{prefix}{line}"));
            }
            self.diagnostics.push(diagnostic);
        }
        match checked.value {
            Line::Leaf(directive) => self.block(Block::Directive(directive)),
            Line::Open(colons, directive) => {
                if self.depth >= MAX_DEPTH {
                    self.report_depth(source.place(range));
                    return;
                }
                let open = Kind::Fence(Open { colons, directive, reported: false });
                self.open(open, source.place(range));
            }
            Line::Close(colons) => self.close_fence(colons, source.place(range), prefix),
        }
    }

    /// Closes, and reports, the directives that are still open in the innermost parent.
    pub(super) fn close_fences(&mut self) {
        self.close_fences_above(0);
    }

    fn close_fences_above(&mut self, kept: usize) {
        while let Some(Frame { kind: Kind::Fence(open), .. }) = self.frames.get(kept..).and_then(<[_]>::last)
        {
            if !open.reported {
                let place = Place::new(&self.prepared.source().path, open.directive.span);
                let (name, fence) = (&open.directive.name.text, ":".repeat(open.colons.min(MAX_SHOWN)));
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::Fence,
                        place,
                        say!("「{name}」が閉じられていません。", "“{name}” is not closed."),
                    )
                    .help(say!(
                        "内容の終わりに「{fence}」だけの行を、この行と同じ段（リストや引用の中ならその中）に書いてください。",
                        "End its content with a line “{fence}”, in the same list item or quote as this line."
                    )),
                );
            }
            let siblings = self.siblings();
            self.close();
            for block in siblings {
                self.block(block);
            }
        }
    }

    /// Takes out of the innermost directive, which was not closed, what begins with another of its name: that was
    /// meant to stand beside it, and what is said of the missing line says enough.
    fn siblings(&mut self) -> Vec<Block<Written>> {
        let Some(Frame { kind: Kind::Fence(open), body, .. }) = self.frames.last_mut() else {
            return Vec::new();
        };
        let name = &open.directive.name.text;
        let is_sibling = |block: &Block<Written>| matches!(block, Block::Directive(inner) if inner.container && inner.name.text == *name);
        body.iter().position(is_sibling).map(|at| body.split_off(at)).unwrap_or_default()
    }

    fn close_fence(&mut self, colons: usize, place: Place, prefix: &str) {
        let fences = |frame: &&Frame| matches!(frame.kind, Kind::Fence(_));
        let open = self.frames.iter().rev().take_while(fences).count();
        let first = self.frames.len() - open;
        let exact = self.frames.iter().rposition(|frame| frame.colons() == Some(colons));
        let innermost = self.frames.last().and_then(Frame::colons);
        if let Some(exact) = exact.filter(|&exact| exact >= first) {
            self.close_fences_above(exact + 1);
            self.close();
        } else if innermost.is_some_and(|innermost| innermost < colons) {
            self.close();
        } else if innermost.is_some() {
            self.too_short(place, prefix);
        } else if !self.too_deep {
            self.stray(place);
        }
    }

    fn too_short(&mut self, place: Place, prefix: &str) {
        let path = &self.prepared.source().path;
        let Some(Frame { kind: Kind::Fence(open), .. }) = self.frames.last_mut() else { return };
        open.reported = true;
        let (name, colons) = (&open.directive.name.text, open.colons);
        self.diagnostics.push(
            Diagnostic::new(
                Code::Fence,
                place,
                say!(
                    "「{name}」を閉じるにはコロンが足りません（{colons}個で始まっています）。",
                    "Too few colons to close “{name}”, which was opened with {colons}."
                ),
            )
            .related(
                Place::new(path, open.directive.span),
                say!("ここで始まっています。", "It is opened here."),
            )
            .correct(format!("{prefix}{}", ":".repeat(colons.min(MAX_SHOWN)))),
        );
    }

    fn stray(&mut self, place: Place) {
        let path = &self.prepared.source().path;
        let outside = self.frames.iter_mut().rev().find_map(|frame| match &mut frame.kind {
            Kind::Fence(open) => Some(open),
            _ => None,
        });
        let diagnostic = match outside {
            Some(open) => {
                open.reported = true;
                let name = &open.directive.name.text;
                Diagnostic::new(
                    Code::Fence,
                    place,
                    say!(
                        "「{name}」はリストや引用の外で始まっているので、その中では閉じられません。",
                        "“{name}” is opened outside this list or quote and cannot be closed inside it."
                    ),
                )
                .help(say!(
                    "字下げや「>」を、始まりの行とそろえてください。",
                    "Give this line the same indentation and “>” as the opening line."
                ))
                .related(
                    Place::new(path, open.directive.span),
                    say!("ここで始まっています。", "It is opened here."),
                )
            }
            None => Diagnostic::new(
                Code::Fence,
                place,
                say!("この行で閉じるものがありません。", "There is nothing that this line could close."),
            )
            .help(say!(
                "この行を消すか、始まりの行（:::note など）を確かめてください。",
                "Delete the line, or look for the opening line, such as :::note."
            )),
        };
        self.diagnostics.push(diagnostic);
    }
}

/// The directive line at `range` with the next one, if that closes its brace.
fn joined(text: &str, range: &Range<usize>) -> Option<String> {
    let line = text.get(range.clone())?.trim_end();
    let brace = line.rfind(['{', '}']).filter(|&at| line.get(at..).is_some_and(|rest| rest.starts_with('{')));
    brace.filter(|_| !line.ends_with(['"', '”']) || line.matches('"').count() % 2 == 0)?;
    let rest = text.get(range.end..)?;
    let next = rest.strip_prefix('\n').unwrap_or(rest).lines().next()?.trim();
    let closes = next.ends_with('}') && !next.contains('{') && next.len() <= 200 && !directive::starts(next);
    let both = format!("{line} {next}").replace(" }", "}");
    closes.then_some(both)
}

/// So many colons are shown at most.
const MAX_SHOWN: usize = 100;

impl Frame {
    fn colons(&self) -> Option<usize> {
        match &self.kind {
            Kind::Fence(open) => Some(open.colons),
            _ => None,
        }
    }
}

//! Ways through a block whose children lead to one another, as the questions of a decision do: from the first child
//! on, every way ends, and every child is reached.

use super::opening::Opening;
use super::resolve::Resolver;
use super::{AttributeValue, StyledChild};
use crate::diagnostics::{Code, Diagnostic};
use crate::say;
use crate::source::{Place, SourcePath};
use crate::syntax::tree::Directive;

/// A child as a step on a way.
struct Step<'d> {
    directive: &'d Directive,
    /// The steps that it leads to, each with the place where that is written.
    to: Vec<(usize, Place)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Not,
    Open,
    Done,
}

impl Resolver<'_> {
    /// Reports ways that lead in a circle, children that no way reaches, and a first child that leads nowhere.
    /// Whether all is well. `written` and `children` are the same children in the same order.
    pub(super) fn check_ways(
        &mut self,
        written: &[&Directive],
        children: &[StyledChild],
        path: &SourcePath,
    ) -> bool {
        let steps: Vec<Step<'_>> = written
            .iter()
            .zip(children)
            .map(|(directive, child)| Step { directive, to: leads_to(directive, child) })
            .collect();
        let Some(first) = steps.first() else { return true };
        if first.to.is_empty() {
            self.diagnostics.push(no_start(&steps, path));
            return false;
        }
        let mut seen = vec![Seen::Not; steps.len()];
        let mut sound = self.walk(&steps, 0, &mut seen);
        let reached = seen.clone();
        for (at, step) in steps.iter().enumerate() {
            // What only an unreached one leads to would say the same again.
            let follows = steps.iter().any(|other| other.to.iter().any(|(to, _)| *to == at));
            if reached.get(at) == Some(&Seen::Not) {
                sound = false;
                if !follows {
                    self.diagnostics.push(unreached(step, path));
                }
                self.walk(&steps, at, &mut seen);
            }
        }
        sound
    }

    /// Follows every way from `start`, each step once. Whether none leads in a circle, which is reported.
    fn walk(&mut self, steps: &[Step<'_>], start: usize, seen: &mut [Seen]) -> bool {
        let mut sound = true;
        // The way so far, each step with the number of ways on that are still to be followed.
        let mut way = vec![(start, 0)];
        while let Some((at, done)) = way.last_mut() {
            let (at, next) = (*at, *done);
            *done += 1;
            if let Some(seen) = seen.get_mut(at) {
                *seen = Seen::Open;
            }
            let Some((to, place)) = steps.get(at).and_then(|step| step.to.get(next)) else {
                if let Some(seen) = seen.get_mut(at) {
                    *seen = Seen::Done;
                }
                way.pop();
                continue;
            };
            match seen.get(*to) {
                Some(Seen::Not) => way.push((*to, 0)),
                Some(Seen::Open) => {
                    sound = false;
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::BlockWays,
                            place.clone(),
                            say!(
                                "ここをたどると前の問いに戻るので、いつまでも終わりません。",
                                "This leads back to an earlier question, so the way may never end."
                            ),
                        )
                        .help(say!(
                            "前には戻らず、先の問いか結果の名前を書きます。",
                            "Name a later question or a result."
                        )),
                    );
                }
                _ => {}
            }
        }
        sound
    }
}

/// What a child leads to by its attributes.
fn leads_to(directive: &Directive, child: &StyledChild) -> Vec<(usize, Place)> {
    let place = |key: &str| {
        let attribute = directive.attributes.iter().find(|attribute| attribute.key.text == key)?;
        Some(attribute.value.whole())
    };
    child
        .attributes
        .iter()
        .filter_map(|(key, value)| match value {
            Some(AttributeValue::Child(to)) => Some((*to, place(key)?)),
            _ => None,
        })
        .collect()
}

fn no_start(steps: &[Step<'_>], path: &SourcePath) -> Diagnostic {
    let first = steps.first().map(|step| step.directive.span).unwrap_or_default();
    let diagnostic = Diagnostic::new(
        Code::BlockWays,
        Place::new(path, first),
        say!(
            "ここから始まりますが、ほかのどこにも進めません。",
            "This is where it begins, but it leads nowhere."
        ),
    )
    .help(say!("はじめの問いを、いちばん上に置きます。", "Put the first question on top."));
    match steps.iter().find(|step| !step.to.is_empty()) {
        Some(start) => diagnostic.correct(Opening::of(start.directive).to_string()),
        None => diagnostic,
    }
}

fn unreached(step: &Step<'_>, path: &SourcePath) -> Diagnostic {
    Diagnostic::new(
        Code::BlockWays,
        Place::new(path, step.directive.span),
        say!("どの答えからも、ここに来られません。", "No answer leads here."),
    )
    .help(say!(
        "ここへ進む答えにこの名前（#…）を書くか、これを消します。",
        "Name it (#…) in an answer that leads here, or remove it."
    ))
}

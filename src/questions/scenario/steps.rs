//! The steps of a scenario: reading them, and following every path once.
//!
//! Names are replaced by places in a list that every path goes down, which is also the order in which the steps
//! stand on paper. Whatever keeps a learner from an end is reported: names that lead nowhere, steps without a way
//! on, ways that lead in a circle.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::{Code, Diagnostic};
use crate::questions::Reading;
use crate::questions::choice::{digest, has_mistakes};
use crate::say;
use crate::source::{Excerpt, Place};
use crate::syntax::fields::{Member, Record, Typed, nearest};
use crate::text::{Block, Inline};

/// A step of the story.
#[derive(Debug)]
pub(super) struct Step {
    /// What the author calls it.
    pub(super) name: String,
    /// What happens.
    pub(super) text: Vec<Block>,
    /// What can be done; nothing at an end.
    pub(super) options: Vec<Choice>,
    /// How the story ends, if it does.
    pub(super) end: Option<&'static str>,
}

/// Something that can be done.
#[derive(Debug)]
pub(super) struct Choice {
    /// What stands for it in responses: its id, or a digest of its text. No other option of the step has it.
    pub(super) key: String,
    /// The text as written, without blanks around it.
    pub(super) written: String,
    /// The text.
    pub(super) text: Vec<Inline>,
    /// The place of the next step in the list.
    pub(super) to: usize,
    /// Where that is written.
    at: Place,
    /// What it earns.
    pub(super) points: u32,
    /// What those who chose it are told.
    pub(super) feedback: Option<Vec<Block>>,
}

/// Reads the steps, in an order in which every path goes down the list from the first. `None` where something was
/// reported that keeps a learner from an end.
pub(super) fn read(reading: &mut Reading<'_, '_>) -> Option<Vec<Step>> {
    let record = reading.record;
    let members = record.map("steps");
    let names: Vec<&str> = members.iter().map(|member| member.key.as_str()).collect();
    let span = record.span("steps")?;
    let mut sound = true;
    let mut steps = Vec::new();
    for member in members {
        let step = read_step(member, &names, reading);
        sound &= step.is_some();
        steps.extend(step);
    }
    let start = record.plain("start").and_then(|start| find(start, &names, reading));
    if !sound || has_mistakes(span, reading) {
        return None;
    }
    let order = order(&steps, start?, reading)?;
    unreached(members, &order, reading);
    Some(sorted(steps, &order))
}

fn read_step(member: &Member, names: &[&str], reading: &mut Reading<'_, '_>) -> Option<Step> {
    let fields = member.value.record()?;
    let text = fields.text("text").map(|text| reading.resolver.text(text));
    let mut sound = true;
    let mut options: Vec<Choice> = Vec::new();
    for typed in fields.list("options").iter().filter_map(Typed::record) {
        let option = read_option(typed, names, reading);
        sound &= option.is_some();
        let Some(option) = option else { continue };
        if options.iter().any(|other| other.key == option.key || other.written == option.written) {
            let written = &option.written;
            reading.report(
                Diagnostic::new(
                    Code::Duplicate,
                    typed.place("text"),
                    say!(
                        "1つの場面に、選択肢「{written}」が2つあります。",
                        "The option \"{written}\" stands twice in one step."
                    ),
                )
                .help(say!("片方を消すか、文や id を変えます。", "Remove one, or change its text or id.")),
            );
        }
        options.push(option);
    }
    let end = fields.choice("end");
    let (name, place) = (&member.key, Place::new(&fields.path, member.key_span));
    let problem = match (fields.key_span("options").is_some(), fields.key_span("end").is_some()) {
        (true, true) => Diagnostic::new(
            Code::Key,
            fields.key_place("end"),
            say!(
                "場面「{name}」には選択肢があるので、終わり（end）にはなりません。",
                "The step \"{name}\" has options, so it cannot be an end."
            ),
        )
        .help(say!("end か options のどちらかを消します。", "Remove either end or options.")),
        // What was mistyped may have been a way on.
        (_, false) if options.is_empty() && sound && !has_mistakes(member.value.span, reading) => {
            dead_end(name, place)
        }
        _ => {
            let step = Step { name: name.clone(), text: text?, options, end };
            return sound.then_some(step);
        }
    };
    reading.report(problem);
    None
}

fn dead_end(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(
        Code::Key,
        place,
        say!(
            "場面「{name}」から先に進めません。選択肢（options）も終わり（end）もありません。",
            "The step \"{name}\" leads nowhere: it has neither options nor an end."
        ),
    )
    .help(say!(
        "話の終わりなら end に good・fair・poor のどれかを書き、続くなら options を書きます。",
        "Where the story ends, write end: good, fair or poor; where it goes on, write options."
    ))
    .correct("end: good")
}

fn read_option(fields: &Record, names: &[&str], reading: &mut Reading<'_, '_>) -> Option<Choice> {
    let feedback = fields.text("feedback").map(|feedback| reading.resolver.text(feedback));
    let to = fields.plain("to").and_then(|to| find(to, names, reading));
    let written = fields.text("text")?;
    let text = reading.resolver.line(written);
    let written = written.text.trim().to_owned();
    Some(Choice {
        key: fields.id("id").map_or_else(|| digest(&written), str::to_owned),
        written,
        text,
        to: to?,
        at: fields.place("to"),
        points: fields.integer("points").and_then(|points| u32::try_from(points).ok()).unwrap_or(0),
        feedback,
    })
}

/// The place of the step that is named.
fn find(name: &Excerpt, names: &[&str], reading: &mut Reading<'_, '_>) -> Option<usize> {
    let wanted = name.text.as_str();
    let found = names.iter().position(|known| *known == wanted);
    if found.is_none() {
        let message = say!("場面「{wanted}」はありません。", "There is no step \"{wanted}\".");
        let diagnostic = Diagnostic::new(Code::Key, name.whole(), message);
        reading.report(match nearest(wanted, names.iter().copied()) {
            Some(near) => diagnostic
                .help(say!("「{near}」のことですか。", "Did you mean \"{near}\"?"))
                .instead(wanted, near),
            None => {
                let known = names.join(" ");
                diagnostic.help(say!(
                    "steps に「{wanted}:」を加えるか、ある場面の名前を書きます。ある場面: {known}",
                    "Add \"{wanted}:\" to the steps, or name one that exists: {known}"
                ))
            }
        });
    }
    found
}

/// The steps that can be reached from `start`, each before all that it leads to: first what the first options lead
/// to. `None` where a way leads in a circle, which is reported.
fn order(steps: &[Step], start: usize, reading: &mut Reading<'_, '_>) -> Option<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        Open,
        Done,
    }
    let mut seen = vec![Seen::Not; steps.len()];
    let mut order = Vec::new();
    let mut sound = true;
    // The path so far, each step with the options that are still to be followed, the last one first.
    let mut path = vec![(start, steps.get(start)?.options.len())];
    seen[start] = Seen::Open;
    while let Some((at, left)) = path.last_mut() {
        let step = &steps[*at];
        if *left == 0 {
            seen[*at] = Seen::Done;
            order.push(*at);
            path.pop();
            continue;
        }
        *left -= 1;
        let option = &step.options[*left];
        match seen[option.to] {
            Seen::Not => {
                seen[option.to] = Seen::Open;
                path.push((option.to, steps[option.to].options.len()));
            }
            Seen::Open => {
                sound = false;
                let (from, to) = (&step.name, &steps[option.to].name);
                reading.report(
                    Diagnostic::new(
                        Code::Key,
                        option.at.clone(),
                        say!(
                            "場面「{from}」から「{to}」へ戻るので、話が終わりません。",
                            "The step \"{from}\" leads back to \"{to}\", so the story may never end."
                        ),
                    )
                    .help(say!(
                        "前の場面には戻らず、先の場面か終わりの場面へ進めます。",
                        "Lead on to a later step or to an end, not back."
                    )),
                );
            }
            Seen::Done => {}
        }
    }
    order.reverse();
    sound.then_some(order)
}

/// Reports the steps that no path reaches.
fn unreached(members: &[Member], order: &[usize], reading: &mut Reading<'_, '_>) {
    let reached: HashSet<usize> = order.iter().copied().collect();
    for (_, member) in members.iter().enumerate().filter(|(index, _)| !reached.contains(index)) {
        let name = &member.key;
        let place = Place::new(&reading.record.path, member.key_span);
        reading.report(
            Diagnostic::new(
                Code::NoEffect,
                place,
                say!("どの選択肢も、場面「{name}」に進みません。", "No option leads to the step \"{name}\"."),
            )
            .help(say!(
                "この場面へ進む選択肢に `to: {name}` と書くか、この場面を消します。",
                "Write `to: {name}` in the option that leads here, or remove the step."
            )),
        );
    }
}

/// The steps of `order`, with the places of that order.
fn sorted(steps: Vec<Step>, order: &[usize]) -> Vec<Step> {
    let places: HashMap<usize, usize> =
        order.iter().enumerate().map(|(place, step)| (*step, place)).collect();
    let place_of = |index: usize| places.get(&index).copied();
    let mut sorted: Vec<(usize, Step)> = steps
        .into_iter()
        .enumerate()
        .filter_map(|(index, mut step)| {
            step.options.iter_mut().for_each(|option| option.to = place_of(option.to).unwrap_or_default());
            Some((place_of(index)?, step))
        })
        .collect();
    sorted.sort_by_key(|(place, _)| *place);
    sorted.into_iter().map(|(_, step)| step).collect()
}

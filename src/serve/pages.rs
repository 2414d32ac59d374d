//! Pages of the server's own: the list of problems, and what is said where there is no page to show.

use std::collections::{BTreeMap, BTreeSet};

use super::markup::{Node, element, text};
use super::snapshot::Snapshot;
use crate::diagnostics::page::{Line, Shown, ShownPlace};
use crate::diagnostics::{Language, Said, Severity};
use crate::render::escape;
use crate::say;

/// Where all problems are listed.
pub(super) const CHECK: &str = "/_check";
/// The style of these pages and of what is laid over others.
pub(super) const STYLE: &str = "/_live/live.css";
/// So many errors are laid over a page; the others stand in the list.
const LAID_OVER: usize = 20;
/// More than so many nobody reads, and browsers become slow.
const LISTED: usize = 1000;

/// Their policy: they load nothing but our style and script, and ask nobody but us.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types";

/// All problems of the newest state, by file.
pub(super) fn check(snapshot: &Snapshot) -> String {
    let language = snapshot.language;
    let say = |said: Said| said.get(language).to_owned();
    let count = count(snapshot);
    let mut body = vec![element("h1", [text(say(count.clone()))])];
    if snapshot.number == 0 {
        return building(language);
    }
    if snapshot.errors().next().is_some() {
        body.push(element("p", [text(say(match snapshot.site {
            Some(_) => say!(
                "エラーがある間、ページは最後に作れたときのままです。直して保存すると、自動で新しくなります。",
                "While there is an error, pages stay as they were when they could last be built. They follow by themselves once it is mended and saved."
            ),
            None => say!(
                "エラーがあるので、まだページがありません。直して保存すると、自動で表示されます。",
                "Because of an error there is no page yet. It appears by itself once this is mended and saved."
            ),
        }))]));
    }
    let file = |problem: &'_ Shown| problem.place.as_ref().map(|place| place.file.clone());
    let broken: BTreeSet<Option<String>> = snapshot.errors().map(file).collect();
    // Files with errors come first, and in each what comes first in it.
    let mut files: BTreeMap<(bool, Option<String>), Vec<&Shown>> = BTreeMap::new();
    for problem in &snapshot.problems {
        let file = file(problem);
        files.entry((!broken.contains(&file), file)).or_default().push(problem);
    }
    let mut room = LISTED;
    for ((_, file), mut problems) in files {
        problems.truncate(room);
        room -= problems.len();
        if problems.is_empty() {
            break;
        }
        let heading = match file {
            Some(file) => element("h2", [element("code", [text(file)])]),
            None => element("h2", [text(say(say!("コース全体", "The whole course")))]),
        };
        let list = element("ul", problems.into_iter().map(problem));
        body.push(element("section", [heading, list]));
    }
    body.extend(more(snapshot.problems.len(), LISTED).map(|said| element("p", [text(say(said))])));
    if snapshot.site.is_some() {
        let words = say(say!("コースの最初のページへ", "To the first page of the course"));
        body.push(element("p", [element("a", [text(words)]).with("href", "/")]));
    }
    frame(&say(count), language, &body)
}

/// The errors of the newest state, to be laid over a page of the last good one. `None` where there are none.
pub(super) fn overlay(snapshot: &Snapshot) -> Option<Node> {
    let errors = snapshot.errors().count();
    if errors == 0 {
        return None;
    }
    let say = |said: Said| said.get(snapshot.language).to_owned();
    let title = say(counted(errors, &say!("エラー", "error")));
    let list = element("ul", snapshot.errors().take(LAID_OVER).map(problem));
    let note = say!(
        "うしろのページは、最後に作れたときのものです。直して保存すると、この知らせは消えます。",
        "The page behind this is as it could last be built. This goes away once the errors are mended and saved."
    );
    let all = say!("すべての問題を見る", "See all problems");
    let mut body = vec![element("p", [text(say(note))]), list];
    body.extend(more(errors, LAID_OVER).map(|said| element("p", [text(say(said))])));
    body.push(element("p", [element("a", [text(say(all))]).with("href", CHECK)]));
    let close = say(say!("閉じる（Esc）", "Close (Esc)"));
    let head = element(
        "div",
        [
            element("h2", [text(title.clone())]).with("id", "title"),
            element("button", [text(close)]).with("type", "button").with("data-close", ""),
        ],
    )
    .with("class", "head");
    let dialog = element(
        "section",
        [
            head,
            element("div", body)
                .with("class", "body")
                .with("tabindex", "0")
                .with("role", "group")
                .with("aria-labelledby", "title"),
        ],
    )
    .with("role", "dialog")
    .with("aria-labelledby", "title");
    let open = element("button", [text(title.clone())])
        .with("type", "button")
        .with("data-open", "")
        .with("hidden", "");
    let alert = element("p", [text(title)]).with("role", "alert").with("class", "alert");
    Some(element("div", [alert, dialog, open]).with("lang", snapshot.language.tag()).with("class", "overlay"))
}

/// Said in both languages where there is no page at an address: who followed an old link may read either.
pub(super) fn not_found(path: &str) -> String {
    let both = |said: &Said, name: &'static str| {
        [Language::Japanese, Language::English]
            .map(|language| element(name, [text(said.get(language))]).with("lang", language.tag()))
    };
    let title = say!("ページがありません", "There is no such page");
    let why = say!(
        "このアドレスのページは、コースにありません。消されたか、名前が変わったか、まだ下書きです。",
        "The course has no page at this address. It was removed or renamed, or is still a draft."
    );
    let home = say!("コースの最初のページへ", "To the first page of the course");
    let check = say!("すべての問題を見る", "See all problems");
    let link = |said: &Said, to: &str| {
        let [japanese, english] = both(said, "span");
        element("p", [element("a", [japanese, text(" / "), english]).with("href", to)])
    };
    let [title_ja, title_en] = both(&title, "span");
    let [why_ja, why_en] = both(&why, "p");
    let body = [
        element("h1", [title_ja, text(" / "), title_en]),
        element("p", [element("code", [text(path)])]),
        why_ja,
        why_en,
        link(&home, "/"),
        link(&check, CHECK),
    ];
    frame(&format!("{} / {}", title.ja, title.en), Language::Japanese, &body)
}

/// Shown until the first build is done.
pub(super) fn building(language: Language) -> String {
    let said = say!("コースを作っています…", "Building the course…");
    frame(said.get(language), language, &[element("h1", [text(said.get(language))])])
}

/// Said to whom nothing else is answered; never the reason of a failure inside.
pub(super) fn refusal(said: &Said) -> String {
    format!("{}\n{}\n", said.ja, said.en)
}

fn frame(title: &str, language: Language, body: &[Node]) -> String {
    let body: String = body.iter().map(Node::html).collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{} - Terakoya</title>\n<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"{STYLE}\">\n</head>\n<body>\n<main>{body}</main>\n</body>\n</html>\n",
        language.tag(),
        escape(title),
    )
}

fn count(snapshot: &Snapshot) -> Said {
    let errors = snapshot.errors().count();
    let warnings = snapshot.problems.len() - errors;
    if snapshot.problems.is_empty() {
        return say!("問題はありません", "No problems");
    }
    let (errors, warnings) =
        (counted(errors, &say!("エラー", "error")), counted(warnings, &say!("注意", "warning")));
    Said { ja: format!("{}・{}", errors.ja, warnings.ja), en: format!("{}, {}", errors.en, warnings.en) }
}

fn counted(number: usize, what: &Said) -> Said {
    let plural = if number == 1 { "" } else { "s" };
    Said { ja: format!("{}{number}件", what.ja), en: format!("{number} {}{plural}", what.en) }
}

fn more(number: usize, shown: usize) -> Option<Said> {
    let more = number.checked_sub(shown).filter(|more| *more > 0)?;
    Some(say!("ほかに{more}件あります。", "And {more} more."))
}

fn problem(problem: &Shown) -> Node {
    let kind = if problem.severity == Severity::Error { "error" } else { "warning" };
    let title = element(
        "p",
        [
            element("strong", [text(problem.level)]),
            text(" "),
            text(problem.message.as_str()),
            text(" "),
            element("code", [text(problem.code)]),
        ],
    );
    let mut content = vec![title.with("class", "message")];
    content.extend(problem.place.iter().flat_map(place));
    for (at, why) in &problem.related {
        content.push(element("p", [text(why.as_str())]));
        content.extend(place(at));
    }
    if let Some((word, help)) = &problem.help {
        content.push(
            element("p", [element("strong", [text(*word)]), text(format!(": {help}"))]).with("class", "help"),
        );
    }
    if let Some((words, lines)) = &problem.correction {
        content.push(element("p", [element("strong", [text(*words)]), text(":")]));
        content.push(element("pre", [element("code", [text(lines.as_str())])]).with("tabindex", "0"));
    }
    element("li", content).with("class", kind)
}

fn place(place: &ShownPlace) -> Vec<Node> {
    let mut shown = vec![element("p", [element("code", [text(place.name.as_str())])]).with("class", "place")];
    if !place.lines.is_empty() {
        let lines = place.lines.iter().flat_map(|Line { number, pieces: [before, marked, after] }| {
            // A mark of nothing shows where something is missing.
            let marked = element("mark", [text(if marked.is_empty() { " " } else { marked.as_str() })]);
            [
                element("span", [text(format!("{number:>4} │ "))]).with("class", "number"),
                text(before.as_str()),
                marked,
                text(format!("{after}\n")),
            ]
        });
        shown.push(element("pre", [element("code", lines)]).with("tabindex", "0"));
    }
    shown
}

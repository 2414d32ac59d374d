//! `serve`: what is served, and what the terminal tells of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::arguments::{self, Options};
use super::build::{counted, tell};
use super::{Status, project};
use crate::course::book;
use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics, Language, Said, terminal};
use crate::pipeline::{self, Memo};
use crate::serve::{Audience, Bound, Built, Change, Made, Reading, Settings, Subject};
use crate::source::read::Reader;
use crate::source::{Place, SourcePath, Sources};
use crate::syntax::date::Date;
use crate::{gallery, say};

/// So many changed files are named; of more, only how many.
const NAMED: usize = 3;

/// `terakoya serve`
pub(super) fn serve(options: &Options, matches: &ArgMatches) -> Status {
    let root = arguments::project(matches);
    let has_gallery = arguments::serve::has_gallery(matches);
    let of_course = project::language(&root);
    if of_course.is_none() && !(has_gallery && root == Path::new(".")) {
        let language = options.language.unwrap_or(Language::Japanese);
        options.fail(&project::none_at(&root, "terakoya serve my-course"), language);
        return Status::CannotWork;
    }
    let language = options.language.or(of_course).unwrap_or(Language::Japanese);
    let settings = arguments::serve::settings(matches);
    let say = |said: &Said| terminal::printable(said.get(language));
    let wanted = settings.clone();
    let bound = match Bound::new(settings) {
        Ok(bound) => bound,
        Err(said) => {
            eprintln!("{}", say(&said));
            return Status::CannotWork;
        }
    };
    for said in notes(&wanted, &bound) {
        eprintln!("{}", say(&said));
    }
    println!(
        "{}",
        say(&say!("{0}\n終わるときは Ctrl+C を押します。", "{0}\nPress Ctrl+C to stop.", bound.url()))
    );
    let address = arguments::serve::opens(matches).then(|| bound.url());
    let terminal = Terminal { language, options: *options, address, told: BTreeSet::new() };
    let folder = Folder {
        root,
        language: options.language,
        today: arguments::today(matches),
        reader: Reader::default(),
        memo: Memo::default(),
    };
    let served = if has_gallery {
        bound.serve(Gallery(folder), terminal, language)
    } else {
        bound.serve(folder, terminal, language)
    };
    match served {
        Ok(()) => Status::Good,
        Err(said) => {
            eprintln!("{}", say(&said));
            Status::CannotWork
        }
    }
}

/// What is not as the author may expect it.
fn notes(wanted: &Settings, bound: &Bound) -> Vec<Said> {
    let mut notes = Vec::new();
    let port = bound.port();
    if wanted.port != 0 && wanted.port != port {
        notes.push(say!(
            "ポート {0} は使われているので、{port} を使います。",
            "Port {0} is in use, so this is port {port}.",
            wanted.port
        ));
    }
    if !wanted.host.is_loopback() {
        notes.push(say!(
            "注意: 同じネットワークのだれもが、このコースを（下書きの問題の正解も）見られます。信頼できるネットワークだけで使い、終わったら Ctrl+C で止めます。",
            "Warning: everybody in the same network can read this course, the answers of its quizzes included. Use this in networks that you trust only, and stop it with Ctrl+C when you are done."
        ));
    }
    notes
}

/// A project in a folder.
struct Folder {
    root: PathBuf,
    language: Option<Language>,
    /// The day for which problems are told.
    today: Date,
    /// The files as they were read last.
    reader: Reader,
    /// What the builds before leave for the next one.
    memo: Memo,
}

impl Subject for Folder {
    fn read(&mut self) -> Result<Reading, Box<Diagnostic>> {
        let Some(input) = project::read_project_with(&mut self.reader, &self.root) else {
            return Err(Box::new(no_book()));
        };
        let folders = input.folders.into_iter().map(PathBuf::from).collect();
        Ok(Reading { sources: input.sources, folders })
    }

    fn build(&mut self, sources: &Sources) -> Checked<Made> {
        let Checked { value: build, mut diagnostics } = pipeline::build_with(&mut self.memo, sources);
        diagnostics.extend(build.aging.told(self.today));
        let made = Made {
            site: build.site,
            language: self.language.unwrap_or(build.language),
            severities: build.severities,
            written: [build.build_dir, build.answers_dir].map(PathBuf::from).to_vec(),
        };
        Checked { value: made, diagnostics: diagnostics.sorted() }
    }

    fn root(&self) -> &Path {
        &self.root
    }
}

/// The gallery of the theme that a project asks for, or of the default theme where there is no project.
struct Gallery(Folder);

impl Subject for Gallery {
    fn read(&mut self) -> Result<Reading, Box<Diagnostic>> {
        let nothing = Reading { sources: Sources::default().into(), folders: Vec::new() };
        Ok(self.0.read().unwrap_or(nothing))
    }

    fn build(&mut self, sources: &Sources) -> Checked<Made> {
        let language =
            self.0.language.or_else(|| project::language(&self.0.root)).unwrap_or(Language::Japanese);
        let Checked { value: site, diagnostics } = gallery::build(sources, language);
        let made = Made { site, language, severities: BTreeMap::new(), written: Vec::new() };
        Checked { value: made, diagnostics }
    }

    fn root(&self) -> &Path {
        self.0.root()
    }
}

/// While a course is served, the file that makes it one went.
fn no_book() -> Diagnostic {
    let path = SourcePath::known(book::FILE);
    let message = say!("book.toml がありません。", "There is no book.toml.");
    Diagnostic::new(Code::Unreadable, Place::file(&path), message).help(say!(
        "元の場所に戻すと、続きから表示されます。",
        "Put it back where it was, and the course goes on."
    ))
}

/// The terminal that the server was started from.
struct Terminal {
    language: Language,
    options: Options,
    /// The address to open once there is something to see.
    address: Option<String>,
    /// The problems of the last build.
    told: BTreeSet<Identity>,
}

/// What tells a problem from others, wherever in its file it moved: the rule, the file, the words.
type Identity = (Code, Option<SourcePath>, String);

fn identity(found: &Diagnostic) -> Identity {
    (found.code, found.place.as_ref().map(|place| place.path.clone()), found.message.en.clone())
}

impl Audience for Terminal {
    fn built(&mut self, built: &Built<'_>) {
        self.language = built.language;
        // What stands since the last build was told then; errors are told again, since no page changes until they go.
        let mut new = Diagnostics::default();
        let is_known = |found: &Diagnostic| self.told.contains(&identity(found)) && !built.is_error(found);
        new.extend(built.diagnostics.iter().filter(|found| !is_known(found)).cloned());
        self.told = built.diagnostics.iter().map(identity).collect();
        tell(&self.options, &new, built.severities, built.sources, built.language);
        let (errors, warnings) = (built.errors, built.warnings);
        let milliseconds = built.took.as_millis();
        let what = changed(built);
        let (_, en_errors) = counted(errors, "error");
        let (_, en_warnings) = counted(warnings, "warning");
        let problems = match (errors, warnings) {
            (0, 0) => say!("", ""),
            _ => say!("。エラー{errors}件、注意{warnings}件", "; {en_errors}, {en_warnings}"),
        };
        let stays = match (errors > 0, built.has_site) {
            (true, true) => say!("（ページは前のままです）", " (pages stay as they were)"),
            (true, false) => say!("（まだページがありません）", " (there is no page yet)"),
            (false, _) => say!("", ""),
        };
        let said = Said {
            ja: format!("{}（{milliseconds}ミリ秒）{}{}", what.ja, problems.ja, stays.ja),
            en: format!("{} in {milliseconds} ms{}{}", what.en, problems.en, stays.en),
        };
        self.options.tell(&said, self.language);
        if let Some(address) = self.address.take() {
            self.open(&address);
        }
    }

    fn warn(&mut self, said: &Said) {
        eprintln!("{}", terminal::printable(said.get(self.language)));
    }
}

impl Terminal {
    /// Opens the browser at an address of our own making. The one place that starts another program.
    fn open(&mut self, address: &str) {
        if opener::open_browser(address).is_err() {
            self.warn(&say!(
                "ブラウザーを開けませんでした。上のアドレスを自分で開きます。",
                "The browser could not be opened. Open the address above yourself."
            ));
        }
    }
}

/// What was done, and why.
fn changed(built: &Built<'_>) -> Said {
    if built.number == 1 {
        return say!("コースを作りました", "Built");
    }
    let name = |(change, path): &(Change, SourcePath)| match change {
        Change::Added => say!("＋{path}", "+ {path}"),
        Change::Edited => say!("{path}", "{path}"),
        Change::Removed => say!("－{path}", "- {path}"),
    };
    let names: Vec<Said> = built.changes.iter().take(NAMED).map(name).collect();
    let mut said = Said {
        ja: names.iter().map(|name| name.ja.as_str()).collect::<Vec<_>>().join("、"),
        en: names.iter().map(|name| name.en.as_str()).collect::<Vec<_>>().join(", "),
    };
    let more = built.changes.len().saturating_sub(NAMED);
    if more > 0 {
        said.ja += &format!("ほか{more}個");
        said.en += &format!(" and {more} more");
    }
    if names.is_empty() {
        return say!("作りなおしました", "Built again");
    }
    said
}

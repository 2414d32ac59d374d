//! `new`: a part, a lesson, a quiz or a block, added to a course.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::arguments::new::Thing;
use super::arguments::{self, Options};
use super::{Status, project, shown};
use crate::course::book::{self, Book};
use crate::diagnostics::{Diagnostics, Language, Said};
use crate::output::fresh;
use crate::questions::QuestionType;
use crate::say;
use crate::scaffold::{Added, OWN_THEME, Outline, ThemeFolder, one_line, schema_path};
use crate::source::{SourcePath, Sources, read};
use crate::theme::{self, DEFAULT_NAME};

/// `terakoya new`
pub(super) fn new(options: &Options, matches: &ArgMatches) -> Status {
    let Some((thing, matches)) = arguments::new::thing(matches) else { return Status::CannotWork };
    let root = arguments::project(matches);
    let Some(input) = project::read_project(&root) else {
        let said = project::none_at(&root, "terakoya new part SNS --dir my-course");
        options.fail(&said, options.language.unwrap_or(Language::Japanese));
        return Status::CannotWork;
    };
    // What is wrong with the course is told by `check`.
    let sources = input.sources.value;
    let book = book::read(&sources, &mut Diagnostics::default());
    // What is written into a course is in its language; what is told, in the author's.
    let told_in = options.language.unwrap_or(book.language);
    let course = Course { root, sources, src: input.src, book };
    match course.add(thing, matches) {
        Ok(said) => {
            options.tell(&said, told_in);
            Status::Good
        }
        Err(said) => {
            options.fail(&said, told_in);
            Status::CannotWork
        }
    }
}

/// A course that is added to.
struct Course {
    root: PathBuf,
    sources: Sources,
    src: String,
    book: Book,
}

impl Course {
    /// Adds the thing. Says what was written, and what to do next.
    fn add(&self, thing: Thing, matches: &ArgMatches) -> Result<Said, Said> {
        let name = one_line(arguments::new::name(matches)).ok_or_else(|| {
            say!("名前が空です。題名か名前を書いてください。", "The name is empty. Write a title or a name.")
        })?;
        let outline = Outline::of(&self.sources, &self.src, self.book.language);
        match thing {
            Thing::Part => self.part(&outline.part(&name, arguments::new::slug(matches))?),
            Thing::Lesson => {
                let (part, slug) = (arguments::new::part(matches), arguments::new::slug(matches));
                self.lesson(&outline.lesson(&name, part, slug)?)
            }
            Thing::Quiz => {
                let lesson = outline.find_lesson(arguments::new::lesson(matches))?;
                let Some(kind) = arguments::new::kind(matches) else {
                    return Err(say!("--type の種類がありません。", "There is no such type."));
                };
                self.quiz(&outline, &name, lesson, kind, arguments::new::insert(matches))
            }
            Thing::Block => self.block(&name),
        }
    }

    fn part(&self, added: &Added) -> Result<Said, Said> {
        let written = self.write(added)?;
        let next = say!(
            "次に、レッスンを足します。\n  terakoya new lesson \"題名\" --part {0}{1}",
            "Next, add a lesson:\n  terakoya new lesson \"Its title\" --part {0}{1}",
            added.name,
            self.elsewhere()
        );
        Ok(joined([written, address(added), next]))
    }

    fn lesson(&self, added: &Added) -> Result<Said, Said> {
        let written = self.write(added)?;
        let file = added.files.first().map_or("", |file| &file.path);
        let next = say!(
            "ファイルを開いて、文章を書きかえます。クイズを足すには、こうします。\n  terakoya new quiz check --lesson {file}{0}",
            "Open the file and write your own text. To add a quiz:\n  terakoya new quiz check --lesson {file}{0}",
            self.elsewhere()
        );
        Ok(joined([written, address(added), next]))
    }

    fn quiz(
        &self,
        outline: &Outline<'_>,
        name: &str,
        lesson: &SourcePath,
        kind: &dyn QuestionType,
        insert: bool,
    ) -> Result<Said, Said> {
        let added = outline.quiz(name, lesson, kind);
        let written = self.write(&added)?;
        let line = format!("::quiz{{src={}}}", added.name);
        let file = self.root.join(lesson.as_str());
        let paste = say!(
            "レッスン {lesson} の置きたいところに、次の1行を書きます。\n  {line}",
            "Place it in the lesson {lesson} by this line:\n  {line}"
        );
        let placed = if !insert {
            paste
        } else if let Err(error) = fresh::append(&file, &line) {
            let problem = say!(
                "「{0}」には書き足せませんでした（{error}）。",
                "{0} could not be written to ({error}). ",
                shown(&file)
            );
            Said { ja: problem.ja + &paste.ja, en: problem.en + &paste.en }
        } else {
            say!(
                "レッスン {lesson} の終わりに、次の1行を書き足しました。別のところに置くには、この行を移します。\n  {line}",
                "This line was added at the end of the lesson {lesson}. To place the quiz elsewhere, move the line.\n  {line}"
            )
        };
        let next = say!(
            "問題を書きかえたら、terakoya check で調べます。",
            "Once you have written your own questions, run terakoya check."
        );
        let renamed = self.renamed(name, &added);
        Ok(joined([written, renamed, placed, next]))
    }

    fn block(&self, name: &str) -> Result<Said, Said> {
        let of_own = self.book.theme.0 != DEFAULT_NAME;
        let theme = if of_own { self.book.theme.0.as_str() } else { OWN_THEME };
        let folder = format!("themes/{theme}");
        // The theme of a course with the default one is not part of its sources, and may lie there.
        let own = if of_own || !self.root.join(&folder).exists() {
            Sources::default()
        } else {
            read::read(&self.root, &[&folder], &[]).value
        };
        let sources = if of_own { &self.sources } else { &own };
        let under = theme::load(
            &Sources::default(),
            DEFAULT_NAME,
            None,
            (self.book.language.tag().to_owned(), None),
            &mut Diagnostics::default(),
        );
        let place = ThemeFolder { name: theme, own: sources, known: under.blocks.keys().cloned().collect() };
        let added = place.block(name, self.book.language);
        let written = self.write(&added)?;
        let renamed = self.renamed(name, &added);
        let turn_on = if of_own {
            nothing()
        } else {
            say!(
                "このテーマを使うように、book.toml にこう書きます。\n  [theme]\n  name = \"{theme}\"",
                "For the course to use this theme, write in book.toml:\n  [theme]\n  name = \"{theme}\""
            )
        };
        let next = say!(
            "レッスンでの書き方は example.md にあります。形は view.html、見た目は style.css で変えます。",
            "example.md shows how a lesson writes it. Change its structure in view.html, and its looks in style.css."
        );
        Ok(joined([written, renamed, turn_on, next]))
    }

    /// Writes the files, and the schema that they name where the course has none yet: one that is there is left to
    /// `terakoya schema`. Says what was written.
    fn write(&self, added: &Added) -> Result<Said, Said> {
        let schema = added.schema.map(|schema| (schema_path(schema), schema.text(self.book.language)));
        let schema = schema.filter(|(path, _)| self.root.join(path).symlink_metadata().is_err());
        let files = added.files.iter().map(|file| (file.path.as_str(), file.text.as_str()));
        let files = files.chain(schema.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        fresh::write(&self.root, files.clone()).map_err(|error| error.said())?;
        let list = files.map(|(path, _)| format!("\n  {}", shown(&self.root.join(path)))).collect::<String>();
        Ok(say!("作りました。{list}", "Made:{list}"))
    }

    /// What has to be added to a command where the course lies elsewhere.
    fn elsewhere(&self) -> String {
        if self.root == Path::new(".") { String::new() } else { format!(" --dir {}", shown(&self.root)) }
    }

    /// Says that something got another name than was asked for.
    fn renamed(&self, asked: &str, added: &Added) -> Said {
        let name = &added.name;
        if asked == name {
            return nothing();
        }
        say!(
            "名前は「{name}」にしました（半角の英数字で、まだ使われていないもの）。",
            "Its name is \"{name}\": in ASCII, and not yet taken."
        )
    }
}

/// How to have another word in addresses, where the title gave none.
fn address(added: &Added) -> Said {
    let slug = &added.slug;
    if !added.plain {
        return nothing();
    }
    say!(
        "ページのアドレスには「{slug}」と出ます。題名から半角の名前を作れなかったからです。変えるときは、配り始める前に、上の名前の「{slug}」を半角の英数字に変えます。--slug で先に決めることもできます。",
        "\"{slug}\" stands in its address, since the title gives no name in ASCII. To have another, change \"{slug}\" in the name above before the course is out. --slug says it in advance."
    )
}

/// Nothing to say.
fn nothing() -> Said {
    Said { ja: String::new(), en: String::new() }
}

/// What there is to say, one below the other.
fn joined<const N: usize>(parts: [Said; N]) -> Said {
    let below = |part: fn(&Said) -> &str| {
        parts.iter().map(part).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    };
    Said { ja: below(|part| &part.ja), en: below(|part| &part.en) }
}

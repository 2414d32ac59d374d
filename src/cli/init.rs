//! `init`: a small course where none was.

use std::fs;
use std::path::Path;

use clap::ArgMatches;

use super::arguments::{self, Options};
use super::{Status, shown};
use crate::course::book;
use crate::diagnostics::{Language, Said};
use crate::output::fresh;
use crate::say;
use crate::scaffold::{self, NewFile, SCHEMAS, one_line, title_and_id};
use crate::schema::Schema;
use crate::syntax::fields::is_id;

/// `terakoya init`
pub(super) fn init(options: &Options, matches: &ArgMatches) -> Status {
    let language = options.language.unwrap_or(Language::Japanese);
    let root = arguments::project(matches);
    let written = course(&root, arguments::init::title(matches), arguments::init::id(matches), language)
        .and_then(|files| {
            let texts = files.iter().map(|file| (file.path.as_str(), file.text.as_str()));
            fresh::write(&root, texts).map_err(|error| error.said())?;
            Ok(files)
        });
    match written {
        Ok(files) => {
            options.tell(&told(&root, &files), language);
            Status::Good
        }
        Err(said) => {
            options.fail(&said, language);
            Status::CannotWork
        }
    }
}

/// The files of the course in the folder `root`, but for schemas of ours that are there already.
fn course(
    root: &Path,
    title: Option<&str>,
    id: Option<&str>,
    language: Language,
) -> Result<Vec<NewFile>, Said> {
    if root.join(book::FILE).symlink_metadata().is_ok() {
        return Err(say!(
            "「{0}」には、もうコースがあります（book.toml）。何も書き込んでいません。\n  別のフォルダーを指定します（例: terakoya init my-course）。レッスンを足すなら terakoya new lesson を使います。",
            "{0} holds a course already (book.toml). Nothing was written.\n  Name another folder: terakoya init my-course. To add a lesson, use terakoya new lesson.",
            shown(root)
        ));
    }
    // The folder need not be there yet; `.` has a name only once it is looked up.
    let whole = fs::canonicalize(root).or_else(|_| std::path::absolute(root)).unwrap_or_default();
    let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (by_name, id_by_name) = title_and_id(&name, language);
    let title = title.map_or(Some(by_name), one_line).ok_or_else(|| {
        say!(
            "--title の題名が空です。例: --title \"個人情報の研修\"",
            "The title is empty. Write, for example, --title \"Privacy course\""
        )
    })?;
    let id = id.map_or(id_by_name, str::to_owned);
    if !is_id(&id) {
        return Err(say!(
            "--id の「{id}」は使えません。半角の英数字と - _ . で、64文字までで書きます（例: --id privacy-2027）。",
            "--id cannot be \"{id}\". Write at most 64 ASCII letters, digits, - _ and . (for example --id privacy-2027)."
        ));
    }
    let is_ours = |file: &NewFile| {
        let schema = Schema::ALL.into_iter().find(|schema| scaffold::schema_path(*schema) == file.path);
        schema.is_some_and(|schema| {
            fs::read(root.join(&file.path)).is_ok_and(|text| schema.is_written_in(&text))
        })
    };
    Ok(scaffold::course(&title, &id, language).into_iter().filter(|file| !is_ours(file)).collect())
}

/// A path as it is typed: between quotation marks where a blank would end it.
fn in_quotes(path: String) -> String {
    if path.contains(char::is_whitespace) { format!("\"{path}\"") } else { path }
}

/// What was written, and what to do with it.
fn told(root: &Path, files: &[NewFile]) -> Said {
    let (schemas, texts): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.path.starts_with(SCHEMAS));
    let list = texts.iter().map(|file| format!("\n  {}", shown(&root.join(&file.path)))).collect::<String>();
    let folder = shown(&root.join(SCHEMAS));
    let (ja_schemas, en_schemas) = match schemas.len() {
        0 => Default::default(),
        number => (
            format!("\n  {folder}（エディターのための{number}個のファイル）"),
            format!("\n  {folder} ({number} files for editors)"),
        ),
    };
    let enter =
        if root == Path::new(".") { String::new() } else { format!("\n  cd {}", in_quotes(shown(root))) };
    say!(
        "見本のコースを作りました。{list}{ja_schemas}\n\n次に、こうします。{enter}\n  terakoya serve --open\nそれから book.toml と content/ の文章を書きかえます。何がどこにあるかは README.md に書いてあります。",
        "A small course was made:{list}{en_schemas}\n\nNext:{enter}\n  terakoya serve --open\nThen write your own words in book.toml and content/. README.md says what is where."
    )
}

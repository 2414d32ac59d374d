//! `schema`: what editors need to complete and check the files of a course.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::arguments::{self, Options};
use super::{Status, print, project};
use crate::diagnostics::Language;
use crate::output::owned::{self, OwnedFile};
use crate::say;
use crate::schema::Schema;

/// `terakoya schema`
pub(super) fn schema(options: &Options, matches: &ArgMatches) -> Status {
    let language =
        options.language.or_else(|| project::language(Path::new("."))).unwrap_or(Language::Japanese);
    let named = arguments::schema::named(matches);
    match (arguments::schema::folder(matches), named) {
        (Some(folder), None) => write(options, &folder, &Schema::ALL, language),
        (Some(folder), Some(named)) => write(options, &folder, &[named], language),
        (None, Some(named)) => {
            print(named.text(language).trim_end());
            Status::Good
        }
        (None, None) => {
            print(&list(language));
            Status::Good
        }
    }
}

/// What there is, and what to do with it.
fn list(language: Language) -> String {
    let mut out = say!("書き出せるスキーマ:", "Schemas that there are:").get(language).to_owned();
    for schema in Schema::ALL {
        out += &format!("\n  {:<14}{}", schema.name(), schema.about().get(language));
    }
    let use_it = say!(
        "エディターで使うには、コースのフォルダーで次のように書き出します。\n  terakoya schema --dir {DIR}\n1つを画面に出すには、名前を書きます（例: terakoya schema quiz）。",
        "To use them in an editor, write them out in the folder of the course:\n  terakoya schema --dir {DIR}\nTo print one, name it: terakoya schema quiz"
    );
    format!("{out}\n\n{}", use_it.get(language))
}

/// Where the manual puts the files.
const DIR: &str = ".terakoya/schemas";

fn write(options: &Options, folder: &Path, schemas: &[Schema], language: Language) -> Status {
    let ours: Vec<_> = schemas.iter().map(|schema| move |text: &[u8]| schema.is_written_in(text)).collect();
    let files: Vec<OwnedFile<'_>> = schemas
        .iter()
        .zip(&ours)
        .map(|(schema, is_ours)| OwnedFile { name: schema.file_name(), text: schema.text(language), is_ours })
        .collect();
    match owned::write(folder, &files) {
        Ok(written) => {
            options.tell(&told(folder, schemas, &written), language);
            Status::Good
        }
        Err(error) => {
            let remedy = say!(
                "別の場所へ移すか、--dir で別のフォルダーを指定します。",
                "Move them elsewhere, or name another folder with --dir."
            );
            options.fail(&error.said(&remedy), language);
            Status::CannotWork
        }
    }
}

/// What was written, and the lines by which an editor finds it.
fn told(folder: &Path, schemas: &[Schema], written: &[String]) -> crate::diagnostics::Said {
    let list = written.iter().map(|name| format!("\n  {}", folder.join(name).display())).collect::<String>();
    let done = match written.len() {
        0 => say!(
            "「{0}」のスキーマは最新です。何も書きかえていません。",
            "The schemas in {0} are up to date; nothing was rewritten.",
            folder.display()
        ),
        _ => say!("スキーマを書き出しました。{list}", "Schemas written:{list}"),
    };
    // Where the way from the course to the folder is not known, there is no line to show.
    if folder.is_absolute() {
        return done;
    }
    let path = slashed(folder);
    let yaml = schemas.iter().filter_map(|schema| {
        let files = schema.files().filter(|files| files.ends_with(".yaml"))?;
        Some(format!("    \"{path}/{}\": \"{files}\"", schema.file_name()))
    });
    let yaml = yaml.collect::<Vec<_>>().join(",\n");
    let mut said = done;
    if !yaml.is_empty() {
        let settings = say!(
            "\n\nVS Codeで使うには、.vscode/settings.json にこう書きます。\n{{\n  \"yaml.schemas\": {{\n{yaml}\n  }}\n}}",
            "\n\nFor VS Code, write this in .vscode/settings.json:\n{{\n  \"yaml.schemas\": {{\n{yaml}\n  }}\n}}"
        );
        said.ja += &settings.ja;
        said.en += &settings.en;
    }
    if schemas.contains(&Schema::Book) {
        let line = format!("#:schema ./{path}/{}", Schema::Book.file_name());
        let first = say!(
            "\n\nbook.toml の1行目にはこう書きます。\n{line}",
            "\n\nAs the first line of book.toml, write:\n{line}"
        );
        said.ja += &first.ja;
        said.en += &first.en;
    }
    said
}

/// The path as settings have it on every system.
fn slashed(folder: &Path) -> String {
    let parts: PathBuf = folder.components().filter(|part| *part != std::path::Component::CurDir).collect();
    parts.to_string_lossy().replace('\\', "/")
}

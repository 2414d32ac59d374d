//! The command line as a user meets it: the real command on real folders, its words and its exit status.
#![allow(clippy::disallowed_methods, reason = "a test looks at the disk")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use support::command::{Project, SMALL};

/// The small course with an error in its first lesson.
fn broken() -> Project {
    let project = Project::small();
    project.edit("content/01-part/01-first.md", "Text.", "[Text](nowhere.md).");
    project
}

#[test]
fn help_is_in_japanese_unless_english_is_asked_for() {
    let project = Project::small();
    let help = project.run(&["--help"]).exits(0).out;
    assert!(
        help.contains("使い方: terakoya") && help.contains("コマンド:") && help.contains("コースを調べます")
    );
    assert!(!help.contains("Usage") && !help.contains("Options") && !help.contains("Commands"), "{help}");
    let help = project.run(&["--lang", "en", "--help"]).exits(0).out;
    assert!(help.contains("Usage: terakoya") && help.contains("Checks the course"));
    assert!(help.is_ascii(), "{help}");
    for (locale, word) in [("en_US.UTF-8", "Usage:"), ("ja_JP.UTF-8", "使い方:"), ("C", "使い方:")] {
        let output = project.command(&["build", "--help"]).env("LANG", locale).output().unwrap();
        assert!(String::from_utf8(output.stdout).unwrap().contains(word), "{locale}");
    }
    let all = project.command(&["--help"]).env("LANG", "ja_JP.UTF-8").env("LC_ALL", "en_GB.UTF-8").output();
    assert!(all.unwrap().stdout.starts_with(b"Turns Markdown"));
}

#[test]
fn help_and_version_go_to_standard_output_and_mistakes_to_standard_error() {
    let project = Project::small();
    let version = project.run(&["--version"]).exits(0);
    assert_eq!(
        (version.out.as_str(), version.err.as_str()),
        (concat!("terakoya ", env!("CARGO_PKG_VERSION"), "\n"), "")
    );
    for wrong in [&["bild"][..], &["build", "--fast"], &["--lang", "fr", "build"], &["build", "a", "b"], &[]]
    {
        let ran = project.run(wrong).exits(2);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{wrong:?}: {ran:?}");
    }
    project.run(&["--lang", "en", "bild"]).exits(2).tells("build");
    assert!(project.tree("book").is_empty());
}

#[test]
fn messages_are_in_the_language_of_the_course_unless_another_is_asked_for() {
    let project = broken();
    project.run(&["check"]).exits(1).tells("error[broken-link]");
    project.run(&["check", "--lang", "ja"]).exits(1).tells("エラー[broken-link]");
    project.run(&["--lang=ja", "check"]).exits(1).tells("エラー[broken-link]");
    project.edit("book.toml", "\"en\"", "\"ja\"");
    project.run(&["check"]).exits(1).tells("エラー[broken-link]");
    project.run(&["check", "--lang", "en"]).exits(1).tells("error[broken-link]");
}

#[test]
fn colours_come_only_when_asked_for() {
    let project = broken();
    assert!(!project.run(&["check"]).err.contains('\u{1b}'));
    assert!(!project.run(&["check", "--color", "never"]).err.contains('\u{1b}'));
    assert!(project.run(&["check", "--color", "always"]).err.contains('\u{1b}'));
}

#[test]
fn a_good_course_is_summed_up_and_its_first_page_named() {
    let project = Project::small();
    let ran = project.run(&["build"]).exits(0);
    assert!(ran.err.is_empty(), "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    let [summary, open, answers] = lines.as_slice() else { panic!("{lines:?}") };
    assert!(summary.starts_with("2 lessons, 2 questions, about 15 minutes: built in "), "{summary}");
    let entry = open.strip_prefix("Open: ").unwrap();
    assert!(project.path(entry).is_file(), "{entry}");
    let answers = answers.strip_prefix("Answers, not to be handed out: ").unwrap();
    assert!(project.path(answers).is_file(), "{answers}");
    let again = project.run(&["build", "--lang", "ja"]).exits(0).out;
    assert!(again.starts_with("2レッスン・2問・約15分のコースを調べました。前と同じ"), "{again}");
}

#[test]
fn a_project_elsewhere_is_named_as_an_argument() {
    let project = Project::small();
    let elsewhere = tempfile::tempdir().unwrap();
    let root = project.root();
    let arguments = [std::ffi::OsStr::new("build"), root.as_os_str()];
    let ran = project.command(&arguments).current_dir(elsewhere.path()).output().unwrap();
    assert!(ran.status.success());
    assert!(project.path("book/index.html").is_file());
    assert_eq!(elsewhere.path().read_dir().unwrap().count(), 0);
}

#[test]
fn a_folder_without_book_toml_is_told_with_what_to_do() {
    let project = Project::new(&[("lesson.md", "# A")]);
    for command in ["build", "check"] {
        project.run(&[command]).exits(2).tells("book.toml がありません");
        project.run(&[command, "--lang", "en"]).exits(2).tells("There is no book.toml in “.”");
        project.run(&[command, "nowhere"]).exits(2).tells("「nowhere」に book.toml がありません");
    }
    assert_eq!(project.tree("").len(), 1);
}

#[test]
fn check_writes_nothing() {
    for project in [Project::small(), broken()] {
        let before = project.surroundings();
        project.run(&["check"]);
        assert_eq!(project.surroundings(), before);
    }
    let ran = Project::small().run(&["check"]).exits(0);
    assert_eq!(ran.out, "Checked 2 lessons with 2 questions: 0 errors, 0 warnings.\n");
}

#[test]
fn an_error_keeps_the_site_as_it_was_byte_for_byte() {
    let project = broken();
    let before = project.surroundings();
    project.run(&["build"]).exits(1).tells("Nothing was written");
    assert_eq!(project.surroundings(), before);

    let project = Project::small();
    project.run(&["build"]).exits(0);
    project.edit("content/01-part/02-second.md", "More text.", "[[no such term]] and a new word");
    let before = (project.surroundings(), project.stamps("book"));
    let ran = project.run(&["build"]).exits(1).tells("content/01-part/02-second.md");
    assert!(ran.out.is_empty() && ran.err.contains("unknown-term"), "{ran:?}");
    assert_eq!((project.surroundings(), project.stamps("book")), before);
}

#[test]
fn settings_of_mdbook_are_passed_over_with_one_warning_each() {
    let project = Project::small();
    project.write(
        "book.toml",
        "[book]\ntitle = \"Small\"\nlanguage = \"en\"\nmultilingual = false\n[build]\ncreate-missing = false\n\
         [course]\nid = \"small\"\n[output.html]\nmathjax-support = true\n[preprocessor.links]\n[rust]\nedition = \"2024\"\n",
    );
    let ran = project.run(&["check"]).exits(0);
    assert_eq!(ran.err.matches("warning[ignored-setting]").count(), 5, "{}", ran.err);
    for name in ["book.multilingual", "build.create-missing", "[output]", "[preprocessor]", "[rust]"] {
        assert!(ran.err.contains(name), "{name} in {}", ran.err);
    }
}

#[test]
fn an_unknown_key_is_an_error_with_the_one_that_was_meant() {
    let project = Project::small();
    project.edit("book.toml", "title", "titel");
    let ran = project.run(&["check"]).exits(1).tells("error[unknown-key]");
    assert!(ran.err.contains("book.toml:2:1") && ran.err.contains("title"), "{}", ran.err);
}

#[test]
fn lessons_are_read_from_src_where_there_is_no_content() {
    let moved: Vec<(String, &str)> =
        SMALL.iter().map(|(path, text)| (path.replace("content/", "src/"), *text)).collect();
    let project = Project::new(&moved);
    project.run(&["build"]).exits(0);
    assert!(project.path("book/part/first.html").is_file());
    // Where both are, content counts.
    project.write("content/09-other/only.md", "# Only\n");
    project.run(&["build"]).exits(0);
    assert!(project.path("book/other/only.html").is_file() && !project.path("book/part").exists());
    // What book.toml names counts more.
    project.edit("book.toml", "language", "src = \"src\"\nlanguage");
    project.run(&["build"]).exits(0);
    assert!(project.path("book/part/first.html").is_file() && !project.path("book/other").exists());
}

#[test]
fn a_draft_is_listed_but_not_built() {
    let project = Project::small();
    project.edit("content/01-part/02-second.md", "title: Second", "title: Second\ndraft: true");
    project.edit("content/01-part/01-first.md", "Text.", "See [the next one](02-second.md).");
    let ran = project.run(&["build"]).exits(0).tells("warning[draft-link]");
    assert!(ran.out.starts_with("1 lesson, 2 questions"), "{}", ran.out);
    assert!(!project.path("book/part/second.html").exists());
    let text = |path: &str| String::from_utf8(project.tree("book").remove(path).unwrap()).unwrap();
    assert!(text("contents.html").contains("Second"));
    assert!(text("outline.js").contains("Second"));
    for path in project.tree("book").into_keys().filter(|path| path.ends_with(".html")) {
        assert!(!text(&path).contains("second.html"), "{path} leads to a page that is not there");
    }
}

#[test]
fn a_folder_that_would_stand_where_a_page_does_is_refused_by_name() {
    let project = Project::small();
    project.write("content/01-a.html/01-x.md", "# X\n");
    project.write("content/01-a.md", "# A\n");
    let ran = project.run(&["build"]).exits(1).tells("error[bad-name]");
    assert!(ran.err.contains("content/01-a.html/01-x.md"), "{}", ran.err);
}

#[test]
fn index_md_opens_the_course_and_a_part() {
    let project = Project::small();
    project.run(&["build"]).exits(0);
    assert!(!project.path("book/part/index.html").exists());
    project.write("content/index.md", "# Welcome\n\nWords of the first page.\n");
    project.write("content/01-part/index.md", "---\ntitle: The part's title\n---\n\nWords of the part.\n");
    let ran = project.run(&["build"]).exits(0);
    assert!(ran.out.starts_with("2 lessons"), "an index.md is no lesson: {}", ran.out);
    let site = project.tree("book");
    let text = |path: &str| String::from_utf8(site.get(path).unwrap().clone()).unwrap();
    assert!(text("index.html").contains("Words of the first page."));
    assert!(text("part/index.html").contains("Words of the part."));
    assert!(
        text("part/first.html").contains("The part&#39;s title")
            || text("part/first.html").contains("The part's title")
    );
}

#[test]
fn the_check_table_changes_severities_and_nothing_can_hide_what_breaks_a_course() {
    let project = broken();
    project.run(&["check"]).exits(1).tells("error[broken-link]");
    let toml = std::fs::read_to_string(project.path("book.toml")).unwrap();
    project.write("book.toml", format!("{toml}\n[check]\nbroken-link = \"warn\"\n"));
    project.run(&["check"]).exits(0).tells("warning[broken-link]");
    project.run(&["build"]).exits(0).tells("warning[broken-link]");
    project.write("book.toml", format!("{toml}\n[check]\nbroken-link = \"off\"\n"));
    assert_eq!(project.run(&["check"]).exits(0).err, "");
    project.write("book.toml", format!("{toml}\n[check]\nbroken-link = \"off\"\nno-feedback = \"error\"\nsyntax = \"off\"\nborken-link = \"off\"\n"));
    let ran = project
        .run(&["check"])
        .exits(1)
        .tells("\"syntax\" cannot be changed")
        .tells("Did you mean \"broken-link\"");
    assert_eq!(ran.err.matches("error[").count(), 2, "{}", ran.err);
}

#[test]
fn dest_dir_and_build_dir_say_where_the_site_goes() {
    let project = Project::small();
    let ran = project.run(&["build", "--dest-dir", "out/site"]).exits(0);
    assert!(ran.out.contains("out/site"), "{}", ran.out);
    assert!(project.path("out/site/index.html").is_file() && !project.path("book").exists());
    project.edit("book.toml", "[course]", "[build]\nbuild-dir = \"public\"\n[course]");
    project.run(&["build"]).exits(0);
    assert!(project.path("public/index.html").is_file());
    let absolute = project.path("elsewhere");
    project.run(&["build".as_ref(), "-d".as_ref(), absolute.as_os_str()]).exits(0);
    assert_eq!(project.tree("elsewhere"), project.tree("public"));
}

#[test]
fn the_gallery_is_built_for_a_course_and_where_there_is_none() {
    let project = Project::small();
    let before = project.tree("content");
    let build = ["build", "--gallery", "--dest-dir", "gallery"];
    let ran = project.run(&build).exits(0);
    assert!(ran.out.contains("en/index.html") && ran.err.is_empty(), "{ran:?}");
    let gallery = project.tree("gallery");
    for page in ["ja/index.html", "en/index.html", "ja/blocks/note.html", "en/questions/single.html"] {
        assert!(gallery.contains_key(page), "{page}");
    }
    assert!(project.run(&build).exits(0).out.contains("same as before"));
    project.run(&[&build[..], &["nowhere"]].concat()).exits(2).tells("nowhere");
    project.run(&["build", "--gallery"]).exits(2).tells("--dest-dir");
    let both = [&build[..], &["--answer-key", "key"]].concat();
    project.run(&both).exits(2).tells("「--gallery」");
    std::fs::remove_file(project.path("book.toml")).unwrap();
    let ran = project.run(&["--lang", "en", "build", "--gallery", "--dest-dir", "other"]).exits(0);
    assert!(ran.out.contains("en/index.html"), "{ran:?}");
    let page = "en/blocks/note.html";
    assert_eq!(project.tree("other").get(page), gallery.get(page));
    assert_eq!(project.tree("content"), before);
    project.write("book.toml", "[book]\ntitle = \"A\"\n[course]\nid = \"a\"\n[theme]\nname = \"mine\"\n");
    project.write("themes/mine/blocks/ward/block.toml", "label = \"perhaps\"\n");
    project.run(&build).exits(1).tells("block.toml");
    assert_eq!(project.tree("gallery"), gallery);
}

#[test]
fn mistakes_in_the_arguments_are_told_in_the_language_that_was_asked_for() {
    let project = Project::small();
    for (arguments, words) in [
        (&["bild"][..], "「bild」というコマンドはありません。\n「build」のことですか。"),
        (&["build", "--dest"], "「--dest」という引数はありません。"),
        (&["build", "--color", "blue"], "「blue」は使えません。"),
        (&["build", "--dest-dir"], "に値がありません。"),
        (&["build", "a", "b"], "「b」という引数はありません。"),
    ] {
        let told = project.run(&[&["--lang", "ja"], arguments].concat()).exits(2).err;
        assert!(told.contains(words) && !told.contains("error:"), "{arguments:?}: {told}");
    }
    project.run(&["--lang", "en", "bild"]).exits(2).tells("error: unrecognized subcommand 'bild'");
}

const SCHEMAS: [&str; 6] = ["quiz", "book", "glossary", "sources", "front-matter", "block"];

#[test]
fn schemas_are_listed_and_printed_in_the_language_that_is_asked_for() {
    let project = Project::small();
    let before = project.surroundings();
    let list = project.run(&["schema"]).exits(0);
    assert!(list.out.is_ascii() && list.out.contains("terakoya schema --dir"), "{list:?}");
    let list = project.run(&["schema", "--lang", "ja"]).exits(0).out;
    for name in SCHEMAS {
        assert!(list.contains(name), "{list}");
        let printed = project.run(&["schema", name]).exits(0);
        assert!(
            printed.err.is_empty() && printed.out.ends_with("}\n") && printed.out.is_ascii(),
            "{printed:?}"
        );
        assert!(!project.run(&["schema", name, "--lang=ja"]).exits(0).out.is_ascii());
    }
    // Without a course and without a word on the language, as in all commands.
    let elsewhere = Project::new(&[("a.txt", "")]);
    assert!(elsewhere.run(&["schema"]).exits(0).out.contains("書き出せるスキーマ"));
    project.run(&["schema", "quizz", "--lang", "ja"]).exits(2).tells("使えるのは quiz, book");
    project.run(&["schema", "quizz", "--lang", "en"]).exits(2).tells("quiz");
    assert_eq!(project.surroundings(), before);
}

#[test]
fn schemas_are_written_once_and_written_anew_when_they_change() {
    let project = Project::small();
    let folder = ".terakoya/schemas";
    let ran = project.run(&["schema", "--dir", folder]).exits(0);
    assert!(
        ran.err.is_empty() && ran.out.contains("\".terakoya/schemas/quiz.schema.json\": \"*.quiz.yaml\"")
    );
    assert!(ran.out.contains("\n#:schema ./.terakoya/schemas/book.schema.json\n"), "{}", ran.out);
    // The manual shows the same lines.
    for manual in ["docs/ja/editor.md", "docs/en/editor.md"] {
        let page = std::fs::read_to_string(format!("{}/{manual}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(page.contains(&format!("\nterakoya schema --dir {folder}\n")));
        for line in ran.out.lines().filter(|line| line.contains("\": \"") || line.starts_with("#:schema")) {
            assert!(page.contains(line), "{manual}: {line}");
        }
    }
    let names: Vec<String> = project.tree(folder).into_keys().collect();
    let mut wanted = SCHEMAS.map(|name| format!("{name}.schema.json"));
    wanted.sort();
    assert_eq!(names, wanted);
    let printed = project.run(&["schema", "quiz"]).exits(0).out;
    assert_eq!(project.tree(folder)["quiz.schema.json"], printed.as_bytes());

    let stamps = project.stamps(folder);
    assert!(project.run(&["schema", "--dir", folder]).exits(0).out.contains("up to date"));
    assert_eq!(project.stamps(folder), stamps);
    // An earlier edition, or another language, is ours to replace.
    project.edit(".terakoya/schemas/quiz.schema.json", "draft-07", "draft-06");
    project.write(".terakoya/schemas/notes.txt", "mine");
    let ran = project.run(&["schema", "--dir", folder]).exits(0).out;
    assert!(
        ran.contains("quiz.schema.json") && !ran.contains("\n  .terakoya/schemas/book.schema.json"),
        "{ran}"
    );
    assert_eq!(project.tree(folder)["quiz.schema.json"], printed.as_bytes());
    assert_eq!(project.tree(folder)["notes.txt"], b"mine");
    // Editors' schemas are no part of the course.
    project.run(&["check"]).exits(0);

    project.run(&["schema", "glossary", "--dir", "one"]).exits(0);
    assert_eq!(project.tree("one").into_keys().collect::<Vec<_>>(), ["glossary.schema.json"]);
}

#[test]
fn what_others_wrote_is_not_replaced_by_a_schema() {
    let project = Project::small();
    project.write("schemas/sources.schema.json", "{\"$id\": \"urn:terakoya:schema:quiz\"}");
    project.write("schemas/quiz.schema.json", "{\"title\": \"mine\"}");
    project.write("schemas/block.schema.json/a", "a folder");
    let before = project.surroundings();
    let ran = project.run(&["schema", "--dir", "schemas"]).exits(2).tells("Nothing was written");
    for name in ["quiz.schema.json", "sources.schema.json", "block.schema.json"] {
        assert!(ran.err.contains(name), "{}", ran.err);
    }
    assert!(!ran.err.contains("book.schema.json") && ran.out.is_empty());
    project.run(&["schema", "--dir", "schemas", "--lang", "ja"]).exits(2).tells("何も書き込んでいません");
    assert_eq!(project.surroundings(), before);
    // A file where the folder should be.
    project.run(&["schema", "--dir", "book.toml"]).exits(2);
    assert_eq!(project.surroundings(), before);
}

#[cfg(unix)]
#[test]
fn schemas_are_not_written_through_links() {
    let project = Project::small();
    project.write("precious.json", "mine");
    project.write("schemas/a", "a");
    for name in ["quiz.schema.json", ".book.schema.json.terakoya-new"] {
        std::os::unix::fs::symlink("../precious.json", project.path("schemas").join(name)).unwrap();
    }
    project.run(&["schema", "--dir", "schemas"]).exits(2).tells("quiz.schema.json");
    std::fs::remove_file(project.path("schemas/quiz.schema.json")).unwrap();
    project.run(&["schema", "--dir", "schemas"]).exits(0);
    assert_eq!(project.tree("")["precious.json"], b"mine");
    assert!(!project.tree("schemas").contains_key(".book.schema.json.terakoya-new"));
}

#[test]
fn quiet_tells_errors_and_nothing_else() {
    let project = Project::small();
    for command in [&["build"][..], &["check"], &["schema", "--dir", "schemas"]] {
        let ran = project.run(&[command, &["--quiet"]].concat()).exits(0);
        assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""), "{command:?}");
    }
    assert!(project.path("book/index.html").is_file());
    // What was asked for itself is told.
    assert!(project.run(&["-q", "schema", "quiz"]).exits(0).out.contains("urn:terakoya:schema:quiz"));
    project.edit("content/01-part/01-first.md", "Text.", "[Text](nowhere.md). <b>");
    for command in ["build", "check"] {
        let ran = project.run(&[command, "-q"]).exits(1).tells("error[broken-link]");
        assert!(ran.out.is_empty() && !ran.err.contains("warning["), "{ran:?}");
    }
    project.run(&["check"]).tells("warning[raw-html]");
    project.run(&["check", "--quiet", "--verbose"]).exits(2).tells("--quiet");
    project.run(&["check", "nowhere", "-q"]).exits(2).tells("book.toml");
}

#[test]
fn verbose_tells_what_is_read_and_written_and_how_long_it_takes() {
    let project = Project::small();
    let plain = project.run(&["build"]).exits(0);
    assert_eq!(plain.err, "", "a line for terminals is for terminals");
    project.edit("content/01-part/01-first.md", "Text.", "Other text.");
    let ran = project.run(&["build", "--verbose"]).exits(0);
    for words in [
        "read book.toml, ",
        "read content/01-part/check.quiz.yaml, ",
        "wrote ./book/part/first.html",
        " ms\n",
    ] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
    assert_eq!(ran.err.matches(" ms\n").count(), 5, "{}", ran.err);
    assert!(ran.out.starts_with("2 lessons, 2 questions"), "{}", ran.out);
    let again = project.run(&["-v", "build", "--lang", "ja"]).exits(0).err;
    assert!(again.contains("読みました: book.toml") && !again.contains("書きました"), "{again}");
}

/// What a command prints with `--format json`, checked against the schema that the manual names.
fn document(ran: &support::command::Ran) -> serde_json::Value {
    let document = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.out));
    let schema = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/messages.schema.json"));
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("messages.json", serde_json::from_str(&schema.unwrap()).unwrap()).unwrap();
    let schema = compiler.compile("messages.json", &mut schemas).unwrap();
    if let Err(error) = schemas.validate(&document, schema) {
        panic!("{error:#}\n{}", ran.out);
    }
    document
}

#[test]
fn json_says_all_in_one_document() {
    let project = Project::small();
    let ran = project.run(&["build", "--format", "json"]).exits(0);
    assert_eq!(ran.err, "");
    let built = document(&ran);
    assert_eq!(built["status"], "good");
    assert_eq!(built["summary"]["lessons"], 2);
    assert_eq!(built["written"]["changed"], true);
    assert!(project.path(built["written"]["entry"].as_str().unwrap()).is_file());
    assert!(project.path(built["written"]["answers"].as_str().unwrap()).is_file());
    let again = document(&project.run(&["build", "--format=json", "--answer-key", "sheets"]).exits(0));
    assert_eq!(again["written"]["changed"], false);
    assert_eq!(again["written"]["answer-key"], "sheets");

    project.edit("content/01-part/01-first.md", "Text.", "病棟の[Text](nowhere.md). <b>\u{202e}");
    let ran = project.run(&["check", "--format", "json", "--lang", "ja"]).exits(1);
    assert_eq!(ran.err, "");
    let checked = document(&ran);
    assert_eq!((&checked["status"], &checked["language"]), (&"problems".into(), &"ja".into()));
    assert_eq!((&checked["summary"]["errors"], &checked["summary"]["warnings"]), (&1.into(), &1.into()));
    let problems = checked["diagnostics"].as_array().unwrap();
    assert_eq!(problems.len(), 2);
    let link = problems.iter().find(|problem| problem["code"] == "broken-link").unwrap();
    assert_eq!(link["severity"], "error");
    assert_eq!(link["place"]["path"], "content/01-part/01-first.md");
    let (start, end) = (&link["place"]["start"], &link["place"]["end"]);
    assert_eq!((&start["line"], &start["column"]), (&6.into(), &4.into()));
    let text = std::fs::read(project.path("content/01-part/01-first.md")).unwrap();
    let span = start["byte"].as_u64().unwrap() as usize..end["byte"].as_u64().unwrap() as usize;
    assert_eq!(&text[span], b"[Text](nowhere.md)");
    assert_eq!(document(&project.run(&["build", "--format", "json"]).exits(1))["status"], "problems");
    assert_eq!(
        document(&project.run(&["check", "--format", "json", "-q"]).exits(1))["diagnostics"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    let packed = Project::small();
    for shape in ["folder", "zip"] {
        let made = document(&packed.run(&["package", "--as", shape, "--format", "json"]).exits(0));
        assert!(packed.path(made["written"]["entry"].as_str().unwrap()).is_file());
        assert_eq!(made["written"]["file"].is_string(), shape == "zip");
    }
    let verified =
        packed.run(&["verify", "dist/small-1.zip", "--against", "dist/small-1", "--format", "json"]);
    let verified = document(&verified.exits(0));
    assert_eq!((&verified["copy"]["sealed"], &verified["against"]["bytes"]), (&true.into(), &0.into()));
    packed.edit("dist/small-1/outline.js", "Small", "Smell");
    packed.edit("book.toml", "Small", "Smile");
    let kept = document(&packed.run(&["package", "--as", "folder", "--format", "json"]).exits(0));
    assert_eq!(kept["written"]["kept"]["files"], serde_json::json!(["outline.js"]));
    assert_eq!(
        document(&packed.run(&["verify", "dist", "--format", "json"]).exits(2))["status"],
        "cannot-work"
    );

    let gallery = ["build", "--gallery", "--dest-dir", "gallery", "--format", "json"];
    let gallery = document(&project.run(&gallery).exits(0));
    assert!(project.path(gallery["written"]["entry"].as_str().unwrap()).is_file());

    let none = document(&project.run(&["check", "nowhere", "--format", "json"]).exits(2));
    assert_eq!(none["status"], "cannot-work");
    assert!(none["message"].as_str().unwrap().contains("book.toml"));
    let project = Project::small();
    let taken = project.run(&["build", "--format", "json", "--dest-dir", "content"]).exits(2);
    assert_eq!(document(&taken)["status"], "cannot-work");
    project.run(&["check", "--format", "xml"]).exits(2).tells("xml");
}

#[test]
fn problems_of_all_shapes_fit_the_schema_of_json() {
    let project = Project::small();
    project.write("content/01-part/check.quiz.yaml", "questions:\n  - {id: q1, type: judge, promt: Is it?, answer: ok}\n  - {id: q1, type: singel}\n  - {id: q3, type: single, prompt: Which?, choices: [{text: A}, {text: A}]}\n");
    project.write(
        "content/01-part/02-second.md",
        "# Second\n\n[[term]] {{value}} [@source] :::x\n\n:::tip\n\n![](no.png)\n",
    );
    project.write("content/01-part/03-文.md", "# Third\n");
    let ran = project.run(&["check", "--format", "json"]).exits(1);
    let problems = document(&ran)["diagnostics"].as_array().unwrap().clone();
    assert!(problems.len() > 6, "{}", ran.out);
    assert!(problems.iter().any(|problem| problem.get("correction").is_some()));
    assert!(problems.iter().any(|problem| problem.get("related").is_some()));
}

#[test]
fn completions_are_printed_for_each_shell() {
    let project = Project::small();
    let before = project.surroundings();
    for (shell, words) in [
        ("bash", "complete -F _terakoya"),
        ("zsh", "#compdef terakoya"),
        ("fish", "complete -c terakoya"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let ran = project.run(&["completions", shell, "--lang", "en"]).exits(0);
        assert!(ran.err.is_empty() && ran.out.contains(words), "{shell}: {}", ran.out);
        for word in ["init", "lesson", "check", "dest-dir", "format", "hotspot"] {
            assert!(ran.out.contains(word), "{shell}: {word}");
        }
        assert!(ran.out.is_ascii());
    }
    assert!(project.run(&["completions", "fish", "--lang", "ja"]).exits(0).out.contains("コースを調べます"));
    project
        .run(&["completions", "cmd", "--lang", "ja"])
        .exits(2)
        .tells("使えるのは bash, zsh, fish, powershell");
    project.run(&["completions", "--lang", "en"]).exits(2).tells("SHELL");
    project.run(&["completions", "--lang", "ja"]).exits(2).tells("「<SHELL>」がありません。");
    assert_eq!(project.surroundings(), before);
}

#[test]
fn the_day_changes_what_is_told_and_no_byte_of_what_is_built() {
    let project = Project::small();
    let book = std::fs::read_to_string(project.path("book.toml")).unwrap();
    project.write("book.toml", book.replace("id = ", "deadline = 2026-03-31\nid = "));
    let before = project.run(&["build", "--today", "2026-03-31", "-d", "before"]).exits(0);
    assert!(!before.err.contains("deadline-over"), "{}", before.err);
    project.run(&["build", "--today=2026-04-01", "-d", "after"]).exits(0).tells("[deadline-over]");
    project.run(&["check", "--today", "2026-04-01"]).exits(0).tells("[deadline-over]");
    assert_eq!(project.tree("before"), project.tree("after"));
    // Without the argument it is the day that it is, which is later than the past and earlier than the end of time.
    project.run(&["check"]).exits(0).tells("[deadline-over]");
    project.edit("book.toml", "2026-03-31", "9999-12-31");
    assert!(!project.run(&["check"]).exits(0).err.contains("deadline-over"));
    for wrong in ["2026-4-1", "2026-02-30", "today"] {
        project.run(&["check", "--today", wrong]).exits(2);
    }
}

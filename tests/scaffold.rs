//! `init` and `new` as an author meets them: what they write is sound at once, at the right place, and nothing of the
//! author's is touched.
#![allow(clippy::disallowed_methods, reason = "a test looks at the disk")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use std::collections::BTreeMap;

use support::command::{Project, Ran, SMALL};
use terakoya::questions::TYPES;
use terakoya::schema::Schema;

const LANGUAGES: [&str; 2] = ["ja", "en"];

/// An empty folder.
fn empty() -> Project {
    Project::new(&[] as &[(&str, &str)])
}

/// A course that `init` made.
fn begun(language: &str) -> Project {
    let project = empty();
    project.run(&["init", "--lang", language]).exits(0);
    project
}

/// Panics unless the course has neither errors nor warnings.
#[track_caller]
fn is_clean(project: &Project) {
    let ran = project.run(&["check"]).exits(0);
    assert_eq!(ran.err, "", "{}", ran.out);
}

/// Panics unless the project holds these files beyond those of `before`, and those of `before` as they were.
#[track_caller]
fn added(project: &Project, before: &BTreeMap<String, Vec<u8>>, files: &[&str]) {
    let after = project.tree("");
    let mut new: Vec<&str> = after.keys().map(String::as_str).collect();
    new.retain(|path| !before.contains_key(*path) && !path.ends_with('/'));
    let mut files = files.to_vec();
    files.sort_unstable();
    assert_eq!(new, files);
    for (path, bytes) in before {
        assert_eq!(after.get(path), Some(bytes), "{path}");
    }
}

fn text(project: &Project, path: &str) -> String {
    std::fs::read_to_string(project.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_course_of_init_builds_without_a_word_and_shows_what_one_needs() {
    for language in LANGUAGES {
        let project = begun(language);
        is_clean(&project);
        let built = project.run(&["build"]).exits(0);
        assert_eq!(built.err, "");
        for page in ["basics/what", "basics/screen", "trouble/tell", "trouble/exam"] {
            assert!(project.path(&format!("book/{page}.html")).is_file(), "{page}");
        }
        let exam = text(&project, "book/trouble/exam.html");
        assert!(exam.contains("data-page=\"lesson\"") && exam.contains("certificate"));
        let lessons = text(&project, "content/02-trouble/01-tell.md");
        assert!(lessons.contains("{{officer}}") && lessons.contains("[@response]"));
        assert!(text(&project, "content/01-basics/01-what.md").contains("[["));
        assert!(text(&project, "README.md").lines().count() <= 10);
        assert_eq!(text(&project, ".gitignore").lines().skip(1).collect::<Vec<_>>(), ["book/", "answers/"]);
        // Editors find the schemas where files say they are.
        for (file, schema) in [
            ("book.toml", Schema::Book),
            ("content/glossary.yaml", Schema::Glossary),
            ("content/sources.yaml", Schema::Sources),
            ("content/01-basics/check.quiz.yaml", Schema::Quiz),
            ("content/02-trouble/final.quiz.yaml", Schema::Quiz),
        ] {
            names_its_schema(&project, file, schema);
        }
        let stamps = project.stamps(".terakoya/schemas");
        assert_eq!(stamps.len(), Schema::ALL.len());
        project.run(&["schema", "--dir", ".terakoya/schemas"]).exits(0);
        assert_eq!(project.stamps(".terakoya/schemas"), stamps);
    }
}

/// Panics unless the first line of `file` leads to the schema.
fn names_its_schema(project: &Project, file: &str, schema: Schema) {
    let first = text(project, file).lines().next().unwrap().to_owned();
    let named =
        first.strip_prefix("#:schema ").or_else(|| first.strip_prefix("# yaml-language-server: $schema="));
    let path = project.path(file).parent().unwrap().join(named.unwrap_or_else(|| panic!("{file}: {first}")));
    let found = std::fs::read(&path).unwrap_or_else(|error| panic!("{file}, {}: {error}", path.display()));
    assert!(schema.is_written_in(&found), "{file}: {first}");
}

#[test]
fn title_and_id_come_from_the_folder_unless_they_are_given() {
    let project = empty();
    project.run(&["init", "night-shift", "--lang", "en"]).exits(0);
    let book = text(&project, "night-shift/book.toml");
    assert!(book.contains("title = \"Night shift\"") && book.contains("id = \"night-shift\""), "{book}");
    project.run(&["init", "個人情報の研修"]).exits(0);
    let book = text(&project, "個人情報の研修/book.toml");
    assert!(book.contains("title = \"個人情報の研修\"") && book.contains("id = \"course-"), "{book}");
    for title in ["a \"b\" \\ c", "'", "{{x}} @ID@ [[y]]", "`x` # y"] {
        let project = empty();
        project.run(&["init", "--title", title, "--id", "A.1"]).exits(0);
        is_clean(&project);
        let page = {
            project.run(&["build"]).exits(0);
            text(&project, "book/index.html")
        };
        let shown = title.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#39;");
        assert!(page.contains(&shown) || page.contains(title), "{title}");
    }
    let project = empty();
    for (arguments, words) in [
        (["--id", "研修"], "--id の「研修」は使えません"),
        (["--id", ""], "使えません"),
        (["--title", " \n "], "空です"),
    ] {
        project.run(&[&["init"], &arguments[..]].concat()).exits(2).tells(words);
    }
    assert!(project.tree("").is_empty());
}

#[test]
fn init_writes_all_or_nothing_and_over_nothing() {
    // A course is there already.
    let project = Project::small();
    let before = project.surroundings();
    project.run(&["init", "--lang", "ja"]).exits(2).tells("もうコースがあります");
    assert_eq!(project.surroundings(), before);
    // Files of others stay beside it; those of the same name keep it from being made.
    let project = Project::new(&[("notes.txt", "mine"), ("content/plan.txt", "mine")]);
    let before = project.tree("");
    let ran = project.run(&["init"]).exits(0).out;
    assert!(ran.contains("content/index.md") && !ran.contains("plan.txt"), "{ran}");
    assert_eq!(project.tree("")["notes.txt"], before["notes.txt"]);
    for (path, named) in [
        ("README.md", "README.md"),
        ("content/01-basics/check.quiz.yaml", "content/01-basics/check.quiz.yaml"),
        ("content", "content"),
        (".terakoya/schemas/quiz.schema.json", ".terakoya/schemas/quiz.schema.json"),
    ] {
        let project = Project::new(&[(path, "{\"title\": \"mine\"}")]);
        let before = project.surroundings();
        let ran = project.run(&["init", "--lang", "en"]).exits(2).tells("Nothing was written");
        assert!(ran.err.contains(&format!("\n    {named}\n")) && ran.out.is_empty(), "{}", ran.err);
        assert_eq!(project.surroundings(), before);
    }
    // Schemas that are ours are taken as they are.
    let project = empty();
    project.run(&["schema", "--dir", ".terakoya/schemas"]).exits(0);
    project.run(&["init"]).exits(0);
    // The folder is a file.
    let project = Project::new(&[("course.txt", "mine")]);
    project.run(&["init", "course.txt"]).exits(2);
    assert_eq!(project.tree("").len(), 1);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_links_or_left_behind() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let project = Project::new(&[("elsewhere/a.txt", "mine")]);
    std::fs::create_dir(project.path("course")).unwrap();
    symlink("../elsewhere", project.path("course/content")).unwrap();
    symlink("nowhere", project.path("course/README.md")).unwrap();
    let before = project.surroundings();
    let ran = project.run(&["init", "course", "--lang", "en"]).exits(2);
    assert!(ran.err.contains("content") && ran.err.contains("README.md"), "{}", ran.err);
    assert_eq!(project.surroundings(), before);
    // A folder that cannot be written into; whoever may do everything is not kept out.
    let locked = project.path("locked");
    std::fs::create_dir_all(locked.join("content")).unwrap();
    std::fs::set_permissions(locked.join("content"), PermissionsExt::from_mode(0o500)).unwrap();
    let before = project.surroundings();
    let ran = project.run(&["init", "locked", "--lang", "en"]);
    if ran.status != Some(0) {
        ran.tells("cannot be written");
        assert_eq!(project.surroundings(), before);
    }
    std::fs::set_permissions(locked.join("content"), PermissionsExt::from_mode(0o700)).unwrap();
}

#[test]
fn whatever_is_added_is_numbered_on_and_the_course_stays_sound() {
    for language in LANGUAGES {
        let project = begun(language);
        let new = |arguments: &[&str]| -> Ran { project.run(&[&["new"], arguments].concat()).exits(0) };

        let before = project.tree("");
        new(&["part", "もしものとき"]);
        new(&["part", "もしものとき"]);
        new(&["part", "SNS Tips"]);
        new(&["part", "夜勤", "--slug", "night"]);
        added(
            &project,
            &before,
            &[
                "content/03-part/index.md",
                "content/04-part-2/index.md",
                "content/05-sns-tips/index.md",
                "content/06-night/index.md",
            ],
        );
        is_clean(&project);

        let before = project.tree("");
        // A part is named by its folder, with or without the content folder, its number, slug or title.
        for part in ["03-part", "content/03-part/", "3", "part"] {
            new(&["lesson", "心得", "--part", part]);
        }
        new(&["lesson", "Passwords: the [basics] #1", "--part", "SNS Tips"]);
        new(&["lesson", "Passwords", "--part", "01-basics", "--slug", "what-2"]);
        added(
            &project,
            &before,
            &[
                "content/01-basics/03-what-2.md",
                "content/03-part/01-lesson.md",
                "content/03-part/02-lesson-2.md",
                "content/03-part/03-lesson-3.md",
                "content/03-part/04-lesson-4.md",
                "content/05-sns-tips/01-passwords-the-basics-1.md",
            ],
        );
        is_clean(&project);

        let lesson = "content/01-basics/03-what-2.md";
        for (number, kind) in TYPES.iter().enumerate() {
            let before = project.tree("");
            let words = text(&project, lesson);
            let ran = new(&["quiz", "check", "--lesson", lesson, "--type", kind.name()]);
            // `check` is the quiz of the course that `init` made.
            let name = format!("check-{}", number + 2);
            let placed = format!("::quiz{{src={name}}}");
            assert_eq!(text(&project, lesson), format!("{words}\n{placed}\n"));
            assert!(ran.out.contains(&format!("\n  {placed}\n")), "{}", ran.out);
            let quiz = format!("content/01-basics/{name}.quiz.yaml");
            let mut files = vec![quiz.as_str()];
            if kind.name() == "hotspot" {
                files.push("content/01-basics/images/desk.svg");
            }
            let mut before = before;
            before.insert(lesson.to_owned(), text(&project, lesson).into());
            added(&project, &before, &files);
            names_its_schema(&project, &quiz, Schema::Quiz);
            let written = text(&project, &quiz);
            assert!(written.contains(&format!("\n    type: {}\n", kind.name())), "{written}");
            is_clean(&project);
        }
        // A second picture is not needed, and one that is there is not replaced.
        new(&["quiz", "desk", "--lesson", lesson, "--type", "hotspot"]);
        is_clean(&project);

        let before = project.tree("");
        for name in ["card", "card", "note", "quiz", "カード", "2nd"] {
            new(&["block", name]);
        }
        let blocks: Vec<String> = ["block", "block-2", "card", "card-2", "note-2", "quiz-2"]
            .iter()
            .flat_map(|name| {
                ["block.toml", "example.md", "style.css", "view.html"]
                    .map(|file| format!("themes/mine/blocks/{name}/{file}"))
            })
            .collect();
        added(&project, &before, &blocks.iter().map(String::as_str).collect::<Vec<_>>());
        is_clean(&project);
        // Once book.toml says so, the blocks are there.
        let book = text(&project, "book.toml");
        project.write("book.toml", format!("{book}\n[theme]\nname = \"mine\"\n"));
        let mut words = text(&project, lesson);
        for name in ["block", "card", "card-2", "note-2", "quiz-2"] {
            names_its_schema(&project, &format!("themes/mine/blocks/{name}/block.toml"), Schema::Block);
            words += &format!("\n{}", text(&project, &format!("themes/mine/blocks/{name}/example.md")));
        }
        project.write(lesson, words);
        is_clean(&project);
        new(&["block", "card"]);
        assert!(project.path("themes/mine/blocks/card-3/block.toml").is_file());
        assert!(project.run(&["build"]).exits(0).err.is_empty());
        let page = text(&project, "book/basics/what-2.html");
        let day = if language == "ja" { ">2026年3月31日<" } else { ">31 March 2026<" };
        assert!(page.contains("class=\"card-label\"") && page.contains(day) && !page.contains("block.label"));
    }
}

#[test]
fn what_comes_next_is_told_in_the_authors_language_and_written_in_the_courses() {
    let project = begun("en");
    let ran = project.run(&["new", "part", "Nights", "--lang", "ja"]).exits(0).out;
    assert!(
        ran.contains("作りました。\n  content/03-nights/index.md") && ran.contains("--part 03-nights"),
        "{ran}"
    );
    assert!(text(&project, "content/03-nights/index.md").contains("The first page of a part"));
    let ran = project.run(&["new", "lesson", "夜", "--part", "3"]).exits(0).out;
    assert!(
        ran.starts_with("Made:\n  content/03-nights/01-lesson.md\n\"lesson\" stands in its address"),
        "{ran}"
    );
    assert!(ran.contains("terakoya new quiz check --lesson content/03-nights/01-lesson.md"), "{ran}");
    // From another folder, the commands that are told name the course.
    let elsewhere = empty();
    let root = project.root();
    let arguments = ["new", "part", "Days", "--dir"].map(std::ffi::OsStr::new);
    let ran: Ran =
        elsewhere.command(&[&arguments[..], &[root.as_os_str()]].concat()).output().unwrap().into();
    let ran = ran.exits(0).out;
    assert!(ran.contains(&format!("--part 04-days --dir {}", root.display())), "{ran}");
    // Nothing where nothing is to be told.
    let ran = project.run(&["new", "block", "quiet", "--quiet"]).exits(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
}

#[test]
fn a_quiz_can_be_left_unplaced() {
    let project = Project::small();
    let before = project.tree("");
    let lesson = "content/01-part/02-second.md";
    let ran = project.run(&["new", "quiz", "Night duty", "--lesson", "Second", "--no-insert"]).exits(0).out;
    assert!(ran.contains("\n  ::quiz{src=night-duty}\n"), "{ran}");
    added(&project, &before, &[".terakoya/schemas/quiz.schema.json", "content/01-part/night-duty.quiz.yaml"]);
    names_its_schema(&project, "content/01-part/night-duty.quiz.yaml", Schema::Quiz);
    project.run(&["check"]).exits(1).tells("::quiz{src=night-duty}");
    let words = text(&project, lesson);
    project.write(lesson, format!("{words}\n::quiz{{src=night-duty}}\n"));
    is_clean(&project);
    // The ends of lines stay as they are.
    project.write(
        "content/01-part/01-first.md",
        text(&project, "content/01-part/01-first.md").replace('\n', "\r\n"),
    );
    project.run(&["new", "quiz", "more", "--lesson", "first"]).exits(0);
    assert!(text(&project, "content/01-part/01-first.md").ends_with("\r\n\r\n::quiz{src=more}\r\n"));
    project.write("content/01-part/01-first.md", "# First\n\n::quiz{src=check}\n\n::quiz{src=more}");
    project.run(&["new", "quiz", "last", "--lesson", "01-first.md"]).exits(0);
    assert!(text(&project, "content/01-part/01-first.md").ends_with("{src=more}\n\n::quiz{src=last}\n"));
    is_clean(&project);
}

#[test]
fn what_is_not_clear_is_asked_for_with_what_there_is() {
    let project = Project::small();
    project.write("content/02-other/01-first.md", "# First\n");
    let before = project.surroundings();
    for (arguments, words) in [
        (
            &["lesson", "x"][..],
            "Say which part it belongs to. Name one of them with --part:\n  01-part\n  02-other",
        ),
        (&["lesson", "x", "--part", "3"], "There is no part \"3\"."),
        (&["lesson", "x", "--part", "../.."], "There is no part"),
        (&["lesson", "x", "--part", "1", "--slug", "夜"], "\"夜\" cannot stand in an address"),
        (&["lesson", "x", "--part", "1", "--slug", "../x"], "cannot stand in an address"),
        (&["part", "x", "--slug", "record"], "cannot stand in an address"),
        (&["part", " \n "], "The name is empty"),
        (&["quiz", "x"], "Say which lesson it belongs to."),
        (&["quiz", "x", "--lesson", "third.md"], "There is no lesson \"third.md\"."),
        (&["quiz", "x", "--lesson", "First"], "can be more than one lesson"),
        (&["quiz", "x", "--lesson", "../book.toml"], "There is no lesson"),
        (&["quiz", "x", "--type", "guess"], "guess"),
        (&["chapter", "x"], "chapter"),
        (&["part"], "TITLE"),
    ] {
        project.run(&[&["new"], arguments, &["--lang", "en"]].concat()).exits(2).tells(words);
        assert!(!project.run(&[&["new"], arguments, &["--lang", "ja"]].concat()).exits(2).err.is_empty());
    }
    assert_eq!(project.surroundings(), before);
    let project = empty();
    project.run(&["new", "part", "x"]).exits(2).tells("book.toml がありません");
    project.write("book.toml", "[book]\ntitle = \"x\"\n[course]\nid = \"x\"\n");
    project.run(&["new", "lesson", "x", "--lang", "en"]).exits(2).tells("There is no part yet");
    project.run(&["new", "quiz", "x", "--lang", "en"]).exits(2).tells("There is no lesson yet");
    // So a course can be begun without `init`.
    project.run(&["new", "part", "x"]).exits(0);
    project.run(&["new", "lesson", "x"]).exits(0);
    project.run(&["new", "quiz", "x"]).exits(0);
    is_clean(&project);
}

#[test]
fn a_course_with_errors_can_be_added_to_and_nothing_lies_outside_it() {
    let project = Project::small();
    project.edit("content/01-part/01-first.md", "title: First", "title: [");
    project.write("content/01-part/broken.quiz.yaml", "questions: [\n");
    project.run(&["new", "lesson", "x", "--part", "1"]).exits(0);
    project.run(&["new", "quiz", "broken", "--lesson", "x"]).exits(0);
    assert!(project.path("content/01-part/broken-2.quiz.yaml").is_file());
    // Lessons outside any part, and another folder for the content.
    let moved: Vec<(String, &str)> =
        SMALL.iter().map(|(path, text)| (path.replace("content/01-part/", "src/"), *text)).collect();
    let project = Project::new(&moved);
    project.run(&["new", "lesson", "x"]).exits(0);
    assert!(project.path("src/03-x.md").is_file());
    project.run(&["new", "part", "x"]).exits(0);
    assert!(project.path("src/01-x/index.md").is_file());
    is_clean(&project);
    let inside = |path: &str| path.starts_with("course/");
    let before = project.surroundings();
    for (table, thing) in [
        ("[book]\nsrc = \"../elsewhere\"", &["part", "x"][..]),
        ("[book]\nsrc = \"/tmp\"", &["part", "x"]),
        ("[theme]\nname = \"../../elsewhere\"", &["block", "x"]),
    ] {
        project.write("book.toml", format!("{table}\n"));
        project.run(&[&["new"], thing].concat());
        let after = project.surroundings();
        let outside: Vec<&String> = after.keys().filter(|path| !inside(path)).collect();
        assert_eq!(outside, before.keys().filter(|path| !inside(path)).collect::<Vec<_>>(), "{table}");
    }
}

#[test]
fn the_commands_of_the_manual_do_what_it_says() {
    for language in LANGUAGES {
        let manual = format!("{}/docs/{language}/first-course.md", env!("CARGO_MANIFEST_DIR"));
        let manual = std::fs::read_to_string(manual).unwrap();
        let project = empty();
        let mut folder = project.root();
        let mut count = 0;
        for line in manual.lines() {
            if let Some(name) = line.strip_prefix("cd ") {
                folder.push(name);
            } else if let Some(arguments) = line.strip_prefix("terakoya ") {
                // What stands between quotation marks is one word.
                let words = arguments.split('"').enumerate().flat_map(|(number, piece)| match number % 2 {
                    0 => piece.split_whitespace().collect::<Vec<_>>(),
                    _ => vec![piece],
                });
                let output = project.command(&words.collect::<Vec<_>>()).current_dir(&folder).output();
                let ran = Ran::from(output.unwrap()).exits(0);
                assert_eq!(ran.err, "", "{line}");
                count += 1;
            }
        }
        assert!(count >= 6, "{count}");
        let ran: Ran = project.command(&["check"]).current_dir(&folder).output().unwrap().into();
        assert_eq!(ran.exits(0).err, "");
    }
}

//! The server as browsers, editors and attackers meet it: the real command, raw sockets, real files.
#![allow(clippy::disallowed_methods, reason = "a test looks at the disk and the clock")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use support::command::Project;
use support::photo::photo;

const LONG: Duration = Duration::from_secs(30);

/// A running server. Ended when it is dropped.
struct Server {
    child: Child,
    port: u16,
    lines: Receiver<String>,
    heard: Vec<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Server {
    /// The server for a project; `--port 0` unless the arguments say otherwise. Waits until the first build is done.
    fn start(project: &Project, arguments: &[&str]) -> Self {
        let mut all = vec!["serve", "--lang", "en"];
        if !arguments.contains(&"--port") {
            all.extend(["--port", "0"]);
        }
        all.extend(arguments);
        let mut command = project.command(&all);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        let (sender, lines) = channel();
        for pipe in [
            Box::new(child.stdout.take().unwrap()) as Box<dyn Read + Send>,
            Box::new(child.stderr.take().unwrap()),
        ] {
            let sender = sender.clone();
            thread::spawn(move || {
                for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                    drop(sender.send(line));
                }
            });
        }
        let mut server = Self { child, port: 0, lines, heard: Vec::new() };
        let address = server.hear("http://");
        server.port = address.trim_end_matches('/').rsplit_once(':').unwrap().1.parse().unwrap();
        server.hear("Built in ");
        server
    }

    /// The next line of the terminal that holds `words`.
    #[track_caller]
    fn hear(&mut self, words: &str) -> String {
        let until = Instant::now() + LONG;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    self.heard.push(line.clone());
                    if line.contains(words) {
                        return line;
                    }
                }
                Err(_) => panic!("no {words:?} in:\n{}", self.heard.join("\n")),
            }
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The answer to these bytes.
    fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        drop(stream.write_all(request));
        if !request.ends_with(b"\r\n\r\n") {
            // Nothing more will come. Of a whole request, browsers wait for the answer.
            drop(stream.shutdown(Shutdown::Write));
        }
        let mut all = Vec::new();
        drop(stream.read_to_end(&mut all));
        let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(all.len());
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head, body: all.get(end + 4..).unwrap_or_default().to_vec() }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request += &format!("Host: {}\r\n", self.host());
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        self.raw(format!("{request}Connection: close\r\n\r\n").as_bytes())
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    #[track_caller]
    fn is_well(&self) {
        assert_eq!(self.get("/").status, 200);
    }

    fn token(&self) -> String {
        let page = self.get("/").text();
        page.split("data-token=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    /// The stream of events of a page.
    fn events(&self, page: &str) -> Events {
        let mut stream = self.connect();
        let (token, host) = (self.token(), self.host());
        write!(stream, "GET /_live/events?token={token}&page={page} HTTP/1.1\r\nHost: {host}\r\n\r\n")
            .unwrap();
        Events { reader: BufReader::new(stream), number: 0 }
    }
}

struct Events {
    reader: BufReader<TcpStream>,
    number: u64,
}

impl Events {
    /// The data of the next event.
    #[track_caller]
    fn next(&mut self) -> String {
        let start = Instant::now();
        loop {
            // Signs of life come all the same.
            assert!(start.elapsed() < LONG, "no event");
            let mut line = String::new();
            assert!(self.reader.read_line(&mut line).unwrap() > 0, "the stream ended");
            if let Some(number) = line.strip_prefix("id: ") {
                self.number = number.trim().parse().unwrap();
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return data.trim().to_owned();
            }
        }
    }

    /// Waits for an event that holds `words`, or does not.
    #[track_caller]
    fn until(&mut self, holds: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let data = self.next();
            if holds(&data) {
                return data;
            }
            assert!(start.elapsed() < LONG, "{data}");
        }
    }
}

/// Waits until `holds`.
#[track_caller]
fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < LONG, "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

const FIRST: &str = "content/01-part/01-first.md";

#[test]
fn pages_come_from_memory_with_their_types_and_nothing_is_written() {
    let project = Project::small();
    project.write("content/01-part/clip.mp4", b"0123456789");
    project.edit(FIRST, "Text.", "Text, [a film](clip.mp4).");
    let before = project.surroundings();
    let server = Server::start(&project, &[]);
    let home = server.get("/");
    assert_eq!((home.status, home.header("content-type")), (200, Some("text/html; charset=utf-8")));
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(home.header(name), Some(value));
    }
    assert!(!home.head.to_lowercase().contains("access-control"));
    assert!(home.text().contains("<script src=\"/_live/live.js\" defer"));
    assert_eq!(home.text(), server.get("/index.html").text());
    let lesson = server.get("/part/first.html").text();
    assert!(lesson.contains("connect-src 'self'"));
    let script = lesson.split("src=\"../").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(
        server.get(&format!("/{script}")).header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
    assert!(
        !server.get("/store.html").text().contains("_live"),
        "no reader sees the page that keeps the record"
    );
    let film = lesson.split("href=\"../media/").nth(1).unwrap().split('"').next().unwrap();
    let film = server.get(&format!("/media/{film}"));
    assert_eq!((film.header("content-type"), film.text().as_str()), (Some("video/mp4"), "0123456789"));
    for path in ["/_live/live.js", "/_live/live.css", "/_check", "/part/"] {
        assert!(matches!(server.get(path).status, 200 | 404), "{path}");
    }
    project.edit(FIRST, "Text,", "Edited,");
    wait_for("the edit arrives", || server.get("/part/first.html").text().contains("Edited,"));
    project.edit(FIRST, "Edited,", "Text,");
    wait_for("it is taken back", || server.get("/part/first.html").text().contains("Text,"));
    drop(server);
    assert_eq!(project.surroundings(), before);
    project.run(&["build"]).exits(0);
    for (path, bytes) in project.tree("book") {
        assert!(
            !String::from_utf8_lossy(&bytes).contains("_live"),
            "{path} holds something of the live pages"
        );
    }
}

#[test]
fn nothing_outside_the_site_is_answered() {
    let project = Project::small();
    project.write("secret.md", "secret");
    let server = Server::start(&project, &[]);
    for path in [
        "/../book.toml",
        "/..%2fbook.toml",
        "/%2e%2e/book.toml",
        "/%2e%2e%2fbook.toml",
        "/..\\book.toml",
        "/..%5cbook.toml",
        "/content/01-part/01-first.md",
        "/book.toml",
        "//etc/passwd",
        "/etc/passwd",
        "/%2fetc/passwd",
        "/part/../../book.toml",
        "/part/%2e%2e/%2e%2e/secret.md",
        "/media/../secret.md",
        "/%00",
        "/%ff%fe",
        "/part/first.html%00.png",
        "/part//first.html",
        "/./index.html",
        "/C:/Windows/win.ini",
        "/%252e%252e/book.toml",
        "/index.html/",
        "/_live/",
        "/_live/../book.toml",
    ] {
        let answer = server.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().contains("[book]") && !answer.text().contains("root:"), "{path}");
    }
    let missing = server.get("/nowhere.html").text();
    assert!(missing.contains("ページがありません") && missing.contains("There is no such page"));
    let evil = server.get("/%3Cscript%3Ealert(1)%3C/script%3E").text();
    assert!(!evil.contains("<script>alert"), "{evil}");
    server.is_well();
}

#[test]
fn only_browsers_on_this_computer_and_pages_of_ours_are_answered() {
    let project = Project::small();
    let server = Server::start(&project, &["--allow-host", "pc-12.local"]);
    let (port, token) = (server.port, server.token());
    let events = format!("/_live/events?token={token}&page=/");
    for path in ["/", "/_check", "/_live/live.js", events.as_str(), "/nowhere"] {
        let refused = |headers: &[(&str, &str)]| server.ask("GET", path, headers).status;
        for host in ["evil.test", "localhost", "127.0.0.1:1", "192.168.0.1", "127.0.0.1.nip.io"] {
            let host = if host.contains(':') { host.to_owned() } else { format!("{host}:{port}") };
            if host != format!("localhost:{port}") {
                assert_eq!(refused(&[("Host", &host)]), 403, "{path} as {host}");
            }
        }
        assert_eq!(refused(&[("Host", "localhost")]), 403);
        for origin in ["null", "http://evil.test", "http://127.0.0.1:1", "https://example.com"] {
            assert_eq!(refused(&[("Origin", origin)]), 403, "{path} from {origin}");
        }
    }
    for host in [format!("localhost:{port}"), format!("[::1]:{port}"), format!("pc-12.local:{port}")] {
        assert_eq!(server.ask("GET", "/", &[("Host", &host)]).status, 200, "{host}");
    }
    let own = format!("http://127.0.0.1:{port}");
    assert_eq!(server.ask("GET", "/", &[("Origin", &own)]).status, 200);
    for path in ["/_live/events", "/_live/events?token=", "/_live/events?token=00&page=/"] {
        assert_eq!(server.get(path).status, 403, "{path}");
    }
    let absolute =
        format!("GET http://evil.test/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.host());
    assert_eq!(server.raw(absolute.as_bytes()).status, 400);
    assert_eq!(server.raw(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status, 400);
    assert_eq!(server.raw(b"GET / HTTP/1.0\r\n\r\n").status, 400);
}

#[test]
fn one_can_look_and_nothing_else() {
    let project = Project::small();
    let server = Server::start(&project, &[]);
    let head = server.ask("HEAD", "/part/first.html", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    let length = server.get("/part/first.html").body.len().to_string();
    assert_eq!(head.header("content-length"), Some(length.as_str()));
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "FOO"] {
        let target = if method == "CONNECT" { server.host() } else { "/".to_owned() };
        let answer = server.ask(method, &target, &[]);
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
    server.is_well();
}

#[test]
fn parts_of_a_film_are_answered_as_players_ask_for_them() {
    let project = Project::small();
    let bytes: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    project.write("content/01-part/clip.mp4", &bytes);
    project.edit(FIRST, "Text.", "Text, [a film](clip.mp4).");
    let server = Server::start(&project, &[]);
    let lesson = server.get("/part/first.html").text();
    let film =
        format!("/media/{}", lesson.split("href=\"../media/").nth(1).unwrap().split('"').next().unwrap());
    let part = |range: &str| server.ask("GET", &film, &[("Range", range)]);
    let whole = server.get(&film);
    assert_eq!((whole.status, whole.header("accept-ranges")), (200, Some("bytes")));
    assert_eq!(whole.body, bytes);
    let length = bytes.len();
    for (range, from, to) in [
        ("bytes=0-".to_owned(), 0, length),
        ("bytes=0-0".to_owned(), 0, 1),
        ("bytes=65535-65537".to_owned(), 65_535, 65_538),
        ("bytes=-5".to_owned(), length - 5, length),
        (format!("bytes={}-", length - 1), length - 1, length),
        ("bytes=10-99999999999999".to_owned(), 10, length),
    ] {
        let answer = part(&range);
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(answer.header("content-range").unwrap(), format!("bytes {from}-{}/{length}", to - 1));
        assert_eq!(answer.body, bytes[from..to], "{range}");
    }
    for range in [format!("bytes={length}-"), "bytes=-0".to_owned()] {
        let answer = part(&range);
        assert_eq!((answer.status, answer.body.len()), (416, 0), "{range}");
        assert_eq!(answer.header("content-range").unwrap(), format!("bytes */{length}"));
    }
    for range in ["bytes=5-3", "bytes=a-", "bytes=0-1,5-6", "chars=0-1", "bytes=", "-"] {
        assert_eq!(part(range).status, 200, "{range}");
    }
    let kept = server.ask("GET", &film, &[("Range", "bytes=0-1"), ("If-Range", "\"x\"")]);
    assert_eq!(kept.status, 200);
    let head = server.ask("HEAD", &film, &[("Range", "bytes=0-1")]);
    assert_eq!((head.status, head.header("content-length")), (200, Some(length.to_string().as_str())));
    // The page's own files have parts too.
    assert_eq!(server.ask("GET", "/outline.js", &[("Range", "bytes=0-8")]).text(), "Terakoya.");
    // A film that is gone, or a link by now, is not answered.
    let clip = project.path("content/01-part/clip.mp4");
    std::fs::remove_file(&clip).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", &clip).unwrap();
    let gone = server.get(&film);
    assert_eq!(gone.status, 404);
}

#[test]
fn photos_are_answered_without_what_the_camera_wrote() {
    let project = Project::small();
    project.write("content/01-part/ward.jpg", photo());
    project.edit(FIRST, "Text.", "Text.\n\n![Ward](ward.jpg)");
    let server = Server::start(&project, &[]);
    let lesson = server.get("/part/first.html").text();
    let address = lesson.split("src=\"../media/").nth(1).unwrap().split('"').next().unwrap();
    let address = format!("/media/{address}");
    let whole = server.get(&address);
    assert_eq!((whole.status, whole.header("content-type")), (200, Some("image/jpeg")));
    assert!(whole.body.starts_with(b"\xff\xd8") && whole.body.ends_with(b"pixels\xff\xd9"));
    assert!(!whole.body.windows(8).any(|window| window == b"TELLTALE"));
    let end = format!("bytes=4-{}", whole.body.len() + 9);
    assert_eq!(server.ask("GET", &address, &[("Range", &end)]).body, whole.body[4..]);
}

#[test]
fn garbage_and_oversize_end_nothing() {
    let project = Project::small();
    let server = Server::start(&project, &[]);
    let host = server.host();
    let long = "a".repeat(40_000);
    let many: String = (0..500).map(|n| format!("X-{n}: y\r\n")).collect();
    let cases: Vec<(Vec<u8>, &[u16])> = vec![
        (b"\0\x01\x02\xff\xfe garbage\r\n\r\n".to_vec(), &[400]),
        (b"GET\r\n\r\n".to_vec(), &[400]),
        (b"\r\n\r\n\r\n\r\n".to_vec(), &[0, 400]),
        (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03".to_vec(), &[0, 400]),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &[0, 400, 505]),
        (format!("GET /{long} HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes(), &[414, 431]),
        (format!("GET / HTTP/1.1\r\nHost: {host}\r\nX: {long}\r\n\r\n").into_bytes(), &[431]),
        (format!("GET / HTTP/1.1\r\nHost: {host}\r\n{many}\r\n").into_bytes(), &[431]),
        (format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n\r\n").into_bytes(), &[400]),
        (format!("GET / HTTP/1.1\r\nHost: {host}\r\nOrigin: \u{e9}\r\n\r\n").into_bytes(), &[403]),
        (
            format!("GET / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 9\r\nContent-Length: 8\r\n\r\n")
                .into_bytes(),
            &[400],
        ),
        (format!("GET / HTTP/9.9\r\nHost: {host}\r\n\r\n").into_bytes(), &[400, 505]),
        (format!("GET http://[::1 HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes(), &[400]),
        (b"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n".to_vec(), &[400]),
    ];
    for (request, expected) in cases {
        let answer = server.raw(&request);
        let shown = String::from_utf8_lossy(&request).chars().take(60).collect::<String>();
        assert!(expected.contains(&answer.status), "{shown:?}: {}", answer.head);
        server.is_well();
    }
    // Bytes by a fixed chance.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..200 {
        let noise: Vec<u8> = (0..300)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()[0]
            })
            .collect();
        server.raw(&noise);
    }
    server.is_well();
}

#[test]
fn who_asks_nothing_or_slowly_keeps_nobody_out() {
    let project = Project::small();
    let mut server = Server::start(&project, &[]);
    let mut events = server.events("/part/first.html");
    events.next();
    // More than there is room for, each open as long as the test.
    let idle: Vec<TcpStream> = (0..300).map(|_| server.connect()).collect();
    let slow: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(b"GET / HTTP/1.1\r\nX: ").unwrap();
            stream
        })
        .collect();
    let start = Instant::now();
    server.is_well();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    project.edit(FIRST, "Text.", "While others wait.");
    events.next();
    server.hear("01-first.md in ");
    // What asks nothing within ten seconds is let go.
    for mut stream in idle.into_iter().chain(slow).rev().take(5) {
        let mut rest = Vec::new();
        drop(stream.read_to_end(&mut rest));
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
    server.is_well();
}

#[test]
fn a_browser_that_never_reads_holds_up_nothing() {
    let project = Project::small();
    let server = Server::start(&project, &[]);
    let mut deaf: Vec<Events> = (0..10).map(|_| server.events("/part/first.html")).collect();
    let mut listening = server.events("/part/first.html");
    listening.next();
    // Errors with long excerpts, so that every event is large.
    for round in 0..40 {
        let broken: String =
            (0..30).map(|line| format!("[{}](no-{round}-{line}.md)\n\n", "x".repeat(400))).collect();
        project.write(FIRST, format!("# First\n\n{broken}"));
        let start = Instant::now();
        listening.until(|data| data.contains(&format!("no-{round}-")));
        assert!(start.elapsed() < LONG);
    }
    server.is_well();
    for events in &mut deaf {
        events.next();
    }
}

#[test]
fn an_error_stays_beside_the_last_good_page_and_goes() {
    let project = Project::small();
    let mut server = Server::start(&project, &[]);
    let mut first = server.events("/part/first.html");
    let mut second = server.events("/part/second.html");
    let (good, other) = (first.next(), second.next());
    assert!(good.contains("\"overlay\":null"));
    project.write("content/01-part/check.quiz.yaml", "questions:\n  - {id: q1, typ: judge\n");
    let bad = first.until(|data| !data.contains("\"overlay\":null"));
    assert!(bad.contains("check.quiz.yaml"), "{bad}");
    assert!(server.get("/part/first.html").text().contains("Is it?"), "the last good page stays");
    server.hear("(pages stay as they were)");
    let list = server.get("/_check").text();
    assert!(list.contains("content/01-part/check.quiz.yaml") && list.contains("class=\"error\""), "{list}");
    project.write("content/01-part/check.quiz.yaml", support::command::SMALL[3].1);
    assert_eq!(first.until(|data| data.contains("\"overlay\":null")), good);
    second.until(|data| *data == other);
    // Another lesson's text changes nothing here.
    project.edit(FIRST, "Text.", "Something else.");
    let changed = first.next();
    assert_ne!(changed, good);
    assert_eq!(second.next(), other);
}

#[test]
fn a_project_that_never_was_good_shows_why_and_then_itself() {
    let project = Project::small();
    project.edit(FIRST, "Text.", "[Text](nowhere.md).");
    let server = Server::start(&project, &[]);
    for path in ["/", "/part/first.html", "/_check"] {
        assert!(server.get(path).text().contains("nowhere.md"), "{path}");
    }
    let page = server.get("/").text();
    let token = page.split("data-token=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(server.get("/").status, 503);
    assert!(server.get("/").header("terakoya-live").unwrap().starts_with(token));
    let mut events = server.events("/part/first.html");
    let before = events.next();
    project.edit(FIRST, "[Text](nowhere.md).", "Text.");
    assert_ne!(events.next(), before);
    assert!(server.get("/part/first.html").text().contains("Text."));
}

#[test]
fn editors_that_rename_and_files_half_saved() {
    let project = Project::small();
    let server = Server::start(&project, &[]);
    let shows = |words: &str| {
        wait_for(words, || server.get("/part/first.html").text().contains(words));
    };
    for (round, temporary) in
        [".first.md.swp", "01-first.md~", "4913", "01-first.md.tmp"].into_iter().enumerate()
    {
        let words = format!("Written by way of another file, round {round}.");
        let beside = project.path(&format!("content/01-part/{temporary}"));
        std::fs::write(&beside, format!("# First\n\n{words}\n\n::quiz{{src=check}}\n")).unwrap();
        std::fs::rename(&beside, project.path(FIRST)).unwrap();
        shows(&words);
    }
    // The old file is moved away first, as vim does with a backup.
    std::fs::rename(project.path(FIRST), project.path("content/01-part/01-first.md~")).unwrap();
    project.write(FIRST, "# First\n\nAfter a backup.\n\n::quiz{src=check}\n");
    shows("After a backup.");
    // Half a file is an error, or a lesson that ends early, but never the end.
    let mut file = std::fs::File::create(project.path(FIRST)).unwrap();
    for piece in ["---\ntit", "le: First\n---\n", "Slow", "ly written.\n\n::quiz{src=check}\n"] {
        file.write_all(piece.as_bytes()).unwrap();
        file.flush().unwrap();
        thread::sleep(Duration::from_millis(150));
    }
    drop(file);
    shows("Slowly written.");
}

#[test]
fn folders_and_files_that_go_and_come_back() {
    for arguments in [&[][..], &["--poll"]] {
        let project = Project::small();
        let server = Server::start(&project, arguments);
        let mut events = server.events("/part/first.html");
        let good = events.next();
        let is_broken = |data: &str| !data.contains("\"overlay\":null");
        for (from, to) in [("content", "away"), ("book.toml", "book.away"), ("content/01-part", "part")] {
            std::fs::rename(project.path(from), project.path(to)).unwrap();
            events.until(is_broken);
            server.is_well();
            std::fs::rename(project.path(to), project.path(from)).unwrap();
            assert_eq!(events.until(|data| !is_broken(data)), good, "{from} {arguments:?}");
            let words = format!("Heard after {from} came back.");
            project.write(FIRST, format!("# First\n\n{words}\n\n::quiz{{src=check}}\n"));
            wait_for(&words, || server.get("/part/first.html").text().contains(&words));
            project.write(FIRST, support::command::SMALL[1].1);
            events.until(|data| data == good);
        }
        std::fs::remove_dir_all(project.path("content")).unwrap();
        events.until(is_broken);
        for (path, text) in support::command::SMALL {
            project.write(path, text);
        }
        events.until(|data| data == good);
        project.edit(FIRST, "Text.", "All is well.");
        wait_for("all is well", || server.get("/part/first.html").text().contains("All is well."));
        std::fs::rename(project.path("content/01-part"), project.path("content/02-moved")).unwrap();
        wait_for("a part moves", || server.get("/moved/first.html").status == 200);
        assert_eq!(server.get("/part/first.html").status, 404);
    }
}

#[test]
fn a_template_with_an_error_is_told_and_mended() {
    let project = Project::small();
    project.write("themes/mine/theme.toml", "name = \"mine\"\n");
    project.write("themes/mine/templates/footer.html", "<footer>Mine</footer>");
    project.edit("book.toml", "[course]", "[theme]\nname = \"mine\"\n\n[course]");
    let server = Server::start(&project, &[]);
    assert!(server.get("/").text().contains("<footer>Mine"), "{}", server.get("/").text());
    let mut events = server.events("/");
    events.next();
    project.write("themes/mine/templates/footer.html", "<footer>{{ broken</footer>");
    events.until(|data| data.contains("footer.html"));
    assert!(server.get("/").text().contains("<footer>Mine"));
    project.write("themes/mine/templates/footer.html", "<footer>Mended</footer>");
    events.until(|data| data.contains("\"overlay\":null"));
    assert!(server.get("/").text().contains("<footer>Mended"));
    // A style is no new page.
    let before = events.number;
    project.write("themes/mine/base.css", "body { margin: 0 }");
    let styled = events.next();
    assert!(events.number > before && styled.contains("assets/base-"));
}

#[test]
fn ten_thousand_saves_end_in_the_right_state_after_a_bounded_number_of_builds() {
    let project = Project::small();
    let server = Server::start(&project, &[]);
    let mut events = server.events("/part/first.html");
    events.next();
    let start = Instant::now();
    let path = project.path(FIRST);
    for number in 1..=10_000_u32 {
        std::fs::write(&path, format!("# First\n\nSave {number}.\n\n::quiz{{src=check}}\n")).unwrap();
        let due = Duration::from_millis(u64::from(number));
        thread::sleep(due.saturating_sub(start.elapsed()));
    }
    let saved = Instant::now();
    wait_for("the last save", || server.get("/part/first.html").text().contains("Save 10000."));
    let settled = saved.elapsed();
    thread::sleep(Duration::from_millis(500));
    let mut last = server.events("/part/first.html");
    last.next();
    eprintln!(
        "{} builds for 10,000 saves in {:?}, right {settled:?} after the last",
        last.number,
        saved - start
    );
    // One for each quarter of a second, and one for good measure at either end.
    let most = u64::try_from((saved - start).as_millis() / 250).unwrap() + 10;
    assert!(last.number <= most, "{} builds, at most {most}", last.number);
    assert!(settled < Duration::from_secs(5), "{settled:?}");
}

#[test]
fn the_next_port_is_taken_where_one_is_in_use() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let project = Project::small();
    let server = Server::start(&project, &["--port", &port.to_string()]);
    assert_ne!(server.port, port);
    server.is_well();
    assert!(
        server.heard.iter().any(|line| line.contains(&format!("Port {port} is in use"))) || {
            // The two streams of the terminal may be heard in any order.
            let mut server = server;
            server.hear(&format!("Port {port} is in use"));
            true
        }
    );
}

#[test]
fn who_opens_it_to_others_is_warned() {
    let project = Project::small();
    let mut server = Server::start(&project, &["--host", "0.0.0.0"]);
    let warned = |line: &String| line.contains("everybody in the same network can read");
    if !server.heard.iter().any(warned) {
        server.hear("everybody in the same network can read");
    }
    server.is_well();
    assert_eq!(server.ask("GET", "/", &[("Host", &format!("evil.test:{}", server.port))]).status, 403);
    let ran = project.run(&["serve", "--host", "203.0.113.1", "--lang", "en"]).exits(2);
    assert!(ran.err.contains("203.0.113.1 is no address of this computer"), "{}", ran.err);
    for (wrong, value) in [("--host", "example.com"), ("--port", "99999"), ("--allow-host", "http://a")] {
        project.run(&["serve", wrong, value]).exits(2).tells(&format!("「{value}」は使えません"));
    }
    project.run(&["serve", "nowhere", "--lang", "en"]).exits(2).tells("There is no book.toml in “nowhere”");
}

#[test]
fn the_gallery_is_served_with_and_without_a_project() {
    let project = Project::small();
    let server = Server::start(&project, &["--gallery"]);
    assert!(server.get("/").text().contains("/_live/live.js"));
    assert_eq!(server.get("/ja/index.html").status, 200);
    drop(server);
    let project = Project::new(&[("notes.txt", "")]);
    let server = Server::start(&project, &["--gallery"]);
    assert_eq!(server.get("/en/index.html").status, 200);
    project.run(&["serve", "--gallery", "nowhere"]).exits(2);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_at_once_and_well() {
    let project = Project::small();
    let mut server = Server::start(&project, &[]);
    let _events = server.events("/");
    let start = Instant::now();
    let sent =
        std::process::Command::new("kill").args(["-INT", &server.child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

//! What a browser is answered, from what lies in memory.

use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Bytes, Frame};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncSeekExt, SeekFrom};
use tokio::sync::watch;

use super::connections::Busy;
use super::events;
use super::guard::{Guard, Refusal};
use super::kinds::kind;
use super::pages;
use super::ranges::{Wanted, wanted};
use super::snapshot::Snapshot;
use crate::diagnostics::Said;
use crate::say;
use crate::site::Content;
use crate::site::live::{LivePage, is_page};
use crate::source::{Hash128, Origin, read};
use crate::text::percent_decoded;

pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// Everything that answers need.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) guard: Guard,
    /// What pages of this run know.
    pub(super) token: String,
    pub(super) snapshots: watch::Receiver<Arc<Snapshot>>,
}

const SCRIPT: &str = "/_live/live.js";
const EVENTS: &str = "/_live/events";
/// Tells the script of a page, after it was away, which run of the server it speaks to and whether the page is the same.
const LIVE: HeaderName = HeaderName::from_static("terakoya-live");
/// A file is read in pieces of so many bytes.
const PIECE: usize = 64 << 10;

/// What is to be shown at an address.
pub(super) enum Found<'a> {
    /// A page of the course.
    Page(LivePage<'a>),
    /// A page of the server's own.
    Own(StatusCode, String),
    /// Any other file: its path and its content.
    File(&'a str, &'a Content),
}

impl Found<'_> {
    /// Changes when what is shown does, but for its styles.
    pub(super) fn digest(&self) -> String {
        match self {
            Found::Page(page) => page.digest.to_string(),
            Found::Own(_, html) => Hash128::of(html.as_bytes()).to_string(),
            Found::File(..) => String::new(),
        }
    }
}

/// What there is at a path, as it stands in an address.
pub(super) fn find<'a>(snapshot: &'a Snapshot, path: &str) -> Found<'a> {
    if path == pages::CHECK {
        return Found::Own(StatusCode::OK, pages::check(snapshot));
    }
    let Some(site) = &snapshot.site else {
        return Found::Own(StatusCode::SERVICE_UNAVAILABLE, pages::check(snapshot));
    };
    let decoded = percent_decoded(path);
    let name = match decoded.strip_prefix('/') {
        Some("") => site.entry.clone(),
        Some(folder) if folder.ends_with('/') => format!("{folder}index.html"),
        Some(name) => name.to_owned(),
        None => String::new(),
    };
    match site.files.get_key_value(&name) {
        Some((name, Content::Bytes(bytes))) if is_page(name) => match std::str::from_utf8(bytes) {
            Ok(html) => Found::Page(LivePage::of(html)),
            Err(_) => Found::Own(StatusCode::NOT_FOUND, pages::not_found(&decoded)),
        },
        Some((name, content)) => Found::File(name, content),
        None => Found::Own(StatusCode::NOT_FOUND, pages::not_found(&decoded)),
    }
}

impl Answers {
    /// Answers one request that came in at the address `here`.
    pub(super) async fn answer<B>(
        self: Arc<Self>,
        request: Request<B>,
        here: IpAddr,
        busy: Busy,
    ) -> Result<Response<Body>, Infallible> {
        let mut response = match self.guard.admit(&request, here) {
            Err(refusal) => refused(refusal),
            Ok(()) if !matches!(*request.method(), Method::GET | Method::HEAD) => {
                let mut response = told(
                    StatusCode::METHOD_NOT_ALLOWED,
                    &say!("見ることだけができます。", "Here one can only look."),
                );
                response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
                response
            }
            Ok(()) => self.route(&request, busy).await,
        };
        if *request.method() == Method::HEAD {
            // Its length stays in the header.
            *response.body_mut() = empty();
        }
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        Ok(response)
    }

    async fn route<B>(&self, request: &Request<B>, busy: Busy) -> Response<Body> {
        let path = request.uri().path();
        match path {
            SCRIPT => whole(StatusCode::OK, kind(SCRIPT), include_str!("live.js")),
            pages::STYLE => whole(StatusCode::OK, kind(pages::STYLE), include_str!("live.css")),
            EVENTS => self.events(request, busy),
            _ => {
                let snapshot = Arc::clone(&self.snapshots.borrow());
                match find(&snapshot, path) {
                    Found::File(name, content) => file(request, name, content, busy).await,
                    found => self.page(&found),
                }
            }
        }
    }

    fn page(&self, found: &Found<'_>) -> Response<Body> {
        let digest = found.digest();
        let attributes = [("data-token", self.token.as_str()), ("data-digest", &digest)];
        let mut response = match found {
            Found::Page(page) => whole(StatusCode::OK, kind(".html"), page.with_script(SCRIPT, &attributes)),
            Found::Own(status, html) => {
                let html = LivePage::of(html).with_script(SCRIPT, &attributes);
                let mut response = whole(*status, kind(".html"), html);
                let policy = HeaderValue::from_static(pages::POLICY);
                response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
                response
            }
            Found::File(..) => return told(StatusCode::NOT_FOUND, &say!("ありません。", "There is none.")),
        };
        if let Ok(value) = HeaderValue::from_str(&format!("{} {digest}", self.token)) {
            response.headers_mut().insert(LIVE, value);
        }
        response
    }

    /// A stream of what becomes of a page, for a script that knows the word of this run.
    fn events<B>(&self, request: &Request<B>, busy: Busy) -> Response<Body> {
        let query = request.uri().query().unwrap_or_default();
        let value = |name: &str| {
            let pair = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            pair.map(percent_decoded)
        };
        if value("token").as_deref() != Some(self.token.as_str()) {
            return refused(Refusal::Stranger);
        }
        let page = value("page").unwrap_or_else(|| "/".to_owned());
        let body = events::stream(self.snapshots.clone(), page, busy);
        let mut response = Response::new(body);
        let kind = HeaderValue::from_static("text/event-stream; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

fn refused(refusal: Refusal) -> Response<Body> {
    match refusal {
        Refusal::Unclear => told(
            StatusCode::BAD_REQUEST,
            &say!("どのサーバーへの依頼かわかりません。", "It is not clear which server this asks."),
        ),
        Refusal::NotUs => told(
            StatusCode::FORBIDDEN,
            &say!(
                "このアドレスでは見られません。端末に表示されたアドレスを開くか、terakoya serve --allow-host で名前を加えます。",
                "This address is not served. Open the one that the terminal shows, or add the name with terakoya serve --allow-host."
            ),
        ),
        Refusal::Stranger => told(
            StatusCode::FORBIDDEN,
            &say!("ほかのサイトからは見られません。", "Other sites may not look at this."),
        ),
    }
}

fn told(status: StatusCode, said: &Said) -> Response<Body> {
    whole(status, "text/plain; charset=utf-8", pages::refusal(said))
}

fn whole(status: StatusCode, kind: &'static str, content: impl Into<Bytes>) -> Response<Body> {
    let content = content.into();
    let length = content.len() as u64;
    let body = Full::new(content).map_err(|never| match never {}).boxed_unsync();
    headed(status, kind, length, body)
}

fn headed(status: StatusCode, kind: &'static str, length: u64, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

fn empty() -> Body {
    Full::new(Bytes::new()).map_err(|never| match never {}).boxed_unsync()
}

/// A file of the site, or the part of it that is asked for.
async fn file<B>(request: &Request<B>, name: &str, content: &Content, busy: Busy) -> Response<Body> {
    let length = match content {
        Content::Bytes(bytes) => bytes.len() as u64,
        Content::SourceFile(_, length) => *length,
    };
    let range = request.headers().get(header::RANGE).and_then(|range| range.to_str().ok());
    // A range that holds only for one state of the file, which nobody can name here: there are no tags.
    let range = range
        .filter(|_| !request.headers().contains_key(header::IF_RANGE) && *request.method() == Method::GET);
    let (status, first, count, said) = match wanted(range, length) {
        Wanted::All => (StatusCode::OK, 0, length, None),
        Wanted::Part(first, last) => (
            StatusCode::PARTIAL_CONTENT,
            first,
            last - first + 1,
            Some(format!("bytes {first}-{last}/{length}")),
        ),
        Wanted::Beyond => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0, Some(format!("bytes */{length}"))),
    };
    let body = match content {
        Content::Bytes(bytes) => {
            let part = usize::try_from(first).ok().zip(usize::try_from(first + count).ok());
            let part = part.and_then(|(from, to)| bytes.get(from..to)).unwrap_or_default();
            Full::new(Bytes::copy_from_slice(part)).map_err(|never| match never {}).boxed_unsync()
        }
        Content::SourceFile(..) if *request.method() == Method::HEAD || count == 0 => empty(),
        Content::SourceFile(origin, _) => match pieces(origin, first, count, busy).await {
            Ok(body) => body,
            Err(_) => {
                return told(
                    StatusCode::NOT_FOUND,
                    &say!("ファイルがもうありません。", "The file is not there any more."),
                );
            }
        },
    };
    let mut response = headed(status, kind(name), count, body);
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Some(said) = said.and_then(|said| HeaderValue::from_str(&said).ok()) {
        headers.insert(header::CONTENT_RANGE, said);
    }
    response
}

/// So many bytes of a file of the author's, read as fast as the browser takes them.
async fn pieces(origin: &Origin, first: u64, count: u64, busy: Busy) -> io::Result<Body> {
    let path = origin.path();
    // Where the file was exchanged for a link since it was read, the link is not followed.
    if tokio::fs::canonicalize(path).await? != path {
        return Err(io::Error::from(io::ErrorKind::NotFound));
    }
    let file: Box<dyn AsyncRead + Send + Unpin> = match origin {
        Origin::File(path) => {
            let mut file = File::open(path).await?;
            file.seek(SeekFrom::Start(first)).await?;
            Box::new(file)
        }
        // It is made in memory anyway.
        Origin::Picture(_) => {
            let origin = origin.clone();
            let cleaned = tokio::task::spawn_blocking(move || {
                let mut bytes = Vec::new();
                read::open(&origin)?.read_to_end(&mut bytes)?;
                Ok::<_, io::Error>(bytes)
            });
            let mut bytes = io::Cursor::new(cleaned.await.map_err(io::Error::other)??);
            bytes.set_position(first);
            Box::new(bytes)
        }
    };
    let rest = stream::try_unfold((file.take(count), busy), |(mut file, busy)| async move {
        let mut piece = Vec::with_capacity(PIECE);
        let most = (&mut file).take(PIECE as u64).read_to_end(&mut piece).await?;
        // A file that became shorter: the browser sees that something is missing.
        Ok::<_, io::Error>((most > 0).then(|| (Frame::data(Bytes::from(piece)), (file, busy))))
    });
    Ok(StreamBody::new(rest).boxed_unsync())
}

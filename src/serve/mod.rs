//! A course in the author's browser while it is written: built in memory, brought up to date by every save.
//!
//! ```text
//!  disk ──event──▶ Bell ──▶ workshop: read, build ──Snapshot──▶ answers ──HTTP──▶ browsers
//!                           (a thread of its own)     watch      └─ events: "this page is now …"
//! ```
//!
//! The `workshop` builds whenever something may have changed, one build at a time, and puts the newest
//! `Snapshot` on a board. Whoever answers a browser looks at the board; nobody waits for anybody, so a browser that
//! never reads cannot hold up a build. Everything is answered from the site in memory: no path that a browser names is
//! ever looked up on the disk, and nothing is ever written to it.
//!
//! Any byte that arrives is taken for hostile: who may ask is decided by `guard` before anything else, and
//! `connections` bounds what one may cost.

#![allow(clippy::disallowed_methods, reason = "a server touches the network, the clock and the disk")]

mod answers;
mod connections;
mod events;
mod guard;
mod kinds;
mod markup;
mod pages;
mod ranges;
mod snapshot;
mod workshop;

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use tokio::net::TcpListener;
use tokio::runtime;
use tokio::sync::watch;

use crate::diagnostics::{Checked, Code, Diagnostic, Diagnostics, Language, Said, Severity};
use crate::say;
use crate::site::Site;
use crate::source::Sources;
use crate::source::watch::Bell;

pub use guard::{AllowedHost, allowed_host};
pub use workshop::{Built, Change};

use answers::Answers;
use guard::Guard;
use snapshot::Snapshot;

/// What is served: something that can be read again whenever it may have changed.
pub trait Subject: Send + 'static {
    /// Everything that a build is made from, as it is now. Where there is nothing to build from, says why.
    fn read(&mut self) -> Result<Reading, Box<Diagnostic>>;

    /// Builds what was read. May remember what it did for the next time.
    fn build(&mut self, sources: &Sources) -> Checked<Made>;

    /// The folder that holds all that is read.
    fn root(&self) -> &Path;
}

/// What a build came to.
#[derive(Debug)]
pub struct Made {
    /// What browsers see.
    pub site: Site,
    /// The language of messages.
    pub language: Language,
    /// Severities that the project changes.
    pub severities: BTreeMap<Code, Severity>,
    /// Folders below the root into which other commands write: no input.
    pub written: Vec<PathBuf>,
}

/// What was read, and where to listen for changes of it.
#[derive(Debug)]
pub struct Reading {
    /// The files.
    pub sources: Checked<Sources>,
    /// The folders that they were read from.
    pub folders: Vec<PathBuf>,
}

/// Who is told what the server does. Called from the thread that builds.
pub trait Audience: Send + 'static {
    /// Something was built.
    fn built(&mut self, built: &Built<'_>);
    /// Something is not as it should be, but the work goes on.
    fn warn(&mut self, said: &Said);
}

/// How a course is served.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where browsers reach it.
    pub host: IpAddr,
    /// The port that is wanted; 0 for any.
    pub port: u16,
    /// Names besides those of this computer by which browsers may ask.
    pub allowed: Vec<AllowedHost>,
    /// Looks for changes itself instead of waiting to be told.
    pub polling: bool,
}

/// So many ports behind the one that is wanted are tried before any will do.
const NEIGHBOURS: u16 = 20;

/// A place on the network that is ours.
#[derive(Debug)]
pub struct Bound {
    listener: std::net::TcpListener,
    address: SocketAddr,
    settings: Settings,
}

impl Bound {
    /// Takes the port that is wanted or, where another program has it, one near it.
    pub fn new(settings: Settings) -> Result<Self, Said> {
        let wanted = settings.port;
        let neighbours = (1..=NEIGHBOURS).filter_map(|step| wanted.checked_add(step)).filter(|_| wanted != 0);
        let mut last = io::Error::from(io::ErrorKind::AddrInUse);
        for port in std::iter::once(wanted).chain(neighbours).chain([0]) {
            match std::net::TcpListener::bind((settings.host, port)) {
                Ok(listener) => {
                    let address =
                        listener.local_addr().map_err(|error| cannot_listen(settings.host, &error))?;
                    return Ok(Self { listener, address, settings });
                }
                // Windows keeps ranges of ports to itself and says so by refusing permission.
                Err(error)
                    if matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) =>
                {
                    last = error;
                }
                Err(error) => return Err(cannot_listen(settings.host, &error)),
            }
        }
        Err(cannot_listen(settings.host, &last))
    }

    /// The port that it became.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The address of the first page, for a browser on this computer.
    pub fn url(&self) -> String {
        let host = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => "127.0.0.1".to_owned(),
            IpAddr::V6(ip) if ip.is_unspecified() => "[::1]".to_owned(),
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        format!("http://{host}:{}/", self.port())
    }

    /// Serves until the user ends it by Ctrl-C. `language` is that of pages until there is a course.
    pub fn serve(
        self,
        subject: impl Subject,
        audience: impl Audience,
        language: Language,
    ) -> Result<(), Said> {
        let refused = |error: io::Error| cannot_listen(self.settings.host, &error);
        let token = token()?;
        let guard = Guard::new(self.port(), self.settings.allowed.clone());
        let (board, snapshots) = watch::channel(Arc::new(Snapshot::nothing_yet(language)));
        let bell = Bell::default();
        let polling = self.settings.polling;
        thread::Builder::new()
            .name("workshop".to_owned())
            // Deeply nested lessons are built in threads of their own; what remains is small.
            .spawn(move || workshop::run(subject, audience, polling, &bell, &board))
            .map_err(refused)?;
        let answers = Arc::new(Answers { guard, token, snapshots });
        let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(refused)?;
        self.listener.set_nonblocking(true).map_err(refused)?;
        let served = runtime.block_on(async {
            let listener = TcpListener::from_std(self.listener)?;
            tokio::spawn(connections::accept(listener, answers));
            tokio::signal::ctrl_c().await
        });
        // A build that is under way ends with the process.
        runtime.shutdown_background();
        served.map_err(|error| cannot_listen(self.settings.host, &error))
    }
}

fn cannot_listen(host: IpAddr, error: &io::Error) -> Said {
    match error.kind() {
        io::ErrorKind::AddrNotAvailable => say!(
            "{host} はこのパソコンのアドレスではありません。--host を書かなければ、このパソコンだけで見られます。",
            "{host} is no address of this computer. Without --host, only this computer sees the course."
        ),
        _ => say!("{host} で待ち受けられません（{error}）。", "Cannot listen on {host} ({error})."),
    }
}

/// A word that only pages of this run know, so that nobody else listens to what changes.
fn token() -> Result<String, Said> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        say!("乱数を得られません（{error}）。", "The system gives no random numbers ({error}).")
    })?;
    Ok(crate::source::hex(&bytes))
}

/// The problems of a project that cannot even be read.
fn only(diagnostic: Diagnostic) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    diagnostics
}

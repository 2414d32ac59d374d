//! What becomes of a page, told to the browser that shows it as server-sent events.
//!
//! An event says all there is to know: which page the browser should show by now, its styles, and the errors to lay over
//! it. So a browser that missed some is brought up to date by the next, and none are kept for those who do not listen.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Bytes, Frame};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::timeout;

use super::answers::{Body, Found, find};
use super::connections::Busy;
use super::pages;
use super::snapshot::Snapshot;

/// How long a browser waits before it asks again, in milliseconds.
const AGAIN: u32 = 500;
/// After so long without news something is sent all the same: so it is noticed that nobody listens any more.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

struct Listener {
    snapshots: watch::Receiver<Arc<Snapshot>>,
    page: String,
    is_first: bool,
    _busy: Busy,
}

/// Tells what becomes of the page at the path `page`, beginning with what it is now.
pub(super) fn stream(snapshots: watch::Receiver<Arc<Snapshot>>, page: String, busy: Busy) -> Body {
    let listener = Listener { snapshots, page, is_first: true, _busy: busy };
    let events = stream::unfold(listener, |mut listener| async move {
        let text = if std::mem::take(&mut listener.is_first) {
            format!("retry: {AGAIN}\n{}", listener.event())
        } else {
            match timeout(SIGN_OF_LIFE, listener.snapshots.changed()).await {
                Ok(Ok(())) => listener.event(),
                Ok(Err(_)) => return None,
                Err(_) => ":\n\n".to_owned(),
            }
        };
        Some((Ok::<_, io::Error>(Frame::data(Bytes::from(text))), listener))
    });
    StreamBody::new(events).boxed_unsync()
}

impl Listener {
    fn event(&mut self) -> String {
        let snapshot = Arc::clone(&self.snapshots.borrow_and_update());
        let found = find(&snapshot, &self.page);
        let (styles, overlay) = match &found {
            Found::Page(page) => (page.styles.clone(), pages::overlay(&snapshot)),
            _ => (vec![pages::STYLE], None),
        };
        let data = json!({
            "digest": found.digest(),
            "styles": styles,
            "overlay": overlay.map(|overlay| overlay.tree()),
        });
        format!("id: {}\ndata: {data}\n\n", snapshot.number)
    }
}

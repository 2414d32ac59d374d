//! Takes connections in, and bounds what one may cost: the size of a request's head, the time until it is there, the
//! time in which a browser takes nothing of its answer, and how many there are at once.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio::time::sleep;
use tokio_io_timeout::TimeoutStream;

use super::answers::Answers;

/// Connections at the same time. A browser opens six.
const MOST: usize = 256;
/// The head of a request in bytes, and in lines.
const HEAD: usize = 16 << 10;
const HEADERS: usize = 64;
/// A request's head has to be there by then; a connection that asks nothing is ended then.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// A browser that takes nothing for so long does not want the rest.
const TAKEN_WITHIN: Duration = Duration::from_secs(20);

/// Held while an answer that takes its time is under way. Without it, a connection only waits to be asked something.
#[derive(Debug)]
pub(super) struct Busy(Arc<AtomicUsize>);

impl Busy {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection that there is.
#[derive(Debug)]
struct Connection {
    number: u64,
    /// How many answers are under way.
    busy: Arc<AtomicUsize>,
    task: AbortHandle,
}

/// The connections that there are, oldest first.
#[derive(Debug, Default, Clone)]
struct Open(Arc<Mutex<Vec<Connection>>>);

impl Open {
    fn list(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is room for one more. Where there is none, the one that has asked nothing for longest makes room.
    fn make_room(&self) -> bool {
        let mut list = self.list();
        if list.len() < MOST {
            return true;
        }
        let Some(idle) = list.iter().position(|one| one.busy.load(Ordering::Relaxed) == 0) else {
            return false;
        };
        list.remove(idle).task.abort();
        true
    }
}

/// Takes connections in, for ever.
pub(super) async fn accept(listener: TcpListener, answers: Arc<Answers>) {
    let open = Open::default();
    for number in 0.. {
        match listener.accept().await {
            Ok((stream, _)) if open.make_room() => {
                let busy = Arc::new(AtomicUsize::new(0));
                let task = tokio::spawn(connection(stream, Arc::clone(&answers), Arc::clone(&busy)));
                open.list().push(Connection { number, busy, task: task.abort_handle() });
                let open = open.clone();
                // However it ends, also by a panic: that ends this connection and nothing else.
                tokio::spawn(async move {
                    drop(task.await);
                    open.list().retain(|other| other.number != number);
                });
            }
            Ok(_) => {}
            // No more files can be opened, or the one who came is gone again.
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn connection(stream: TcpStream, answers: Arc<Answers>, busy: Arc<AtomicUsize>) {
    let here = stream.local_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip());
    drop(stream.set_nodelay(true));
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(TAKEN_WITHIN));
    let service = service_fn(move |request| Arc::clone(&answers).answer(request, here, Busy::new(&busy)));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    // Whatever a browser did wrong was answered with 400 or 431, as far as it still listened.
    drop(served.await);
}

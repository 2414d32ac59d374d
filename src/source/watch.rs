//! Hears of changes on the disk, for a server that builds again and again.
//!
//! An event only means that something may have changed: what did is found by reading again and comparing hashes. So
//! it does not matter that systems report one saved file as five events, or that editors write another file and
//! rename it. All that is kept of any number of events is that the [`Bell`] has rung.
#![allow(clippy::disallowed_methods, reason = "this is the module that watches")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use walkdir::WalkDir;

use super::read::is_passed_over;
use crate::diagnostics::Said;
use crate::say;

/// How often the disk is looked at where the system does not tell of changes.
const POLL: Duration = Duration::from_secs(1);
/// Disks note the time of a change no finer than this (FAT: two seconds).
const COARSEST: Duration = Duration::from_secs(3);

/// Rung by whoever hears of a change, as often as they like; heard once.
#[derive(Debug, Clone, Default)]
pub struct Bell(Arc<(Mutex<bool>, Condvar)>);

impl Bell {
    /// Says that something may have changed.
    pub fn ring(&self) {
        *self.rung() = true;
        self.0.1.notify_all();
    }

    /// Waits for the bell, but no longer than `at_most`. Whether it rang.
    pub fn wait(&self, at_most: Duration) -> bool {
        let waited = self.0.1.wait_timeout_while(self.rung(), at_most, |rung| !*rung);
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *rung)
    }

    /// Waits until the bell was quiet for `quiet`, but no longer than `at_most`: a program that saves writes several
    /// times, and one that never stops must not keep everything waiting.
    pub fn settle(&self, quiet: Duration, at_most: Duration) {
        let until = Instant::now() + at_most;
        while self.wait(quiet.min(until.saturating_duration_since(Instant::now()))) && Instant::now() < until
        {
        }
    }

    fn rung(&self) -> MutexGuard<'_, bool> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place on the disk of which changes are to be heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// A folder.
    pub folder: PathBuf,
    /// Whether with everything below it, or only what lies in it.
    pub deep: bool,
}

/// Why changes cannot be heard of.
#[derive(Debug)]
pub struct WatchError(notify::Error);

impl WatchError {
    /// What happened, and what to do about it.
    pub fn said(&self) -> Said {
        let io = match &self.0.kind {
            notify::ErrorKind::MaxFilesWatch => return too_many(),
            notify::ErrorKind::Io(error) => error.raw_os_error(),
            _ => None,
        };
        // EMFILE: no more inotify instances (or open files); ENOSPC: no more watches.
        if cfg!(target_os = "linux") && matches!(io, Some(24 | 28)) {
            return too_many();
        }
        let error = &self.0;
        say!(
            "ファイルの変更の知らせを受け取れません（{error}）。",
            "The system does not tell of changed files ({error})."
        )
    }
}

fn too_many() -> Said {
    say!(
        "見張れるファイルとフォルダーの数が、このパソコンの上限（inotify）に達しました。上限を上げるには、管理者が次を実行します。\n    sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512",
        "This computer's limit of watched files and folders (inotify) is reached. To raise it, an administrator runs\n    sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512"
    )
}

/// Folders in which others write: changes there mean nothing.
type Ignored = Arc<Mutex<Vec<PathBuf>>>;

/// Rings a bell whenever something changes at the places that it follows.
#[derive(Debug)]
pub struct Watch {
    way: Way,
    ignored: Ignored,
    places: BTreeMap<PathBuf, (bool, Identity)>,
}

/// How changes are heard of.
#[derive(Debug)]
enum Way {
    /// The system tells.
    Told(RecommendedWatcher),
    /// A thread looks at these places, as long as they are shared with it.
    Looking(Arc<Mutex<Vec<Watched>>>),
}

impl Watch {
    /// A watch that follows nothing yet. `polling`: by looking at the disk once a second, for places of which the
    /// system tells nothing, such as network drives. `root` is the project's folder: hidden files below it and those
    /// that editors leave beside others are passed over.
    pub fn new(bell: &Bell, root: &Path, polling: bool) -> Result<Self, WatchError> {
        let (bell, root, ignored) = (bell.clone(), root.to_owned(), Ignored::default());
        let others = Arc::clone(&ignored);
        let way = if polling {
            let places = Arc::new(Mutex::new(Vec::new()));
            let looked_at = Arc::downgrade(&places);
            let look = move || {
                let mut last = None;
                while let Some(places) = looked_at.upgrade() {
                    let places = places.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    let (now, is_fresh) = glance(&places, &root, &others);
                    // What was changed just now may change again without a later time or another length.
                    // What changed before the first look was not seen by whoever read before it.
                    if is_fresh || last != Some(now) {
                        bell.ring();
                    }
                    last = Some(now);
                    thread::sleep(POLL);
                }
            };
            let thread = thread::Builder::new().name("lookout".to_owned()).spawn(look);
            thread.map_err(|error| WatchError(notify::Error::io(error)))?;
            Way::Looking(places)
        } else {
            let heard = move |event: notify::Result<Event>| {
                let others = others.lock().unwrap_or_else(PoisonError::into_inner);
                if event.map_or(true, |event| matters(&event, &root, &others)) {
                    bell.ring();
                }
            };
            Way::Told(RecommendedWatcher::new(heard, Config::default()).map_err(WatchError)?)
        };
        Ok(Self { way, ignored, places: BTreeMap::new() })
    }

    /// Hears nothing from these folders from now on, nor from what is below them.
    pub fn ignore(&self, folders: Vec<PathBuf>) {
        *self.ignored.lock().unwrap_or_else(PoisonError::into_inner) = folders;
    }

    /// Follows these places and no others. A folder that does not exist is passed over: the one that would hold it is
    /// followed too. Whether one is followed that was not before, so that changes may have been missed.
    pub fn follow(&mut self, places: &[Watched]) -> Result<bool, WatchError> {
        let gone: Vec<PathBuf> = self
            .places
            .iter()
            .filter(|(folder, (deep, identity))| {
                let wanted = places.iter().any(|place| place.folder == **folder && place.deep == *deep);
                !wanted || *identity != Identity::of(folder)
            })
            .map(|(folder, _)| folder.clone())
            .collect();
        for folder in gone {
            self.places.remove(&folder);
            if let Way::Told(watcher) = &mut self.way {
                // The system forgets folders that are removed by itself.
                drop(watcher.unwatch(&folder));
            }
        }
        let mut new = false;
        for Watched { folder, deep } in places {
            let identity = Identity::of(folder);
            if self.places.contains_key(folder) || identity == Identity::None {
                continue;
            }
            let mode = if *deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            let followed = match &mut self.way {
                Way::Told(watcher) => watcher.watch(folder, mode),
                Way::Looking(_) => Ok(()),
            };
            match followed {
                Ok(()) => {
                    self.places.insert(folder.clone(), (*deep, identity));
                    new = true;
                }
                // It went while it was looked at.
                Err(_) if Identity::of(folder) == Identity::None => {}
                Err(error) => return Err(WatchError(error)),
            }
        }
        if let Way::Looking(looked_at) = &self.way {
            *looked_at.lock().unwrap_or_else(PoisonError::into_inner) = places.to_vec();
        }
        Ok(new)
    }

    /// Whether a place was removed or exchanged since it is followed. Systems do not tell of that in every case.
    pub fn is_stale(&self) -> bool {
        self.places.iter().any(|(folder, (_, identity))| *identity != Identity::of(folder))
    }
}

/// What can be seen of these places without opening a file: names, lengths and times, as one number. And whether one
/// of the times is so near that a later change might leave all of that as it is.
fn glance(places: &[Watched], root: &Path, ignored: &Ignored) -> (blake3::Hash, bool) {
    let ignored = ignored.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let now = SystemTime::now();
    let mut hasher = blake3::Hasher::new();
    let mut is_fresh = false;
    for Watched { folder, deep } in places {
        let depth = if *deep { usize::MAX } else { 1 };
        let walk = WalkDir::new(folder).follow_links(true).max_depth(depth).sort_by_file_name();
        let seen = walk.into_iter().filter_entry(|entry| !is_ignored(entry.path(), root, &ignored));
        for entry in seen.flatten() {
            hasher.update(entry.path().as_os_str().as_encoded_bytes());
            let Ok(about) = entry.metadata() else { continue };
            if about.is_dir() {
                continue;
            }
            let time = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            hasher.update(&about.len().to_le_bytes());
            hasher.update(&since.as_nanos().to_le_bytes());
            is_fresh |= now.duration_since(time).unwrap_or_else(|error| error.duration()) < COARSEST;
        }
    }
    (hasher.finalize(), is_fresh)
}

/// What tells a folder from another that took its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Identity {
    None,
    Folder(u64, u64),
}

impl Identity {
    #[cfg(unix)]
    fn of(folder: &Path) -> Self {
        use std::os::unix::fs::MetadataExt;
        match std::fs::metadata(folder) {
            Ok(about) if about.is_dir() => Self::Folder(about.dev(), about.ino()),
            _ => Self::None,
        }
    }

    #[cfg(not(unix))]
    fn of(folder: &Path) -> Self {
        match std::fs::metadata(folder) {
            Ok(about) if about.is_dir() => {
                let created =
                    about.created().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
                Self::Folder(
                    created.map_or(0, |time| time.as_secs()),
                    created.map_or(0, |time| time.subsec_nanos().into()),
                )
            }
            _ => Self::None,
        }
    }
}

/// Whether an event may mean that an input changed. Looking at a file is no change: otherwise every build would be
/// the cause of the next.
fn matters(event: &Event, root: &Path, ignored: &[PathBuf]) -> bool {
    let looked_at = match event.kind {
        EventKind::Access(kind) => kind != AccessKind::Close(AccessMode::Write),
        _ => false,
    };
    let passed_over = |path: &PathBuf| is_ignored(path, root, ignored);
    !looked_at && (event.paths.is_empty() || !event.paths.iter().all(passed_over))
}

/// Whether a path below `root` is that of no input.
fn is_ignored(path: &Path, root: &Path, ignored: &[PathBuf]) -> bool {
    let below = path.strip_prefix(root).unwrap_or(path);
    ignored.iter().any(|folder| path.starts_with(folder))
        || below.components().any(|part| is_passed_over(&part.as_os_str().to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, ModifyKind};

    const LONG: Duration = Duration::from_secs(10);
    const SHORT: Duration = Duration::from_millis(20);

    #[test]
    fn any_number_of_rings_is_heard_once() {
        let bell = Bell::default();
        assert!(!bell.wait(SHORT));
        for _ in 0..1000 {
            bell.ring();
        }
        assert!(bell.wait(LONG));
        assert!(!bell.wait(SHORT));
    }

    #[test]
    fn who_never_stops_ringing_does_not_keep_others_waiting() {
        let bell = Bell::default();
        let ringing = bell.clone();
        let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            while !stopped.load(std::sync::atomic::Ordering::Relaxed) {
                ringing.ring();
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        let start = Instant::now();
        bell.settle(Duration::from_millis(100), Duration::from_millis(300));
        let took = start.elapsed();
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        thread.join().unwrap();
        assert!(took >= Duration::from_millis(290) && took < LONG, "{took:?}");
    }

    #[test]
    fn looking_and_files_of_editors_are_no_changes() {
        let root = Path::new("/home/.me/course");
        let ignored = [root.join("book")];
        let event = |kind, path: &str| matters(&Event::new(kind).add_path(root.join(path)), root, &ignored);
        let create = EventKind::Create(CreateKind::File);
        assert!(event(create, "content/a.md"));
        assert!(event(EventKind::Modify(ModifyKind::Any), "content"));
        assert!(event(EventKind::Access(AccessKind::Close(AccessMode::Write)), "a.md"));
        assert!(!event(EventKind::Access(AccessKind::Open(AccessMode::Any)), "content/a.md"));
        for path in [
            "content/.a.md.swp",
            "content/a.md~",
            ".git/index.lock",
            "content/#a.md#",
            "content/.git/x/y",
            "book",
            "book/a/b.html",
        ] {
            assert!(!event(create, path), "{path}");
        }
        let rename = Event::new(EventKind::Modify(ModifyKind::Any)).add_path(root.join("a.md.tmp"));
        assert!(matters(&rename.add_path(root.join("a.md")), root, &ignored));
        assert!(matters(&Event::new(EventKind::Other), root, &ignored), "an overflow names no path");
    }

    #[test]
    fn folders_are_followed_even_when_they_go_and_come_back() {
        for polling in [false, true] {
            let project = tempfile::tempdir().unwrap();
            let root = project.path().canonicalize().unwrap();
            let content = root.join("content");
            let places = [
                Watched { folder: root.clone(), deep: false },
                Watched { folder: content.clone(), deep: true },
            ];
            let bell = Bell::default();
            let mut watch = Watch::new(&bell, &root, polling).unwrap();
            assert!(watch.follow(&places).unwrap());
            assert!(!watch.follow(&places).unwrap());
            let heard = |what: &str| {
                assert!(bell.wait(LONG), "{what}, polling: {polling}");
                bell.settle(Duration::from_millis(100), LONG);
            };
            std::fs::create_dir_all(content.join("01/02")).unwrap();
            heard("a folder is made");
            assert!(watch.follow(&places).unwrap());
            for round in 0..2 {
                std::fs::write(content.join("01/02/a.md"), format!("{round}")).unwrap();
                heard("a file deep inside is made or changed");
                std::fs::rename(&content, root.join("away")).unwrap();
                heard("the folder is moved away");
                assert!(watch.is_stale());
                watch.follow(&places).unwrap();
                std::fs::create_dir_all(content.join("01/02")).unwrap();
                std::fs::remove_dir_all(root.join("away")).unwrap();
                heard("the folder comes back");
                assert!(watch.follow(&places).unwrap());
                bell.settle(Duration::from_millis(100), LONG);
            }
        }
    }

    #[test]
    fn who_looks_sees_changes_within_one_second_and_older_files_put_back() {
        let project = tempfile::tempdir().unwrap();
        let root = project.path().canonicalize().unwrap();
        let places = [Watched { folder: root.clone(), deep: true }];
        let see = || glance(&places, &root, &Ignored::default());
        let file = root.join("a.md");
        let write = |text: &str, age: u64| {
            std::fs::write(&file, text).unwrap();
            let time = SystemTime::now() - Duration::from_secs(age);
            std::fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        };
        write("new", 60);
        let (new, is_fresh) = see();
        assert!(!is_fresh);
        assert_eq!(see().0, new);
        write("old", 3600);
        assert_ne!(see().0, new, "a file that is older than the one it replaces");
        write("now", 0);
        assert!(see().1, "it may be written again at the same time");
        std::fs::write(root.join(".hidden"), "x").unwrap();
        write("old", 3600);
        let (old, _) = see();
        std::fs::write(root.join(".hidden"), "xy").unwrap();
        assert_eq!(see().0, old);
        std::fs::remove_file(&file).unwrap();
        assert_ne!(see().0, old);
    }

    #[test]
    fn the_limit_of_the_system_is_told_with_its_remedy() {
        let error = WatchError(notify::Error::new(notify::ErrorKind::MaxFilesWatch)).said();
        assert!(
            error.en.contains("sudo sysctl fs.inotify.max_user_watches=524288")
                && error.ja.contains("inotify")
        );
        let error = WatchError(notify::Error::io(std::io::Error::from_raw_os_error(2))).said();
        assert!(error.en.contains("does not tell"), "{}", error.en);
    }
}

//! What earlier builds made, kept so that the next one need not make it again.
//!
//! Stages are pure, so a call may be remembered by what it reads. A [`Shelf`] keeps the results of one kind of call,
//! each under a [`Key`]: a hash of everything that the call reads. There is nothing to invalidate: what reads something
//! else has another key. Results that two builds in a row did not ask for are swept.
//!
//! What can be said beforehand of a call is in its key. What it only finds out on its way (which names a text uses)
//! is kept beside its result, and [`Shelf::get_valid`] asks whether the answers are still the same.

use std::collections::HashMap;
use std::fmt::{self, Debug, Write as _};
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::source::Hash128;

/// The parts of a key, in the order in which they are added. Each part says by itself where it ends, so two keys are
/// equal only where all their parts are.
#[derive(Debug, Default)]
pub struct Key(Vec<u8>);

impl Key {
    /// A key of one part.
    pub fn of(part: impl Hash) -> Hash128 {
        Self::default().with(part).done()
    }

    /// Adds a part.
    #[must_use]
    pub fn with(mut self, part: impl Hash) -> Self {
        part.hash(&mut self);
        self
    }

    /// Adds a part by all that it shows of itself to programmers: for values in which some part has no hash.
    #[must_use]
    pub fn shown(mut self, part: &impl Debug) -> Self {
        // Writing to memory does not fail.
        let _ = write!(Text(&mut self.0), "{part:?}");
        self.0.push(0xff);
        self
    }

    /// The key.
    pub fn done(self) -> Hash128 {
        Hash128::of(&self.0)
    }
}

impl Hasher for Key {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = Hash128::of(&self.0).bytes();
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }
}

struct Text<'k>(&'k mut Vec<u8>);

impl fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// A value that is shared, with a mark: a hash that is the same for equal values alone.
#[derive(Debug)]
pub struct Marked<T> {
    /// The value.
    pub value: Arc<T>,
    /// Its mark.
    pub mark: Hash128,
}

impl<T> Clone for Marked<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), mark: self.mark }
    }
}

impl<T> Deref for Marked<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// A map by keys. They are hashes already, so that a part of them will do.
pub type ByKey<T> = HashMap<Hash128, T, BuildHasherDefault<Part>>;

/// See [`ByKey`].
#[derive(Debug, Default)]
pub struct Part(u64);

impl Hasher for Part {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut number = [0; 8];
            number.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
            self.0 ^= u64::from_le_bytes(number);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Results of one kind of call, by key.
#[derive(Debug)]
pub struct Shelf<T> {
    /// `None` where nothing is kept.
    kept: Option<Mutex<ByKey<Kept<T>>>>,
    /// The number of the build that is going on.
    build: usize,
    /// How many results this build had to make.
    made: AtomicUsize,
}

#[derive(Debug)]
struct Kept<T> {
    value: Arc<T>,
    /// The build that last asked for it.
    asked: usize,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { kept: Some(Mutex::default()), build: 0, made: AtomicUsize::new(0) }
    }
}

impl<T> Shelf<T> {
    /// A shelf that keeps nothing, for a build after which there is no other.
    pub fn forgetful() -> Self {
        Self { kept: None, ..Self::default() }
    }

    /// What is kept under `key`, or what `make` gives, which must read nothing that the key does not hold.
    pub fn get(&self, key: Hash128, make: impl FnOnce() -> T) -> Arc<T> {
        self.get_valid(key, |_| true, make)
    }

    /// The same where the key holds only a part of what is read, and `valid` tells of a result that is kept whether
    /// the rest is as it was.
    pub fn get_valid(
        &self,
        key: Hash128,
        valid: impl FnOnce(&T) -> bool,
        make: impl FnOnce() -> T,
    ) -> Arc<T> {
        if let Some(found) = self.find(key).filter(|found| valid(found)) {
            return found;
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        let value = Arc::new(make());
        if let Some(kept) = &self.kept {
            let entry = Kept { value: Arc::clone(&value), asked: self.build };
            // What it takes the place of is dropped when others may go on.
            let before = kept.lock().unwrap_or_else(PoisonError::into_inner).insert(key, entry);
            drop(before);
        }
        value
    }

    fn find(&self, key: Hash128) -> Option<Arc<T>> {
        let mut kept = self.kept.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = kept.get_mut(&key)?;
        entry.asked = self.build;
        Some(Arc::clone(&entry.value))
    }

    /// Ends a build: what neither it nor the one before asked for goes, unless something that stays holds it.
    pub fn sweep(&mut self) -> Tally {
        let made = std::mem::take(self.made.get_mut());
        let build = self.build;
        self.build += 1;
        let Some(kept) = &mut self.kept else { return Tally { made, kept: 0 } };
        let kept = kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, entry| entry.asked + 1 >= build || Arc::strong_count(&entry.value) > 1);
        Tally { made, kept: kept.len() }
    }
}

/// Declares the shelves of a stage: a struct of them, which is made (`default`, `forgetful`) and swept as one.
#[macro_export]
macro_rules! shelves {
    ($(#[$about:meta])* pub struct $name:ident { $($(#[$doc:meta])* $seen:vis $shelf:ident: $kept:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug, Default)]
        pub struct $name { $($(#[$doc])* $seen $shelf: $crate::memo::Shelf<$kept>,)* }

        impl $name {
            /// Shelves that keep nothing, for a build after which there is no other.
            pub fn forgetful() -> Self {
                Self { $($shelf: $crate::memo::Shelf::forgetful(),)* }
            }

            /// Ends a build: what neither it nor the one before asked for goes. Gives what each shelf did.
            pub fn sweep(&mut self) -> Vec<(&'static str, $crate::memo::Tally)> {
                vec![$((stringify!($shelf), self.$shelf.sweep()),)*]
            }
        }
    };
}

/// What a shelf did in a build.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many results had to be made.
    pub made: usize,
    /// How many are kept for the next build.
    pub kept: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_the_same_is_made_once() {
        let mut shelf = Shelf::default();
        let one = |shelf: &Shelf<String>| shelf.get(Key::of("a"), || "A".to_owned());
        assert!(Arc::ptr_eq(&one(&shelf), &one(&shelf)));
        assert_eq!(shelf.sweep(), Tally { made: 1, kept: 1 });
        one(&shelf);
        assert_eq!(shelf.sweep(), Tally { made: 0, kept: 1 });
        assert_eq!(*shelf.get_valid(Key::of("a"), |_| false, || "B".to_owned()), "B");
        assert_eq!(shelf.sweep(), Tally { made: 1, kept: 1 });
    }

    #[test]
    fn what_two_builds_did_not_ask_for_goes() {
        let mut shelf = Shelf::default();
        shelf.get(Key::of(1), || 1);
        let held = shelf.get(Key::of(2), || 2);
        let kept: Vec<usize> = (0..3).map(|_| shelf.sweep().kept).collect();
        assert_eq!(kept, [2, 2, 1]);
        drop(held);
        assert_eq!(shelf.sweep().kept, 0);
    }

    #[test]
    fn a_forgetful_shelf_keeps_nothing() {
        let mut shelf = Shelf::forgetful();
        assert_eq!((*shelf.get(Key::of(1), || 1), *shelf.get(Key::of(1), || 2)), (1, 2));
        assert_eq!(shelf.sweep(), Tally { made: 2, kept: 0 });
    }

    #[test]
    fn parts_of_a_key_do_not_run_together() {
        assert_ne!(Key::default().with("ab").with("c").done(), Key::default().with("a").with("bc").done());
        assert_ne!(Key::default().shown(&1).shown(&23).done(), Key::default().shown(&12).shown(&3).done());
        assert_eq!(Key::default().with("a").done(), Key::of("a"));
    }
}

//! A site as one ZIP file, written whole or not at all, and read without being unpacked.
//!
//! The same site gives the same bytes: names in order, one time, one way to compress. The comment at the end holds a
//! SHA-256 of all bytes before it, so that a single bit that changed anywhere in the file is found. Only what every
//! unzip program knows is used: no ZIP64, so the file has less than 4 GiB, which is also what a stick with FAT32 takes.

mod read;
mod write;

pub(super) use read::{Archive, Unreadable};
pub use write::{Time, write};

/// What stands before the hash in the comment.
const SEAL: &str = "terakoya sha256 ";
/// How long the comment is, in bytes.
const SEALED: u64 = SEAL.len() as u64 + 64;

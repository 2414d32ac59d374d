//! Where a site goes: a folder, or a ZIP file; files that are ours among those of others; and files where none were. Also
//! whether a copy is what was written. Together with `source` and `cli` the only code that touches the world.

pub mod answers;
pub mod archive;
pub mod folder;
pub mod fresh;
mod manifest;
pub mod owned;
pub mod verify;

pub use manifest::{Digest, MANIFEST};

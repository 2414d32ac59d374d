//! Where a site goes: so far, a folder; files that are ours among those of others; and files where none were. Together
//! with `source` and `cli` the only code that touches the world.

pub mod answers;
pub mod folder;
pub mod fresh;
mod manifest;
pub mod owned;

pub use manifest::MANIFEST;

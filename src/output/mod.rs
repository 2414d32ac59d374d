//! Where a site goes: so far, a folder; and files that are ours among those of others. Together with `source` and
//! `cli` the only code that touches the world.

pub mod answers;
pub mod folder;
mod manifest;
pub mod owned;

pub use manifest::MANIFEST;

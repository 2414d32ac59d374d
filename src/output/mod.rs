//! Where a site goes: so far, a folder. Together with `source` and `cli` the only code that touches the world.

pub mod folder;
mod manifest;

pub use manifest::MANIFEST;

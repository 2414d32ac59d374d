//! What the build is made from: paths, bytes, and positions in them.
//!
//! Here live the types that say *where* something was written ([`SourcePath`], [`Span`], [`Place`],
//! [`Excerpt`]) and the snapshot of all input ([`Sources`]). The only readers of the disk, [`read`] and the
//! watcher, sit beside them. Nothing here knows Markdown, YAML or courses.

mod base64;
mod decode;
mod excerpt;
mod path;
mod picture;
mod place;
pub mod read;
mod sha256;
mod sources;
pub mod watch;

pub use base64::base64;
pub use decode::{decode, is_unwanted, unwanted, without_unwanted};
pub use excerpt::Excerpt;
pub use path::{SourcePath, relative};
pub use picture::{Fault, Look, MAX_PICTURE, Removed};
pub use place::{Place, Position, Span};
pub use sha256::{Sha256, hex};
pub use sources::{File, Hash128, Origin, Sources};

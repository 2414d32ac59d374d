//! Declared keys to typed values: how every YAML and TOML file is read.
//!
//! Whoever reads a file declares its keys as data ([`Key`], [`Kind`]): name, kind, meaning in both languages.
//! [`read()`] checks a [`Node`](super::node::Node) against such lists, reports *all* that is wrong, and gives a
//! [`Record`] with typed access. The manual is derived from the same lists. What a value
//! means, and whether two values fit together, is not decided here.

mod describe;
mod key;
mod lines;
mod nearest;
mod read;
mod record;
mod scalar;
#[cfg(test)]
mod tests;

pub use describe::expected;
pub use key::{Key, Kind};
pub use lines::with_value;
pub use nearest::nearest;
pub use read::{default_node, read};
pub use record::{Datum, Member, Record, Typed};
pub use scalar::{ID_PATTERN, is_id, meant};

//! Text to trees: Markdown with our Japanese extensions, directives, YAML, TOML and front matter.
//!
//! These modules know the languages that authors write and nothing of courses: a link is the text that was
//! typed, a directive is a name with attributes. What it all means is decided in `course`.

pub mod directive;
pub mod japanese;
pub mod markdown;
pub mod math;

pub mod tree;

pub mod date;
pub mod duration;
pub mod fields;
pub mod front_matter;
pub mod node;
pub mod toml;
pub mod yaml;

//! What Japanese adds to Markdown, as a pass over the source before the Markdown parser sees it.
//!
//! [`prepass`] puts invisible marks into the text so that emphasis works beside 「」 and 。, and replaces
//! ruby, terms, citations, values and directive lines by tokens that the parser carries along unseen; [`scan`]
//! finds the places; [`token`] knows how those are written, [`wide`] which characters are meant. What a token becomes in the
//! tree is decided in `markdown`; what it refers to, in `course`.

pub mod prepass;
pub mod scan;
pub mod token;
pub mod wide;

pub use wide::is_wide;

//! What the gallery brings along: its blocks, and what examples refer to.

/// What stands beside the examples, by its path in the folder of lessons: a picture, a term and a source.
pub const FILES: [(&str, &str); 4] = [
    ("images/example.svg", PICTURE),
    ("images/desk.svg", PICTURE),
    ("glossary.yaml", include_str!("stage/glossary.yaml")),
    ("sources.yaml", include_str!("stage/sources.yaml")),
];

const PICTURE: &str = include_str!("stage/desk.svg");

/// The block that sets an example beside its source, and the one that holds the switches, as files of a theme.
pub(super) const BLOCKS: [(&str, &str); 7] = [
    ("blocks/gallery-example/block.toml", include_str!("blocks/gallery-example/block.toml")),
    ("blocks/gallery-example/view.html", include_str!("blocks/gallery-example/view.html")),
    ("blocks/gallery-example/style.css", include_str!("blocks/gallery-example/style.css")),
    ("blocks/gallery-tools/block.toml", include_str!("blocks/gallery-tools/block.toml")),
    ("blocks/gallery-tools/view.html", include_str!("blocks/gallery-tools/view.html")),
    ("blocks/gallery-tools/style.css", include_str!("blocks/gallery-tools/style.css")),
    ("blocks/gallery-tools/behaviour.js", include_str!("blocks/gallery-tools/behaviour.js")),
];

/// Where the responses lie that bring a question into its states: a file that pages with examples load.
pub(super) const STATES: &str = "blocks/gallery-example/behaviour.js";

/// Whether a block is one of these, and so no one's to write.
pub(super) fn is_own(block: &str) -> bool {
    BLOCKS
        .iter()
        .any(|(path, _)| path.strip_prefix("blocks/").and_then(|rest| rest.split('/').next()) == Some(block))
}

//! What the practice page brings back, as scripts: one for each quiz, of which it loads those that it needs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{SitePath, address, assets, plain};
use crate::render::Shard;
use crate::source::{Hash128, SourcePath};
use crate::text::PageId;
use crate::theme::Theme;

/// The script with the questions of one quiz, and its path. Addresses in it are relative to the practice page.
pub(super) fn script(shard: &Shard, media: &BTreeMap<SourcePath, SitePath>) -> (SitePath, String) {
    let page = address::page(&PageId::Practice);
    let questions = super::fill_json(&shard.questions, &page, media);
    let head = json!({ "title": shard.title, "url": address::page(&shard.page) });
    let script = assets::define(
        &format!("practice/{}", shard.quiz),
        &format!("{{\"page\":{head},\"questions\":{questions}}}"),
    );
    let hash = Hash128::of(script.as_bytes()).short();
    let name = [plain(&shard.quiz, 40), hash];
    let name: Vec<&str> = name.iter().filter(|part| !part.is_empty()).map(String::as_str).collect();
    (format!("practice/{}.js", name.join("-")), script)
}

/// What the outline says of it: where the page is, and the script of each quiz. Null without a practice page.
pub(super) fn data(shards: &[Shard], scripts: &[(SitePath, String)], theme: &Theme) -> Value {
    if shards.is_empty() {
        return Value::Null;
    }
    let quiz = |(shard, (path, _)): (&Shard, &(SitePath, String))| json!({ "id": shard.quiz, "exam": shard.exam, "script": path });
    json!({
        "title": theme.string("practice_form", "title"),
        "url": address::page(&PageId::Practice),
        "quizzes": shards.iter().zip(scripts).map(quiz).collect::<Vec<_>>(),
    })
}

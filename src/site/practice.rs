//! What the practice page brings back, as scripts: one for each quiz, of which it loads those that it needs.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{SitePath, address, assets, plain};
use crate::render::Shard;
use crate::source::{Hash128, SourcePath};
use crate::text::PageId;
use crate::theme::Theme;

/// The questions of one quiz.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) path: SitePath,
    pub(super) text: Arc<[u8]>,
    /// What the outline says of it, as JSON.
    entry: String,
}

/// The script with the questions of one quiz. Addresses in it are relative to the practice page.
pub(super) fn script(shard: &Shard, media: &BTreeMap<SourcePath, SitePath>) -> Script {
    let page = address::page(&PageId::Practice);
    with(shard, &super::fill_json(&shard.questions, &page, media))
}

/// The script with these questions of one quiz, as JSON.
pub(super) fn with(shard: &Shard, questions: &str) -> Script {
    let head = json!({ "title": shard.title, "url": address::page(&shard.page) });
    let script = assets::define(
        &format!("practice/{}", shard.quiz),
        &format!("{{\"page\":{head},\"questions\":{questions}}}"),
    );
    let hash = Hash128::of(script.as_bytes()).short();
    let name = [plain(&shard.quiz, 40), hash];
    let name: Vec<&str> = name.iter().filter(|part| !part.is_empty()).map(String::as_str).collect();
    let path = format!("practice/{}.js", name.join("-"));
    let entry = json!({ "id": shard.quiz, "exam": shard.exam, "script": path }).to_string();
    Script { path, text: script.into_bytes().into(), entry }
}

/// What the outline says of it, as JSON: where the page is, and the script of each quiz. Null without a practice page.
pub(super) fn data(scripts: &[&Script], theme: &Theme) -> String {
    if scripts.is_empty() {
        return Value::Null.to_string();
    }
    let title = json!(theme.string("practice_form", "title"));
    let url = json!(address::page(&PageId::Practice));
    let quizzes: Vec<&str> = scripts.iter().map(|script| script.entry.as_str()).collect();
    format!("{{\"title\":{title},\"url\":{url},\"quizzes\":[{}]}}", quizzes.join(","))
}

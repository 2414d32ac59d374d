//! The policy that every page carries: nothing is asked of the network.

use std::collections::BTreeSet;

use crate::source::{Sha256, base64};

/// The Content Security Policy of a site of many pages, for a `<meta>` element. It names no `unsafe-*`; the
/// browser refuses inline scripts, styles and handlers. `'self'` also covers neighbours on `file://`, in
/// Chromium and in Firefox; scripts may be added only by the policy object `terakoya`.
pub(super) const PLAIN: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
frame-src 'self'; connect-src 'none'; form-action 'none'; \
base-uri 'none'; require-trusted-types-for 'script'; trusted-types terakoya";

/// The policy of a page; one that plays sounds or films may take them from the site.
pub(super) fn of(plays: bool) -> String {
    let media = if plays { "media-src 'self'; " } else { "" };
    PLAIN.replace("frame-src", &format!("{media}frame-src"))
}

/// The policy of a whole course in one file: what may run and what may style is in it, and known by its hash. `plays`:
/// sounds and films lie beside it.
pub(super) fn single(scripts: &[String], styles: &[String], plays: bool) -> String {
    let hashes = |texts: &[String]| {
        let hash = |text: &String| format!("'sha256-{}'", base64(&Sha256::of(text.as_bytes())));
        texts.iter().map(hash).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
    };
    let media = if plays { "media-src 'self'; " } else { "" };
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data:; {media}connect-src 'none'; \
        form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types terakoya",
        hashes(scripts),
        hashes(styles)
    )
}

/// A page that `serve` hands out, whose scripts may ask the server whether something changed.
pub(super) fn live(page: &str) -> String {
    // The policy stands in the head, before anything that an author wrote.
    page.replacen("connect-src 'none'", "connect-src 'self'", 1)
}

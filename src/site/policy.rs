//! The policy that every page carries: nothing is asked of the network.

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

/// A page that `serve` hands out, whose scripts may ask the server whether something changed.
pub(super) fn live(page: &str) -> String {
    // The policy stands in the head, before anything that an author wrote.
    page.replacen("connect-src 'none'", "connect-src 'self'", 1)
}

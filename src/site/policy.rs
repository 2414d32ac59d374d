//! The policy that every page carries: nothing is asked of the network.

/// The Content Security Policy of a site of many pages, for a `<meta>` element. It names no `unsafe-*`; the
/// browser refuses inline scripts, styles and handlers. `'self'` also covers neighbours on `file://`, in
/// Chromium and in Firefox; scripts may be added only by the policy object `terakoya`.
pub(super) const PLAIN: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
frame-src 'self'; connect-src 'none'; form-action 'none'; \
base-uri 'none'; require-trusted-types-for 'script'; trusted-types terakoya";

/// The same for pages that `serve` hands out: their scripts may ask the server whether something changed.
pub(super) fn live() -> String {
    PLAIN.replace("connect-src 'none'", "connect-src 'self'")
}

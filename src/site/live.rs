//! A page as `serve` hands it out: with a script that brings changes into it, and a policy that lets the script ask
//! the server for them. Nothing of this is ever part of a [`Site`](super::Site).

use super::policy;
use super::{STORE, escape};
use crate::source::Hash128;

/// A page of the site as far as a server has to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivePage<'a> {
    html: &'a str,
    /// Of the page but for the addresses of its styles: as long as it is the same, a browser that shows the page need
    /// not load it again.
    pub digest: Hash128,
    /// The addresses of its styles, in order, as the page names them.
    pub styles: Vec<&'a str>,
}

/// How a style is named in a page.
const STYLE: &str = "<link rel=\"stylesheet\" href=\"";
/// Where a page's head ends.
const HEAD_END: &str = "</head>";

impl<'a> LivePage<'a> {
    /// What `html` is. Styles are those of its head.
    pub fn of(html: &'a str) -> Self {
        let head = html.find(HEAD_END).unwrap_or(0);
        let (head, body) = html.split_at(head);
        let mut pieces = head.split(STYLE);
        let mut rest = pieces.next().unwrap_or_default().to_owned();
        let mut styles = Vec::new();
        for piece in pieces {
            let (address, after) = piece.split_once('"').unwrap_or(("", piece));
            styles.push(address);
            rest += after;
        }
        rest += body;
        Self { html, digest: Hash128::of(rest.as_bytes()), styles }
    }

    /// The page with `script` as the last of its head, given as its address and further attributes. Its policy lets it
    /// ask its own server; nothing else differs.
    pub fn with_script(&self, address: &str, attributes: &[(&str, &str)]) -> String {
        let attributes: String =
            attributes.iter().map(|(name, value)| format!(" {name}=\"{}\"", escape(value))).collect();
        let script = format!("<script src=\"{}\" defer{attributes}></script>\n{HEAD_END}", escape(address));
        self.html.replacen(policy::PLAIN, &policy::live(), 1).replacen(HEAD_END, &script, 1)
    }
}

/// Whether the file at `path` is a page that somebody looks at.
pub fn is_page(path: &str) -> bool {
    path.ends_with(".html") && path != STORE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(style: &str, body: &str) -> String {
        format!(
            "<!doctype html>\n<html><head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n{STYLE}{style}\">\n{STYLE}own.css\">\n</head>\n<body>{body}</body></html>",
            policy::PLAIN
        )
    }

    #[test]
    fn a_new_style_is_no_new_page() {
        let (one, two, three) = (page("a.css", "x"), page("b.css", "x"), page("a.css", "y"));
        let (one, two, three) = (LivePage::of(&one), LivePage::of(&two), LivePage::of(&three));
        assert_eq!(
            (one.styles.as_slice(), two.styles.as_slice()),
            (&["a.css", "own.css"][..], &["b.css", "own.css"][..])
        );
        assert_eq!(one.digest, two.digest);
        assert_ne!(one.digest, three.digest);
    }

    #[test]
    fn the_policy_differs_only_where_it_must() {
        assert_eq!(policy::live().replace("connect-src 'self'", "connect-src 'none'"), policy::PLAIN);
        assert_ne!(policy::live(), policy::PLAIN);
        let html = page("a.css", "</head>");
        let live = LivePage::of(&html).with_script("/x.js", &[("data-x", "\"")]);
        assert!(
            live.contains("<script src=\"/x.js\" defer data-x=\"&quot;\"></script>\n</head>\n<body></head>"),
            "{live}"
        );
        assert!(live.contains("connect-src 'self'") && !live.contains("connect-src 'none'"));
    }

    #[test]
    fn anything_is_a_page() {
        for html in ["", "</head>", STYLE, "<head>", "<link rel=\"stylesheet\" href=\"x</head>"] {
            LivePage::of(html).with_script("/x.js", &[]);
        }
    }
}

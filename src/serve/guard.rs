//! Who may ask.
//!
//! A page anywhere on the web can make a browser ask this computer, also under a name that its owner lets point here
//! (DNS rebinding). What it cannot do is choose the Host that the browser sends with it. So only requests for a name
//! that is ours, with our port, are answered at all, and requests by scripts only when their page is ours too.

use std::net::IpAddr;

use hyper::header::{HOST, HeaderMap, ORIGIN};
use hyper::http::uri::Authority;
use hyper::{Request, Uri};

/// A name besides those of this computer by which browsers may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost {
    /// In lower case.
    name: String,
    /// Where it differs from ours, as behind a proxy.
    port: Option<u16>,
}

/// Reads `NAME` or `NAME:PORT`; `None` for anything else.
pub fn allowed_host(text: &str) -> Option<AllowedHost> {
    let (name, port) = parts(text)?;
    Some(AllowedHost { name, port })
}

/// What decides who may ask.
#[derive(Debug)]
pub(super) struct Guard {
    port: u16,
    allowed: Vec<AllowedHost>,
}

/// Why somebody may not ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The request does not say, or not clearly, whom it asks.
    Unclear,
    /// It asks somebody else.
    NotUs,
    /// A page of somebody else's asks.
    Stranger,
}

impl Guard {
    pub(super) fn new(port: u16, allowed: Vec<AllowedHost>) -> Self {
        Self { port, allowed }
    }

    /// Whether a request that came in at the address `here` may be answered.
    pub(super) fn admit<B>(&self, request: &Request<B>, here: IpAddr) -> Result<(), Refusal> {
        let host = host(request.headers(), request.uri()).ok_or(Refusal::Unclear)?;
        let (name, port) = parts(&host).ok_or(Refusal::Unclear)?;
        if !self.is_ours(&name, port, here) {
            return Err(Refusal::NotUs);
        }
        let mut origins = request.headers().get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => Ok(()),
            (Some(origin), None) => {
                let origin = origin.to_str().map_err(|_| Refusal::Stranger)?;
                let own = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
                match own.and_then(parts) {
                    Some(own) if own == (name, port) => Ok(()),
                    _ => Err(Refusal::Stranger),
                }
            }
            _ => Err(Refusal::Stranger),
        }
    }

    fn is_ours(&self, name: &str, port: Option<u16>, here: IpAddr) -> bool {
        let our_port = |wanted: Option<u16>| port.unwrap_or(80) == wanted.unwrap_or(self.port);
        let ip = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        let local = match ip {
            // An address cannot be made to point elsewhere, but it must be the one that was asked.
            Some(ip) => ip.is_loopback() && here.to_canonical().is_loopback() || ip == here.to_canonical(),
            None => name == "localhost",
        };
        local && our_port(None)
            || self.allowed.iter().any(|allowed| {
                // A proxy may leave out the port that its scheme implies.
                allowed.name == name
                    && (our_port(allowed.port) || allowed.port == Some(443) && port.is_none())
            })
    }
}

/// Whom a request asks: exactly one Host, and the same in its address where that names one.
fn host(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    let named = uri.authority().map(Authority::as_str);
    (hosts.next().is_none() && named.is_none_or(|named| named == host)).then(|| host.to_owned())
}

/// The name, in lower case, and the port of `name:port`, if it can be one.
fn parts(host: &str) -> Option<(String, Option<u16>)> {
    let authority: Authority = host.parse().ok()?;
    let text = authority.as_str();
    if text.contains('@') || authority.host().is_empty() || text.ends_with(':') {
        return None;
    }
    // A port that is no number would read as none.
    let port = match text.get(authority.host().len()..)? {
        "" => None,
        rest => Some(rest.strip_prefix(':')?.parse().ok()?),
    };
    Some((authority.host().to_ascii_lowercase(), port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, Ipv6Addr};

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn admitted(here: IpAddr, allowed: &[&str], headers: &[(&str, &str)]) -> Result<(), Refusal> {
        let allowed = allowed.iter().map(|name| allowed_host(name).unwrap()).collect();
        let mut request = Request::builder().uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Guard::new(4000, allowed).admit(&request.body(()).unwrap(), here)
    }

    #[test]
    fn only_names_of_this_computer_with_our_port() {
        for host in ["localhost:4000", "LOCALHOST:4000", "127.0.0.1:4000", "[::1]:4000"] {
            assert_eq!(admitted(HERE, &[], &[("host", host)]), Ok(()), "{host}");
        }
        for host in [
            "localhost",
            "localhost:4001",
            "localhost:80",
            "evil.test:4000",
            "evil.test",
            "localhost.evil.test:4000",
            "192.168.0.9:4000",
            "0.0.0.0:4000",
            "127.0.0.1.nip.io:4000",
            "localhost.:4000",
            "[::2]:4000",
        ] {
            assert_eq!(admitted(HERE, &[], &[("host", host)]), Err(Refusal::NotUs), "{host}");
        }
        for host in [
            "",
            ":4000",
            "localhost:",
            "localhost:40000000",
            "localhost:x",
            "a@localhost:4000",
            "local host:4000",
        ] {
            assert_eq!(admitted(HERE, &[], &[("host", host)]), Err(Refusal::Unclear), "{host}");
        }
        assert_eq!(admitted(HERE, &[], &[]), Err(Refusal::Unclear));
        let twice = [("host", "localhost:4000"), ("host", "evil.test:4000")];
        assert_eq!(admitted(HERE, &[], &twice), Err(Refusal::Unclear));
    }

    #[test]
    fn on_a_network_only_the_address_that_was_asked() {
        let here = IpAddr::V4(Ipv4Addr::new(192, 168, 0, 9));
        assert_eq!(admitted(here, &[], &[("host", "192.168.0.9:4000")]), Ok(()));
        let mapped = IpAddr::V6(Ipv4Addr::new(192, 168, 0, 9).to_ipv6_mapped());
        assert_eq!(admitted(mapped, &[], &[("host", "192.168.0.9:4000")]), Ok(()));
        assert_eq!(admitted(here, &[], &[("host", "192.168.0.8:4000")]), Err(Refusal::NotUs));
        let here = IpAddr::V6(Ipv6Addr::LOCALHOST);
        assert_eq!(admitted(here, &[], &[("host", "[::1]:4000")]), Ok(()));
    }

    #[test]
    fn names_that_were_allowed() {
        let with = |host: &str| admitted(HERE, &["pc-12.intra", "proxy.intra:443"], &[("host", host)]);
        for host in
            ["pc-12.intra:4000", "PC-12.INTRA:4000", "proxy.intra:443", "proxy.intra", "localhost:4000"]
        {
            assert_eq!(with(host), Ok(()), "{host}");
        }
        for host in ["pc-12.intra", "pc-12.intra:80", "proxy.intra:4000", "pc-13.intra:4000"] {
            assert_eq!(with(host), Err(Refusal::NotUs), "{host}");
        }
        for wrong in ["", "a b", "a:b", "a@b", "http://a", "a/b"] {
            assert_eq!(allowed_host(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn scripts_of_other_pages_are_strangers() {
        let with = |origin: &str| admitted(HERE, &[], &[("host", "localhost:4000"), ("origin", origin)]);
        assert_eq!(with("http://localhost:4000"), Ok(()));
        for origin in [
            "null",
            "http://evil.test",
            "http://127.0.0.1:4000",
            "http://localhost:4001",
            "http://localhost",
            "file://",
            "",
        ] {
            assert_eq!(with(origin), Err(Refusal::Stranger), "{origin}");
        }
        let two = [
            ("host", "localhost:4000"),
            ("origin", "http://localhost:4000"),
            ("origin", "http://localhost:4000"),
        ];
        assert_eq!(admitted(HERE, &[], &two), Err(Refusal::Stranger));
    }
}

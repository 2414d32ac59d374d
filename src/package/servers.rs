//! What web servers need to be told: the types of files, and what browsers may keep.
//!
//! Pages and scripts that keep their names from edition to edition are asked for again each time, so that a new
//! edition is seen at once. Files that are named by their content are kept for a year. Times of files mean nothing:
//! those in a ZIP are the same in every edition, and a page that changed by one digit is as long as it was. So
//! browsers are not told them.

/// A web server whose configuration can be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    /// Microsoft Internet Information Services 7 and later.
    Iis,
    /// Apache HTTP Server 2.4.
    Apache,
    /// nginx.
    Nginx,
}

/// Types of files that courses hold, by the end of the name. Those of the text kind are in UTF-8.
const TYPES: &[(&str, &str)] = &[
    ("avif", "image/avif"),
    ("css", "text/css"),
    ("gif", "image/gif"),
    ("html", "text/html"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("m4a", "audio/mp4"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain"),
    ("vtt", "text/vtt"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
];

/// For files that are named by their content: a year, and no question meanwhile.
const KEPT: &str = "public, max-age=31536000, immutable";

impl Server {
    /// All of them.
    pub const ALL: [Server; 3] = [Server::Iis, Server::Apache, Server::Nginx];

    /// The name, as in `--for`.
    pub fn name(self) -> &'static str {
        match self {
            Server::Iis => "iis",
            Server::Apache => "apache",
            Server::Nginx => "nginx",
        }
    }

    /// The file with the configuration: its name at the top of the package, and its text.
    pub fn configuration(self) -> (String, String) {
        let (name, text) = match self {
            Server::Iis => ("web.config", iis()),
            Server::Apache => (".htaccess", apache()),
            Server::Nginx => ("nginx-location.conf", nginx()),
        };
        (name.to_owned(), text)
    }
}

fn lines(line: impl Fn(&str, &str) -> String) -> String {
    TYPES.iter().map(|(end, kind)| line(end, kind)).collect()
}

/// What stands behind `charset` has a text type.
fn charset(kind: &str) -> &'static str {
    if kind.starts_with("text/") || kind == "application/json" { "; charset=utf-8" } else { "" }
}

fn iis() -> String {
    let types = lines(|end, kind| {
        let charset = charset(kind);
        format!(
            "      <remove fileExtension=\".{end}\" />\r\n      <mimeMap fileExtension=\".{end}\" mimeType=\"{kind}{charset}\" />\r\n"
        )
    });
    let kept = |folder: &str| {
        format!(
            "  <location path=\"{folder}\">\r\n    <system.webServer>\r\n      <staticContent>\r\n        <clientCache cacheControlMode=\"UseMaxAge\" cacheControlMaxAge=\"365.00:00:00\" cacheControlCustom=\"public, immutable\" />\r\n      </staticContent>\r\n    </system.webServer>\r\n  </location>\r\n"
        )
    };
    // `no-store`: IIS compares times and has no switch for it, and they may be the same in two editions.
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<configuration>\r\n  <system.webServer>\r\n    <defaultDocument enabled=\"true\">\r\n      <files>\r\n        <clear />\r\n        <add value=\"index.html\" />\r\n      </files>\r\n    </defaultDocument>\r\n    <staticContent>\r\n      <clientCache cacheControlMode=\"DisableCache\" cacheControlCustom=\"no-store\" />\r\n{types}    </staticContent>\r\n  </system.webServer>\r\n{}{}</configuration>\r\n",
        kept("assets"),
        kept("media")
    )
}

fn apache() -> String {
    let types = lines(|end, kind| format!("AddType \"{kind}\" .{end}\n"));
    let text: Vec<String> = TYPES
        .iter()
        .filter(|(_, kind)| !charset(kind).is_empty())
        .map(|(end, _)| format!(".{end}"))
        .collect();
    format!(
        "# Terakoya: types of files, and what browsers may keep. Needs AllowOverride FileInfo Indexes, and mod_headers.\n\
         DirectoryIndex index.html\n\
         {types}AddCharset utf-8 {}\n\
         <IfModule mod_headers.c>\n\
         # Asked for again each time, and never compared by times.\n\
         Header set Cache-Control \"no-cache\"\n\
         Header unset ETag\n\
         Header unset Last-Modified\n\
         RequestHeader unset If-Modified-Since\n\
         RequestHeader unset If-None-Match\n\
         # Named by their content.\n\
         <FilesMatch \"^([^/]*-)?[0-9a-f]{{6}}\\.(?!html$)[a-z0-9]+$\">\n\
         Header set Cache-Control \"{KEPT}\"\n\
         </FilesMatch>\n\
         </IfModule>\n\
         FileETag None\n",
        text.join(" ")
    )
}

fn nginx() -> String {
    let types = lines(|end, kind| format!("    {kind} {end};\n"));
    let mut text: Vec<&str> = TYPES
        .iter()
        .map(|(_, kind)| *kind)
        .filter(|kind| !charset(kind).is_empty() && *kind != "text/html")
        .collect();
    text.dedup();
    format!(
        "# Terakoya: types of files, and what browsers may keep. Include it in the location of the course:\n\
         #     location /course/ {{\n\
         #         alias /srv/course/;\n\
         #         include /srv/course/nginx-location.conf;\n\
         #     }}\n\
         index index.html;\n\
         types {{\n{types}}}\n\
         charset utf-8;\n\
         charset_types {};\n\
         # Asked for again each time, and never compared by times.\n\
         etag off;\n\
         if_modified_since off;\n\
         add_header Last-Modified \"\";\n\
         set $terakoya_keep \"no-cache\";\n\
         # Named by their content.\n\
         if ($uri ~ \"/([^/]*-)?[0-9a-f]{{6}}\\.(?!html$)[a-z0-9]+$\") {{\n    set $terakoya_keep \"{KEPT}\";\n}}\n\
         add_header Cache-Control $terakoya_keep;\n",
        text.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_types_are_in_order_and_stand_once() {
        assert!(TYPES.is_sorted_by(|(one, _), (other, _)| one < other));
    }
}

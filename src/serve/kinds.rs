//! What kind of file each ending stands for. Browsers are told not to guess.

/// The type of the file at `path`, as in `Content-Type`.
pub(super) fn kind(path: &str) -> &'static str {
    let extension =
        path.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase());
    match extension.as_str() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "txt" | "md" | "toml" | "yaml" | "yml" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "ico" => "image/x-icon",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "mov" => "video/quicktime",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn texts_say_how_they_are_encoded() {
        for path in ["a/index.html", "assets/a.css", "outline.js", "media/a.SVG", "media/a.txt"] {
            assert!(kind(path).ends_with("; charset=utf-8"), "{path}");
        }
        assert_eq!(kind("media/a.MP4"), "video/mp4");
        assert_eq!(kind("media/readme"), "application/octet-stream");
    }
}

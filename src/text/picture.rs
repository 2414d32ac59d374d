//! Pictures: their size, and what makes one unusable.
//!
//! SVG files are only ever shown through `<img>`, where scripts do not run; they are checked all the same,
//! since a file that is opened by itself would run them (robustness T3).

use roxmltree::Document;

use crate::source::SourcePath;

/// A picture that exists, with its size, so that a page never moves when it arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub file: SourcePath,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// What the picture says to those who do not see it; empty for decoration.
    pub alt: String,
}

/// The size of an SVG in CSS pixels: `width` and `height`, else those of the `viewBox`.
pub fn svg_size(svg: &str) -> Option<(u32, u32)> {
    let document = parse(svg).ok()?;
    let root = document.root_element();
    let length = |name: &str| root.attribute(name).and_then(|value| pixels(value.trim_end_matches("px")));
    match (length("width"), length("height")) {
        (Some(width), Some(height)) => Some((width, height)),
        _ => {
            let mut view_box =
                root.attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
            Some((pixels(view_box.next()?)?, pixels(view_box.next()?)?))
        }
    }
}

fn pixels(value: &str) -> Option<u32> {
    let value: f64 = value.trim().parse().ok()?;
    (value.is_finite() && (0.5..=100_000.0).contains(&value)).then_some(value.round() as u32)
}

/// Why an SVG cannot be used: in Japanese and English, or `None` if it can.
pub fn svg_problem(svg: &str) -> Option<(String, String)> {
    let document = match parse(svg) {
        Ok(document) => document,
        Err(error) => {
            return Some((
                format!("SVGとして読めません（{error}）"),
                format!("not a readable SVG ({error})"),
            ));
        }
    };
    for element in document.descendants().filter(|node| node.is_element()) {
        let name = element.tag_name().name();
        if ["script", "foreignObject", "iframe", "audio", "video", "handler", "listener"]
            .iter()
            .any(|refused| refused.eq_ignore_ascii_case(name))
        {
            return Some((format!("<{name}> が入っています"), format!("it contains <{name}>")));
        }
        for attribute in element.attributes() {
            let (name, value) = (attribute.name(), attribute.value().trim());
            if name.len() > 2 && name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) {
                return Some((
                    format!("イベント属性 {name} が入っています"),
                    format!("it has the event attribute {name}"),
                ));
            }
            let inner = value.starts_with('#') || value.starts_with("data:image/");
            if name == "href" && element.tag_name().name() != "a" && !inner {
                return Some((
                    format!("外部への参照（{value}）が入っています"),
                    format!("it refers to something outside ({value})"),
                ));
            }
            if refers_outside(value) {
                return Some((
                    format!("外部への参照（{value}）が入っています"),
                    format!("it refers to something outside ({value})"),
                ));
            }
        }
        if name == "style" && element.text().is_some_and(|css| css.contains("@import") || refers_outside(css))
        {
            return Some((
                "スタイルの中に外部への参照が入っています".into(),
                "its style refers to something outside".into(),
            ));
        }
    }
    None
}

/// Whether CSS loads something: any `url(…)` but a fragment of the same file.
fn refers_outside(css: &str) -> bool {
    css.split("url(").skip(1).any(|rest| !rest.trim_start_matches(['"', '\'', ' ']).starts_with('#'))
}

fn parse(svg: &str) -> Result<Document<'_>, roxmltree::Error> {
    // No DTD: entities could make a small file huge, and the picture needs none.
    Document::parse_with_options(
        svg,
        roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: 100_000, ..Default::default() },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inner: &str) -> String {
        format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360.4">{inner}</svg>"#)
    }

    #[test]
    fn the_size_comes_from_the_attributes_or_the_view_box() {
        assert_eq!(svg_size(&svg("")), Some((640, 360)));
        assert_eq!(svg_size(r#"<svg width="10px" height="20" viewBox="0 0 1 1"/>"#), Some((10, 20)));
        assert_eq!(svg_size(r#"<svg width="100%" height="100%" viewBox="0 0 3 4"/>"#), Some((3, 4)));
        assert_eq!(svg_size("<svg"), None);
    }

    #[test]
    fn scripts_and_outside_references_are_refused() {
        for bad in [
            "<script/>",
            "<foreignObject/>",
            r#"<rect onclick="x()"/>"#,
            r#"<image href="https://example.org/a.png"/>"#,
            r#"<rect fill="url(https://example.org/#a)"/>"#,
            "<style>@import 'x'</style>",
        ] {
            assert!(svg_problem(&svg(bad)).is_some(), "{bad}");
        }
        assert_eq!(
            svg_problem(&svg(r##"<defs><g id="a"/></defs><use href="#a"/><rect fill="url(#g)"/>"##)),
            None
        );
    }
}

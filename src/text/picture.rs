//! Pictures: their size, and what makes one unusable.
//!
//! SVG files are only ever shown through `<img>`, where scripts do not run; they are checked all the same,
//! since a file that is opened by itself would run them (robustness T3).

use roxmltree::{Attribute, Document, Node};

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
            return Some(("SVGとして読めません".into(), format!("not a readable SVG ({error})")));
        }
    };
    // A style sheet in XSLT makes whatever document it likes of the picture.
    if let Some(instruction) = document.descendants().find_map(|node| node.pi()) {
        let target = instruction.target;
        return Some((format!("<?{target}?> が入っています"), format!("it contains <?{target}?>")));
    }
    document.descendants().filter(|node| node.is_element()).find_map(element_problem)
}

/// Elements that run or load something. Those of HTML are refused as such.
const REFUSED: [&str; 9] =
    ["script", "foreignObject", "iframe", "embed", "object", "audio", "video", "handler", "listener"];
const XHTML: &str = "http://www.w3.org/1999/xhtml";

fn element_problem(element: Node<'_, '_>) -> Option<(String, String)> {
    let name = element.tag_name().name();
    if element.tag_name().namespace() == Some(XHTML)
        || REFUSED.iter().any(|refused| refused.eq_ignore_ascii_case(name))
    {
        return Some((format!("<{name}> が入っています"), format!("it contains <{name}>")));
    }
    element.attributes().find_map(|attribute| attribute_problem(name, attribute)).or_else(|| {
        let loads = |css: &str| css.to_ascii_lowercase().contains("@import") || refers_outside(css);
        let css = name.eq_ignore_ascii_case("style")
            && element.children().any(|node| node.text().is_some_and(loads));
        css.then(|| {
            (
                "スタイルの中に外部への参照が入っています".to_owned(),
                "its style refers to something outside".to_owned(),
            )
        })
    })
}

fn attribute_problem(element: &str, attribute: Attribute<'_, '_>) -> Option<(String, String)> {
    let name = attribute.name();
    let value = attribute.value().trim();
    let shown: String = value.split_whitespace().collect::<String>().chars().take(80).collect();
    // Browsers pass over these inside an address, so that `java&#10;script:` is one.
    let address: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let address = address.to_ascii_lowercase();
    if name.len() > 2 && name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on")) {
        return Some((
            format!("イベント属性 {name} が入っています"),
            format!("it has the event attribute {name}"),
        ));
    }
    // An animation may set what the element itself may not have.
    let animated = name.eq_ignore_ascii_case("attributeName")
        && (address.ends_with("href") || address.starts_with("on"));
    if animated || address.contains("javascript:") || address.contains("vbscript:") {
        return Some((
            format!("動作（{shown}）が入っています"),
            format!("it has something that runs ({shown})"),
        ));
    }
    let raster = ["png", "jpeg", "jpg", "gif", "webp", "avif"]
        .iter()
        .any(|kind| address.starts_with(&format!("data:image/{kind};")));
    let followed = element.eq_ignore_ascii_case("a")
        && (address.starts_with("https://") || address.starts_with("http://"));
    let href = name.eq_ignore_ascii_case("href") && !address.starts_with('#') && !raster && !followed;
    (href || refers_outside(value)).then(|| {
        (
            format!("外部への参照（{shown}）が入っています"),
            format!("it refers to something outside ({shown})"),
        )
    })
}

/// Whether CSS loads something: any `url(…)` but a fragment of the same file.
fn refers_outside(css: &str) -> bool {
    css.to_ascii_lowercase()
        .split("url(")
        .skip(1)
        .any(|rest| !rest.trim_start_matches(['"', '\'', ' ']).starts_with('#'))
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
            "<style>@IMPORT 'x'</style>",
            "<style>a{}<!-- -->b{fill:URL(https://example.org)}</style>",
            r#"<a href="javascript:alert(1)"/>"#,
            r#"<a href="java&#10;script:alert(1)"/>"#,
            r#"<a href=" &#x1;JavaScript&#58;alert(1)"/>"#,
            r#"<a href="data:text/html,x"/>"#,
            r#"<a href="other.svg"/>"#,
            r#"<a xmlns:x="http://www.w3.org/1999/xlink" x:href="javascript:alert(1)"/>"#,
            r#"<use xmlns:x="http://www.w3.org/1999/xlink" x:href="data:image/svg+xml,x"/>"#,
            r#"<image href="data:image/svg+xml;base64,x"/>"#,
            r##"<a href="#a"><animate attributeName="href" values="#b"/></a>"##,
            r#"<a><set to="javascript:alert(1)"/></a>"#,
            r#"<x:img xmlns:x="http://www.w3.org/1999/xhtml"/>"#,
            "<SCRIPT/>",
            "<?xml-stylesheet href='a.xsl'?>",
        ] {
            assert!(svg_problem(&svg(bad)).is_some(), "{bad}");
        }
        let linked = r#"<a href="https://example.org/"/><image href="data:image/png;base64,AA"/>"#;
        assert_eq!(svg_problem(&svg(linked)), None);
        assert_eq!(
            svg_problem(&svg(r##"<defs><g id="a"/></defs><use href="#a"/><rect fill="url(#g)"/>"##)),
            None
        );
    }
}

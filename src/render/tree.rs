//! A question, or what it tells in its time, as a tree in JSON, for scripts, which build elements and parse no markup.
//!
//! A text is a string; an element is `[name, {attribute: value}, …]` with its content behind, and `svg:` or `math:`
//! before the name of one that belongs to a drawing or a formula. Marks of holes stay in the texts. The twin that builds it,
//! `client/build/build.js`, takes the same elements and attributes and no others.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use scraper::node::Node;
use scraper::{ElementRef, Html};
use serde_json::{Map, Value, json};

/// The elements that a question may be made of.
const ELEMENTS: &str = "a abbr article aside audio b blockquote br button cite code dd del details dfn div dl dt em fieldset \
figcaption figure footer form h2 h3 h4 h5 h6 header hr i img input ins kbd label legend li mark ol \
optgroup option output p pre q rp rt ruby s samp section select small span strong sub summary sup \
table tbody td textarea tfoot th thead time tr u ul var video wbr math:math math:mfrac math:mi \
math:mmultiscripts math:mn math:mo math:mover math:mpadded math:mphantom math:mprescripts math:mroot \
math:mrow math:ms math:mspace math:msqrt math:msub math:msubsup math:msup math:mtable math:mtd \
math:mtext math:mtr math:munder math:munderover svg:a svg:circle svg:desc svg:ellipse \
svg:foreignObject svg:g svg:line svg:path svg:polygon svg:polyline svg:rect svg:svg svg:text \
svg:title svg:tspan";

/// Their attributes, besides those that begin with `aria-` and `data-`.
const ATTRIBUTES: &str = "accent accentunder alt autocapitalize autocomplete checked class colspan columnspan controls cx cy d \
datetime decoding depth dir disabled display displaystyle dx dy fence fill for form headers height \
hidden href id inputmode intent label lang largeop linethickness loading lspace mathvariant max \
maxlength maxsize min minsize movablelimits multiple name open overflow placeholder playsinline \
points poster preload preserveAspectRatio r readonly rel reversed role rows rowspan rspace rx ry \
scope scriptlevel selected separator spellcheck src start step stretchy stroke stroke-linecap \
stroke-linejoin stroke-width symmetric tabindex transform type value viewBox voffset width x x1 x2 y \
y1 y2";

static KNOWN_ELEMENTS: LazyLock<HashSet<&str>> = LazyLock::new(|| ELEMENTS.split(' ').collect());
static KNOWN_ATTRIBUTES: LazyLock<HashSet<&str>> = LazyLock::new(|| ATTRIBUTES.split(' ').collect());

/// The tree of one element; null where there is none. Names that no question may hold are added to `refused`.
pub(super) fn of(html: &str, refused: &mut BTreeSet<String>) -> Value {
    let document = Html::parse_fragment(html);
    let root = document.root_element().child_elements().next();
    root.map_or(Value::Null, |root| element(root, refused))
}

/// The trees of all that stands there.
pub(super) fn all_of(html: &str, refused: &mut BTreeSet<String>) -> Vec<Value> {
    content(Html::parse_fragment(html).root_element(), refused)
}

fn element(element: ElementRef<'_>, refused: &mut BTreeSet<String>) -> Value {
    let value = element.value();
    let space = match &*value.name.ns {
        space if space.ends_with("/svg") => "svg:",
        space if space.ends_with("/MathML") => "math:",
        _ => "",
    };
    let name = format!("{space}{}", value.name());
    if !KNOWN_ELEMENTS.contains(name.as_str()) {
        refused.insert(format!("<{}>", value.name()));
    }
    let mut attributes = Map::new();
    for (attribute, text) in value.attrs() {
        let open = attribute.starts_with("aria-") || attribute.starts_with("data-");
        if !open && !KNOWN_ATTRIBUTES.contains(attribute) {
            refused.insert(format!("{attribute}=\"…\""));
        }
        attributes.insert(attribute.to_owned(), Value::from(text));
    }
    let mut tree = vec![json!(name), Value::Object(attributes)];
    tree.extend(content(element, refused));
    Value::Array(tree)
}

fn content(around: ElementRef<'_>, refused: &mut BTreeSet<String>) -> Vec<Value> {
    let mut trees = Vec::new();
    for child in around.children() {
        match child.value() {
            Node::Text(text) => trees.push(Value::from(&*text.text)),
            Node::Element(_) => trees.extend(ElementRef::wrap(child).map(|child| element(child, refused))),
            _ => {}
        }
    }
    trees
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(html: &str) -> (Value, Vec<String>) {
        let mut refused = BTreeSet::new();
        (of(html, &mut refused), refused.into_iter().collect())
    }

    #[test]
    fn a_tree_holds_what_a_browser_would_make_of_the_markup() {
        let (built, refused) = tree(
            "<form class=\"question\" data-key=\"a&amp;b\">\n<label>あ &lt;<input type=\"radio\" disabled> い</label><svg \
             viewBox=\"0 0 1 1\"><foreignObject x=\"\u{FDD0}1\u{FDD1}%\"><label for=\"x\"></label></foreignObject></svg></form>",
        );
        let expected = json!([
            "form", { "class": "question", "data-key": "a&b" },
            "\n",
            ["label", {}, "あ <", ["input", { "disabled": "", "type": "radio" }], " い"],
            ["svg:svg", { "viewBox": "0 0 1 1" },
                ["svg:foreignObject", { "x": "\u{FDD0}1\u{FDD1}%" }, ["label", { "for": "x" }]]],
        ]);
        assert_eq!((built, refused), (expected, Vec::new()));
    }

    #[test]
    fn what_no_question_may_hold_is_named() {
        let (_, refused) =
            tree("<form onclick=\"x\"><script>1</script><p style=\"a\">a</p><svg><p></p></svg></form>");
        assert_eq!(refused, ["<script>", "onclick=\"…\"", "style=\"…\""]);
    }

    #[test]
    fn the_script_that_builds_it_knows_the_same_names() {
        let script = include_str!("../client/build/build.js");
        for list in [ELEMENTS, ATTRIBUTES] {
            let known: Vec<&str> = script.split('"').filter(|text| text.contains(' ')).collect();
            assert!(known.contains(&list), "{list}");
        }
    }
}

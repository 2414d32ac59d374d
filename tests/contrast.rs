//! Every pair of colours that the default theme puts together can be told apart, in the light and in the dark scheme:
//! WCAG 2.2, 1.4.3 (text 4.5 : 1) and 1.4.11 (borders of controls, marks and the focus ring 3 : 1).

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../themes/default/tokens.css");
const TEXT: f64 = 4.5;
const SHAPE: f64 = 3.0;

/// The grounds on which pages stand.
const GROUNDS: [&str; 3] = ["surface", "surface-raised", "surface-sunken"];

/// Where something is put on grounds by name: what, the grounds, the least contrast.
const PAIRS: &[(&str, &[&str], f64)] = &[
    ("text", &GROUNDS, TEXT),
    ("text", &["accent-surface"], TEXT),
    ("text-muted", &GROUNDS, TEXT),
    ("text-muted", &["accent-surface"], TEXT),
    ("link", &GROUNDS, TEXT),
    ("link", &["accent-surface"], TEXT),
    ("link-visited", &GROUNDS, TEXT),
    ("accent", &GROUNDS, TEXT),
    ("accent", &["accent-surface"], TEXT),
    ("accent-hover", &["accent-surface"], TEXT),
    ("on-accent", &["accent", "accent-hover"], TEXT),
    ("border-strong", &GROUNDS, SHAPE),
    ("seal", &GROUNDS, SHAPE),
    ("focus", &GROUNDS, SHAPE),
];

/// The light and the dark value of every colour.
fn colours() -> BTreeMap<&'static str, [[f64; 3]; 2]> {
    let both = TOKENS.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--color-")?.split_once(": light-dark(")?;
        let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
        Some((name, [colour(light), colour(dark)]))
    });
    both.collect()
}

/// `#rgb` or `#rrggbb` as three numbers from 0 to 1.
fn colour(hex: &str) -> [f64; 3] {
    let digits = hex.strip_prefix('#').unwrap_or_else(|| panic!("{hex} is no plain colour"));
    let wide: String = if digits.len() == 3 {
        digits.chars().flat_map(|digit| [digit, digit]).collect()
    } else {
        digits.to_owned()
    };
    assert_eq!(wide.len(), 6, "{hex}");
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&wide[at..at + 2], 16).unwrap()) / 255.0)
}

/// WCAG 2.2, relative luminance.
fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] =
        colour.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// WCAG 2.2, contrast ratio.
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn colours_that_meet_can_be_told_apart() {
    let colours = colours();
    let mut poor = Vec::new();
    let mut check = |what: &str, ground: &str, least: f64| {
        for (scheme, at) in [("light", 0), ("dark", 1)] {
            let ratio = contrast(colours[what][at], colours[ground][at]);
            if ratio < least {
                poor.push(format!("{what} on {ground}, {scheme}: {ratio:.2}, at least {least}"));
            }
        }
    };
    for (what, grounds, least) in PAIRS {
        grounds.iter().for_each(|ground| check(what, ground, *least));
    }
    // A tone is a text, a ground and a border. Its text also stands on the page, and links stand on its ground.
    let tones: Vec<&str> = colours.keys().filter_map(|name| name.strip_suffix("-text")).collect();
    assert!(tones.len() >= 7, "{tones:?}");
    for tone in tones {
        let [text, surface, border] = ["text", "surface", "border"].map(|role| format!("{tone}-{role}"));
        for ground in GROUNDS.into_iter().chain([surface.as_str()]) {
            check(&text, ground, TEXT);
            check(&border, ground, SHAPE);
        }
        for what in ["text", "text-muted", "link"] {
            check(what, &surface, TEXT);
        }
    }
    assert!(poor.is_empty(), "{}", poor.join("\n"));
}

/// The ring is two colours, so that one of them shows on any ground. It lies outside of what has the focus.
#[test]
fn the_focus_ring_shows_on_every_ground() {
    let colours = colours();
    for (ground, values) in colours.iter().filter(|(name, _)| name.contains("surface")) {
        for at in [0, 1] {
            let best = ["focus", "focus-halo"].map(|ring| contrast(colours[ring][at], values[at]));
            assert!(best[0].max(best[1]) >= SHAPE, "{ground}: {best:?}");
        }
    }
}

/// A colour that no pair above names is one that nothing holds.
#[test]
fn every_colour_is_held_by_a_pair() {
    let held = |name: &str| {
        PAIRS.iter().any(|(what, grounds, _)| *what == name || grounds.contains(&name))
            || ["-text", "-surface", "-border"].iter().any(|role| name.ends_with(role))
            // Lines between things of one kind carry no meaning; the halo is held with the ring.
            || ["border", "focus-halo"].contains(&name)
    };
    let loose: Vec<&str> = colours().into_keys().filter(|name| !held(name)).collect();
    assert!(loose.is_empty(), "{loose:?}");
}

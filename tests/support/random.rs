//! Questions and responses out of a seed: for tests in which many of them say more than chosen ones.
//!
//! [`MAKERS`] is the list to which a new question type is added: how a question of it is written. Responses hardly
//! need the help of the type: they are right responses that are left alone, or spoilt in every way that a record,
//! an older edition or a learner may spoil them, mostly in one or two places.

use serde_json::{Map, Value, json};
use terakoya::questions;

/// What makes numbers out of a seed (SplitMix64).
pub struct Random(u64);

impl Random {
    /// The numbers of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not zero.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    /// A number from `start` to `end`.
    pub fn range(&mut self, start: usize, end: usize) -> usize {
        start + self.below(end - start + 1)
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these.
    pub fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }

    /// Brings the items into another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }

    /// A few words, of letters that fold to others among the rest.
    pub fn words(&mut self) -> String {
        const LETTERS: &[char] = &[
            'あ', 'ア', 'ｱ', 'ゔ', 'ヴ', 'が', 'ｶ', 'ﾞ', 'ー', '-', '−', '〜', '~', '～', 'A', 'a', 'Ａ',
            'ａ', 'İ', 'ı', 'Σ', 'ς', 'ß', '1', '１', '①', '㎏', '氏', '名', '　', ' ', '\u{a0}', '\u{200b}',
            '。', '、', '\'', '"', '<', '&', '{', '*', '𠮷', '😀', '\u{3099}', '\u{301}', 'ヽ', 'ヷ', '½',
            '\u{fdfa}',
        ];
        (0..self.range(1, 6)).map(|_| *self.pick(LETTERS)).collect()
    }

    /// Words that differ from each other and from nothing, whatever does not count.
    pub fn texts(&mut self, least: usize, most: usize) -> Vec<String> {
        // A sign before a blank begins a list.
        let words = |random: &mut Self| random.words().replace("* ", "*").replace("- ", "-");
        (0..self.range(least, most)).map(|number| format!("{}{}", words(self), nth(number))).collect()
    }

    /// A number as people type it.
    pub fn number(&mut self) -> String {
        let sign = *self.pick(&["", "", "", "-", "−", "+", "ー"]);
        let digits = |random: &mut Self, most: usize| -> String {
            (0..random.range(1, most)).map(|_| char::from(b'0' + random.below(10) as u8)).collect()
        };
        let body = match self.below(10) {
            0..=3 => digits(self, 4),
            4 | 5 => format!("{}.{}", digits(self, 3), digits(self, 12)),
            6 => format!("{}万{}", digits(self, 4), digits(self, 4)),
            7 => format!("{}億{}千", digits(self, 2), digits(self, 1)),
            8 => format!("{},{}", digits(self, 3), digits(self, 3)),
            _ => format!("{}.{}億", digits(self, 40), digits(self, 40)),
        };
        format!("{sign}{body}{}", self.pick(&["", "", "", "日", " 日", "円"]))
    }
}

fn nth(number: usize) -> char {
    "甲乙丙丁戊己庚辛壬癸".chars().nth(number % 10).unwrap()
}

/// How questions of one type are written.
pub struct Maker {
    /// The type.
    pub kind: &'static str,
    /// The keys of the type itself, in JSON, which is YAML as well.
    pub keys: fn(&mut Random) -> Value,
}

/// The makers of all types that can be made.
pub const MAKERS: &[Maker] = &[
    Maker { kind: "single", keys: |random| json!({"choices": choices(random, false)}) },
    Maker {
        kind: "multiple",
        keys: |random| json!({"choices": choices(random, true), "credit": random.pick(&["partial", "all"])}),
    },
    Maker { kind: "judge", keys: |random| json!({"answer": random.pick(&["ok", "ng"])}) },
    Maker { kind: "text", keys: |random| json!({"answers": random.texts(1, 4), "fold": fold(random)}) },
    Maker {
        kind: "numeric",
        keys: |random| {
            let number = |random: &mut Random| json!(format!("{}.{}", random.below(1000), random.below(100)));
            let mut keys = json!({"answer": number(random), "unit": random.pick(&["日", "%", "ＫＭ"])});
            if random.once_in(2) {
                keys["tolerance"] = number(random);
            }
            keys
        },
    },
    Maker {
        kind: "cloze",
        keys: |random| {
            let names: Vec<String> =
                (0..random.range(1, 4)).map(|at| format!("{}{at}", random.below(30))).collect();
            let text: String = names.iter().map(|name| format!("文 {{{{{name}}}}} ")).collect();
            let blank = |name: &String, random: &mut Random| {
                let texts = random.texts(2, 4);
                let blank = if random.once_in(2) {
                    json!({"answer": texts[0], "choices": texts})
                } else {
                    json!({"answers": texts})
                };
                (name.clone(), blank)
            };
            let blanks: Map<String, Value> = names.iter().map(|name| blank(name, random)).collect();
            json!({"text": text, "blanks": blanks, "fold": fold(random), "credit": random.pick(&["partial", "all"])})
        },
    },
    Maker {
        kind: "ordering",
        keys: |random| json!({"items": random.texts(2, 8), "credit": random.pick(&["adjacent", "exact"])}),
    },
    Maker {
        kind: "matching",
        keys: |random| {
            let (left, right) = (random.texts(2, 7), random.texts(10, 10));
            let pairs: Vec<Value> = left.iter().zip(&right).map(|(one, other)| json!([one, other])).collect();
            let distractors = &right[left.len()..left.len() + random.below(3)];
            json!({"pairs": pairs, "distractors": distractors, "credit": credit(random)})
        },
    },
    Maker {
        kind: "sorting",
        keys: |random| {
            // A key that begins with a full-width blank is taken for one with the wrong indentation.
            let bins: Vec<String> = random.texts(2, 4).iter().map(|bin| bin.trim().to_owned()).collect();
            let things = random.texts(2, 8);
            let mut sorted: Map<String, Value> = bins.iter().map(|bin| (bin.clone(), json!([]))).collect();
            for thing in things {
                sorted[random.pick(&bins)].as_array_mut().unwrap().push(json!(thing));
            }
            json!({"bins": sorted, "credit": credit(random)})
        },
    },
    Maker {
        kind: "matrix",
        keys: |random| {
            let (columns, rows) = (random.texts(2, 4), random.texts(2, 7));
            let row =
                |text: &String, random: &mut Random| json!({"text": text, "answer": random.pick(&columns)});
            let rows: Vec<Value> = rows.iter().map(|text| row(text, random)).collect();
            json!({"columns": columns, "rows": rows, "credit": credit(random)})
        },
    },
    Maker {
        kind: "hotspot",
        keys: |random| {
            let names = random.texts(1, 6);
            let right = random.below(names.len());
            let region = |(at, name): (usize, &String)| json!({"name": name, "rect": [at, 10, 100 - at, 90], "correct": at == right || random.once_in(3)});
            let regions: Vec<Value> = names.iter().enumerate().map(region).collect();
            json!({"image": "desk.svg", "alt": "机", "regions": regions, "credit": credit(random)})
        },
    },
    Maker {
        kind: "scenario",
        keys: |random| {
            let last = random.range(1, 5);
            let mut steps: Map<String, Value> = (0..last)
                .map(|at| {
                    // The first option leads to the next step, so that all are reached.
                    let option = |(choice, text): (usize, &String), random: &mut Random| {
                        let to = if choice == 0 { at + 1 } else { random.range(at + 1, last) };
                        json!({"text": text, "to": format!("s{to}"), "points": random.pick(&[0, 0, 1, 2, 10])})
                    };
                    let texts = random.texts(1, 3);
                    let options: Vec<Value> = texts.iter().enumerate().map(|one| option(one, random)).collect();
                    (format!("s{at}"), json!({"text": "場面", "options": options}))
                })
                .collect();
            steps.insert(
                format!("s{last}"),
                json!({"text": "終わり", "end": random.pick(&["good", "fair", "poor"])}),
            );
            json!({"start": "s0", "steps": steps})
        },
    },
    Maker {
        kind: "free",
        keys: |random| match random.below(4) {
            0 => json!({"model": "例", "points": 0}),
            _ => json!({"model": "例", "criteria": random.texts(1, 5)}),
        },
    },
    Maker {
        kind: "survey",
        keys: |random| json!({"choices": random.texts(2, 6), "many": random.once_in(2)}),
    },
];

fn credit(random: &mut Random) -> &'static str {
    random.pick::<&str>(&["partial", "all"])
}

fn choices(random: &mut Random, several: bool) -> Value {
    let texts = random.texts(2, 6);
    let right = random.below(texts.len());
    let choice = |(at, text): (usize, &String)| json!({"text": text, "correct": at == right || (several && random.once_in(3))});
    texts.iter().enumerate().map(choice).collect()
}

fn fold(random: &mut Random) -> Value {
    ["width", "case", "kana", "space"].into_iter().filter(|_| random.once_in(2)).collect()
}

/// A question of this type, as an item of `questions`.
pub fn question(maker: &Maker, id: &str, random: &mut Random) -> Value {
    let mut question = (maker.keys)(random);
    question["id"] = json!(id);
    question["type"] = json!(maker.kind);
    question["prompt"] = json!("問い");
    let points = *random.pick(&[0, 1, 1, 2, 3, 7, 1000]);
    let refused = questions::find(maker.kind).unwrap().refused();
    if question.get("points").is_none() && refused.iter().all(|(key, _)| *key != "points") {
        question["points"] = json!(points);
    }
    question
}

/// Another response that can be judged, of types in which hardly any can that is only a little different.
fn sound(key: &Value, right: &Value, random: &mut Random) -> Option<Value> {
    if key.get("start").is_some() {
        return Some(walk(key, random));
    }
    let mut order = key.get("order").and(right.as_array())?.clone();
    for _ in 0..random.range(1, 3) {
        let (one, other) = (random.below(order.len()), random.below(order.len()));
        order.swap(one, other);
    }
    Some(json!(order))
}

/// A way through a story, of which any step has options by the names of the next steps.
fn walk(key: &Value, random: &mut Random) -> Value {
    let mut at = &key["start"];
    let mut path = Vec::new();
    while let Some(options) =
        key["steps"][at.as_str().unwrap()].as_object().filter(|options| !options.is_empty())
    {
        let (name, option) = options.iter().nth(random.below(options.len())).unwrap();
        path.push(name.clone());
        at = &option[0];
    }
    json!(path)
}

/// A response to a question with this key, of which `right` is the right one.
pub fn response(key: &Value, right: &Value, random: &mut Random) -> Value {
    let words = words(key, right, random);
    if random.once_in(2)
        && let Some(sound) = sound(key, right, random)
    {
        return sound;
    }
    let mut response = right.clone();
    let typed = key.get("fold").is_some() || key.get("tolerance").is_some();
    for _ in 0..*random.pick(&[0, 1, 1, 1, 2, 3]) {
        response = spoilt(response, &words, typed, random);
    }
    response
}

/// What may stand in a response: mostly what is right somewhere in the question, at times whatever its key holds.
fn words(key: &Value, right: &Value, random: &mut Random) -> Vec<String> {
    let mut words = Vec::new();
    for name in ["choices", "options", "order", "criteria", "steps"] {
        gather(&key[name], &mut words);
    }
    if key["answer"].as_str().is_some_and(|answer| answer == "ok" || answer == "ng") {
        words.extend(["ok".to_owned(), "ng".to_owned()]);
    }
    if words.is_empty() || random.once_in(8) {
        gather(key, &mut words);
        gather(right, &mut words);
    }
    words
}

/// All texts that stand in a value, names included.
fn gather(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::String(text) => words.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, words)),
        Value::Object(fields) => fields.iter().for_each(|(name, field)| {
            words.push(name.clone());
            gather(field, words);
        }),
        _ => {}
    }
}

/// `typed`: texts stand for what was typed, not for something that was chosen.
fn spoilt(value: Value, words: &[String], typed: bool, random: &mut Random) -> Value {
    if random.once_in(30) {
        return strange(random);
    }
    match value {
        Value::String(_) if !typed && !random.once_in(4) => json!(random.pick(words)),
        Value::String(text) => json!(retyped(&text, words, random)),
        Value::Array(mut items) => {
            match random.below(7) {
                0 => random.shuffle(&mut items),
                1 => drop(items.pop()),
                5 | 6 if items.len() > 1 => {
                    let at = random.below(items.len() - 1);
                    items.swap(at, at + 1);
                }
                2 => items.push(json!(random.pick(words))),
                3 if !items.is_empty() => items.push(random.pick(&items).clone()),
                _ if !items.is_empty() => {
                    let at = random.below(items.len());
                    items[at] = spoilt(items[at].take(), words, typed, random);
                }
                _ => {}
            }
            Value::Array(items)
        }
        Value::Object(mut fields) => {
            let names: Vec<String> = fields.keys().cloned().collect();
            match random.below(9) {
                // What is right for another part.
                6..=8 if !names.is_empty() => {
                    let other = fields[random.pick(&names)].clone();
                    fields.insert(random.pick(&names).clone(), other);
                }
                0 if !names.is_empty() => drop(fields.remove(random.pick(&names))),
                1 => {
                    fields.insert(random.pick(words).clone(), json!(random.pick(words)));
                }
                _ if !names.is_empty() => {
                    let name = random.pick(&names);
                    let field = fields[name].take();
                    fields.insert(name.clone(), spoilt(field, words, typed, random));
                }
                _ => {}
            }
            Value::Object(fields)
        }
        _ => strange(random),
    }
}

/// A text as somebody else may type it, or another one.
fn retyped(text: &str, words: &[String], random: &mut Random) -> String {
    match random.below(13) {
        0 => text.to_uppercase(),
        1 => text.to_lowercase(),
        2 => format!(" {text}　"),
        3 => text.chars().flat_map(|c| [c, ' ']).collect(),
        4 => text.chars().map(|c| if c.is_ascii_graphic() { wide(c) } else { c }).collect(),
        5 => text.replace(['-', 'ー'], "−").replace(['~', '〜'], "～"),
        6 => format!("{text}{}", random.words()),
        7 => random.words(),
        8 => random.number(),
        9 => String::new(),
        // A number with a fraction comes out a hair away from where it was.
        11 => format!("{text}000000000000{}", random.below(2)),
        10 if random.once_in(40) => "あ".repeat(random.range(19_999, 20_001)),
        _ => random.pick(words).clone(),
    }
}

fn wide(c: char) -> char {
    char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c)
}

fn strange(random: &mut Random) -> Value {
    let all = [
        Value::Null,
        json!(""),
        json!([]),
        json!({}),
        json!(true),
        json!(0),
        json!(-1.5),
        json!([["a"], null, 1]),
        json!({"__proto__": {"a": 1}}),
        json!({"constructor": "a"}),
        json!("__proto__"),
        json!(["toString", "toString"]),
    ];
    random.pick(&all).clone()
}

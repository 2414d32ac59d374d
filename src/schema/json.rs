//! JSON whose maps are sorted, so that the same keys give the same bytes, but for those whose order authors see.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A map sorted by its keys.
pub(super) type Object = BTreeMap<String, Json>;

/// A JSON value.
#[derive(Debug, Clone)]
pub(super) enum Json {
    /// A value without an order of its own.
    Value(Value),
    /// Values in order.
    List(Vec<Json>),
    /// A map in the order of its keys' letters.
    Sorted(Object),
    /// A map in the order in which it was made: what an editor inserts.
    InOrder(Vec<(String, Json)>),
}

/// A map from pairs.
pub(super) fn object<const N: usize>(pairs: [(&str, Json); N]) -> Object {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

impl<V: Into<Value>> From<V> for Json {
    fn from(value: V) -> Self {
        Json::Value(value.into())
    }
}

impl FromIterator<Json> for Json {
    fn from_iter<I: IntoIterator<Item = Json>>(values: I) -> Self {
        Json::List(values.into_iter().collect())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Value(value) => value.serialize(serializer),
            Json::List(values) => values.serialize(serializer),
            Json::Sorted(object) => object.serialize(serializer),
            Json::InOrder(pairs) => serializer.collect_map(pairs.iter().map(|(key, value)| (key, value))),
        }
    }
}

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned};
use serde_json::Value;
use std::fmt;

/// JSON that somebody else has read: the browser in a page, serde_json everywhere else.
///
/// A page has a parser already. Whatever it reads it reads through this, and of serde_json it downloads only what
/// writes: what reads is a tenth of the WASM of a first visit.
pub trait Json: Sized {
    /// A field of an object; `None` when it is absent or `null`, or this is no object.
    fn field(&self, name: &str) -> Option<Self>;

    /// A string's text.
    fn text(&self) -> Option<String>;

    /// A number.
    fn number(&self) -> Option<f64>;

    /// What is in a list.
    fn items(&self) -> Option<Vec<Self>>;

    /// Whether it is `true`.
    fn is_true(&self) -> bool;

    /// It as JSON text.
    fn written(&self) -> Option<String>;

    /// A number, a date or the like: not negative, and small enough for JavaScript.
    fn whole(&self) -> Option<u64> {
        let is_whole = |number: &f64| number.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(number);
        self.number().filter(is_whole).map(|number| number as u64)
    }

    /// A string that is one of a type's.
    fn word<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(StrDeserializer::<NoWord>::new(&self.text()?)).ok()
    }
}

impl Json for Value {
    fn field(&self, name: &str) -> Option<Self> {
        self.get(name).filter(|value| !value.is_null()).cloned()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(String::from)
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }

    fn is_true(&self) -> bool {
        *self == Value::Bool(true)
    }

    fn written(&self) -> Option<String> {
        Some(self.to_string())
    }
}

/// The text is none of the type's. Without a sentence, which nobody would read and everybody would download.
#[derive(Debug)]
struct NoWord;

impl de::Error for NoWord {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl fmt::Display for NoWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such word")
    }
}

impl std::error::Error for NoWord {}

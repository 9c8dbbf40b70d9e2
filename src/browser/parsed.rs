use crate::protocol::Json;
use js_sys::{Array, JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// JSON as the browser has read it.
pub struct Parsed(JsValue);

impl Parsed {
    /// Reads a text; `None` when it is no JSON.
    pub fn of(text: &str) -> Option<Self> {
        JSON::parse(text).ok().map(Self)
    }
}

impl Json for Parsed {
    fn field(&self, name: &str) -> Option<Self> {
        let value = Reflect::get(&self.0, &name.into()).ok()?;
        (!value.is_null() && !value.is_undefined()).then_some(Self(value))
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.dyn_ref::<Array>()?.iter().map(Self).collect())
    }

    fn is_true(&self) -> bool {
        self.0 == true
    }

    fn written(&self) -> Option<String> {
        JSON::stringify(&self.0).ok().map(String::from)
    }
}

use super::{FrameError, Payload};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde::ser::Serialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The fields of one JSON object in their order, values unread: as JSON text.
///
/// A frame is read into this first: what the type needs is then taken out field by field, and the rest is
/// passed on as it came. A name that stands twice keeps its last value, as in every JSON parser, so that two
/// readers of one frame never see different things.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Fields<'a> {
    /// More than any message has; keeps the search for doubles short.
    const MAX: usize = 64;

    /// The fields of the object in `json`.
    ///
    /// # Errors
    /// [`FrameError::NotAnObject`].
    pub fn parse(json: &'a str) -> Result<Self, FrameError> {
        serde_json::from_str(json).map_err(|_| FrameError::NotAnObject)
    }

    /// The field's unread value; `None` when it is absent or `null`.
    pub fn raw(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(field, _)| field == name)?;
        (value != "null").then_some(value)
    }

    /// The field as a string, without copying it where it has no escapes.
    ///
    /// # Errors
    /// [`FrameError::Invalid`] when it is something else.
    pub fn text(&self, name: &'static str) -> Result<Option<Cow<'_, str>>, FrameError> {
        let Some(raw) = self.raw(name) else { return Ok(None) };
        let Text(text) = serde_json::from_str(raw).map_err(|_| FrameError::Invalid(name))?;
        Ok(Some(text))
    }

    /// The field as any type.
    ///
    /// # Errors
    /// [`FrameError::Invalid`] when it is something else.
    pub fn get<T: DeserializeOwned>(&self, name: &'static str) -> Result<Option<T>, FrameError> {
        let Some(raw) = self.raw(name) else { return Ok(None) };
        serde_json::from_str(raw).map(Some).map_err(|_| FrameError::Invalid(name))
    }

    /// Sets a field, in the place where it stood or else at the end.
    pub fn set(&mut self, name: &'static str, value: &(impl Serialize + ?Sized)) {
        // What this crate serializes are strings and numbers; those have no way to fail.
        let Ok(value) = serde_json::to_string(value) else { return };
        self.insert(Cow::Borrowed(name), Cow::Owned(value));
    }

    /// Sets a field to what is carried and not read.
    pub fn set_payload(&mut self, name: &'static str, payload: &Payload) {
        self.insert(Cow::Borrowed(name), Cow::Owned(payload.json().to_owned()));
    }

    /// Sets a field if there is a value.
    pub fn set_some(&mut self, name: &'static str, value: Option<&(impl Serialize + ?Sized)>) {
        if let Some(value) = value {
            self.set(name, value);
        }
    }

    /// Takes a field out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(field, _)| field != name);
    }

    /// The object as JSON text.
    pub fn encode(&self) -> String {
        let mut json = String::from("{");
        for (name, value) in &self.0 {
            if json.len() > 1 {
                json.push(',');
            }
            // A string has no way to fail.
            json += &serde_json::to_string(name).unwrap_or_default();
            json.push(':');
            json += value;
        }
        json.push('}');
        json
    }

    fn insert(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) {
        match self.0.iter_mut().find(|(field, _)| *field == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }
}

/// A string that borrows from the frame unless it has escapes.
#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields<'de>, M::Error> {
                let mut fields = Fields::default();
                while let Some((Text(name), value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
                    if fields.0.len() == Fields::MAX {
                        return Err(serde::de::Error::custom("too many fields"));
                    }
                    fields.insert(name, Cow::Borrowed(value.get()));
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_come_out_as_they_went_in() {
        let json = r#"{"type":"x","sdp":{"a":[1.0,1e5,"\u00e9\ud800"]},"n":12345678901234567890}"#;
        assert_eq!(Fields::parse(json).unwrap().encode(), json);
    }

    #[test]
    fn the_last_of_two_equal_names_counts() {
        let fields = Fields::parse(r#"{"type":"a","\u0074ype":"b"}"#).unwrap();
        assert_eq!(fields.text("type").unwrap().unwrap(), "b");
        assert_eq!(fields.encode(), r#"{"type":"b"}"#);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        let many: Vec<String> = (0..65).map(|i| format!("\"{i}\":1")).collect();
        for json in ["", "nul", "[]", "1", "\"a\"", "{", "{}{}", "{\"a\":}", &format!("{{{}}}", many.join(","))] {
            assert_eq!(Fields::parse(json), Err(FrameError::NotAnObject), "{json:.20}");
        }
    }

    #[test]
    fn nesting_of_any_depth_is_carried_and_not_followed() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
        assert_eq!(Fields::parse(&deep).unwrap().encode(), deep);
    }
}

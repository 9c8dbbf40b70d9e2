//! The page around the app: its data, its title, its address.

use super::Listener;
use crate::call::NetworkNews;
use js_sys::{Array, Date, Math, Object, Promise, Reflect};
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventTarget, Storage, UrlSearchParams, VisibilityState};

/// Random bytes that nobody can guess.
pub fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // Fails only for more than 65,536 bytes (Web Cryptography, section 10.1.1).
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

/// The text of the element with this id.
pub fn data(id: &str) -> Option<String> {
    web_sys::window()?.document()?.get_element_by_id(id)?.text_content()
}

/// Whether a browser gives this page what it gives to secure pages alone (W3C Secure Contexts).
pub fn is_secure() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}

/// Whether this page came over HTTPS.
pub fn is_https() -> bool {
    web_sys::window().and_then(|window| window.location().protocol().ok()).is_some_and(|protocol| protocol == "https:")
}

/// Whether this is Firefox, or another of its engine: that alone names itself with a version.
pub fn is_gecko() -> bool {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    agent.is_some_and(|agent| agent.contains("Gecko/"))
}

/// Marks the document's root with `data-NAME="VALUE"`: for style sheets, and for whoever waits for it.
pub fn mark(name: &str, value: &str) {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    if let Some(root) = root {
        // Fails only for names that are no attribute's.
        let _ = root.set_attribute(&format!("data-{name}"), value);
    }
}

/// Sets the title.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// The title.
pub fn title() -> String {
    web_sys::window().and_then(|window| window.document()).map(|document| document.title()).unwrap_or_default()
}

/// Takes a query that begins with this name out of the page's address: what it told was for once, and a
/// reload need not tell it again.
pub fn forget_query(name: &str) {
    if let Some(window) = web_sys::window()
        && let (Ok(history), Ok(path), Ok(query)) =
            (window.history(), window.location().pathname(), window.location().search())
        && query.starts_with(&format!("?{name}="))
    {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
    }
}

/// Sends a form to this page's server; whether that took it. Where it leads to is not followed.
pub async fn post(path: &str, fields: &[(&str, &str)]) -> bool {
    let (Some(window), Ok(body)) = (web_sys::window(), UrlSearchParams::new()) else { return false };
    for (name, value) in fields {
        body.append(name, value);
    }
    let options = Object::new();
    for (name, value) in [("method", "POST".into()), ("redirect", "manual".into()), ("body", body.into())] {
        // Setting a property of a plain object of our own cannot fail.
        let _ = Reflect::set(&options, &name.into(), &value);
    }
    let arguments = Array::of2(&path.into(), &options);
    let asked = super::invoke(&window, "fetch", &arguments).ok().and_then(|asked| asked.dyn_into::<Promise>().ok());
    let Some(asked) = asked else { return false };
    let answer = JsFuture::from(asked).await.unwrap_or_default();
    // A form that was taken leads back to the room.
    Reflect::get(&answer, &"type".into()).is_ok_and(|kind| kind == "opaqueredirect")
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Puts a text on the clipboard; whether the browser allowed it.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Insecure pages have no clipboard, whatever the bindings say.
    let navigator = window.navigator();
    if !js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

/// The address, to show where it cannot be copied.
pub fn address() -> String {
    web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// Minutes that the clock of whoever looks at the page is ahead of UTC.
pub fn utc_offset() -> i32 {
    -(Date::new_0().get_timezone_offset() as i32)
}

/// Tells the server that offset with the next page, where the site is below this path.
pub fn remember_utc_offset(minutes: i32, path: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(document) = document.and_then(|document| document.dyn_into::<web_sys::HtmlDocument>().ok()) {
        let _ = document.set_cookie(&format!("utc_offset={minutes}; path={path}; max-age=31536000; samesite=lax"));
    }
}

/// Milliseconds since 1970, by the browser's clock.
pub fn now() -> u64 {
    Date::now() as u64
}

/// A clock that never goes back.
pub fn clock() -> Duration {
    let milliseconds = web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now());
    Duration::from_secs_f64(milliseconds.max(0.0) / 1_000.0)
}

/// A number in 0..1 that nobody has to be unable to guess.
pub fn random() -> f64 {
    Math::random()
}

/// What this browser remembers under a name.
pub fn recall(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Remembers a value under a name, where the browser lets us.
pub fn remember(name: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(name, value);
    }
}

/// Takes what this tab noted before it was loaded again.
pub fn take_note(name: &str) -> Option<String> {
    let storage = web_sys::window()?.session_storage().ok()??;
    let note = storage.get_item(name).ok()?;
    let _ = storage.remove_item(name);
    note
}

/// Notes something for this tab, should it be loaded again.
pub fn note(name: &str, value: &str) {
    if let Some(Ok(Some(storage))) = web_sys::window().map(|window| window.session_storage()) {
        let _ = storage.set_item(name, value);
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Calls back when the browser says it is online, or the page comes into sight.
pub fn on_return(callback: impl Fn() + Clone + 'static) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let Some(document) = window.document() else { return Vec::new() };
    let online = callback.clone();
    let shown = document.clone();
    vec![
        Listener::new(&window, "online", move |_| online()),
        Listener::new(&document, "visibilitychange", move |_| {
            if shown.visibility_state() == VisibilityState::Visible {
                callback();
            }
        }),
    ]
}

/// Calls back with whatever the browser says of its network (Network Information API, `online` and `offline`).
pub fn on_network(callback: impl Fn(NetworkNews) + Clone + 'static) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let (here, gone) = (callback.clone(), callback.clone());
    let change = connection()
        .map(|connection| Listener::new(&connection, "change", move |_| callback(NetworkNews::Kind(network_kind()))));
    let online = Listener::new(&window, "online", move |_| here(NetworkNews::Here));
    let offline = Listener::new(&window, "offline", move |_| gone(NetworkNews::Gone));
    change.into_iter().chain([online, offline]).collect()
}

/// The kind of network that the browser is on, where it says so.
pub fn network_kind() -> Option<String> {
    Reflect::get(&connection()?.into(), &"type".into()).ok()?.as_string()
}

fn connection() -> Option<EventTarget> {
    Reflect::get(&web_sys::window()?.navigator(), &"connection".into()).ok()?.dyn_into().ok()
}

/// Calls back when the page goes away for good, or may.
pub fn on_leave(callback: impl Fn() + 'static) -> Option<Listener> {
    Some(Listener::new(web_sys::window()?.as_ref(), "pagehide", move |_| callback()))
}

/// One line in the browser's console, for whoever debugs. Shown only with "verbose" messages.
pub fn debug(line: &str) {
    web_sys::console::debug_1(&line.into());
}

/// The same, with a value of the browser's.
pub fn debug_value(line: &str, value: &wasm_bindgen::JsValue) {
    web_sys::console::debug_2(&line.into(), value);
}

//! The browser, safely held: each type owns what it opens in the browser, and lets go of it when dropped.
//!
//! Knows nothing of calls, messages or components.

mod awake;
mod ice;
mod listener;
mod loop_back;
mod media;
mod meter;
mod parsed;
mod peer;
mod screen;
mod socket;
mod sound;
mod stats;
mod timer;

pub mod page;
pub mod window;

pub use awake::Awake;
pub use ice::{IceServer, Paths};
pub use listener::Listener;
pub use loop_back::{Lost, loop_back};
pub use media::{Captured, Choice, DeviceInfo, Media, MediaError, Sort, Stream, Track, Wanted};
pub use meter::Meter;
pub use parsed::Parsed;
pub use peer::{DescriptionJson, Peer, PeerChange};
pub use screen::Screen;
pub use socket::{Socket, SocketChange};
pub use sound::Ringtone;
pub use stats::sample;
pub use timer::Timer;

use wasm_bindgen::{JsCast, JsValue};

/// Calls a method that the bindings lack, or have with other arguments.
fn invoke(target: &JsValue, method: &str, arguments: &js_sys::Array) -> Result<JsValue, JsValue> {
    let method: js_sys::Function = js_sys::Reflect::get(target, &method.into())?.dyn_into()?;
    method.apply(target, arguments)
}

/// Lets a promise whose refusal is nothing to report come to its end: the console stays clean.
fn settle(promise: &js_sys::Promise) {
    let _ = js_sys::Promise::all_settled(&js_sys::Array::of1(promise));
}

use super::{Listener, invoke};
use js_sys::{Array, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// The screen stays on until this is dropped (Screen Wake Lock).
///
/// Browsers take the lock back when the page is out of sight, so it is asked for anew when it is seen again.
/// Those without it let the screen go dark, as before.
pub struct Awake {
    state: Rc<RefCell<State>>,
    _seen: Option<Listener>,
}

enum State {
    /// The lock, where the browser has given one.
    Wanted(Option<JsValue>),
    Over,
}

impl Awake {
    /// Asks for it.
    pub fn keep() -> Self {
        let state = Rc::new(RefCell::new(State::Wanted(None)));
        ask(&state);
        let again = state.clone();
        let document = web_sys::window().and_then(|window| window.document());
        let seen = document.map(|document| Listener::new(&document, "visibilitychange", move |_| ask(&again)));
        Self { state, _seen: seen }
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        if let State::Wanted(Some(lock)) = self.state.replace(State::Over) {
            release(&lock);
        }
    }
}

/// Refused while the page is hidden, or the battery low: there is nothing to say about it.
fn ask(state: &Rc<RefCell<State>>) {
    let Some(promise) = request() else { return };
    let state = state.clone();
    spawn_local(async move {
        let Ok(lock) = JsFuture::from(promise).await else { return };
        match &mut *state.borrow_mut() {
            // Two were asked for at once: one is enough.
            State::Wanted(held) => held.replace(lock).iter().for_each(release),
            // It came too late.
            State::Over => release(&lock),
        }
    });
}

fn request() -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"wakeLock".into()).ok().filter(JsValue::is_object)?;
    invoke(&locks, "request", &Array::of1(&"screen".into())).ok()?.dyn_into().ok()
}

fn release(lock: &JsValue) {
    if let Some(done) = invoke(lock, "release", &Array::new()).ok().and_then(|done| done.dyn_into().ok()) {
        super::settle(&done);
    }
}

use super::calls::Layout;
use crate::client::{Client, Control, DeviceKind, Power};
use leptos::ev::{KeyboardEvent, keydown};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

/// During a call: `m` for the microphone, `v` for the camera. They turn off from anywhere, and on where the call
/// has the focus.
pub fn listen() {
    let client = expect_context::<Client>();
    let Layout { on_stage, .. } = expect_context();
    let keys = window_event_listener(keydown, move |event| {
        let Some(kind) = kind(&event).filter(|_| on_stage.get_untracked()) else { return };
        let power = match kind {
            DeviceKind::Microphone => client.view.microphone,
            DeviceKind::Camera => client.view.camera,
        };
        // Off from anywhere; on from one of the stage's buttons alone: a letter that was meant for the chat must not
        // open a camera, and the stage itself gets the focus unasked when a call begins.
        let on_purpose = || {
            event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                .and_then(|element| element.parent_element())
                .is_some_and(|parent| parent.closest(".call").ok().flatten().is_some())
        };
        if let Some(power) = power.get_untracked()
            && (power == Power::On || on_purpose())
        {
            client.control(Control::Power(kind, power.toggled()));
        }
    });
    on_cleanup(move || keys.remove());
}

/// What a key stands for, unless it is being typed, held down, or part of a browser's own shortcut.
fn kind(event: &KeyboardEvent) -> Option<DeviceKind> {
    let elsewhere = event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat();
    let typed = event.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| {
        element.closest("input, textarea, select, dialog, [contenteditable]").ok().flatten().is_some()
    });
    match event.key().as_str() {
        _ if elsewhere || typed => None,
        "m" | "M" => Some(DeviceKind::Microphone),
        "v" | "V" => Some(DeviceKind::Camera),
        _ => None,
    }
}

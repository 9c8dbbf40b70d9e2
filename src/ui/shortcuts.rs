use super::calls::Layout;
use crate::client::{Client, Control, DeviceKind, Power};
use leptos::ev::{KeyboardEvent, keydown};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

/// During a call: `m` for the microphone, `v` for the camera. They turn off from anywhere. The microphone they turn on
/// unless the focus is in the chat; the camera, where it is in the call.
pub fn listen() {
    let client = expect_context::<Client>();
    let Layout { on_stage, .. } = expect_context();
    let keys = window_event_listener(keydown, move |event| {
        let Some(kind) = kind(&event).filter(|_| on_stage.get_untracked()) else { return };
        let power = match kind {
            DeviceKind::Microphone => client.view.microphone,
            DeviceKind::Camera => client.view.camera,
        };
        // A letter that was meant for the chat must open nothing. And nobody is to be seen who has chosen nothing since the
        // call began, when the stage or the hang-up button get the focus unasked: in it means on another part of it.
        let on_purpose = || {
            let focused = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let is_within = |element: Element, place| element.closest(place).ok().flatten().is_some();
            match kind {
                DeviceKind::Microphone => focused.is_none_or(|element| !is_within(element, ".chat")),
                DeviceKind::Camera => focused
                    .filter(|element| element.id() != "hangup-button")
                    .and_then(|element| element.parent_element())
                    .is_some_and(|element| is_within(element, ".call")),
            }
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

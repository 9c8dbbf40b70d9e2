use super::calls::Layout;
use super::icon::{Icon, icon};
use crate::client::{Client, Command, Control, DeviceKind, Power};
use leptos::prelude::*;

/// The round buttons of a call, with words for those who need them: what one does is its name, and changes with what it
/// has done. What opens something beside the call keeps its name, and says whether that is open.
#[component]
pub fn Controls() -> impl IntoView {
    let client = expect_context::<Client>();
    let Layout { on_stage, chat_open, unread, devices, .. } = expect_context();
    let view = client.view;
    let chat = move || match unread.get() {
        0 => "Chat".to_owned(),
        unread => format!("Chat ({unread})"),
    };
    view! {
        <div class="controls" role="group" aria-label="Call controls">
            <PowerButton
                power=view.microphone
                words=["Mute microphone", "Unmute microphone"]
                short=["Mute", "Unmute"]
                icons=[Icon::Microphone, Icon::MicrophoneOff]
                kind=DeviceKind::Microphone
                key="m"
            />
            <PowerButton
                power=view.camera
                words=["Turn camera off", "Turn camera on"]
                short=["Camera", "Camera"]
                icons=[Icon::Camera, Icon::CameraOff]
                kind=DeviceKind::Camera
                key="v"
            />
            <Show when=move || view.screen.get().is_some()>
                <ShareButton />
            </Show>
            <button class="control" type="button" aria-label="Choose camera and microphone" on:click=move |_| devices.set(true)>
                <span class="disc">{icon(Icon::Devices)}</span>
                <span class="caption">"Devices"</span>
            </button>
            <button
                class="control"
                type="button"
                aria-expanded=move || if chat_open.get() { "true" } else { "false" }
                aria-controls="chat"
                on:click=move |_| chat_open.update(|open| *open = !*open)
            >
                <span class="disc">{icon(Icon::Chat)}</span>
                <span class="caption">{chat}</span>
            </button>
            <button
                class="control hang-up"
                id="hangup-button"
                type="button"
                disabled=move || !on_stage.get()
                // It has the focus when a call was placed: a key that is still held down must not end it.
                on:keydown=move |event| {
                    if event.repeat() {
                        event.prevent_default();
                    }
                }
                on:click=move |_| client.ask(Command::HangUp)
            >
                <span class="disc">{icon(Icon::HangUp)}</span>
                <span class="caption">"Hang up"</span>
            </button>
        </div>
    }
}

/// Shares a screen, or no longer.
#[component]
fn ShareButton() -> impl IntoView {
    let client = expect_context::<Client>();
    let screen = client.view.screen;
    let shared = move || screen.get() == Some(Power::On);
    view! {
        <button
            class="control"
            type="button"
            class:sharing=shared
            aria-label=move || if shared() { "Stop sharing" } else { "Share screen" }
            on:click=move |_| client.control(Control::Share(screen.get_untracked().unwrap_or(Power::Off).toggled()))
        >
            <span class="disc">{icon(Icon::Screen)}</span>
            <span class="caption">{move || if shared() { "Stop" } else { "Share" }}</span>
        </button>
    }
}

/// Turns the microphone or the camera off and on.
#[component]
fn PowerButton(
    power: RwSignal<Option<Power>>,
    words: [&'static str; 2],
    short: [&'static str; 2],
    icons: [Icon; 2],
    kind: DeviceKind,
    key: &'static str,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let at = move || usize::from(power.get() != Some(Power::On));
    view! {
        <button
            class="control"
            type="button"
            class:off=move || power.get() != Some(Power::On)
            disabled=move || power.get().is_none()
            aria-label=move || words[at()]
            aria-keyshortcuts=key
            title=move || format!("{} ({key})", words[at()])
            on:click=move |_| {
                if let Some(power) = power.get_untracked() {
                    client.control(Control::Power(kind, power.toggled()));
                }
            }
        >
            <span class="disc">{move || icon(icons[at()])}</span>
            <span class="caption">{move || short[at()]}</span>
        </button>
    }
}

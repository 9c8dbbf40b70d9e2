use super::calls::Layout;
use super::level::Level;
use crate::call::Stage;
use crate::client::{Client, Control, Device, DeviceChoice, DeviceKind, Devices, Notice, Power, Stream};
use leptos::html;
use leptos::prelude::*;

/// The dialog that chooses camera and microphone, before a call or during one.
#[component]
pub fn DeviceDialog() -> impl IntoView {
    let client = expect_context::<Client>();
    let Layout { devices: wanted, .. } = expect_context();
    let node = NodeRef::<html::Dialog>::new();
    // It keeps everything else out of reach, and must not do that to the card of a call that rings.
    let rings = Memo::new(move |_| client.view.stage.with(|stage| matches!(stage, Stage::Incoming(_))));
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if wanted.get() && !rings.get() {
            client.control(Control::ListDevices);
            // Fails when it is open already.
            let _ = dialog.show_modal();
        } else {
            dialog.close();
            client.control(Control::Try(Power::Off));
        }
    });
    // The page's own notices are out of reach while this is open.
    let problem = move || match client.view.notice.get() {
        Some(Notice::Problem(problem)) if wanted.get() => Some(problem),
        _ => None,
    };
    view! {
        <dialog class="devices" node_ref=node aria-labelledby="devices-title" on:close=move |_| wanted.set(false)>
            <form method="dialog">
                <h2 id="devices-title">"Camera and microphone"</h2>
                <DeviceSelect
                    kind=DeviceKind::Camera
                    label="Camera"
                    id="camera"
                    none="No camera"
                    list=|devices| &devices.cameras
                />
                <DeviceSelect
                    kind=DeviceKind::Microphone
                    label="Microphone"
                    id="microphone"
                    none="No microphone"
                    list=|devices| &devices.microphones
                />
                <SpeakerSelect />
                <Trial wanted />
                <p class="fine">"They stay off until a call, or until you try them. Your browser shows their names after that."</p>
                <p class="fine">
                    // A page of its own: this one may be in a call.
                    <a href=client.view.site_path("/doctor") target="_blank">"Will my calls work?"</a>
                </p>
                <p class="field-problem" role="alert">{problem}</p>
                <button class="button primary wide" type="submit">"Done"</button>
            </form>
        </dialog>
    }
}

/// Where calls are heard from, where the browser lets a page choose.
#[component]
fn SpeakerSelect() -> impl IntoView {
    let client = expect_context::<Client>();
    let devices = client.view.devices;
    let options = move || {
        devices.with(|devices| {
            let all =
                [(String::new(), "The system’s choice".to_owned())].into_iter().chain(devices.speakers.iter().cloned());
            all.map(|(value, label)| {
                let selected = value == devices.speaker;
                view! { <option value=value selected=selected>{label}</option> }
            })
            .collect_view()
        })
    };
    view! {
        <Show when=move || devices.with(|devices| !devices.speakers.is_empty())>
            <label for="speaker">"Speaker"</label>
            <select id="speaker" on:change=move |event| client.control(Control::Speaker(event_target_value(&event)))>
                {options}
            </select>
        </Show>
    }
}

/// Oneself, seen and heard before anybody else sees and hears; during a call at once, before one on request.
#[component]
fn Trial(
    /// Whether the dialog is open.
    wanted: RwSignal<bool>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let view = client.view;
    let video = NodeRef::<html::Video>::new();
    let looks = Memo::new(move |_| wanted.get());
    let on = move || view.local.with(Option::is_some) || view.voice.with(Option::is_some);
    Effect::new(move |_| {
        let stream = view.local.get();
        if let Some(video) = video.get() {
            Stream::play(stream.as_ref().filter(|_| looks.get()), &video);
        }
    });
    view! {
        <div class="trial" class:on=on>
            <video node_ref=video autoplay playsinline muted prop:muted=true aria-label="Preview"></video>
            <Level voice=view.voice wanted=looks />
        </div>
        <Show when=move || !on()>
            <button class="button" type="button" on:click=move |_| client.control(Control::Try(Power::On))>
                "Try them"
            </button>
        </Show>
    }
}

#[component]
fn DeviceSelect(
    kind: DeviceKind,
    label: &'static str,
    id: &'static str,
    none: &'static str,
    list: fn(&Devices) -> &Vec<(String, String)>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let devices = client.view.devices;
    let options = move || {
        devices.with(|devices| {
            let chosen = devices.chosen(kind).value().to_owned();
            let known = [(String::new(), "The browser’s choice".to_owned())].into_iter();
            let all = known.chain(list(devices).iter().cloned()).chain([("none".to_owned(), none.to_owned())]);
            all.map(|(value, label)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{label}</option> }
            })
            .collect_view()
        })
    };
    view! {
        <label for=id>{label}</label>
        <select
            id=id
            on:change=move |event| {
                let device = Device::from_value(&event_target_value(&event));
                client.control(Control::Use(DeviceChoice { kind, device }));
            }
        >
            {options}
        </select>
    }
}

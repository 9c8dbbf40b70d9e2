use crate::client::{Client, Command, Device, DeviceChoice, Devices};
use leptos::html;
use leptos::prelude::*;

/// The dialog that chooses camera and microphone, before a call or during one.
#[component]
pub fn DeviceDialog(
    /// The dialog's element, for whoever opens it.
    node: NodeRef<html::Dialog>,
) -> impl IntoView {
    view! {
        <dialog class="devices" node_ref=node aria-labelledby="devices-title">
            <form method="dialog">
                <h2 id="devices-title">"Camera and microphone"</h2>
                <DeviceSelect
                    label="Camera"
                    id="camera"
                    none="No camera"
                    list=|devices| &devices.cameras
                    chosen=|devices| &devices.camera
                    choose=DeviceChoice::Camera
                />
                <DeviceSelect
                    label="Microphone"
                    id="microphone"
                    none="No microphone"
                    list=|devices| &devices.microphones
                    chosen=|devices| &devices.microphone
                    choose=DeviceChoice::Microphone
                />
                <p class="fine">"They stay off until a call. Your browser shows their names after the first one."</p>
                <button class="button primary wide" type="submit">"Done"</button>
            </form>
        </dialog>
    }
}

#[component]
fn DeviceSelect(
    label: &'static str,
    id: &'static str,
    none: &'static str,
    list: fn(&Devices) -> &Vec<(String, String)>,
    chosen: fn(&Devices) -> &Device,
    choose: fn(Device) -> DeviceChoice,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let devices = client.view.devices;
    let options = move || {
        devices.with(|devices| {
            let chosen = chosen(devices).value().to_owned();
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
            on:change=move |event| client.ask(Command::Use(choose(Device::from_value(&event_target_value(&event)))))
        >
            {options}
        </select>
    }
}

use crate::call::Stage;
use crate::client::{Client, Command, Device, DeviceChoice, DeviceKind, Devices};
use leptos::html;
use leptos::prelude::*;

/// The dialog that chooses camera and microphone, before a call or during one.
#[component]
pub fn DeviceDialog(
    /// The dialog's element, for whoever opens it.
    node: NodeRef<html::Dialog>,
) -> impl IntoView {
    let stage = expect_context::<Client>().view.stage;
    // It would keep everything else out of reach, the card of a call that rings too.
    Effect::new(move |_| {
        let rings = stage.with(|stage| matches!(stage, Stage::Incoming(_)));
        if let Some(dialog) = node.get()
            && rings
        {
            dialog.close();
        }
    });
    view! {
        <dialog class="devices" node_ref=node aria-labelledby="devices-title">
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
                <p class="fine">"They stay off until a call. Your browser shows their names after the first one."</p>
                <button class="button primary wide" type="submit">"Done"</button>
            </form>
        </dialog>
    }
}

/// Opens the dialog, with the devices that there are now.
pub fn open(client: Client, node: NodeRef<html::Dialog>) {
    client.ask(Command::ListDevices);
    if let Some(dialog) = node.get_untracked() {
        // Fails when it is open already.
        let _ = dialog.show_modal();
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
                client.ask(Command::Use(DeviceChoice { kind, device }));
            }
        >
            {options}
        </select>
    }
}

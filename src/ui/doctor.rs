use crate::client::{Check, Checkup, Examiner, Finding, Findings};
use crate::protocol::BasePath;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

/// What came of each check, one line for each; the page is usable before its WASM has come, and says so.
#[component]
pub fn CheckList(
    /// What was found so far.
    findings: Findings,
    /// Opens camera and microphone.
    try_devices: Callback<()>,
) -> impl IntoView {
    let progress = move || if findings.are_complete() { "Checked." } else { "Checking…" };
    view! {
        <p class="progress" role="status">{progress}</p>
        <ul class="checks">{Check::ALL.map(|check| view! { <CheckItem check findings try_devices /> })}</ul>
    }
}

#[component]
fn CheckItem(check: Check, findings: Findings, try_devices: Callback<()>) -> impl IntoView {
    let finding = findings.of(check);
    // It stays while it is at work: with it the focus would go.
    let is_busy = move || finding.with(|finding| *finding == Finding::Looking);
    let begin = move |_| {
        if !is_busy() {
            try_devices.run(());
        }
    };
    let button = (check == Check::Devices).then(|| {
        view! {
            <button class="button" type="button" aria-disabled=move || is_busy().to_string() on:click=begin>
                "Try camera and microphone"
            </button>
        }
    });
    view! {
        <li data-finding=move || finding.with(|finding| finding.mark())>
            <h2>{check.title()}</h2>
            <p class="verdict">{move || finding.with(|finding| finding.word())}</p>
            <p class="sentence">{move || finding.with(|finding| finding.sentence().to_owned())}</p>
            {button}
        </li>
    }
}

/// The page that looks at a visitor's way to the server, before its WASM has come.
#[component]
pub fn Doctor(
    /// Where on its host the site is.
    base: BasePath,
) -> impl IntoView {
    view! {
        <main class="doctor">
            <h1>"Will my calls work?"</h1>
            <p class="muted">"This page looks from your browser. What it finds stays in it."</p>
            <div id=PLACE>
                <p class="progress" role="status">"Checking…"</p>
                <noscript>
                    <p>"Calls need JavaScript, and so do these checks: switch it on in your browser. The chat works without."</p>
                </noscript>
            </div>
            <p><a class="button" href=base.of("/doctor")>"Check again"</a> <a class="button quiet" href=base.of("/")>"Go to the lobby"</a></p>
        </main>
    }
}

/// The id of the element that the checks are shown in.
const PLACE: &str = "checkup";

/// What looks did not come.
pub fn checkup_failed() {
    if let Some(place) = document().get_element_by_id(PLACE) {
        place.set_text_content(Some("A part of this page did not come. Please check again."));
    }
}

/// Begins to check, and shows what comes of it.
pub fn begin_checkup(checkup: Checkup) {
    let Some(place) = document().get_element_by_id(PLACE) else { return };
    place.set_inner_html("");
    let shown = mount_to(place.unchecked_into(), move || {
        let findings = Findings::new();
        let examiner = Examiner::begin(checkup, findings);
        view! { <CheckList findings try_devices=Callback::new(move |()| examiner.try_devices()) /> }
    });
    shown.forget();
}

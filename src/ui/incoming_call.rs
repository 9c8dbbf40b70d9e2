use super::avatar::Avatar;
use super::icon::{Icon, icon};
use crate::call::Stage;
use crate::client::{Client, Command, Medium};
use crate::protocol::{Power, UserName};
use leptos::html;
use leptos::prelude::*;

/// The card of a call that rings.
#[component]
pub fn IncomingCall() -> impl IntoView {
    let view = expect_context::<Client>().view;
    let caller = Memo::new(move |_| {
        view.stage.with(|stage| match stage {
            Stage::Incoming(caller) => Some(caller.clone()),
            _ => None,
        })
    });
    view! { {move || caller.get().map(|caller| view! { <Card caller /> })} }
}

#[component]
fn Card(caller: UserName) -> impl IntoView {
    let client = expect_context::<Client>();
    let is_voice = move || client.view.theirs.get().is_some_and(|theirs| theirs.camera == Power::Off);
    let kind = move || {
        let (picture, words) = if is_voice() { (Icon::Call, "Voice call") } else { (Icon::Camera, "Video call") };
        view! { {icon(picture)} {words} }
    };
    let accept = NodeRef::<html::Button>::new();
    // Ready for the keyboard, unless somebody is writing: their next Enter must not take a call.
    Effect::new(move |_| {
        if let Some(accept) = accept.get()
            && !is_writing()
        {
            let _ = accept.focus();
        }
    });
    view! {
        <div class="incoming-backdrop">
            <div
                class="incoming"
                role="dialog"
                aria-labelledby="incoming-title"
                aria-describedby="incoming-words"
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        client.ask(Command::Decline);
                    }
                }
            >
                <h2 class="incoming-title" id="incoming-title">"Incoming call"</h2>
                <div class="ringer"><Avatar name=caller.clone() /></div>
                <div id="incoming-words" role="alert">
                    <p class="incoming-name">{format!("{caller} is calling")}</p>
                    <p class="incoming-kind">{kind}</p>
                    <p class="fine">
                        {move || {
                            if is_voice() {
                                "Your camera stays off, and your microphone until you accept."
                            } else {
                                "Your camera and microphone stay off until you accept."
                            }
                        }}
                    </p>
                </div>
                <div class="choices">
                    <button
                        class="control accept"
                        type="button"
                        node_ref=accept
                        on:click=move |_| client.ask(Command::Accept(if is_voice() { Medium::Voice } else { Medium::Video }))
                    >
                        <span class="disc">{icon(Icon::Call)}</span>
                        <span class="caption">"Accept"</span>
                    </button>
                    <Show when=move || !is_voice()>
                        <button
                            class="control"
                            type="button"
                            on:click=move |_| client.ask(Command::Accept(Medium::Voice))
                        >
                            <span class="disc">{icon(Icon::CameraOff)}</span>
                            <span class="caption">"Voice only"</span>
                        </button>
                    </Show>
                    <button class="control hang-up" type="button" on:click=move |_| client.ask(Command::Decline)>
                        <span class="disc">{icon(Icon::HangUp)}</span>
                        <span class="caption">"Decline"</span>
                    </button>
                </div>
            </div>
        </div>
    }
}

/// Whether the message field has the focus and words in it.
fn is_writing() -> bool {
    document().query_selector("textarea:focus:not(:placeholder-shown)").ok().flatten().is_some()
}

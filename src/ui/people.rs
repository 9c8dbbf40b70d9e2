use super::avatar::{Avatar, tint};
use super::call_button::{CallButton, Way};
use super::icon::{Icon, icon};
use crate::call::Stage;
use crate::client::{Client, Command, Present};
use crate::protocol::Presence;
use leptos::prelude::*;

/// Who is here, each with a button that calls them.
#[component]
pub fn People() -> impl IntoView {
    let client = expect_context::<Client>();
    let view = client.view;
    let alone = move || view.people.with(Vec::is_empty);
    view! {
        <aside class="people">
            <h2 id="people">"People"</h2>
            // On a phone it is a strip that scrolls: the keyboard has to reach it.
            <ul aria-labelledby="people" tabindex="0">
                <li class="person me">
                    {move || view! { <Avatar name=view.me.get() /> }}
                    <span class="who">
                        <span class="name">{move || view.me.get().to_string()}</span>
                        <span class="state">"you"</span>
                    </span>
                </li>
                <For each=move || view.people.get() key=|person| person.name.to_string() let(person)>
                    <PersonItem person />
                </For>
            </ul>
            <Show when=alone>
                <EmptyRoom />
            </Show>
        </aside>
    }
}

#[component]
fn PersonItem(person: Present) -> impl IntoView {
    let Present { name, state, .. } = person;
    let stage = expect_context::<Client>().view.stage;
    let shown = name.clone();
    let caller = name.clone();
    let calls_me = move || stage.with(|stage| matches!(stage, Stage::Incoming(peer) if *peer == caller));
    let word = {
        let state = state.clone();
        move || match state.get() {
            Presence::Available => "available",
            Presence::Calling if calls_me() => "calling you",
            Presence::Calling => "calling",
            Presence::Ringing => "ringing",
            Presence::InCall => "in a call",
        }
    };
    view! {
        <li class=format!("person {}", tint(&name)) title=name.to_string() data-state={
            let state = state.clone();
            move || match state.get() {
                Presence::Available => "available",
                Presence::Calling => "calling",
                Presence::Ringing => "ringing",
                Presence::InCall => "in-call",
            }
        }>
            <Avatar name=shown.clone() />
            <span class="who">
                <span class="name">{shown.to_string()}</span>
                <span class="state">{word}</span>
            </span>
            <CallButton name=shown.clone() way=Way::Voice />
            <CallButton name=shown way=Way::Video />
        </li>
    }
}

/// What to do in a room without anybody else.
#[component]
fn EmptyRoom() -> impl IntoView {
    let client = expect_context::<Client>();
    view! {
        <div class="empty">
            <p class="empty-title">"Nobody else is here yet"</p>
            <p>"To talk to somebody, send them this link:"</p>
            <p class="address">{client.view.address.get_value()}</p>
            <button class="button primary" type="button" on:click=move |_| client.ask(Command::CopyLink)>
                {icon(Icon::Link)}
                "Copy link"
            </button>
            <p class="fine">
                "To try a call alone, open the link in a private window and join under another name."
            </p>
            <p class="fine">"Any address like " <b>{client.view.site_path("/r/family")}</b> " is a room of its own."</p>
        </div>
    }
}

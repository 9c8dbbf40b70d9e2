use super::document::title;
use super::icon::{Icon, icon};
use crate::client::{Client, Command};
use crate::protocol::limits;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

/// The bar above the room: where one is, who one is, and whether the server can be reached.
#[component]
pub fn TopBar(
    /// Whether the dialog that chooses camera and microphone is wanted.
    devices: RwSignal<bool>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let view = client.view;
    let room = view.room.get_value();
    view! {
        <header class="bar">
            <a class="brand" href=view.site_path("/") aria-label="Switchboard: go to the lobby">
                <span class="brand-mark">{icon(Icon::Brand)}</span>
            </a>
            <h1 class="room-name">{title(&room)}</h1>
            <p class="link" role="status" data-link=move || view.link.get().word()>
                <LinkState />
            </p>
            <button class="button quiet" type="button" on:click=move |_| client.ask(Command::CopyLink)>
                {icon(Icon::Link)}
                <span class="label">"Copy link"</span>
            </button>
            <button class="button quiet" type="button" on:click=move |_| devices.set(true)>
                {icon(Icon::Devices)}
                <span class="label">"Camera and microphone"</span>
            </button>
            <MyName room=room.to_string() />
            <form class="me" method="post" action=view.site_path("/sign-out")>
                <input type="hidden" name="room" value=room.to_string() />
                <button class="button quiet" type="submit">
                    {icon(Icon::SignOut)}
                    <span class="label">"Sign out"</span>
                </button>
            </form>
        </header>
    }
}

/// What one is called, and behind it the field that changes that.
#[component]
fn MyName(room: String) -> impl IntoView {
    let client = expect_context::<Client>();
    let me = client.view.me;
    let open = NodeRef::<html::Details>::new();
    let name = NodeRef::<html::Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(name) = name.get_untracked() {
            client.ask(Command::Rename(name.value()));
        }
        if let Some(open) = open.get_untracked() {
            open.set_open(false);
        }
    };
    view! {
        <details class="rename" node_ref=open>
            <summary class="my-name" title="Change your name">
                <span class="visually-hidden">"You are "</span>
                {move || me.get().to_string()}
            </summary>
            <form method="post" action=client.view.site_path("/rename") on:submit=submit>
                <input type="hidden" name="room" value=room />
                <label for="new-name">"New name"</label>
                <input
                    id="new-name"
                    name="name"
                    type="text"
                    node_ref=name
                    required
                    maxlength=limits::NAME
                    value=me.get_untracked().to_string()
                    autocomplete="nickname"
                    autocapitalize="words"
                    spellcheck="false"
                />
                <button class="button primary small" type="submit">"Change name"</button>
            </form>
        </details>
    }
}

/// Says when the server cannot be reached, and offers to try at once.
#[component]
fn LinkState() -> impl IntoView {
    let client = expect_context::<Client>();
    let lost = move |sentence| {
        view! {
            <span>{sentence}</span>
            <button class="button quiet small" type="button" on:click=move |_| client.ask(Command::Reconnect)>
                "Try now"
            </button>
        }
    };
    view! { {move || client.view.link.get().sentence().map(lost)} }
}

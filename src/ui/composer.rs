use super::icon::{Icon, icon};
use crate::client::{Client, Command};
use crate::protocol::RoomName;
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;

/// Where messages are written. A form that works without WASM too.
#[component]
pub fn Composer(
    /// What it begins with, as HTML.
    draft: String,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let view = client.view;
    let room = view.room.get_value().to_string();
    let form = NodeRef::<html::Form>::new();
    let field = NodeRef::<html::Textarea>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            let text = field.value();
            if !text.trim().is_empty() {
                client.ask(Command::Say(text));
                field.set_value("");
            }
            let _ = field.focus();
        }
    };
    // Enter sends, with Shift it is a new line; while an input method composes, it belongs to that.
    let key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            if let Some(form) = form.get_untracked() {
                let _ = form.request_submit();
            }
        }
    };
    let here = view.site_path(&view.room.with_value(RoomName::path));
    view! {
        // The style sheet shows it where no WASM has taken over after a few seconds.
        <p class="plain-hint">
            "This page works without scripts, but new messages do not appear by themselves, and nobody can be called. " <a href=here>"Look for new messages"</a>
        </p>
        <form class="composer" method="post" action=view.site_path("/say") node_ref=form on:submit=submit>
            <input type="hidden" name="room" value=room />
            <textarea
                id="message"
                name="text"
                rows="1"
                required
                maxlength=view.max_text
                aria-label="Message"
                placeholder="Write a message"
                autocomplete="off"
                dir="auto"
                node_ref=field
                on:keydown=key
                inner_html=draft
            ></textarea>
            <button class="button round primary" type="submit" aria-label="Send" title="Send">
                {icon(Icon::Send)}
            </button>
        </form>
    }
}

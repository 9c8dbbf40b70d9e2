use super::calls::{Calls, Layout};
use super::composer::Composer;
use super::notice::Notices;
use super::people::People;
use super::top_bar::TopBar;
use super::transcript::Transcript;
use crate::call::Stage;
use crate::client::{Client, LinkView, Notice, Page};
use leptos::html;
use leptos::prelude::*;

/// A room: people, chat, and the call.
#[component]
pub fn App(
    /// What it starts from.
    page: Page,
) -> impl IntoView {
    let client = Client::new(&page);
    let draft = page.draft;
    provide_context(client);
    let stage = client.view.stage;
    let on_stage = Memo::new(move |_| {
        stage.with(|stage| {
            matches!(stage, Stage::Calling(_) | Stage::Ringing(_) | Stage::Connecting(_) | Stage::Active(_))
        })
    });
    let chat_open = RwSignal::new(false);
    // A call begins with the chat beside it where there is room for both; on a phone it is one tap away.
    Effect::new(move |_| {
        if on_stage.get() {
            chat_open.set(is_wide());
        }
    });
    let unread = client.view.unseen(move || !on_stage.get() || chat_open.get());
    let layout = Layout {
        on_stage,
        chat_open,
        unread,
        devices: RwSignal::new(false),
        closing: RwSignal::new(None),
        closing_place: NodeRef::new(),
    };
    let place = NodeRef::<html::Div>::new();
    bring_calls(Calls { client, layout }, place);
    view! {
        <div class="app" class:calling=on_stage class:chat-open=chat_open>
            <a class="skip" href="#message">"Skip to the message field"</a>
            <TopBar devices=layout.devices />
            <main class="room">
                <People />
                <div class="call-place" node_ref=place></div>
                <section class="chat" id="chat" aria-label="Chat">
                    <div class="closing-place" role="status" node_ref=layout.closing_place></div>
                    <Transcript />
                    <Composer draft />
                </section>
            </main>
            <Notices layout />
        </div>
    }
}

/// Brings what only calls need, when reading and writing are possible.
fn bring_calls(calls: Calls, place: NodeRef<html::Div>) {
    let view = calls.client.view;
    let wanted = Memo::new(move |before| before == Some(&true) || view.link.get() == LinkView::Open);
    Effect::new(move |_| {
        if let Some(place) = place.get()
            && wanted.get()
        {
            leptos::task::spawn_local(async move {
                if crate::show_calls(calls, place.into()).await.is_err() {
                    let sentence = "A part of this page did not come, and calls need it. Please load the page again.";
                    view.notice.set(Some(Notice::Problem(sentence.to_owned())));
                }
            });
        }
    });
}

/// Whether the window has the style sheet's third column (`$desk`, and room for a picture beside it).
fn is_wide() -> bool {
    window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width >= 900.0)
}

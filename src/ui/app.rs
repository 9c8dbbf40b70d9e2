use super::call_panel::CallPanel;
use super::composer::Composer;
use super::devices::DeviceDialog;
use super::incoming_call::IncomingCall;
use super::notice::Notices;
use super::people::People;
use super::top_bar::TopBar;
use super::transcript::Transcript;
use crate::call::Stage;
use crate::client::{Client, Page};
use leptos::html;
use leptos::prelude::*;

/// A room: people, chat, and the call.
#[component]
pub fn App(
    /// What it starts from.
    page: Page,
) -> impl IntoView {
    let client = Client::new(&page);
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
    let devices = NodeRef::<html::Dialog>::new();
    view! {
        <div class="app" class:calling=on_stage class:chat-open=chat_open>
            <a class="skip" href="#message">"Skip to the message field"</a>
            <TopBar devices />
            <main class="room">
                <People />
                <CallPanel on_stage chat_open devices />
                <section class="chat" id="chat" aria-label="Chat">
                    <Transcript />
                    <Composer />
                </section>
            </main>
            <Notices />
            <IncomingCall />
            <DeviceDialog node=devices />
        </div>
    }
}

/// Whether the window has the style sheet's third column (`$desk`, and room for a picture beside it).
fn is_wide() -> bool {
    window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width >= 900.0)
}

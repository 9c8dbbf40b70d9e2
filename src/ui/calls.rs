use super::call_panel::CallPanel;
use super::closing_card::{Closing, ClosingCard};
use super::devices::DeviceDialog;
use super::incoming_call::IncomingCall;
use super::observer::Observer;
use super::seen_words::SeenWords;
use crate::call::quality::Quality;
use crate::client::Client;
use leptos::html;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;

/// What only calls need: the stage and the dialogs. It comes into the page once that can be used, as a file
/// of its own, because most visits begin with reading and writing.
#[derive(Clone, Copy)]
pub struct Calls {
    /// The client whose calls these are.
    pub client: Client,
    /// What the room and they share.
    pub layout: Layout,
}

/// What the room and its calls both have to do with.
#[derive(Clone, Copy)]
pub struct Layout {
    /// Whether there is a call to show.
    pub on_stage: Memo<bool>,
    /// Whether the chat is shown beside the call.
    pub chat_open: RwSignal<bool>,
    /// Messages that came since it was.
    pub unread: Signal<usize>,
    /// Whether the dialog that chooses camera and microphone is wanted.
    pub devices: RwSignal<bool>,
    /// What is left to say of the last one.
    pub closing: RwSignal<Option<Closing>>,
    /// Where that is said: above the chat, which makes room for it.
    pub closing_place: NodeRef<html::Div>,
}

impl Calls {
    /// Shows them in this element, as long as the page lives.
    pub fn show(self, place: HtmlElement) {
        let Self { client, layout } = self;
        let shown = mount_to(place, move || {
            provide_context(client);
            provide_context(layout);
            let quality = RwSignal::new(Quality::default());
            provide_context(quality);
            super::shortcuts::listen();
            let stage = NodeRef::new();
            super::focus::follow(stage);
            let seen = SeenWords::new(client.view.verdict);
            provide_context(seen);
            client.watch(Observer::new(client.view, quality, seen, layout.closing));
            view! {
                <CallPanel stage />
                <IncomingCall />
                <DeviceDialog />
            }
        });
        shown.forget();
        if let Some(place) = layout.closing_place.get_untracked() {
            let card = mount_to(place.into(), move || {
                provide_context(client);
                view! { <ClosingCard closing=layout.closing /> }
            });
            card.forget();
        }
    }
}

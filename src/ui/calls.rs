use super::call_panel::CallPanel;
use super::closing_card::{Closing, ClosingCard};
use super::devices::DeviceDialog;
use super::incoming_call::IncomingCall;
use super::observer::Observer;
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
    /// The stage, which takes the focus when a call begins.
    pub stage: NodeRef<html::Section>,
    /// Whether the chat is shown beside the call.
    pub chat_open: RwSignal<bool>,
    /// Messages that came since it was.
    pub unread: Signal<usize>,
    /// Whether the dialog that chooses camera and microphone is wanted.
    pub devices: RwSignal<bool>,
    /// What is left to say of the last one.
    pub closing: RwSignal<Option<Closing>>,
    /// Where that is said: among the other things that have to be told.
    pub closing_place: NodeRef<html::Div>,
}

/// Whether somebody has looked at the details of the present call.
#[derive(Clone, Copy)]
pub(super) struct Looked(pub RwSignal<bool>);

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
            let looked = RwSignal::new(false);
            provide_context(Looked(looked));
            client.watch(Observer::new(client.view, quality, looked, layout.closing));
            view! {
                <CallPanel />
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

use super::call_time::CallTime;
use super::calls::Layout;
use super::controls::Controls;
use super::details::Details;
use super::muted::Muted;
use super::video_tile::{VideoTile, Whose};
use crate::call::quality::Quality;
use crate::call::{Rung, Stage};
use crate::client::{Client, PathView, Power};
use crate::protocol::UserName;
use leptos::html;
use leptos::prelude::*;

/// The stage of a call: the other side large, oneself small, and the controls.
///
/// It is always in the page, so that the elements that play keep playing; without a call it is hidden.
#[component]
pub fn CallPanel(
    /// The stage itself, which takes the focus when a call begins that nobody has pressed a button of.
    stage: NodeRef<html::Section>,
) -> impl IntoView {
    let view = expect_context::<Client>().view;
    let quality = expect_context::<RwSignal<Quality>>();
    let Layout { on_stage, .. } = expect_context();
    let peer = Memo::new(move |_| view.stage.with(|stage| peer(stage).cloned()));
    let me = Signal::derive(move || Some(view.me.get()));
    let begun = Memo::new(move |_| quality.with(|quality| quality.begun().is_some()));
    let status = move || {
        let path = view.path.get();
        view.stage.with(|stage| sentence(stage, path, begun.get()))
    };
    let theirs = Signal::derive(move || match peer.get() {
        Some(peer) => format!("Video of {peer}"),
        None => "Video of the other side".to_owned(),
    });
    let their_picture = Signal::derive(move || view.theirs.get().is_none_or(|theirs| theirs.camera == Power::On));
    let their_state = move || {
        let (peer, theirs) = (peer.get()?, view.theirs.get()?);
        match (theirs.microphone, theirs.camera, theirs.screen) {
            (Power::On, Power::On, Power::Off) => None,
            (Power::Off, Power::On, Power::Off) => Some(format!("{peer} is muted")),
            (Power::On, Power::Off, Power::Off) => Some(format!("{peer}’s camera is off")),
            (Power::Off, Power::Off, Power::Off) => Some(format!("{peer} is muted, with the camera off")),
            (Power::On, _, Power::On) => Some(format!("{peer} shares their screen")),
            (Power::Off, _, Power::On) => Some(format!("{peer} is muted, and shares their screen")),
        }
    };
    let sharing = move || view.screen.get() == Some(Power::On);
    let my_picture = Signal::derive(move || view.camera.get() == Some(Power::On) || sharing());
    view! {
        <section class="call" aria-label="Call" tabindex="-1" node_ref=stage hidden=move || !on_stage.get() data-stage=move || view.stage.with(word) class:sharing=sharing>
            <VideoTile whose=Whose::Theirs stream=view.remote on=their_picture name=peer label=theirs />
            <p class="their-state" role="status">{their_state}</p>
            <div class="call-head">
                <p class="call-status" role="status">{status}</p>
                <CallTime begun />
            </div>
            <Details peer />
            <Muted />
            <VideoTile
                whose=Whose::Mine
                stream=view.local
                on=my_picture
                name=me
                label=Signal::derive(|| "Your own video".to_owned())
            />
            <Controls />
        </section>
    }
}

fn peer(stage: &Stage) -> Option<&UserName> {
    match stage {
        Stage::Calling(peer)
        | Stage::Ringing(peer)
        | Stage::Incoming(peer)
        | Stage::Connecting(peer)
        | Stage::Active(peer) => Some(peer),
        Stage::Idle | Stage::Ended(_) => None,
    }
}

fn sentence(stage: &Stage, path: PathView, begun: bool) -> String {
    match stage {
        Stage::Calling(peer) => format!("Calling {peer}…"),
        Stage::Ringing(peer) => format!("Ringing {peer}…"),
        Stage::Connecting(peer) if begun => format!("Reconnecting to {peer}…"),
        Stage::Connecting(peer) => format!("Connecting to {peer}…"),
        Stage::Active(peer) => match path {
            PathView::Whole => format!("In a call with {peer}"),
            PathView::SoundOnly => format!("In a call with {peer}, your picture follows"),
            PathView::Broken(seconds, Some(Rung::Relay)) => {
                format!("Connection lost, reconnecting over the relay ({seconds} s)…")
            }
            PathView::Broken(seconds, Some(Rung::AudioOnly)) => {
                format!("Connection lost, reconnecting with sound only ({seconds} s)…")
            }
            PathView::Broken(seconds, _) => format!("Connection lost, reconnecting ({seconds} s)…"),
            PathView::TheyReconnect => format!("{peer} is reconnecting…"),
        },
        Stage::Idle | Stage::Incoming(_) | Stage::Ended(_) => String::new(),
    }
}

fn word(stage: &Stage) -> &'static str {
    match stage {
        Stage::Idle | Stage::Incoming(_) | Stage::Ended(_) => "none",
        Stage::Calling(_) | Stage::Ringing(_) => "calling",
        Stage::Connecting(_) => "connecting",
        Stage::Active(_) => "active",
    }
}

use super::figures::Figures;
use super::icon::{Icon, icon};
use super::seen_words::SeenWords;
use super::words::Words;
use crate::call::quality::{Finding, Quality};
use crate::call::{Stage, Verdict};
use crate::client::{Client, Command, Control, PathView, can_fill_screen, can_show_above};
use crate::protocol::UserName;
use leptos::ev::keydown;
use leptos::html;
use leptos::prelude::*;

/// How the call is and who could listen, for whoever asks. Cheats are told without being asked for.
#[component]
pub fn Details(
    /// Who the call is with.
    peer: Memo<Option<UserName>>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let quality = expect_context::<RwSignal<Quality>>();
    let seen = expect_context::<SeenWords>();
    let view = client.view;
    let open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    // The next call is looked at anew.
    Effect::new(move |_| {
        if peer.with(Option::is_none) {
            open.set(false);
        }
    });
    Effect::new(move |_| {
        if open.get() && seen.are_first() {
            seen.look();
        }
    });
    let close = move || {
        open.set(false);
        seen.look();
        let _ = button.get_untracked().map(|button| button.focus());
    };
    let toggle = move |_| if open.get_untracked() { close() } else { open.set(true) };
    let keys = window_event_listener(keydown, move |event| {
        // The choice of devices closes first.
        let above = || document().query_selector("dialog[open]").ok().flatten().is_some();
        if event.key() == "Escape" && open.get_untracked() && !above() {
            close();
        }
    });
    on_cleanup(move || keys.remove());
    let news = Memo::new(move |_| !open.get() && seen.are_new());
    let mark = move || quality.with(|quality| quality.verdict().worse().word());
    let state = move || {
        let connection = match quality.with(|quality| quality.verdict().finding()) {
            Finding::Broken => "The connection is being restored.".to_owned(),
            _ => format!("The connection is {}.", mark()),
        };
        if news.get() { format!("{connection} The safety words are new.") } else { connection }
    };
    let cheat = move || match (view.verdict.get(), peer.get()) {
        (Verdict::Deceived(deceit), Some(peer)) => Some(deceit.sentence(&peer)),
        _ => None,
    };
    let now = move || {
        let peer = peer.get()?;
        let trust = if cheat().is_some() { Trust::Lost } else { Trust::Kept };
        Some(quality.with(|quality| view.stage.with(|stage| sentence(stage, view.path.get(), quality, &peer, trust))))
    };
    let button_of = |control, label, icon| view! { <WindowButton control label icon /> };
    let above =
        can_show_above().then(|| button_of(Control::PictureInPicture, "Picture in picture", Icon::PictureInPicture));
    let full = can_fill_screen().then(|| button_of(Control::FullScreen, "Full screen", Icon::FullScreen));
    view! {
        <p class="cheat" role="alert">{cheat}</p>
        <p class="visually-hidden" role="status">
            {move || news.get().then_some("The safety words are new: they are in the call details.")}
        </p>
        <div class="stage-buttons">
            {above}
            {full}
            <button
                class="stage-button"
                type="button"
                node_ref=button
                aria-label="Call details"
                aria-describedby="call-state"
                aria-controls="call-details"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                title="Call details"
                class:news=news
                data-mark=mark
                on:click=toggle
            >
                {icon(Icon::Details)}
            </button>
            <span id="call-state" hidden>{state}</span>
        </div>
        <section class="details" id="call-details" aria-label="Call details" hidden=move || !open.get()>
            <div class="details-head">
                <h3>"Safety words"</h3>
                <button
                    class="button round quiet"
                    type="button"
                    aria-label="Close the details"
                    title="Close (Esc)"
                    on:click=move |_| close()
                >
                    {icon(Icon::Close)}
                </button>
            </div>
            <Words peer />
            <h3>"Call quality"</h3>
            <p>{now}</p>
            <Figures wanted=open />
            <button
                class="button quiet small"
                type="button"
                on:click=move |_| client.ask(Command::CopyReport(quality.with_untracked(Quality::report)))
            >
                "Copy report"
            </button>
        </section>
    }
}

/// Whether nobody was caught between the two.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    Kept,
    Lost,
}

/// How the call is, as it is this moment: what its seconds say is of no use while there are none.
fn sentence(stage: &Stage, path: PathView, quality: &Quality, peer: &UserName, trust: Trust) -> String {
    match stage {
        Stage::Calling(_) | Stage::Ringing(_) => format!("{peer} has not answered yet."),
        Stage::Connecting(_) if quality.begun().is_none() => format!("The connection to {peer} is being made."),
        Stage::Active(_) if path == PathView::TheyReconnect => {
            format!("{peer}’s page has lost the server, and is reconnecting.")
        }
        // Of the connection: between the two all is not well.
        _ if trust == Trust::Lost && matches!(quality.verdict().finding(), Finding::Well) => {
            "The connection is good.".to_owned()
        }
        _ => quality.verdict().sentence(peer),
    }
}

/// One that changes how large the call is shown.
#[component]
fn WindowButton(control: Control, label: &'static str, icon: Icon) -> impl IntoView {
    let client = expect_context::<Client>();
    view! {
        <button
            class="stage-button window"
            type="button"
            aria-label=label
            title=label
            on:click=move |_| client.control(control.clone())
        >
            {super::icon::icon(icon)}
        </button>
    }
}

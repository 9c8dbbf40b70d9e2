use super::avatar::Avatar;
use super::icon::{Icon, icon};
use crate::call::quality::Quality;
use crate::client::{Client, Power, Stream};
use crate::protocol::UserName;
use leptos::ev::{click, keydown};
use leptos::html;
use leptos::prelude::*;

/// Whose picture a tile shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The other side's, with their sound.
    Theirs,
    /// One's own, as in a mirror and never with sound.
    Mine,
}

impl Whose {
    fn id(self) -> &'static str {
        match self {
            Self::Theirs => "received_video",
            Self::Mine => "local_video",
        }
    }

    /// How well its picture and sound arrive, in words.
    fn marked(self, word: &str) -> String {
        match self {
            Self::Theirs => format!("What you get of them is {word}"),
            Self::Mine => format!("What they get of you is {word}"),
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Theirs => "tile theirs",
            Self::Mine => "tile mine",
        }
    }
}

/// A pane of the call: a picture, or initials where there is none.
///
/// There is a picture when a frame has been shown, whatever the tracks say of themselves. Until then the
/// other side's sound comes from an element of its own: a video element stays silent while it waits for
/// the first frame of a picture that may never come.
#[component]
pub fn VideoTile(
    /// Whose picture.
    whose: Whose,
    /// What to play.
    stream: RwSignal<Option<Stream>, LocalStorage>,
    /// Whether the camera is on, as far as this side knows.
    #[prop(into)]
    on: Signal<bool>,
    /// Who it is, for the initials.
    #[prop(into)]
    name: Signal<Option<UserName>>,
    /// What the picture is called.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let video = NodeRef::<html::Video>::new();
    let audio = NodeRef::<html::Audio>::new();
    let framed = RwSignal::new(false);
    let look = move || framed.set(video.get_untracked().is_some_and(|video| video.video_width() > 0));
    // The browser wants a click before it plays sound, as after a reload.
    let refused = RwSignal::new(false);
    Effect::new(move |_| {
        stream.with(|stream| {
            let stream = stream.as_ref();
            let seen = video.get().is_none_or(|video| Stream::play(stream, &video));
            let heard = audio.get().is_none_or(|audio| Stream::play(stream, &audio));
            look();
            refused.set(!(seen && heard));
        });
    });
    let view = expect_context::<Client>().view;
    if whose == Whose::Theirs {
        super::speaker::follow(video, audio);
    }
    let start = move || {
        let seen = video.get_untracked().is_none_or(|video| Stream::start(&video));
        let heard = audio.get_untracked().is_none_or(|audio| Stream::start(&audio));
        refused.set(!(seen && heard));
    };
    // Any click or key will do.
    let start_if_refused = move || {
        if refused.get_untracked() {
            start();
        }
    };
    let clicks = window_event_listener(click, move |_| start_if_refused());
    let keys = window_event_listener(keydown, move |_| start_if_refused());
    on_cleanup(move || {
        clicks.remove();
        keys.remove();
    });
    let quality = expect_context::<RwSignal<Quality>>();
    let mark = move || {
        quality.with(|quality| match whose {
            Whose::Theirs => quality.verdict().theirs(),
            Whose::Mine => quality.verdict().mine(),
        })
    };
    // It may play by itself after all.
    let playing = move |_| {
        let video = video.get_untracked().is_none_or(|video| !video.paused());
        refused.set(!(video && audio.get_untracked().is_none_or(|audio| !audio.paused())));
    };
    let own_sound = (whose == Whose::Theirs).then(|| {
        view! { <audio node_ref=audio autoplay prop:muted=move || framed.get() on:playing=playing></audio> }
    });
    let muted = move || {
        (whose == Whose::Mine && view.microphone.get() == Some(Power::Off))
            .then(|| view! { <p class="own-state">{icon(Icon::MicrophoneOff)} "Muted"</p> })
    };
    view! {
        <div class=whose.class() class:pictured=move || framed.get() && on.get()>
            <video
                id=whose.id()
                node_ref=video
                autoplay
                playsinline
                muted=whose == Whose::Mine
                prop:muted=move || whose == Whose::Mine || !framed.get()
                aria-label=label
                on:resize=move |_| look()
                on:playing=playing
            ></video>
            {own_sound}
            <span class="mark" role="img" aria-label=move || whose.marked(mark().word()) data-mark=move || mark().word()>
                <i></i>
                <i></i>
                <i></i>
            </span>
            <Show when=move || refused.get() && whose == Whose::Theirs>
                <button class="button primary hear" type="button" on:click=move |_| start()>
                    {move || name.get().map_or_else(String::new, |name| format!("Tap to hear {name}"))}
                </button>
            </Show>
            {muted}
            <div class="faceless">{move || name.get().map(|name| view! { <Avatar name /> })}</div>
        </div>
    }
}

use super::avatar::Avatar;
use crate::client::Stream;
use crate::protocol::UserName;
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

    fn class(self) -> &'static str {
        match self {
            Self::Theirs => "tile theirs",
            Self::Mine => "tile mine",
        }
    }
}

/// A pane of the call: a picture, or initials where there is none.
#[component]
pub fn VideoTile(
    /// Whose picture.
    whose: Whose,
    /// What to play.
    stream: RwSignal<Option<Stream>, LocalStorage>,
    /// Whether there is a picture in it.
    #[prop(into)]
    picture: Signal<bool>,
    /// Who it is, for the initials.
    #[prop(into)]
    name: Signal<Option<UserName>>,
    /// What the picture is called.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Video>::new();
    Effect::new(move |_| {
        if let Some(video) = node.get() {
            stream.with(|stream| Stream::show(stream.as_ref(), &video));
        }
    });
    view! {
        <div class=whose.class() class:pictured=picture>
            <video
                id=whose.id()
                node_ref=node
                autoplay
                playsinline
                prop:muted=(whose == Whose::Mine).then_some(true)
                muted=whose == Whose::Mine
                aria-label=label
            ></video>
            <div class="faceless">{move || name.get().map(|name| view! { <Avatar name /> })}</div>
        </div>
    }
}

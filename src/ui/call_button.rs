use super::icon::{Icon, icon};
use crate::call::Stage;
use crate::client::{Client, Command, LinkView, Medium};
use crate::protocol::UserName;
use leptos::prelude::*;

/// How somebody is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// With a camera.
    Video,
    /// Without.
    Voice,
    /// With a camera, after a missed call of theirs: they may have gone meanwhile.
    Back,
}

/// A button that calls somebody.
#[component]
pub fn CallButton(
    /// Whom.
    name: UserName,
    /// How.
    way: Way,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let view = client.view;
    let (label, medium, picture) = match way {
        Way::Video => (format!("Call {name}"), Medium::Video, Icon::Camera),
        Way::Voice => (format!("Voice call to {name}"), Medium::Voice, Icon::Call),
        Way::Back => (format!("Call {name} back"), Medium::Video, Icon::Camera),
    };
    let called = name.clone();
    // One call at a time; whoever is busy can be called all the same, and says so.
    let unable = move || {
        view.link.get() != LinkView::Open
            || view.stage.with(|stage| !matches!(stage, Stage::Idle | Stage::Ended(_)))
            || way == Way::Back && view.people.with(|people| people.iter().all(|person| person.name != name))
    };
    view! {
        <button
            class="button round call-button"
            type="button"
            aria-label=label.clone()
            title=label
            disabled=unable
            on:click=move |_| client.ask(Command::Call(called.clone(), medium))
        >
            {icon(picture)}
        </button>
    }
}

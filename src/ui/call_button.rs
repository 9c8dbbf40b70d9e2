use super::icon::{Icon, icon};
use crate::call::Stage;
use crate::client::{Client, Command, LinkView, Medium};
use crate::protocol::{PastCall, Power, UserName};
use leptos::prelude::*;

/// How somebody is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// With a camera.
    Video,
    /// Without.
    Voice,
    /// As they did, after a missed call of theirs: they may have gone meanwhile.
    Back(Medium),
}

/// A button that calls back whoever called in vain, whatever they are called now. Nobody else under their name.
#[component]
pub fn CallBack(
    /// The call that was missed.
    call: PastCall,
) -> impl IntoView {
    let view = expect_context::<Client>().view;
    let way = Way::Back(if call.camera == Power::On { Medium::Video } else { Medium::Voice });
    let name = Memo::new(move |_| view.name_of(&call));
    move || name.get().map(|name| view! { <CallButton name way /> })
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
    let (label, medium) = match way {
        Way::Video => (format!("Call {name}"), Medium::Video),
        Way::Voice => (format!("Voice call to {name}"), Medium::Voice),
        Way::Back(medium) => (format!("Call {name} back"), medium),
    };
    let picture = match medium {
        Medium::Video => Icon::Camera,
        Medium::Voice => Icon::Call,
    };
    let called = name.clone();
    // One call at a time; whoever is busy can be called all the same, and says so.
    let unable = move || {
        view.link.get() != LinkView::Open
            || view.stage.with(|stage| !matches!(stage, Stage::Idle | Stage::Ended(_)))
            || matches!(way, Way::Back(_)) && view.people.with(|people| people.iter().all(|person| person.name != name))
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

use super::icon::{Icon, icon};
use crate::call::Stage;
use crate::client::{Client, Command, LinkView};
use crate::protocol::UserName;
use leptos::prelude::*;

/// A button that calls somebody.
#[component]
pub fn CallButton(
    /// Whom.
    name: UserName,
    /// Whether it is to call them back: then they may have gone meanwhile.
    back: bool,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let view = client.view;
    let label = if back { format!("Call {name} back") } else { format!("Call {name}") };
    let called = name.clone();
    // One call at a time; whoever is busy can be called all the same, and says so.
    let unable = move || {
        view.link.get() != LinkView::Open
            || view.stage.with(|stage| !matches!(stage, Stage::Idle | Stage::Ended(_)))
            || back && view.people.with(|people| people.iter().all(|person| person.name != name))
    };
    view! {
        <button
            class="button round call-button"
            type="button"
            aria-label=label.clone()
            title=label
            disabled=unable
            on:click=move |_| client.ask(Command::Call(called.clone()))
        >
            {icon(Icon::Call)}
        </button>
    }
}

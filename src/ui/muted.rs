use super::level::follow;
use crate::call::Stage;
use crate::client::{Client, Power, Speaking};
use leptos::prelude::*;

/// Tells people who speak that they are muted.
#[component]
pub fn Muted() -> impl IntoView {
    let view = expect_context::<Client>().view;
    let muted = Memo::new(move |_| {
        view.microphone.get() == Some(Power::Off) && view.stage.with(|stage| matches!(stage, Stage::Active(_)))
    });
    let speaks = RwSignal::new(false);
    let speaking = StoredValue::new(Speaking::default());
    follow(view.voice, muted, move |level, now| {
        let heard = speaking.try_update_value(|speaking| speaking.hear(level, now)).unwrap_or_default();
        if heard != speaks.get_untracked() {
            speaks.set(heard);
        }
    });
    let words = move || (muted.get() && speaks.get()).then_some("You are speaking, but muted.");
    view! { <p class="muted-hint" role="status">{words}</p> }
}

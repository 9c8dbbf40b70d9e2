use crate::call::quality::{Begun, Quality};
use crate::client::clock;
use leptos::prelude::*;
use std::time::Duration;

/// How long the call has been on. A timer is not read out as it changes, only when it is asked for.
#[component]
pub fn CallTime() -> impl IntoView {
    let quality = expect_context::<RwSignal<Quality>>();
    let begun = Memo::new(move |_| quality.with(Quality::begun));
    let seconds = RwSignal::new(0);
    let tick = Trigger::new();
    Effect::new(move |_| {
        tick.track();
        let Some(begun) = begun.get() else { return };
        let passed = begun.passed(clock());
        seconds.set(passed.as_secs());
        // Up to the next whole second, and a little more: browsers are sometimes early.
        let rest = Duration::from_millis(1_005) - Duration::from_millis(passed.subsec_millis().into());
        if let Ok(timeout) = set_timeout_with_handle(move || tick.notify(), rest) {
            on_cleanup(move || timeout.clear());
        }
    });
    move || {
        begun.get().map(|_| {
            view! { <p class="call-time" role="timer" aria-label="Call time">{move || Begun::clock(seconds.get())}</p> }
        })
    }
}

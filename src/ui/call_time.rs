use crate::call::quality::{Begun, Quality};
use crate::client::clock;
use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use std::time::Duration;

/// How often it is looked at: what is shown is never much behind.
const EVERY: Duration = Duration::from_millis(200);

/// How long the call has been on. A timer is not read out as it changes, only when it is asked for.
#[component]
pub fn CallTime(
    /// Whether the call has begun.
    begun: Memo<bool>,
) -> impl IntoView {
    let quality = expect_context::<RwSignal<Quality>>();
    let seconds = RwSignal::new(0_u32);
    let look = move || {
        let passed = quality.with_untracked(Quality::begun).map_or(Duration::ZERO, |begun| begun.passed(clock()));
        let passed = u32::try_from(passed.as_secs()).unwrap_or(u32::MAX);
        if passed != seconds.get_untracked() {
            seconds.set(passed);
        }
    };
    Effect::new(move |_| {
        if begun.get() {
            look();
            if let Ok(clock) = set_interval_with_handle(look, EVERY) {
                on_cleanup(move || clock.clear());
            }
        }
    });
    view! {
        <p class="call-time" role="timer" aria-label="Call time" hidden=move || !begun.get()>
            {move || Begun::clock(seconds.get())}
        </p>
    }
}

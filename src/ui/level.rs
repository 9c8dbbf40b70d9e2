use crate::client::{Meter, Speaking, Stream};
use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use std::time::Duration;

/// Calls back with the level of a microphone and the time since it was first looked at, as long as that is wanted.
pub fn follow(
    voice: RwSignal<Option<Stream>, LocalStorage>,
    wanted: Memo<bool>,
    on_level: impl Fn(f32, Duration) + Copy + 'static,
) {
    Effect::new(move |_| {
        let Some(meter) = voice.get().filter(|_| wanted.get()).and_then(|voice| Meter::new(&voice)) else { return };
        let meter = StoredValue::new_local(Some(meter));
        let passed = StoredValue::new(Duration::ZERO);
        let look = move || {
            passed.update_value(|passed| *passed += Speaking::EVERY);
            if let Some(level) = meter.with_value(|meter| meter.as_ref().map(Meter::level)) {
                on_level(level, passed.get_value());
            }
        };
        if let Ok(clock) = set_interval_with_handle(look, Speaking::EVERY) {
            on_cleanup(move || clock.clear());
        }
    });
}

/// The level of a microphone, as it is spoken into.
#[component]
pub fn Level(
    /// The microphone.
    voice: RwSignal<Option<Stream>, LocalStorage>,
    /// Whether somebody looks.
    wanted: Memo<bool>,
) -> impl IntoView {
    let percent = RwSignal::new(0_u32);
    follow(voice, wanted, move |level, _| percent.set(shown(level)));
    view! { <meter class="level" min="0" max="100" aria-label="Input level" prop:value=move || percent.get()></meter> }
}

/// As ears have it: half of the bar for a tenth of the loudness.
fn shown(level: f32) -> u32 {
    (level.clamp(0.0, 1.0).powf(0.3) * 100.0) as u32
}

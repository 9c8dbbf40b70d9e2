use super::avatar::{Avatar, tint};
use super::call_button::CallBack;
use super::text::text;
use crate::client::{Client, Line, LineKind, Waiting};
use crate::protocol::{EndedCall, Entry, PastCall, Power, Said};
use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;

/// What was said, newest last.
#[component]
pub fn Transcript() -> impl IntoView {
    let view = expect_context::<Client>().view;
    let node = NodeRef::<html::Div>::new();
    let at_end = RwSignal::new(true);
    let unseen = view.unseen(move || at_end.get());
    // The style sheet lays it out from its end: there, and from the first paint on, this is 0.
    let to_end = move || {
        if let Some(log) = node.get_untracked() {
            log.set_scroll_top(0);
        }
    };
    let place = StoredValue::new((0, 0));
    let scrolled = move |_| {
        if let Some(log) = node.get_untracked() {
            place.set_value((log.scroll_height(), log.scroll_top()));
            let near = -log.scroll_top() < NEAR;
            if near != at_end.get_untracked() {
                at_end.set(near);
            }
        }
    };
    let hold_still = move || {
        if let Some(log) = node.get_untracked() {
            let (height, top) = place.get_value();
            if log.scroll_top() == top && log.scroll_height() > height {
                log.set_scroll_top(top + height - log.scroll_height());
            }
        }
    };
    // The newest line comes into sight, unless the reader has scrolled up to read older ones; and whatever they say.
    Effect::new(move |before: Option<usize>| {
        view.lines.track();
        let waiting = view.waiting.with(Vec::len);
        if at_end.get_untracked() || before.is_some_and(|before| waiting > before) {
            request_animation_frame(to_end);
        } else {
            // Not every browser holds still by itself (CSS Scroll Anchoring). Two frames later it is seen whether this
            // one did.
            request_animation_frame(move || request_animation_frame(hold_still));
        }
        waiting
    });
    let catch_up = move |_| {
        to_end();
        // The button goes, and the keyboard must not go with it.
        let _ = node.get_untracked().map(|log| log.focus());
    };
    let silent = move || view.lines.with(Vec::is_empty) && view.waiting.with(Vec::is_empty);
    view! {
        <div class="transcript" role="log" aria-label="Messages" tabindex="0" node_ref=node on:scroll=scrolled>
            <div class="lines">
                <Show when=silent>
                    <p class="silence">"No messages yet. Say hello!"</p>
                </Show>
                <For each=move || view.lines.get() key=|line| line.key.clone() let(line)>
                    <LineItem line />
                </For>
                <For each=move || view.waiting.get() key=|waiting| waiting.key.as_str().to_owned() let(waiting)>
                    <WaitingItem waiting />
                </For>
            </div>
        </div>
        <button class="button primary small newer" type="button" hidden=move || unseen.get() == 0 on:click=catch_up>
            "New messages"
            <span aria-hidden="true">"↓"</span>
        </button>
    }
}

/// Pixels from the end within which the reader counts as reading the end: about two lines and a message.
const NEAR: i32 = 200;

#[component]
fn LineItem(line: Line) -> impl IntoView {
    let (clock, date, leads) = (line.clock(), line.machine_date(), line.leads);
    let day = line.day.map(|day| view! { <p class="day"><span>{day}</span></p> });
    let event = |sentence: String, missed: Option<PastCall>| {
        let back = missed.map(|call| view! { <CallBack call /> });
        let time = view! { <time datetime=date.clone()>{clock.clone()}</time> };
        Either::Right(view! { <p class="event">{sentence} " " {time} {back}</p> })
    };
    let body = match line.kind {
        LineKind::Kept(Entry::Said(said)) => {
            Either::Left(view! { <Message said clock=clock.clone() date=date.clone() leads /> })
        }
        LineKind::Kept(Entry::Missed(call)) => {
            let kind = if call.camera == Power::On { "" } else { "voice " };
            event(format!("Missed {kind}call from {}", call.name), Some(call))
        }
        LineKind::Kept(Entry::Ended(EndedCall { call, lasted })) => {
            let kind = if call.camera == Power::On { "Video" } else { "Voice" };
            event(format!("{kind} call with {}, {}", call.name, time_of(lasted)), None)
        }
        LineKind::Joined(name) => event(format!("{name} joined"), None),
        LineKind::Left(name) => event(format!("{name} left"), None),
        LineKind::Missing => event("Some messages are missing here.".to_owned(), None),
        LineKind::Renamed(from, to) => event(format!("{from} is called {to} now"), None),
    };
    view! { {day} {body} }
}

/// How long it was, in words that need no more than a glance.
fn time_of(seconds: u64) -> String {
    match (seconds / 3_600, seconds / 60 % 60) {
        (0, 0) => format!("{} s", seconds.max(1)),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[component]
fn Message(said: Said, clock: String, date: String, leads: bool) -> impl IntoView {
    let view = expect_context::<Client>().view;
    let Said { name, text: words, target, .. } = said;
    let author = name.clone();
    let mine = move || view.me.with(|me| *me == author);
    let privately = target.map(|target| view! { <span class="privately">{format!("to {target} alone")}</span> });
    let head = leads.then(|| {
        view! {
            <Avatar name=name.clone() />
            <p class="author">
                <span class="name">{name.to_string()}</span>
                {privately}
                <time datetime=date>{clock}</time>
            </p>
        }
    });
    view! {
        <div class=format!("message {}", tint(&name)) class:leads=leads class:mine=mine>
            {head}
            <p class="words" dir="auto">{text(&words)}</p>
        </div>
    }
}

/// A message that has not reached the server.
#[component]
fn WaitingItem(waiting: Waiting) -> impl IntoView {
    view! {
        <div class="message mine waiting">
            <p class="words" dir="auto">{text(&waiting.text)}</p>
            <p class="waits">"Waiting to be sent"</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_as_exact_as_it_matters() {
        for (seconds, words) in
            [(0, "1 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h 0 min"), (90_061, "25 h 1 min")]
        {
            assert_eq!(time_of(seconds), words);
        }
    }
}

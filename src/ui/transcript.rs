use super::avatar::{Avatar, tint};
use super::call_button::{CallButton, Way};
use super::text::text;
use crate::client::{Client, Line, LineKind, Waiting};
use crate::protocol::{Entry, Said, UserName};
use leptos::either::Either;
use leptos::html;
use leptos::prelude::*;

/// What was said, newest last.
#[component]
pub fn Transcript() -> impl IntoView {
    let view = expect_context::<Client>().view;
    let node = NodeRef::<html::Div>::new();
    // The newest line comes into sight, unless the reader has scrolled up to read older ones.
    Effect::new(move |_| {
        view.lines.track();
        view.waiting.track();
        if let Some(log) = node.get() {
            // The style sheet lays it out from its end: there, and from the first paint on, this is 0.
            if -log.scroll_top() < NEAR {
                request_animation_frame(move || log.set_scroll_top(0));
            }
        }
    });
    let silent = move || view.lines.with(Vec::is_empty) && view.waiting.with(Vec::is_empty);
    view! {
        <div class="transcript" role="log" aria-label="Messages" tabindex="0" node_ref=node>
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
    }
}

/// Pixels from the end within which the reader counts as reading the end: about two lines and a message.
const NEAR: i32 = 200;

#[component]
fn LineItem(line: Line) -> impl IntoView {
    let (clock, date, leads) = (line.clock(), line.machine_date(), line.leads);
    let day = line.day.map(|day| view! { <p class="day"><span>{day}</span></p> });
    let event = |sentence: String, caller: Option<UserName>| {
        let back = caller.map(|name| view! { <CallButton name way=Way::Back /> });
        let time = view! { <time datetime=date.clone()>{clock.clone()}</time> };
        Either::Right(view! { <p class="event">{sentence} " " {time} {back}</p> })
    };
    let body = match line.kind {
        LineKind::Kept(Entry::Said(said)) => {
            Either::Left(view! { <Message said clock=clock.clone() date=date.clone() leads /> })
        }
        LineKind::Kept(Entry::Missed(missed)) => event(format!("Missed call from {}", missed.name), Some(missed.name)),
        LineKind::Joined(name) => event(format!("{name} joined"), None),
        LineKind::Left(name) => event(format!("{name} left"), None),
        LineKind::Renamed(from, to) => event(format!("{from} is called {to} now"), None),
    };
    view! { {day} {body} }
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

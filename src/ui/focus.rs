//! Where the keyboard goes on when what had the focus is gone: a call begins or ends, a word on it is dismissed.

use super::calls::Layout;
use crate::call::Stage;
use crate::client::Client;
use crate::protocol::UserName;
use leptos::ev::{focusin, focusout};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, HtmlElement};

/// What the keyboard has to do with.
#[derive(Clone, PartialEq)]
enum Place {
    /// Somebody is called.
    Calling(UserName),
    /// Somebody calls: their card takes the focus.
    Called(UserName),
    /// The two are in a call.
    Talking(UserName),
    /// It is over, and that is told.
    Told(UserName),
    /// The room.
    Room,
}

/// Brings the focus along for as long as the page lives.
pub fn follow(stage: NodeRef<html::Section>) {
    let view = expect_context::<Client>().view;
    let Layout { on_stage, .. } = expect_context();
    Effect::new(move |before: Option<Place>| {
        let place = view.stage.with(place);
        if before.as_ref() != Some(&place) {
            let (before, place) = (before.unwrap_or(Place::Room), place.clone());
            when_lost(move || match (before, place) {
                (_, Place::Calling(_)) => focus("#hangup-button"),
                (Place::Calling(_) | Place::Talking(_), Place::Talking(_)) | (_, Place::Called(_)) => {}
                (_, Place::Talking(_)) => drop(stage.get_untracked().map(|stage| stage.focus())),
                (Place::Room, Place::Told(_) | Place::Room) => {}
                (_, Place::Told(peer))
                | (
                    Place::Calling(peer) | Place::Called(peer) | Place::Talking(peer) | Place::Told(peer),
                    Place::Room,
                ) => {
                    focus_person(&peer);
                }
            });
        }
        place
    });
    Effect::new(move |was_told: Option<bool>| {
        let told = view.notice.with(Option::is_some);
        if was_told == Some(true) && !told {
            when_lost(move || match stage.get_untracked().filter(|_| on_stage.get_untracked()) {
                Some(stage) => drop(stage.focus()),
                None => focus("#message"),
            });
        }
        told
    });
    follow_people();
}

/// Whoever has the focus on somebody in the list goes on writing when that somebody leaves.
fn follow_people() {
    let people = expect_context::<Client>().view.people;
    let focused = StoredValue::new_local(None::<HtmlElement>);
    let in_list = |element: &HtmlElement| element.closest(".people").is_ok_and(|list| list.is_some());
    let comes = window_event_listener(focusin, move |event| focused.set_value(element(&event).filter(in_list)));
    // Some browsers say this of what is taken out of the page, too: only what stays has lost the focus to something else.
    let goes = window_event_listener(focusout, move |event| {
        let Some(left) = element(&event) else { return };
        request_animation_frame(move || {
            let has_it = document().active_element().as_ref() == Some(left.as_ref());
            if left.is_connected() && !has_it {
                focused.update_value(|focused| drop(focused.take_if(|focused| *focused == left)));
            }
        });
    });
    on_cleanup(move || {
        comes.remove();
        goes.remove();
    });
    Effect::new(move || {
        people.track();
        when_lost(move || {
            if focused.try_with_value(|focused| focused.as_ref().is_some_and(|it| !it.is_connected())) == Some(true) {
                focus("#message");
            }
        });
    });
}

fn element(event: &impl AsRef<Event>) -> Option<HtmlElement> {
    event.as_ref().target()?.dyn_into().ok()
}

fn place(stage: &Stage) -> Place {
    match stage {
        Stage::Idle => Place::Room,
        Stage::Calling(peer) | Stage::Ringing(peer) => Place::Calling(peer.clone()),
        Stage::Incoming(peer) => Place::Called(peer.clone()),
        Stage::Connecting(peer) | Stage::Active(peer) => Place::Talking(peer.clone()),
        Stage::Ended(ending) => Place::Told(ending.peer.clone()),
    }
}

/// A browser takes the focus from what is gone, hidden or disabled when it has drawn the page without it.
fn when_lost(then: impl FnOnce() + 'static) {
    request_animation_frame(move || {
        request_animation_frame(move || {
            let has_it = document()
                .active_element()
                .is_some_and(|active| active.tag_name() != "BODY" && !active.matches(":disabled").unwrap_or_default());
            if !has_it {
                then();
            }
        });
    });
}

/// Where somebody can be called again; whoever cannot can be written to.
fn focus_person(name: &UserName) {
    let quoted = name.as_str().replace('\\', r"\\").replace('"', r#"\""#);
    let button = format!(".people [aria-label=\"Call {quoted}\"]:enabled");
    focus(if find(&button).is_some() { &button } else { "#message" });
}

fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        let _ = element.focus();
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

use crate::call::Stage;
use crate::client::{Client, Control, Stream};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::HtmlMediaElement;

/// Lets the other side be heard from the speaker that was chosen, whichever of these elements they are heard by. While
/// that one is gone it is the system's own, which is told in a call.
pub fn follow(video: NodeRef<html::Video>, audio: NodeRef<html::Audio>) {
    let client = expect_context::<Client>();
    let devices = client.view.devices;
    let talks = Memo::new(move |_| client.view.stage.with(|stage| matches!(stage, Stage::Active(_))));
    // Whoever may not use a microphone yet may not use a speaker either: each call begins with another try.
    let refused = RwSignal::new(None::<(String, bool)>);
    let gone = Memo::new(move |_| {
        devices.with(|devices| {
            let is_it = |(speaker, talked): &(String, bool)| *speaker == devices.speaker && *talked == talks.get();
            devices.lack_speaker() || refused.with(|refused| refused.as_ref().is_some_and(is_it))
        })
    });
    Effect::new(move |_| {
        let speaker = devices.with(|devices| devices.speaker.clone());
        let (talks, gone) = (talks.get(), gone.get());
        let route = |element: &HtmlMediaElement| {
            let tried = (speaker.clone(), talks);
            Stream::route(element, if gone { "" } else { &speaker }, move || {
                // The system's own cannot be gone.
                if !tried.0.is_empty() {
                    refused.set(Some(tried));
                }
            });
        };
        video.get().into_iter().for_each(|video| route(&video));
        audio.get().into_iter().for_each(|audio| route(&audio));
    });
    Effect::new(move |_| {
        if talks.get() && gone.get() {
            client.control(Control::SpeakerGone);
        }
    });
}

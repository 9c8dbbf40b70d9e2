use super::calls::Looked;
use super::icon::{Icon, icon};
use super::sparkline::Sparkline;
use crate::call::Verdict;
use crate::call::quality::{Figures, Flow, Limit, Quality, Series, percent};
use crate::client::{Client, Command, Control};
use crate::protocol::UserName;
use leptos::prelude::*;

/// How the call is and who could listen, for whoever asks. Cheats are told without being asked for.
#[component]
pub fn Details(
    /// Who the call is with.
    peer: Memo<Option<UserName>>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let quality = expect_context::<RwSignal<Quality>>();
    let Looked(looked) = expect_context();
    let view = client.view;
    let open = RwSignal::new(false);
    // The next call is looked at anew.
    Effect::new(move |_| {
        if peer.with(Option::is_none) {
            open.set(false);
        }
    });
    let label = move || {
        let worse = quality.with(|quality| quality.verdict().worse());
        format!("Call details. The connection is {}.", worse.word())
    };
    let cheat = move || match (view.verdict.get(), peer.get()) {
        (Verdict::Deceived(deceit), Some(peer)) => Some(deceit.sentence(&peer)),
        _ => None,
    };
    view! {
        <p class="cheat" role="alert">{cheat}</p>
        <div class="stage-buttons">
            <WindowButton control=Control::PictureInPicture label="Picture in picture" icon=Icon::PictureInPicture />
        <WindowButton control=Control::FullScreen label="Full screen" icon=Icon::FullScreen />
        <button
            class="stage-button"
            type="button"
            aria-label=label
            aria-controls="call-details"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            title="Call details"
            data-mark=move || quality.with(|quality| quality.verdict().worse().word())
            on:click=move |_| {
                open.update(|open| *open = !*open);
                looked.set(true);
            }
        >
            {icon(Icon::Details)}
        </button>
        </div>
        <section class="details" id="call-details" aria-label="Call details" hidden=move || !open.get()>
            <h3>"Does anybody listen?"</h3>
            <Words peer />
            <h3>"How is the call?"</h3>
            {move || open.get().then(|| {
                let sentence = peer.get().map(|peer| quality.with(|quality| quality.verdict().sentence(&peer)));
                view! {
                    <p>{sentence}</p>
                    <table>{quality.with(rows)}</table>
                }
            })}
            <button
                class="button quiet small"
                type="button"
                on:click=move |_| client.ask(Command::CopyReport(quality.with_untracked(Quality::report)))
            >
                "Copy report"
            </button>
        </section>
    }
}

/// One that changes how large the call is shown.
#[component]
fn WindowButton(control: Control, label: &'static str, icon: Icon) -> impl IntoView {
    let client = expect_context::<Client>();
    view! {
        <button
            class="stage-button window"
            type="button"
            aria-label=label
            title=label
            on:click=move |_| client.control(control.clone())
        >
            {super::icon::icon(icon)}
        </button>
    }
}

/// The four words, and what to do with them.
#[component]
fn Words(peer: Memo<Option<UserName>>) -> impl IntoView {
    let verdict = expect_context::<Client>().view.verdict;
    let words = move || match verdict.get() {
        Verdict::Words(words) => Some(view! {
            <ol class="safety-words" aria-label="The four words">
                {words.map(|word| view! { <li>{word}</li> }).collect_view()}
            </ol>
        }),
        _ => None,
    };
    view! {
        {words}
        <p>{move || peer.get().map(|peer| verdict.get().sentence(&peer))}</p>
    }
}

/// What is known of the last second, with the minute before it.
fn rows(quality: &Quality) -> impl IntoView + use<> {
    let figures = quality.history().latest().copied();
    let known = |text: fn(&Figures) -> Option<String>| figures.as_ref().and_then(text);
    let line = |series| Sparkline(super::sparkline::SparklineProps::of(quality.history(), series));
    let row = |name: &'static str, value: Option<String>, line: Option<_>| {
        let value = value.unwrap_or_else(|| "–".to_owned());
        view! { <tr><th scope="row">{name}</th><td>{value}</td><td>{line}</td></tr> }
    };
    (
        row("Way", known(|now| now.route.map(|route| route.words().to_owned())), None),
        row(
            "There and back",
            known(|now| now.round_trip_ms.map(|ms| format!("{ms} ms"))),
            Some(line(Series::RoundTrip)),
        ),
        row("Loss, to them", known(|now| now.mine.lost_permille.map(percent)), Some(line(Series::LostMine))),
        row("Loss, to you", known(|now| now.theirs.lost_permille.map(percent)), Some(line(Series::LostTheirs))),
        row(
            "Jitter, to them",
            known(|now| now.mine.jitter_ms.map(|ms| format!("{ms} ms"))),
            Some(line(Series::JitterMine)),
        ),
        row(
            "Jitter, to you",
            known(|now| now.theirs.jitter_ms.map(|ms| format!("{ms} ms"))),
            Some(line(Series::JitterTheirs)),
        ),
        row("Sent", known(|now| now.mine.bits_per_second().map(rate)), Some(line(Series::BitsMine))),
        row("Received", known(|now| now.theirs.bits_per_second().map(rate)), Some(line(Series::BitsTheirs))),
        row("Your picture", known(|now| picture(&now.mine)), Some(line(Series::FramesMine))),
        row("Their picture", known(|now| picture(&now.theirs)), Some(line(Series::FramesTheirs))),
        row("Sound", known(|now| now.theirs.audio_codec.map(|codec| codec.name().to_owned())), None),
        row("Held back by", known(|now| now.limit.map(|limit| held_back(limit).to_owned())), None),
    )
}

fn rate(bits: u32) -> String {
    format!("{} kbit/s", bits / 1000)
}

fn picture(flow: &Flow) -> Option<String> {
    let size = flow.size?;
    let frames = flow.frames_per_second.unwrap_or_default();
    let codec = flow.video_codec.map(|codec| codec.name()).unwrap_or_default();
    Some(format!("{} × {}, {frames}/s {codec}", size.width, size.height))
}

fn held_back(limit: Limit) -> &'static str {
    match limit {
        Limit::None => "nothing",
        Limit::Cpu => "this device’s speed",
        Limit::Bandwidth => "the connection’s width",
        Limit::Other => "something else",
    }
}

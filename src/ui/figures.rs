use super::sparkline::{Sparkline, SparklineProps};
use crate::call::Stage;
use crate::call::quality::{self, Flow, Limit, Quality, Series, label};
use crate::client::Client;
use leptos::prelude::*;

/// What is known of the last second of a call, with the minute before it.
#[component]
pub fn Figures(
    /// Whether somebody looks.
    wanted: RwSignal<bool>,
) -> impl IntoView {
    let stage = expect_context::<Client>().view.stage;
    let quality = expect_context::<RwSignal<Quality>>();
    // Of a connection that is gone nothing is so any more.
    let connected = Memo::new(move |_| stage.with(|stage| matches!(stage, Stage::Active(_))));
    move || wanted.get().then(|| view! { <table>{quality.with(|quality| rows(quality, connected.get()))}</table> })
}

fn rows(quality: &Quality, connected: bool) -> impl IntoView + use<> {
    let figures = quality.history().latest().copied().filter(|_| connected);
    let known = |text: fn(&quality::Figures) -> Option<String>| figures.as_ref().and_then(text);
    let line = |series| Sparkline(SparklineProps::of(quality.history(), series));
    let row = |name: &'static str, value: Option<String>, line: Option<_>| {
        let value = value.unwrap_or_else(|| "–".to_owned());
        view! { <tr><th scope="row">{name}</th><td>{value}</td><td>{line}</td></tr> }
    };
    (
        row(label::CONNECTION, known(|now| now.route.map(|route| route.title())), None),
        row(label::DELAY, known(|now| now.round_trip_ms.map(label::milliseconds)), Some(line(Series::RoundTrip))),
        row(
            label::MISSING_THERE,
            known(|now| now.mine.lost_permille.map(label::missing)),
            Some(line(Series::LostMine)),
        ),
        row(
            label::MISSING_HERE,
            known(|now| now.theirs.lost_permille.map(label::missing)),
            Some(line(Series::LostTheirs)),
        ),
        row(
            label::UNEVEN_THERE,
            known(|now| now.mine.jitter_ms.map(label::milliseconds)),
            Some(line(Series::JitterMine)),
        ),
        row(
            label::UNEVEN_HERE,
            known(|now| now.theirs.jitter_ms.map(label::milliseconds)),
            Some(line(Series::JitterTheirs)),
        ),
        row("Sent", known(|now| now.mine.bits_per_second().map(rate)), Some(line(Series::BitsMine))),
        row("Received", known(|now| now.theirs.bits_per_second().map(rate)), Some(line(Series::BitsTheirs))),
        row("Your picture", known(|now| picture(&now.mine)), Some(line(Series::FramesMine))),
        row("Their picture", known(|now| picture(&now.theirs)), Some(line(Series::FramesTheirs))),
        row(label::REDUCED, known(|now| now.limit.map(|limit| reduced(limit).to_owned())), None),
        row("Your formats", known(|now| formats(&now.mine)), None),
        row("Their formats", known(|now| formats(&now.theirs)), None),
    )
}

fn rate(bits: u32) -> String {
    format!("{} kbit/s", bits / 1000)
}

fn picture(flow: &Flow) -> Option<String> {
    let size = flow.size?;
    let frames = flow.frames_per_second.unwrap_or_default();
    Some(format!("{} × {}, {frames}/s", size.width, size.height))
}

fn formats(flow: &Flow) -> Option<String> {
    let names = [flow.audio_codec, flow.video_codec].into_iter().flatten().map(|codec| codec.name());
    Some(names.collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
}

fn reduced(limit: Limit) -> &'static str {
    match limit {
        Limit::None => "No",
        Limit::Cpu => "This device is busy",
        Limit::Bandwidth => "The connection is slow",
        Limit::Other => "For another reason",
    }
}

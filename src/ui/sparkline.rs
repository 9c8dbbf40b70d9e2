use crate::call::quality::{History, Series};
use leptos::prelude::*;

/// How large the drawing is in its own units: ten for each second.
const WIDTH: u32 = 590;
const HEIGHT: u32 = 200;

impl SparklineProps {
    /// The last minute of a series.
    pub fn of(history: &History, series: Series) -> Self {
        let lines = history.points(series, WIDTH, HEIGHT);
        let text = |line: Vec<(u32, u32)>| {
            // A line of one point would not be drawn.
            let again = (line.len() == 1).then(|| line[0]);
            line.iter().chain(&again).map(|(x, y)| format!("{x},{y} ")).collect::<String>()
        };
        Self { lines: lines.into_iter().map(text).collect() }
    }
}

/// The last minute of a figure, drawn small. Its value stands beside it, so it says nothing to a screen reader.
#[component]
pub fn Sparkline(
    /// The points of each line, as `<polyline>` has them.
    lines: Vec<String>,
) -> impl IntoView {
    let lines = lines.into_iter().map(|points| view! { <polyline points=points /> }).collect_view();
    view! {
        <svg class="sparkline" viewBox="-10 -10 610 220" preserveAspectRatio="none" aria-hidden="true">
            {lines}
        </svg>
    }
}

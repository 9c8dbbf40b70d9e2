use super::icon::{Icon, icon};
use crate::call::Stage;
use crate::call::quality::{Quality, Summary};
use crate::client::{Client, Command};
use leptos::prelude::*;

/// What is left to say of a call that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    summary: Summary,
    /// The same and more, for a bug report.
    report: String,
}

impl Closing {
    /// Nothing, where a call was over before there was anything to say of it.
    pub(super) fn of(quality: &Quality) -> Option<Self> {
        let summary = quality.summary();
        (summary.lasted.as_secs() > 0).then(|| Self { summary, report: quality.report() })
    }
}

/// How a call ended and what it was like, where more is known of it than that it is over.
#[component]
pub fn ClosingCard(
    /// What is left to say of the last call.
    closing: RwSignal<Option<Closing>>,
) -> impl IntoView {
    let client = expect_context::<Client>();
    let ended = move || {
        client.view.stage.with(|stage| match stage {
            Stage::Ended(ending) => Some(ending.sentence()),
            _ => None,
        })
    };
    move || {
        let (sentence, Closing { summary, report }) = ended().zip(closing.get())?;
        let figures = summary.rows().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
        Some(view! {
            <section class="closing" aria-label="How the call was">
                <button
                    class="button round quiet dismiss"
                    type="button"
                    aria-label="Dismiss"
                    title="Dismiss"
                    on:click=move |_| client.ask(Command::DismissEnding)
                >
                    {icon(Icon::Close)}
                </button>
                <h2>{sentence}</h2>
                <p>{summary.sentence()}</p>
                <dl>{figures.collect_view()}</dl>
                <button
                    class="button quiet small"
                    type="button"
                    on:click=move |_| client.ask(Command::CopyReport(report.clone()))
                >
                    "Copy report"
                </button>
            </section>
        })
    }
}

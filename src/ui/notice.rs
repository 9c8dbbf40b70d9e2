use super::icon::{Icon, icon};
use super::observer::Closing;
use crate::call::Stage;
use crate::client::{Client, Command, Notice};
use leptos::prelude::*;

/// What has to be told: how a call ended, and what did not work.
#[component]
pub fn Notices(
    /// What is left to say of the last call.
    closing: RwSignal<Option<Closing>>,
) -> impl IntoView {
    let view = expect_context::<Client>().view;
    let ended = move || {
        view.stage.with(|stage| match stage {
            Stage::Ended(ending) => Some(match closing.get() {
                Some(closing) => format!("{} {}", ending.sentence(), closing.sentence),
                None => ending.sentence(),
            }),
            _ => None,
        })
    };
    let tip = move || match view.notice.get() {
        Some(Notice::Tip(tip)) => Some(tip),
        Some(Notice::Problem(_)) | None => None,
    };
    let problem = move || match view.notice.get() {
        Some(Notice::Problem(problem)) => Some(problem),
        Some(Notice::Tip(_)) | None => None,
    };
    // The regions are in the page before their words are: screen readers read only what changes.
    view! {
        <div class="notices">
            <div role="status">
                {move || ended().map(|words| view! { <Toast words dismiss=Command::DismissEnding more=closing.get().map(|closing| closing.report) /> })}
                {move || tip().map(|words| view! { <Toast words dismiss=Command::DismissNotice more=None /> })}
            </div>
            <div role="alert">{move || problem().map(|words| view! { <Toast words dismiss=Command::DismissNotice more=None /> })}</div>
        </div>
    }
}

#[component]
fn Toast(words: String, dismiss: Command, more: Option<String>) -> impl IntoView {
    let client = expect_context::<Client>();
    let copy = more.map(|report| {
        view! {
            <button class="button quiet small" type="button" on:click=move |_| client.ask(Command::CopyReport(report.clone()))>
                "Copy report"
            </button>
        }
    });
    view! {
        <div class="toast">
            <p>{words}</p>
            {copy}
            <button
                class="button round quiet"
                type="button"
                aria-label="Dismiss"
                title="Dismiss"
                on:click=move |_| client.ask(dismiss.clone())
            >
                {icon(Icon::Close)}
            </button>
        </div>
    }
}

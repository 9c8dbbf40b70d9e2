use super::calls::Layout;
use super::icon::{Icon, icon};
use crate::call::Stage;
use crate::client::{Client, Command, Notice};
use leptos::prelude::*;

/// What has to be told: how a call ended, and what did not work.
#[component]
pub fn Notices(layout: Layout) -> impl IntoView {
    let view = expect_context::<Client>().view;
    let Layout { closing, .. } = layout;
    let ended = move || {
        view.stage.with(|stage| match stage {
            Stage::Ended(ending) if closing.with(Option::is_none) => Some(ending.sentence()),
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
                {move || ended().map(|words| view! { <Toast words dismiss=Command::DismissEnding /> })}
                {move || tip().map(|words| view! { <Toast words dismiss=Command::DismissNotice /> })}
            </div>
            <div role="alert">{move || problem().map(|words| view! { <Toast words dismiss=Command::DismissNotice /> })}</div>
        </div>
    }
}

#[component]
fn Toast(words: String, dismiss: Command) -> impl IntoView {
    let client = expect_context::<Client>();
    view! {
        <div class="toast">
            <p>{words}</p>
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

use super::seen_words::SeenWords;
use crate::call::Verdict;
use crate::client::Client;
use crate::protocol::UserName;
use leptos::prelude::*;

/// The four words, and what to do with them; above them, whether they are new.
#[component]
pub fn Words(
    /// Who the call is with.
    peer: Memo<Option<UserName>>,
) -> impl IntoView {
    let verdict = expect_context::<Client>().view.verdict;
    let seen = expect_context::<SeenWords>();
    let news = move || {
        seen.are_new().then(|| {
            view! {
                <div class="new-words">
                    <p>"The call has a new connection, and new words. If you have compared the ones before, compare these."</p>
                    <button class="button quiet small" type="button" on:click=move |_| seen.look()>"Got it"</button>
                </div>
            }
        })
    };
    let words = move || match verdict.get() {
        Verdict::Words(words) => Some(view! {
            <ol class="safety-words" aria-label="The four words">
                {words.map(|word| view! { <li>{word}</li> }).collect_view()}
            </ol>
        }),
        _ => None,
    };
    view! {
        {news}
        {words}
        <p>{move || peer.get().map(|peer| verdict.get().sentence(&peer))}</p>
    }
}

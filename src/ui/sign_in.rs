use super::document::title;
use super::icon::{Icon, icon};
use crate::protocol::{NameError, RoomName, limits};
use leptos::prelude::*;

/// The door of a room: one field and one button. A plain form, which needs no script.
#[component]
pub fn SignIn(
    /// Where the form goes.
    action: String,
    /// Which room.
    room: RoomName,
    /// What was typed, and what is wrong with it.
    problem: Option<(String, NameError)>,
) -> impl IntoView {
    let heading = if room.is_lobby() { "Join the lobby".to_owned() } else { format!("Join {}", title(&room)) };
    let (typed, problem) = problem.unzip();
    let wrong = problem.is_some();
    view! {
        <main class="door">
            <form class="door-card" method="post" action=action>
                <span class="brand-mark">{icon(Icon::Brand)}</span>
                <p class="brand-name">"Switchboard"</p>
                <h1>{heading}</h1>
                <p class="muted">"Chat and call the people in this room. Nobody else is in between."</p>
                <input type="hidden" name="room" value=room.to_string() />
                <label for="name">"Your name"</label>
                <input
                    id="name"
                    name="name"
                    type="text"
                    required
                    maxlength=limits::NAME
                    value=typed
                    autocomplete="nickname"
                    autocapitalize="words"
                    spellcheck="false"
                    autofocus
                    aria-invalid=wrong.then_some("true")
                    aria-describedby=wrong.then_some("name-problem")
                />
                {problem.map(|problem| view! { <p class="field-problem" id="name-problem" role="alert">{problem.to_string()}</p> })}
                <button class="button primary wide" type="submit">"Join"</button>
                <p class="fine">"Your camera and microphone stay off until you call somebody or take a call."</p>
            </form>
        </main>
    }
}

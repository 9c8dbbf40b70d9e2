//! A page that is loaded again in the middle of a call, and goes on with it.
//!
//! It notes the call when it goes, for its own tab alone, and takes the note when it comes: a copy of the tab
//! that was made in between has none.

use super::Driver;
use crate::browser::{Captured, page};
use crate::call::Input;
use crate::client::{Notice, Power};
use crate::protocol::{CallId, Held};
use leptos::prelude::{GetUntracked, Set};
use serde::{Deserialize, Serialize};

/// The note's name.
const NOTE: &str = "switchboard.call";

/// What a page had before it was loaded again.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Before {
    held: Held,
    microphone: Option<Power>,
    camera: Option<Power>,
}

impl Before {
    /// What this tab noted, if it did.
    pub fn take() -> Option<Self> {
        serde_json::from_str(&page::take_note(NOTE)?).ok()
    }
}

impl Driver {
    pub(super) fn note_for_reload(&self) {
        if let Some(held) = self.call.held() {
            let (microphone, camera) = (self.view.microphone.get_untracked(), self.view.camera.get_untracked());
            if let Ok(note) = serde_json::to_string(&Before { held, microphone, camera }) {
                page::note(NOTE, &note);
            }
        }
    }

    /// The call that this page has a part in, or had.
    pub(super) fn held(&self) -> Option<Held> {
        self.call.held().or_else(|| self.before.as_ref().map(|before| before.held.clone()))
    }

    /// The server has said which call this page holds: that may be the one from before.
    pub(super) fn take_up_what_was_before(&mut self, call: Option<CallId>) {
        let Some(before) = self.before.take() else { return };
        if call != Some(before.held.call) {
            let words = format!("The call with {} ended while this page was loaded.", before.held.with);
            self.view.notice.set(Some(Notice::Tip(words)));
        } else if self.call.id().is_none() {
            self.drive(Input::TakeUp(before.held.clone()));
            self.taken_up = Some(before);
        }
    }

    /// Devices that were off before stay off: nobody is heard again because their page was loaded again.
    pub(super) fn keep_off(&mut self, captured: &Captured) {
        let Some(before) = self.taken_up.take() else { return };
        for (track, power) in [(&captured.microphone, before.microphone), (&captured.camera, before.camera)] {
            if let (Some(track), Some(Power::Off)) = (track, power) {
                track.set_enabled(false);
            }
        }
    }
}

use super::closing_card::Closing;
use crate::call::quality::Quality;
use crate::call::{Stage, Verdict};
use crate::client::{Notice, View, Watch, WatchEvent, Watched, Watcher};
use leptos::prelude::*;
use std::time::Duration;

/// Watches calls for those who look at them: the words by the machine for them, the quality here.
pub struct Observer {
    words: Watcher,
    quality: RwSignal<Quality>,
    view: View,
    looked: RwSignal<bool>,
}

impl Observer {
    /// Observes each call from its first second on, and closes with a word on it.
    /// `looked`: whether the details of this call were opened.
    pub fn new(
        view: View,
        quality: RwSignal<Quality>,
        looked: RwSignal<bool>,
        closing: RwSignal<Option<Closing>>,
    ) -> Self {
        Effect::new(move |was_on: Option<bool>| {
            let (on, over) = view.stage.with(|stage| match stage {
                Stage::Idle | Stage::Ended(_) => (false, matches!(stage, Stage::Ended(_))),
                _ => (true, false),
            });
            if on && was_on != Some(true) {
                quality.set(Quality::default());
                looked.set(false);
                closing.set(None);
            } else if over {
                closing.set(quality.with_untracked(Closing::of));
            }
            on
        });
        Self { words: Watcher::default(), quality, view, looked }
    }
}

impl Watch for Observer {
    fn handle(&mut self, event: WatchEvent, now: Duration) -> Watched {
        match &event {
            WatchEvent::Opened(..) => {
                self.quality.update(Quality::reconnected);
                if self.looked.get_untracked() && matches!(self.view.verdict.get_untracked(), Verdict::Words(_)) {
                    let sentence =
                        "This call has a new connection. If you compared the four words, compare them again.";
                    self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
                }
            }
            WatchEvent::Sampled(sample, theirs) => self.quality.update(|quality| quality.take(**sample, *theirs)),
            _ => {}
        }
        self.words.handle(event, now)
    }
}

use super::closing_card::Closing;
use super::seen_words::SeenWords;
use crate::call::quality::{Quality, Tally};
use crate::client::{PathView, View, Watch, WatchEvent, Watched, Watcher, clock};
use leptos::prelude::*;
use std::time::Duration;

/// Watches calls for those who look at them: the words by the machine for them, the quality here.
pub struct Observer {
    words: Watcher,
    quality: RwSignal<Quality>,
    seen: SeenWords,
    closing: RwSignal<Option<Closing>>,
    /// Whether there is a call, or one that rings.
    on: bool,
}

impl Observer {
    /// Observes each call from its first second on, and closes with a word on it.
    pub fn new(view: View, quality: RwSignal<Quality>, seen: SeenWords, closing: RwSignal<Option<Closing>>) -> Self {
        Effect::new(move |_| {
            let broken = match view.path.get() {
                PathView::Broken(seconds, _) => Some(clock().saturating_sub(Duration::from_secs(seconds))),
                PathView::Whole | PathView::SoundOnly | PathView::TheyReconnect => None,
            };
            quality.update(|quality| quality.path(broken));
        });
        Self { words: Watcher::default(), quality, seen, closing, on: false }
    }
}

impl Watch for Observer {
    fn handle(&mut self, event: WatchEvent, now: Duration) -> Watched {
        match &event {
            WatchEvent::Opened(..) => {
                if !self.on {
                    self.closing.set(None);
                }
                self.on = true;
                self.quality.update(|quality| quality.reconnected(now));
            }
            WatchEvent::Over => {
                self.on = false;
                let mut quality = self.quality.get_untracked();
                quality.pass(now);
                self.closing.set(Closing::of(&quality));
                self.quality.set(Quality::default());
                self.seen.forget();
            }
            WatchEvent::Sampled(sample, theirs) => self.quality.update(|quality| quality.take(**sample, *theirs)),
            _ => {}
        }
        self.words.handle(event, now)
    }

    /// `SEEN TALLY`.
    fn note(&mut self, now: Duration) -> String {
        let mut quality = self.quality.get_untracked();
        quality.pass(now);
        let seen = if self.seen.are_some() { "seen" } else { "unseen" };
        format!("{seen} {}", quality.tally().map(Tally::note).unwrap_or_default())
    }

    fn recall(&mut self, note: &str, away: Duration, now: Duration) {
        let Some((seen, tally)) = note.split_once(' ') else { return };
        if seen == "seen" {
            self.seen.recall();
        }
        if let Some(tally) = Tally::read(tally) {
            self.quality.update(|quality| quality.resume(tally, away, now));
        }
    }
}

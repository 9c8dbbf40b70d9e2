use crate::call::Stage;
use crate::call::quality::Quality;
use crate::client::{View, Watch, WatchEvent, Watched, Watcher};
use leptos::prelude::*;
use std::time::Duration;

/// What is left to say of a call that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// How it was, in a sentence.
    pub sentence: String,
    /// The same and more, for a bug report.
    pub report: String,
}

/// Watches calls for those who look at them: the words by the machine for them, the quality here.
pub struct Observer {
    words: Watcher,
    quality: RwSignal<Quality>,
}

impl Observer {
    /// Observes each call from its first second on, and closes with a word on it.
    pub fn new(view: View, quality: RwSignal<Quality>, closing: RwSignal<Option<Closing>>) -> Self {
        Effect::new(move |was_on: Option<bool>| {
            let (on, over) = view.stage.with(|stage| match stage {
                Stage::Idle | Stage::Ended(_) => (false, matches!(stage, Stage::Ended(_))),
                _ => (true, false),
            });
            if on && was_on != Some(true) {
                quality.set(Quality::default());
                closing.set(None);
            } else if over {
                closing.set(quality.with_untracked(close));
            }
            on
        });
        Self { words: Watcher::default(), quality }
    }
}

impl Watch for Observer {
    fn handle(&mut self, event: WatchEvent, now: Duration) -> Watched {
        match &event {
            WatchEvent::Opened(..) => self.quality.update(Quality::reconnected),
            WatchEvent::Sampled(sample, theirs) => self.quality.update(|quality| quality.take(**sample, *theirs)),
            _ => {}
        }
        self.words.handle(event, now)
    }
}

/// Nothing, where a call was over before there was anything to say of it.
fn close(quality: &Quality) -> Option<Closing> {
    let summary = quality.summary();
    (summary.lasted.as_secs() > 0).then(|| Closing { sentence: summary.sentence(), report: quality.report() })
}

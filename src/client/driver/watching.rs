//! Whoever watches the call is told what happens to it, and is carried out.

use super::{Driver, Event};
use crate::browser::{Listener, Parsed, Peer, Timer, page};
use crate::call::Stage;
use crate::call::quality::Sample;
use crate::client::{Described, Watch, WatchEvent, Watched};
use crate::protocol::{CallId, Payload, Signal, ToServer};
use futures_util::future::LocalBoxFuture;
use leptos::prelude::{GetUntracked, Set};
use std::rc::Rc;
use std::time::Duration;

/// What happens to a call before its watch has come. A call has a handful of such events by then.
const MISSED: usize = 64;

/// The watch, which comes a moment later than the page.
pub(super) enum Watching {
    /// What it will want to know.
    Missing(Vec<WatchEvent>),
    /// It is there, and is to be woken.
    There {
        watch: Box<dyn Watch>,
        sampler: Sampler,
        wake: Option<Timer>,
        sample: Option<Timer>,
        _leaving: Option<Listener>,
    },
}

/// What the page before this one has noted for the watch: see [`super::reloading`].
const NOTE: &str = "switchboard.watch";

/// How to look at what a peer connection counts.
pub(super) type Sampler = fn(Rc<Peer>) -> LocalBoxFuture<'static, Option<Box<Sample>>>;

/// How often that is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// What a description says. Read by whoever will apply it, so that nothing is in it for one of the two alone.
pub(super) fn described(description: &Payload) -> Option<Described> {
    Described::read(&Parsed::of(description.json())?)
}

impl Default for Watching {
    fn default() -> Self {
        Self::Missing(Vec::new())
    }
}

impl Driver {
    pub(super) fn begin_watch(&mut self, mut watch: Box<dyn Watch>, sampler: Sampler) {
        if let Some((note, away)) = page::take_note(NOTE).as_deref().and_then(|note| self.noted(note)) {
            watch.recall(note, away, page::clock());
        }
        let inbox = self.inbox.clone();
        let leaving = page::on_leave(move || inbox.run(Driver::note_for_watch));
        let there = Watching::There { watch, sampler, wake: None, sample: None, _leaving: leaving };
        let before = std::mem::replace(&mut self.watching, there);
        if let Watching::Missing(missed) = before {
            for event in missed {
                self.tell_watch(event);
            }
        }
        self.sample();
    }

    /// What the watch of the page before this one noted of the present call, and how long ago. It is `CALL TIME NOTE`.
    fn noted<'a>(&self, note: &'a str) -> Option<(&'a str, Duration)> {
        let mut words = note.splitn(3, ' ');
        let call = CallId(words.next()?.parse().ok()?);
        let left = words.next()?.parse().ok()?;
        let away = Duration::from_millis(page::now().saturating_sub(left));
        Some((words.next()?, away)).filter(|_| self.call.id() == Some(call))
    }

    fn note_for_watch(&mut self) {
        if let (Watching::There { watch, .. }, Some(held)) = (&mut self.watching, self.call.held()) {
            page::note(NOTE, &format!("{} {} {}", held.call, page::now(), watch.note(page::clock())));
        }
    }

    pub(super) fn tell_watch(&mut self, event: WatchEvent) {
        match &mut self.watching {
            Watching::Missing(missed) => {
                if matches!(event, WatchEvent::Opened(..)) {
                    missed.clear();
                }
                if missed.len() < MISSED {
                    missed.push(event);
                }
            }
            Watching::There { watch, .. } => {
                let watched = watch.handle(event, page::clock());
                self.heed(watched);
            }
        }
    }

    fn heed(&mut self, Watched { say, wake_at, verdict, hush }: Watched) {
        if let Some(held) = self.call.held() {
            for proof in say {
                self.send(&ToServer::Signal(Signal::safety(&held.with, held.call, &proof)));
            }
        }
        if let Watching::There { wake, .. } = &mut self.watching {
            let inbox = self.inbox.clone();
            let wait = wake_at.map(|at| at.saturating_sub(page::clock()));
            *wake = wait.map(|wait| Timer::after(wait, move || inbox.put(Event::WakeWatch)));
        }
        if self.view.verdict.get_untracked() != verdict {
            self.view.verdict.set(verdict);
        }
        if hush {
            self.sound_stopped();
        }
    }

    /// Looks at what the peer connection counts, once a second while there is a call.
    pub(super) fn sample(&mut self) {
        let active = matches!(self.call.stage(), Stage::Active(_));
        let generation = self.peer_generation;
        let Watching::There { sampler, sample, .. } = &mut self.watching else { return };
        *sample = None;
        if let Some(peer) = self.peer.clone().filter(|_| active) {
            let inbox = self.inbox.clone();
            *sample = Some(Timer::after(EVERY, move || inbox.put(Event::Sample)));
            let asked = sampler(peer);
            self.request(async move { Event::Sampled(generation, asked.await) });
        }
    }

    pub(super) fn sampled(&mut self, sample: Option<Box<Sample>>) {
        if let Some(sample) = sample {
            let theirs = self.view.theirs.get_untracked();
            self.look_what_comes(sample.received(), theirs);
            self.tell_watch(WatchEvent::Sampled(sample, theirs));
        }
    }
}

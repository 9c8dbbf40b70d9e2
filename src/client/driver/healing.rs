//! A path to the other side that breaks, and is mended.

use super::{Driver, Event};
use crate::browser::{IceServer, Paths, Timer, page};
use crate::call::{Input, NetworkNews, PathEvent, PeerEvent, Recovery, Relay, Rung, Stage};
use crate::client::PathView;
use crate::protocol::{CallId, Power, Sending};
use leptos::prelude::*;
use std::time::Duration;

/// How long after this side the other one has taken a path, most of the time.
const AGAIN: Duration = Duration::from_millis(400);

/// What is known of the path of the present call.
#[derive(Default)]
pub(super) struct Healing {
    /// Begins when media has flowed once.
    recovery: Option<Recovery>,
    timer: Option<Timer>,
    again: Option<Timer>,
    they: They,
    /// Packets that had come when that was looked at last.
    received: Option<u64>,
}

/// Whether the other side is connected to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum They {
    #[default]
    Here,
    Away,
}

impl Driver {
    /// Something happened to the path, to the connection to the server, or to time.
    pub(super) fn path(&mut self, event: PathEvent) {
        if event == PathEvent::Connected {
            self.healing.they = They::Here;
            let relay = if self.servers().iter().any(IceServer::relays) { Relay::Some } else { Relay::None };
            self.healing.recovery.get_or_insert_with(|| Recovery::new(relay));
        }
        let now = page::clock();
        let Some(recovery) = &mut self.healing.recovery else { return self.show_path() };
        let (was_broken, spared) = (recovery.broken_since().is_some(), recovery.spares_pictures());
        let step = recovery.handle(event, now);
        let is_mended = recovery.broken_since().is_none() || event == PathEvent::Connected;
        if was_broken && is_mended {
            self.begin_pictures_anew();
        } else if spared != recovery.spares_pictures() {
            self.send_tracks();
        }
        match step {
            Some(Rung::Restart | Rung::AudioOnly) => self.restart(Paths::All),
            Some(Rung::Relay) => self.restart(Paths::Relayed),
            Some(Rung::Reopen) => {
                page::debug("nothing comes over this peer connection: another one");
                self.drive(Input::Reopen);
            }
            Some(Rung::GiveUp) => return self.drive(Input::Peer(PeerEvent::Failed)),
            None => {}
        }
        self.show_path();
    }

    /// The browser speaks of its network.
    pub(super) fn network(&mut self, news: NetworkNews) {
        if self.network.moves(news) {
            self.path(PathEvent::NetworkChanged);
        }
    }

    /// Whether pictures are kept back for the sake of the sound.
    pub(super) fn spares_pictures(&self) -> bool {
        self.healing.recovery.as_ref().is_some_and(Recovery::spares_pictures)
    }

    /// So many packets have come, and this is what the other side says that it sends.
    pub(super) fn look_what_comes(&mut self, received: u64, theirs: Option<Sending>) {
        let Some(before) = self.healing.received.replace(received) else { return };
        let theirs = theirs.unwrap_or(Sending::ALL);
        let is_due = theirs.microphone == Power::On || theirs.camera == Power::On;
        self.path(match self.healing.they {
            _ if received > before => PathEvent::MediaComes,
            They::Here if is_due => PathEvent::MediaMissing,
            They::Here | They::Away => PathEvent::MediaOff,
        });
    }

    /// The frames that went out meanwhile are lost, and what follows is only what differs from them. The other side
    /// would ask for a whole picture after up to three seconds; an encoder that begins anew sends one at once.
    ///
    /// The two sides do not take a path at the same moment, and what comes to one before that is lost too: so twice.
    fn begin_pictures_anew(&mut self) {
        self.show_again();
        let inbox = self.inbox.clone();
        self.healing.again = Some(Timer::after(AGAIN, move || inbox.put(Event::ShowAgain)));
    }

    /// The next picture is a whole one.
    pub(super) fn show_again(&mut self) {
        if let Some(peer) = &self.peer {
            peer.send_video(None);
        }
        self.send_tracks();
    }

    /// The browser has taken another path. ICE may have been well all the time, and what was lost before it is lost.
    pub(super) fn path_moved(&mut self) {
        if self.healing.recovery.as_ref().is_some_and(|recovery| recovery.has_moved(page::clock())) {
            self.begin_pictures_anew();
        }
    }

    /// The other side's sound has stopped. This page's network may be another one, and then its connection to the server
    /// is dead too and does not know it.
    pub(super) fn sound_stopped(&mut self) {
        if self.healing.they == They::Here {
            self.doubt();
            self.path(PathEvent::Hush);
        }
    }

    /// The other side has lost the server, or loads its page again.
    pub(super) fn they_are_away(&mut self, call: CallId) {
        if self.call.id() == Some(call) {
            self.healing.they = They::Away;
            self.show_path();
        }
    }

    pub(super) fn they_are_back(&mut self, call: CallId) {
        if self.call.id() == Some(call) {
            self.healing.they = They::Here;
            self.show_path();
        }
    }

    /// The peer connection is gone, and what was known of its path. What was learnt from it holds for the next in the same
    /// call.
    pub(super) fn forget_path(&mut self) {
        let recovery = self.healing.recovery.take().filter(|_| self.call.side().is_some());
        self.healing = Healing { recovery, ..Healing::default() };
        self.path(PathEvent::Reopened);
    }

    fn restart(&self, paths: Paths) {
        if let Some(peer) = &self.peer {
            page::debug(match paths {
                Paths::All => "ICE restarts",
                Paths::Relayed => "ICE restarts, over the relay alone",
            });
            peer.restart(&self.servers(), paths);
        }
    }

    fn show_path(&mut self) {
        let now = page::clock();
        let recovery = self.healing.recovery.as_ref();
        let broken = recovery.and_then(Recovery::broken_since);
        let wake = recovery.and_then(Recovery::wake_at);
        let seconds = broken.map(|since| now.saturating_sub(since));
        // The seconds are shown as they pass.
        let tick = seconds.map(|lasted| now + Duration::from_secs(lasted.as_secs() + 1) - lasted);
        let inbox = self.inbox.clone();
        self.healing.timer = wake
            .into_iter()
            .chain(tick)
            .min()
            .map(|at| Timer::after(at.saturating_sub(now), move || inbox.put(Event::Heal)));
        let shown = match (self.healing.they, seconds) {
            (They::Away, _) => PathView::TheyReconnect,
            (They::Here, Some(lasted)) => PathView::Broken(lasted.as_secs(), recovery.and_then(Recovery::tried)),
            (They::Here, None) if self.spares_pictures() => PathView::SoundOnly,
            (They::Here, None) => PathView::Whole,
        };
        let is_on = matches!(self.call.stage(), Stage::Active(_) | Stage::Connecting(_)) || shown == PathView::Whole;
        if is_on && self.view.path.get_untracked() != shown {
            self.view.path.set(shown);
        }
    }
}

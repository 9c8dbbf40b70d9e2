//! A path to the other side that breaks, and is mended.

use super::{Driver, Event};
use crate::browser::{IceServer, Paths, Timer, page};
use crate::call::{Input, PathEvent, PeerEvent, Recovery, Relay, Rung, Stage};
use crate::client::PathView;
use crate::protocol::CallId;
use leptos::prelude::*;
use std::time::Duration;

/// What is known of the path of the present call.
#[derive(Default)]
pub(super) struct Healing {
    /// Begins when media has flowed once.
    recovery: Option<Recovery>,
    timer: Option<Timer>,
    they: They,
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
            let was_broken = self.healing.recovery.as_ref().is_some_and(|recovery| recovery.broken_since().is_some());
            if was_broken {
                self.begin_pictures_anew();
            }
        }
        let now = page::clock();
        let step = self.healing.recovery.as_mut().and_then(|recovery| recovery.handle(event, now));
        match step {
            Some(Rung::Restart) => self.restart(Paths::All),
            Some(Rung::Relay) => self.restart(Paths::Relayed),
            Some(Rung::AudioOnly) => {
                if let Some(peer) = &self.peer {
                    peer.send_video(None);
                }
                self.restart(Paths::All);
            }
            Some(Rung::GiveUp) => return self.drive(Input::Peer(PeerEvent::Failed)),
            None => {}
        }
        self.show_path();
    }

    /// The frames that went out meanwhile are lost, and what follows is only what differs from them. The other side
    /// would ask for a whole picture after up to three seconds; an encoder that begins anew sends one at once.
    fn begin_pictures_anew(&mut self) {
        if let Some(peer) = &self.peer {
            peer.send_video(None);
        }
        self.send_tracks();
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

    /// The peer connection is gone, and what was known of its path.
    pub(super) fn forget_path(&mut self) {
        self.healing = Healing::default();
        self.show_path();
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
            (They::Here, Some(lasted)) => PathView::Broken(lasted.as_secs()),
            (They::Here, None) => PathView::Whole,
        };
        if matches!(self.call.stage(), Stage::Active(_) | Stage::Connecting(_)) || shown == PathView::Whole {
            self.view.path.set(shown);
        }
    }
}

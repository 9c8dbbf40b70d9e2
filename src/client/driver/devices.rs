//! Camera and microphone: opened for a call, shown, replaced when they are unplugged, let go of.

use super::capture::{Capture, refusal};
use super::{Driver, Event};
use crate::browser::{Captured, Choice, DeviceInfo, Media, MediaError, Screen, Sort, Timer, Track, Wanted, page};
use crate::call::{Input, Stage};
use crate::client::{Device, DeviceChoice, DeviceKind, Medium, Notice, Power};
use leptos::prelude::*;
use std::time::Duration;

/// Both kinds.
const KINDS: [DeviceKind; 2] = [DeviceKind::Camera, DeviceKind::Microphone];

/// What the browser remembers a choice under.
pub(super) fn memory(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Camera => "switchboard.camera",
        DeviceKind::Microphone => "switchboard.microphone",
    }
}

/// What it remembers the speaker under.
pub(super) const SPEAKER: &str = "switchboard.speaker";

/// Pictures begin small, so that the first one comes at once: a large one would have to be squeezed through
/// a connection whose width nobody knows yet. After this time they are as large as the camera has them.
const SHARPEN: Duration = Duration::from_secs(3);

impl Driver {
    /// Takes the choices of earlier visits.
    pub(super) fn recall_devices(&self) {
        self.view.devices.update(|devices| {
            devices.speaker = page::recall(SPEAKER).unwrap_or_default();
            for kind in KINDS {
                if let Some(value) = page::recall(memory(kind)) {
                    devices.choose(DeviceChoice { kind, device: Device::from_value(&value) });
                }
            }
        });
    }

    pub(super) fn open_media(&mut self) {
        self.end_trial();
        if self.captured.microphone.is_some() || self.captured.camera.is_some() {
            return;
        }
        let generation = self.capture_generation.next();
        let wanted = self.wanted();
        self.request(async move { Event::Opened(generation, Capture::open(wanted).await) });
    }

    pub(super) fn close_media(&mut self) {
        self.capture_generation.next();
        self.track_listeners.clear();
        self.sharpening = None;
        self.captured = Captured::default();
        self.devices_opened = false;
        (self.microphone_power, self.camera_power) = (Power::On, Power::On);
        self.shared = None;
        self.show_captured();
    }

    pub(super) fn opened(&mut self, result: Result<Capture, MediaError>) {
        match result {
            Ok(Capture { captured, sentence }) => {
                self.devices_opened = true;
                // A choice made while the browser was asking counts.
                let wanted = self.wanted();
                let old = std::mem::take(&mut self.captured);
                let microphone = old.microphone.or(captured.microphone).filter(|_| wanted.microphone.is_some());
                let camera = old.camera.or(captured.camera).filter(|_| wanted.camera.is_some());
                self.take_captured(Captured { microphone, camera });
                self.answer();
                if let Some(sentence) = sentence {
                    self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
                }
            }
            Err(error) => {
                self.view.notice.set(Some(Notice::Problem(refusal(error).to_owned())));
                self.drive(Input::MediaRefused);
            }
        }
    }

    /// Takes the camera or leaves it off in the call that begins; one that is on stays as it is.
    pub(super) fn mean_to_send(&mut self, medium: Medium) {
        if self.has_opened_nothing() {
            self.camera_power = if medium == Medium::Video { Power::On } else { Power::Off };
        }
    }

    /// Whether there is no call, or one that only rings here.
    pub(super) fn has_opened_nothing(&self) -> bool {
        self.peer.is_none() || matches!(self.call.stage(), Stage::Incoming(_))
    }

    pub(super) fn list_devices(&self) {
        self.request(async { Event::Listed(Media::list().await) });
    }

    pub(super) fn show_devices(&self, list: Vec<DeviceInfo>) {
        let named = |sort: Sort, word: &str| -> Vec<(String, String)> {
            let of_kind = list.iter().filter(|info| info.sort == sort).enumerate();
            let label = |at: usize, info: &DeviceInfo| match info.label.as_str() {
                "" => format!("{word} {}", at + 1),
                label => label.to_owned(),
            };
            of_kind.map(|(at, info)| (info.id.clone(), label(at, info))).collect()
        };
        self.view.devices.update(|devices| {
            devices.cameras = named(Sort::Camera, "Camera");
            devices.microphones = named(Sort::Microphone, "Microphone");
            devices.speakers = named(Sort::Speaker, "Speaker");
        });
    }

    /// A device was unplugged: the call goes on with whichever the browser prefers. What was muted stays so.
    pub(super) fn device_lost(&mut self, kind: DeviceKind) {
        self.let_go(kind);
        let wanted = match kind {
            DeviceKind::Camera => Wanted { microphone: None, camera: Some(Choice::Any) },
            DeviceKind::Microphone => Wanted { microphone: Some(Choice::Any), camera: None },
        };
        let generation = self.capture_generation;
        self.request(async move { Event::DeviceReplaced(generation, kind, Media::open(&wanted).await) });
        self.list_devices();
    }

    pub(super) fn device_replaced(&mut self, kind: DeviceKind, result: Result<Captured, MediaError>) {
        // Another or none was chosen meanwhile, or the camera turned off: what was opened is dropped here.
        let wanted = self.wanted();
        let needed = match kind {
            DeviceKind::Camera => self.captured.camera.is_none() && wanted.camera.is_some(),
            DeviceKind::Microphone => self.captured.microphone.is_none() && wanted.microphone.is_some(),
        };
        let what = match kind {
            DeviceKind::Camera => "camera",
            DeviceKind::Microphone => "microphone",
        };
        let gone = format!("Your {what} was unplugged or taken away.");
        let notice = match result {
            _ if !needed => return,
            Ok(new) => {
                let label = new.camera.as_ref().or(new.microphone.as_ref()).map(Track::label).unwrap_or_default();
                let old = std::mem::take(&mut self.captured);
                self.take_captured(Captured {
                    microphone: old.microphone.or(new.microphone),
                    camera: old.camera.or(new.camera),
                });
                Notice::Tip(format!("{gone} The call goes on with {label}."))
            }
            Err(_) => Notice::Problem(format!("{gone} Choose another under “Camera and microphone”.")),
        };
        self.view.notice.set(Some(notice));
    }

    /// Pictures may be large from a moment after they flow.
    pub(super) fn sharpen_soon(&mut self) {
        let inbox = self.inbox.clone();
        self.sharpening = Some(Timer::after(SHARPEN, move || inbox.put(Event::Sharpen)));
    }

    pub(super) fn sharpen(&self) {
        if let Some(camera) = &self.captured.camera {
            camera.sharpen();
        }
    }

    pub(super) fn let_go(&mut self, kind: DeviceKind) {
        match kind {
            DeviceKind::Camera => self.captured.camera = None,
            DeviceKind::Microphone => self.captured.microphone = None,
        }
        self.show_captured();
        self.send_tracks();
    }

    pub(super) fn take_captured(&mut self, captured: Captured) {
        self.captured = captured;
        if let Some(microphone) = &self.captured.microphone {
            microphone.set_enabled(self.microphone_power == Power::On);
        }
        let lost = self.inbox.clone();
        let Captured { microphone, camera } = &self.captured;
        let tracks = [(DeviceKind::Microphone, microphone), (DeviceKind::Camera, camera)];
        let listeners = tracks.into_iter().filter_map(|(kind, track)| {
            let lost = lost.clone();
            track.as_ref().map(|track| track.on_ended(move || lost.put(Event::DeviceLost(kind))))
        });
        self.track_listeners = listeners.collect();
        // The other side waits for it; oneself is looked at a moment later.
        self.send_tracks();
        self.show_captured();
        if matches!(self.call.stage(), Stage::Active(_)) {
            self.sharpen_soon();
        }
    }

    pub(super) fn show_captured(&mut self) {
        self.view.microphone.set(self.captured.microphone.as_ref().map(|_| self.microphone_power));
        let has_camera = self.view.devices.with_untracked(|devices| devices.camera != Device::None);
        self.view.camera.set(match self.camera_power {
            Power::On => self.captured.camera.as_ref().map(|_| Power::On),
            Power::Off => has_camera.then_some(Power::Off),
        });
        let shared = self.shared.as_ref().map(|shared| &shared.screen.picture);
        let screen = if shared.is_some() { Power::On } else { Power::Off };
        self.view.screen.set(Some(screen).filter(|_| Screen::possible()));
        let tried = self.tried.as_ref();
        let camera = self.captured.camera.as_ref().or(tried.and_then(|tried| tried.camera.as_ref()));
        let mirror = shared.or(camera).and_then(Media::mirror);
        let microphone = self.captured.microphone.as_ref().or(tried.and_then(|tried| tried.microphone.as_ref()));
        let voice = microphone.and_then(Media::mirror);
        self.tell_media();
        self.view.local.set(mirror);
        self.view.voice.set(voice);
    }

    pub(super) fn wanted(&self) -> Wanted {
        let choice = |device: &Device| match device {
            Device::Default => Some(Choice::Any),
            Device::Id(id) => Some(Choice::Id(id.clone())),
            Device::None => None,
        };
        self.view.devices.with_untracked(|devices| Wanted {
            microphone: choice(&devices.microphone),
            camera: choice(&devices.camera).filter(|_| self.camera_power == Power::On),
        })
    }
}

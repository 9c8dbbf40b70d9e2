//! Camera and microphone: which ones, opened, off and on.

use super::capture::{Capture, refusal};
use super::{Driver, Event};
use crate::browser::{Captured, Choice, DeviceInfo, Media, MediaError, Screen, Sort, Timer, Track, Wanted, page};
use crate::call::{Input, Stage};
use crate::client::{Device, DeviceChoice, DeviceKind, Notice, Power};
use leptos::prelude::*;
use std::time::Duration;

/// Both kinds.
const KINDS: [DeviceKind; 2] = [DeviceKind::Camera, DeviceKind::Microphone];

/// What the browser remembers a choice under.
fn memory(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Camera => "switchboard.camera",
        DeviceKind::Microphone => "switchboard.microphone",
    }
}

/// What it remembers the speaker under.
const SPEAKER: &str = "switchboard.speaker";

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

    /// Opens the chosen devices to be tried; in a call they are open anyway.
    pub(super) fn try_devices(&mut self, power: Power) {
        self.end_trial();
        if power == Power::On && self.peer.is_none() {
            self.trial = Power::On;
            let generation = self.trial_generation;
            let wanted = self.wanted();
            self.request(async move { Event::Tried(generation, Media::open(&wanted).await) });
        }
        self.show_captured();
    }

    pub(super) fn tried(&mut self, result: Result<Captured, MediaError>) {
        match result {
            Ok(captured) => {
                self.tried = Some(captured);
                // Now the browser tells what they are called.
                self.list_devices();
                self.show_captured();
            }
            Err(_) => {
                let sentence = "Your camera and microphone could not be opened. Allow them in the browser’s address bar, \
                                or choose others.";
                self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
            }
        }
    }

    /// Lets go of what is tried, now or as soon as the browser has opened it.
    fn end_trial(&mut self) {
        self.trial_generation.next();
        self.trial = Power::Off;
        self.tried = None;
    }

    pub(super) fn use_speaker(&mut self, id: String) {
        page::remember(SPEAKER, &id);
        self.view.devices.update(|devices| devices.speaker = id);
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
        (self.microphone_power, self.camera_power) = (Power::On, Power::On);
        self.shared = None;
        self.show_captured();
    }

    pub(super) fn opened(&mut self, result: Result<Capture, MediaError>) {
        match result {
            Ok(Capture { captured, sentence }) => {
                // A choice made while the browser was asking counts.
                let wanted = self.wanted();
                let old = std::mem::take(&mut self.captured);
                let microphone = old.microphone.or(captured.microphone).filter(|_| wanted.microphone.is_some());
                let camera = old.camera.or(captured.camera).filter(|_| wanted.camera.is_some());
                self.take_captured(Captured { microphone, camera });
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

    /// Another device was opened during a call. What was off stays off.
    pub(super) fn device_opened(&mut self, choice: &DeviceChoice, result: Result<Captured, MediaError>) {
        // Chosen otherwise, or turned off, while the browser was asking: what was opened is dropped here.
        let chosen = self.view.devices.with_untracked(|devices| *devices.chosen(choice.kind) == choice.device);
        if !chosen || (choice.kind == DeviceKind::Camera && self.camera_power == Power::Off) {
            return;
        }
        match result {
            Ok(new) => {
                let mut all = std::mem::take(&mut self.captured);
                for (slot, track) in [(&mut all.microphone, new.microphone), (&mut all.camera, new.camera)] {
                    if let Some(track) = track {
                        *slot = Some(track);
                    }
                }
                self.take_captured(all);
            }
            Err(error) => {
                self.view.notice.set(Some(Notice::Problem(refusal(error).to_owned())));
                if choice.kind == DeviceKind::Camera && self.captured.camera.is_none() {
                    self.camera_power = Power::Off;
                    self.show_captured();
                }
            }
        }
    }

    /// Turns the microphone or the camera off and on.
    pub(super) fn set_power(&mut self, kind: DeviceKind, power: Power) {
        match (kind, power) {
            // It stays open: coming back has to be quick, in the middle of a word.
            (DeviceKind::Microphone, _) => {
                self.microphone_power = power;
                if let Some(track) = &self.captured.microphone {
                    track.set_enabled(power == Power::On);
                }
            }
            // Off is off: the light goes out.
            (DeviceKind::Camera, Power::Off) => {
                self.camera_power = Power::Off;
                return self.let_go(DeviceKind::Camera);
            }
            (DeviceKind::Camera, Power::On) => {
                self.camera_power = Power::On;
                let device = self.view.devices.with_untracked(|devices| devices.camera.clone());
                self.open_another(DeviceChoice { kind, device });
            }
        }
        self.show_captured();
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

    /// Uses another device from now on; in a call, at once.
    pub(super) fn use_device(&mut self, choice: DeviceChoice) {
        page::remember(memory(choice.kind), choice.device.value());
        self.view.devices.update(|devices| devices.choose(choice.clone()));
        // What is tried is tried anew.
        if self.trial == Power::On {
            return self.try_devices(Power::On);
        }
        // A call that only rings here has opened nothing.
        if self.peer.is_none() || matches!(self.call.stage(), Stage::Incoming(_)) {
            return;
        }
        match (choice.kind, &choice.device) {
            (kind, Device::None) => self.let_go(kind),
            // It is for when it is turned on.
            (DeviceKind::Camera, _) if self.camera_power == Power::Off => {}
            _ => self.open_another(choice),
        }
    }

    fn open_another(&self, choice: DeviceChoice) {
        let all = self.wanted();
        let wanted = match choice.kind {
            DeviceKind::Camera => Wanted { microphone: None, ..all },
            DeviceKind::Microphone => Wanted { camera: None, ..all },
        };
        let generation = self.capture_generation;
        self.request(async move {
            let mut opened = Media::open(&wanted).await;
            // The chosen one may be at home on the desk, or just unplugged.
            if matches!(opened, Err(MediaError::NotFound)) && wanted != wanted.any() {
                opened = Media::open(&wanted.any()).await;
            }
            Event::DeviceOpened(generation, choice, opened)
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

    fn let_go(&mut self, kind: DeviceKind) {
        match kind {
            DeviceKind::Camera => self.captured.camera = None,
            DeviceKind::Microphone => self.captured.microphone = None,
        }
        self.show_captured();
        self.send_tracks();
    }

    fn take_captured(&mut self, captured: Captured) {
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
        self.view.camera.set(match self.camera_power {
            Power::On => self.captured.camera.as_ref().map(|_| Power::On),
            Power::Off => Some(Power::Off),
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

    fn wanted(&self) -> Wanted {
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

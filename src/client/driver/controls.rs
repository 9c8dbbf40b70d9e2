//! What a call's controls ask for. Whatever is only reached from here comes with the second file.

use super::capture::refusal;
use super::devices::{SPEAKER, memory};
use super::{Driver, RECEIVED};
use crate::browser::window::{self, WindowError};
use crate::browser::{Captured, Media, MediaError, Wanted, page};
use crate::client::{Control, Device, DeviceChoice, DeviceKind, Notice, Power};
use leptos::prelude::*;

impl Driver {
    pub(super) fn control(&mut self, control: Control) {
        match control {
            Control::Power(kind, power) => self.set_power(kind, power),
            Control::Share(power) => self.share(power),
            Control::FullScreen => self.then(window::toggle_full_screen(), |driver, done| {
                driver.window_changed(done, "Your browser does not let this page fill the screen.");
            }),
            Control::PictureInPicture => self.then(window::toggle_picture_in_picture(RECEIVED), |driver, done| {
                driver.window_changed(done, "Your browser does not allow picture in picture here.");
            }),
            Control::ListDevices => self.list_devices(),
            Control::Try(power) => self.try_devices(power),
            Control::Speaker(id) => self.use_speaker(id),
            Control::SpeakerGone => self.speaker_gone(),
            Control::Use(choice) => self.use_device(choice),
        }
    }

    /// Turns the microphone or the camera off and on.
    fn set_power(&mut self, kind: DeviceKind, power: Power) {
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

    /// Uses another device from now on; in a call, at once.
    fn use_device(&mut self, choice: DeviceChoice) {
        page::remember(memory(choice.kind), choice.device.value());
        self.view.devices.update(|devices| devices.choose(choice.clone()));
        // What is tried is tried anew.
        if self.trial == Power::On {
            return self.try_devices(Power::On);
        }
        if self.has_opened_nothing() {
            return;
        }
        match (choice.kind, &choice.device) {
            (kind, Device::None) => self.let_go(kind),
            // It is for when it is turned on.
            (DeviceKind::Camera, _) if self.camera_power == Power::Off => self.show_captured(),
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
        let open = async move {
            let mut opened = Media::open(&wanted).await;
            // The chosen one may be at home on the desk, or just unplugged.
            if matches!(opened, Err(MediaError::NotFound)) && wanted != wanted.any() {
                opened = Media::open(&wanted.any()).await;
            }
            opened
        };
        self.then(open, move |driver, result| {
            if generation == driver.capture_generation {
                driver.device_opened(&choice, result);
            }
        });
    }

    /// Another device was opened during a call. What was off stays off.
    fn device_opened(&mut self, choice: &DeviceChoice, result: Result<Captured, MediaError>) {
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

    fn window_changed(&self, done: Result<(), WindowError>, refused: &str) {
        let sentence = match done {
            Ok(()) => return,
            Err(WindowError::NoPicture) => "There is no picture of the other side yet.",
            Err(WindowError::Refused) => refused,
        };
        self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
    }

    /// What is remembered stays: it may be plugged in again, and is used then.
    fn speaker_gone(&self) {
        let sentence = "Your speaker was unplugged or taken away. The call goes on with the system’s choice.";
        self.view.notice.set(Some(Notice::Tip(sentence.to_owned())));
    }

    /// Hears calls from another speaker from now on.
    fn use_speaker(&mut self, id: String) {
        page::remember(SPEAKER, &id);
        self.view.devices.update(|devices| devices.speaker = id);
    }
}

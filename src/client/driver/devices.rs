//! Camera and microphone: which ones, opened, off and on.

use super::capture::{Capture, refusal};
use super::{Driver, Event};
use crate::browser::{Captured, Choice, DeviceInfo, Media, MediaError, Wanted, page};
use crate::call::Input;
use crate::client::{Device, DeviceChoice, Notice, Power};
use futures_util::FutureExt;
use leptos::prelude::*;

/// What the browser remembers the choices under.
const CAMERA: &str = "switchboard.camera";
const MICROPHONE: &str = "switchboard.microphone";

impl Driver {
    /// Takes the choices of earlier visits.
    pub(super) fn recall_devices(&self) {
        let device = |name| page::recall(name).map(|value| Device::from_value(&value)).unwrap_or_default();
        self.view.devices.update(|devices| {
            devices.camera = device(CAMERA);
            devices.microphone = device(MICROPHONE);
        });
    }

    pub(super) fn open_media(&mut self) {
        if self.captured.microphone.is_some() || self.captured.camera.is_some() {
            return;
        }
        let generation = self.capture_generation.next();
        let wanted = self.wanted();
        self.requests.push(async move { Event::Opened(generation, Capture::open(wanted).await) }.boxed_local());
    }

    pub(super) fn close_media(&mut self) {
        self.capture_generation.next();
        self.track_listeners.clear();
        self.captured = Captured::default();
        self.show_captured();
    }

    pub(super) fn opened(&mut self, result: Result<Capture, MediaError>) {
        match result {
            Ok(Capture { captured, sentence }) => {
                self.take_captured(captured);
                if let Some(sentence) = sentence {
                    self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
                }
                self.list_devices();
            }
            Err(error) => {
                self.view.notice.set(Some(Notice::Problem(refusal(error).to_owned())));
                self.drive(Input::MediaRefused);
            }
        }
    }

    /// Another device, or the camera again, was opened during a call.
    pub(super) fn devices_opened(&mut self, result: Result<Captured, MediaError>) {
        match result {
            Ok(new) => {
                let old = std::mem::take(&mut self.captured);
                let microphone = new.microphone.or(old.microphone);
                let camera = new.camera.or(old.camera);
                self.take_captured(Captured { microphone, camera });
            }
            Err(error) => self.view.notice.set(Some(Notice::Problem(refusal(error).to_owned()))),
        }
    }

    pub(super) fn set_microphone(&self, power: Power) {
        if let Some(track) = &self.captured.microphone {
            track.set_enabled(power == Power::On);
            self.view.microphone.set(Some(power));
        }
    }

    pub(super) fn set_camera(&self, power: Power) {
        if let Some(track) = &self.captured.camera {
            track.set_enabled(power == Power::On);
            self.view.camera.set(Some(power));
        }
    }

    pub(super) fn list_devices(&self) {
        self.requests.push(async { Event::Listed(Media::list().await) }.boxed_local());
    }

    pub(super) fn show_devices(&self, list: Vec<DeviceInfo>) {
        let named = |cameras: bool, kind: &str| -> Vec<(String, String)> {
            let of_kind = list.iter().filter(|info| info.is_camera == cameras).enumerate();
            let label = |at: usize, info: &DeviceInfo| match info.label.as_str() {
                "" => format!("{kind} {}", at + 1),
                label => label.to_owned(),
            };
            of_kind.map(|(at, info)| (info.id.clone(), label(at, info))).collect()
        };
        self.view.devices.update(|devices| {
            devices.cameras = named(true, "Camera");
            devices.microphones = named(false, "Microphone");
        });
    }

    /// Uses another device from now on; in a call, at once.
    pub(super) fn use_device(&mut self, choice: DeviceChoice) {
        let (name, device) = match &choice {
            DeviceChoice::Camera(device) => (CAMERA, device.clone()),
            DeviceChoice::Microphone(device) => (MICROPHONE, device.clone()),
        };
        page::remember(name, device.value());
        self.view.devices.update(|devices| match choice {
            DeviceChoice::Camera(device) => devices.camera = device,
            DeviceChoice::Microphone(device) => devices.microphone = device,
        });
        if self.peer.is_none() || self.call.id().is_none() || !self.has_media() {
            return;
        }
        if device == Device::None {
            if name == CAMERA {
                self.captured.camera = None
            } else {
                self.captured.microphone = None
            }
            self.show_captured();
            self.send_tracks();
            return;
        }
        let all = self.wanted();
        let wanted = if name == CAMERA { Wanted { microphone: None, ..all } } else { Wanted { camera: None, ..all } };
        let generation = self.capture_generation;
        self.requests.push(async move { Event::CameraOpened(generation, Media::open(&wanted).await) }.boxed_local());
    }

    /// A device was unplugged: the call goes on with what is left.
    pub(super) fn device_lost(&mut self) {
        let sentence = "A camera or microphone was unplugged. Choose another under “Camera and microphone”.";
        self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
        self.list_devices();
    }

    /// Whether the call has opened what it could: a call that rings here has not.
    fn has_media(&self) -> bool {
        !matches!(self.call.stage(), crate::call::Stage::Incoming(_))
    }

    fn take_captured(&mut self, captured: Captured) {
        self.captured = captured;
        let lost = self.inbox.clone();
        let tracks = self.captured.microphone.iter().chain(&self.captured.camera);
        let listeners = tracks.map(|track| {
            let lost = lost.clone();
            track.on_ended(move || lost.put(Event::DeviceLost))
        });
        self.track_listeners = listeners.collect();
        self.show_captured();
        self.send_tracks();
    }

    fn show_captured(&self) {
        self.view.microphone.set(self.captured.microphone.as_ref().map(|_| Power::On));
        self.view.camera.set(self.captured.camera.as_ref().map(|_| Power::On));
        self.view.local.set(self.captured.camera.as_ref().and_then(Media::mirror));
    }

    fn wanted(&self) -> Wanted {
        let choice = |device: &Device| match device {
            Device::Default => Some(Choice::Any),
            Device::Id(id) => Some(Choice::Id(id.clone())),
            Device::None => None,
        };
        self.view.devices.with_untracked(|devices| Wanted {
            microphone: choice(&devices.microphone),
            camera: choice(&devices.camera),
        })
    }
}

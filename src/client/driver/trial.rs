//! Devices that are tried, outside a call.

use super::Driver;
use crate::browser::{Captured, Media, MediaError};
use crate::client::{Notice, Power};
use leptos::prelude::Set;

impl Driver {
    /// Opens the chosen devices to be tried; in a call they are open anyway.
    pub(super) fn try_devices(&mut self, power: Power) {
        self.end_trial();
        if power == Power::On && self.peer.is_none() {
            self.trial = Power::On;
            let generation = self.trial_generation;
            let wanted = self.wanted();
            self.then(async move { Media::open(&wanted).await }, move |driver, result| {
                if generation == driver.trial_generation {
                    driver.tried(result);
                }
            });
        }
        self.show_captured();
    }

    fn tried(&mut self, result: Result<Captured, MediaError>) {
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
    pub(super) fn end_trial(&mut self) {
        self.trial_generation.next();
        self.trial = Power::Off;
        self.tried = None;
    }
}

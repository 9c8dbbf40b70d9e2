//! A screen that is shared: sent in the camera's place, its sound beside the microphone's.

use super::Driver;
use crate::browser::{Listener, MediaError, Screen};
use crate::client::{Notice, Power};
use leptos::prelude::Set;

/// What is shared.
pub(super) struct Shared {
    pub screen: Screen,
    _ended: Listener,
}

impl Driver {
    /// Shares a screen, or no longer. The camera stays as it is, and is seen again afterwards.
    pub(super) fn share(&mut self, power: Power) {
        match power {
            Power::On => {
                let generation = self.capture_generation;
                self.then(Screen::open(), move |driver, result| {
                    if generation == driver.capture_generation {
                        driver.screen_opened(result);
                    }
                });
            }
            Power::Off => {
                self.shared = None;
                self.show_shared();
            }
        }
    }

    fn screen_opened(&mut self, result: Result<Screen, MediaError>) {
        match result {
            Ok(screen) => {
                // The browser has a button of its own that ends it.
                let inbox = self.inbox.clone();
                let generation = self.capture_generation;
                let ended = screen.picture.on_ended(move || {
                    inbox.run(move |driver| {
                        if generation == driver.capture_generation {
                            driver.share(Power::Off);
                        }
                    });
                });
                self.shared = Some(Shared { screen, _ended: ended });
                self.show_shared();
            }
            // They thought better of it.
            Err(MediaError::Refused) => {}
            Err(_) => {
                let sentence = "Your screen could not be shared: the browser or the system does not allow it.";
                self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
            }
        }
    }

    fn show_shared(&mut self) {
        self.send_tracks();
        self.show_captured();
    }
}

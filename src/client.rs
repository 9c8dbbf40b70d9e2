//! The running client: commands go in, a view comes out.
//!
//! [`Client`] is the handle that components hold. It compiles on both targets: on the server a view is
//! filled from the [`Page`] and nothing ever changes it; in the browser `client::driver` does.

mod checkup;
mod command;
mod control;
mod device;
mod line;
mod link;
mod page;
mod pulse;
mod speaking;
mod view;
mod watch;

#[cfg(feature = "hydrate")]
pub(crate) mod driver;
#[cfg(feature = "hydrate")]
mod examiner;

pub use crate::protocol::Power;
pub use checkup::{Check, Checkup, Finding, Findings, RelayTrial, Told};
pub use command::{Command, Medium};
pub use control::Control;
pub use device::{Device, DeviceChoice, DeviceKind};
pub use line::{Line, LineKind};
pub use link::{Backoff, Link, LinkInput, LinkOutput};
pub use page::{IceServer, Page};
pub use pulse::{Pulse, PulseOutput};
pub use speaking::Speaking;
pub use view::{Devices, LinkView, Notice, PathView, Present, View, Waiting};
pub use watch::{Described, Watch, WatchEvent, Watched, Watcher};

#[cfg(feature = "hydrate")]
pub use examiner::Examiner;

/// Nobody looks at anything on the server.
#[cfg(not(feature = "hydrate"))]
#[derive(Clone, Copy)]
pub struct Examiner;

#[cfg(not(feature = "hydrate"))]
impl Examiner {
    /// Begins with what needs nobody's leave.
    pub fn begin(_: Checkup, _: Findings) -> Self {
        Self
    }

    /// Opens camera and microphone, and lets go of them.
    pub fn try_devices(self) {}
}

/// A clock that never goes back.
#[cfg(feature = "hydrate")]
pub use crate::browser::page::clock;

/// It stands still on the server.
#[cfg(not(feature = "hydrate"))]
pub fn clock() -> std::time::Duration {
    std::time::Duration::ZERO
}

/// Something that can be played: a camera's picture, the other side's picture and sound.
#[cfg(feature = "hydrate")]
pub use crate::browser::{Meter, Stream};

/// How large a call can be shown.
#[cfg(feature = "hydrate")]
pub use crate::browser::window::{can_fill_screen, can_show_above};

/// There is no screen on the server.
#[cfg(not(feature = "hydrate"))]
pub fn can_fill_screen() -> bool {
    false
}

/// Nor other windows.
#[cfg(not(feature = "hydrate"))]
pub fn can_show_above() -> bool {
    false
}

/// There is nothing to play on the server.
#[cfg(not(feature = "hydrate"))]
#[derive(Clone, Debug)]
pub enum Stream {}

/// Nor anything to listen to.
#[cfg(not(feature = "hydrate"))]
pub enum Meter {}

#[cfg(not(feature = "hydrate"))]
impl Meter {
    /// Listens.
    pub fn new(_: &Stream) -> Option<Self> {
        None
    }

    /// How loud it is.
    pub fn level(&self) -> f32 {
        match *self {}
    }
}

#[cfg(not(feature = "hydrate"))]
impl Stream {
    /// Lets an element be heard from this speaker.
    pub fn route(_: &leptos::web_sys::HtmlMediaElement, _: &str, _: impl FnOnce() + 'static) {}

    /// Plays a stream, or nothing, in a video or audio element.
    pub fn play(_: Option<&Self>, _: &leptos::web_sys::HtmlMediaElement) -> bool {
        true
    }

    /// Plays what an element has.
    pub fn start(_: &leptos::web_sys::HtmlMediaElement) -> bool {
        true
    }
}

#[cfg(feature = "hydrate")]
use leptos::prelude::{LocalStorage, StoredValue, WithValue};

/// What components hold: a view to read, and a way to ask for things.
#[derive(Clone, Copy)]
pub struct Client {
    /// What is shown.
    pub view: View,
    #[cfg(feature = "hydrate")]
    driver: StoredValue<driver::Handle, LocalStorage>,
}

impl Client {
    /// On the server: shows the page, and takes no commands.
    #[cfg(not(feature = "hydrate"))]
    pub fn new(page: &Page) -> Self {
        Self { view: View::new(page) }
    }

    /// In the browser: shows the page, and starts the driver that keeps it true.
    #[cfg(feature = "hydrate")]
    pub fn new(page: &Page) -> Self {
        let view = View::new(page);
        let driver = driver::start(page.clone(), view);
        Self { view, driver: StoredValue::new_local(driver) }
    }

    /// Watches the calls from now on.
    pub fn watch(&self, watch: impl Watch + 'static) {
        #[cfg(feature = "hydrate")]
        self.driver.with_value(|driver| {
            // Named here and not in the driver, so that it comes with the watch.
            driver.watch(Box::new(watch), |peer| {
                Box::pin(async move { crate::browser::sample(&peer).await.map(Box::new) })
            });
        });
        #[cfg(not(feature = "hydrate"))]
        drop(watch);
    }

    /// Asks for something. What has become of it shows in the view.
    pub fn ask(&self, command: Command) {
        #[cfg(feature = "hydrate")]
        self.driver.with_value(|driver| driver.ask(command));
        #[cfg(not(feature = "hydrate"))]
        let _ = command;
    }

    /// Asks for something with a call's controls. What has become of it shows in the view.
    pub fn control(&self, control: Control) {
        #[cfg(feature = "hydrate")]
        self.driver.with_value(|driver| driver.control(control));
        #[cfg(not(feature = "hydrate"))]
        let _ = control;
    }
}

//! One loop in which everything happens: commands, the socket, the peer connection, devices and timers come
//! in as [`Event`]s, one at a time; the machines decide; this carries it out and writes the view.
//!
//! Sockets, peer connections and tracks live here, never in the reactive graph. What comes from a socket or
//! a peer connection that is not the present one is known by its [`Generation`], and dropped.

mod calls;
mod capture;
mod controls;
mod devices;
mod frames;
mod healing;
mod linking;
mod reloading;
mod sharing;
mod trial;
mod watching;

use super::{Command, Control, DeviceKind, Link, Page, Pulse, View, Watch, WatchEvent};
use crate::browser::{
    self, Awake, Captured, IceServer, Listener, Media, MediaError, Peer, PeerChange, Ringtone, SocketChange, Timer,
    page,
};
use crate::call::quality::Sample;
use crate::call::{Call, Input, Network, NetworkNews, OpOutcome, PathEvent};
use crate::protocol::{Lent, Power, Sending, ToServer};
use capture::Capture;
use futures_channel::mpsc;
use futures_util::StreamExt;
use futures_util::future::{Fuse, LocalBoxFuture};
use healing::Healing;
use leptos::prelude::Set;
use reloading::Before;
use sharing::Shared;
use std::rc::Rc;
use watching::{Sampler, Watching};

/// Messages that wait for a connection. Whoever writes more has noticed.
const WAITING: usize = 100;

/// The id of the element that shows the other side (the tutorial's name).
const RECEIVED: &str = "received_video";

/// What happens.
enum Event {
    Asked(Command),
    /// For what is not in the first file of the browser's half: it brings its own code.
    Run(Box<dyn FnOnce(&mut Driver)>),
    Socket(Generation, SocketChange),
    Peer(Generation, PeerChange),
    Operated(OpOutcome),
    Opened(Generation, Result<Capture, MediaError>),
    Listed(Vec<browser::DeviceInfo>),
    DeviceLost(DeviceKind),
    DeviceReplaced(Generation, DeviceKind, Result<Captured, MediaError>),
    DevicesChanged,
    Sharpen,
    Network(NetworkNews),
    Heal,
    /// The other side may have missed the first picture over a new path.
    ShowAgain,
    Pulse,
    Copied(Copied, bool),
    Named(bool),
    Retry,
    Hurry,
    Leaving,
    WakeWatch,
    Sample,
    Sampled(Generation, Option<Box<Sample>>),
}

/// What was put on the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Copied {
    Link,
    Report,
}

/// Tells the present socket, peer connection or request for devices from those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Generation(u64);

impl Generation {
    fn next(&mut self) -> Self {
        self.0 += 1;
        *self
    }
}

/// Where callbacks put what they hear.
///
/// Not bounded: each event is one thing that this page's own browser or user has done, the loop takes them
/// without ever waiting between two, and an answer or a hang-up that was dropped would leave a call hanging. What
/// comes from others is bounded where it enters, by the server's outbox.
#[derive(Clone)]
struct Inbox(mpsc::UnboundedSender<Event>);

impl Inbox {
    fn put(&self, event: Event) {
        // Refused only when the loop is gone, and the page with it.
        let _ = self.0.unbounded_send(event);
    }

    fn run(&self, action: impl FnOnce(&mut Driver) + 'static) {
        self.put(Event::Run(Box::new(action)));
    }
}

/// What the rest of the page has of the loop.
pub(super) struct Handle(Inbox);

impl Handle {
    /// Lets somebody watch the calls.
    pub fn watch(&self, watch: Box<dyn Watch>, sampler: Sampler) {
        self.0.run(move |driver| driver.begin_watch(watch, sampler));
    }

    /// Asks for something.
    pub fn ask(&self, command: Command) {
        self.0.put(Event::Asked(command));
    }

    /// Asks for something with a call's controls.
    pub fn control(&self, control: Control) {
        self.0.run(move |driver| driver.control(control));
    }
}

/// Starts the loop. It runs as long as the page.
pub(super) fn start(page: Page, view: View) -> Handle {
    let (inbox, events) = mpsc::unbounded();
    let inbox = Inbox(inbox);
    let driver = Driver::new(page, view, inbox.clone());
    wasm_bindgen_futures::spawn_local(driver.run(events));
    Handle(inbox)
}

struct Driver {
    view: View,
    inbox: Inbox,
    room: String,
    /// Whose page it is (see [`Page`]).
    session: String,
    ice_servers: Vec<IceServer>,
    /// What the server relays a call with, and which.
    lent: Option<Lent>,
    pulse: Pulse,
    pulse_timer: Option<Timer>,
    link: Link,
    socket: Option<browser::Socket>,
    socket_generation: Generation,
    retry: Option<Timer>,
    call: Call,
    peer: Option<Rc<Peer>>,
    peer_generation: Generation,
    /// What the peer connection is asked for at the moment; dropped with it.
    operation: Fuse<LocalBoxFuture<'static, OpOutcome>>,
    /// A hang-up that found no connection, for the next one: the other side should not wait in vain.
    farewell: Option<ToServer<'static>>,
    captured: Captured,
    /// The browser has answered: whatever is captured now is what there is.
    devices_opened: bool,
    /// An answer waits for that.
    head_start: Option<Timer>,
    /// Off is not the same as having none: it can be turned on. Whatever track comes is as these say.
    microphone_power: Power,
    camera_power: Power,
    shared: Option<Shared>,
    /// Opened to be tried, outside a call.
    tried: Option<Captured>,
    trial: Power,
    trial_generation: Generation,
    watching: Watching,
    /// What the other side was told of it, in this call and by this peer connection.
    told: Option<Sending>,
    capture_generation: Generation,
    track_listeners: Vec<Listener>,
    sharpening: Option<Timer>,
    healing: Healing,
    network: Network,
    /// The call that this page had before it was loaded again, until the server has said what became of it.
    before: Option<Before>,
    /// The session is over, and this page with it.
    signed_out: bool,
    ringtone: Option<Ringtone>,
    awake: Option<Awake>,
    title: String,
    _page_listeners: Vec<Listener>,
}

impl Driver {
    fn new(page: Page, view: View, inbox: Inbox) -> Self {
        let before = Before::take(page.room.as_str(), &page.session);
        let hurry = inbox.clone();
        let leaving = inbox.clone();
        let moved = inbox.clone();
        let mut page_listeners = page::on_return(move || hurry.put(Event::Hurry));
        page_listeners.extend(page::on_network(move |news| moved.put(Event::Network(news))));
        let plugged = inbox.clone();
        page_listeners.extend(Media::on_change(move || plugged.put(Event::DevicesChanged)));
        page_listeners.extend(page::on_leave(move || leaving.put(Event::Leaving)));
        Self {
            view,
            inbox,
            room: page.room.to_string(),
            session: page.session,
            ice_servers: page.ice_servers.iter().map(IceServer::from).collect(),
            lent: None,
            pulse: Pulse::new(page::clock()),
            pulse_timer: None,
            link: Link::new(page::clock()),
            socket: None,
            socket_generation: Generation::default(),
            retry: None,
            call: Call::default(),
            peer: None,
            peer_generation: Generation::default(),
            operation: Fuse::terminated(),
            farewell: None,
            captured: Captured::default(),
            devices_opened: false,
            head_start: None,
            microphone_power: Power::On,
            camera_power: Power::On,
            shared: None,
            tried: None,
            trial: Power::Off,
            trial_generation: Generation::default(),
            watching: Watching::default(),
            told: None,
            capture_generation: Generation::default(),
            track_listeners: Vec::new(),
            sharpening: None,
            healing: Healing::default(),
            network: Network::new(page::network_kind()),
            before,
            signed_out: false,
            ringtone: None,
            awake: None,
            title: page::title(),
            _page_listeners: page_listeners,
        }
    }

    async fn run(mut self, mut events: mpsc::UnboundedReceiver<Event>) {
        page::forget_query("asked");
        let offset = page::utc_offset();
        page::remember_utc_offset(offset, &self.view.site_path("/"));
        self.view.set_utc_offset(offset);
        self.recall_devices();
        self.recall_what_waits();
        self.show_captured();
        self.connect();
        loop {
            let event = futures_util::select_biased! {
                event = events.select_next_some() => event,
                outcome = &mut self.operation => Event::Operated(outcome),
            };
            self.handle(event);
        }
    }

    /// Asks the browser for something that takes its time. It runs to its end, whatever happens meanwhile: a
    /// camera that comes too late has to be let go of.
    fn request(&self, answer: impl Future<Output = Event> + 'static) {
        let inbox = self.inbox.clone();
        wasm_bindgen_futures::spawn_local(async move { inbox.put(answer.await) });
    }

    /// The same, for what only the second file does with the answer.
    fn then<T: 'static>(&self, answer: impl Future<Output = T> + 'static, take: impl FnOnce(&mut Driver, T) + 'static) {
        self.request(async move {
            let answer = answer.await;
            Event::Run(Box::new(move |driver| take(driver, answer)))
        });
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Asked(command) => self.obey(command),
            Event::Run(action) => action(self),
            Event::Socket(generation, change) if generation == self.socket_generation => self.socket_changed(change),
            Event::Peer(generation, change) if generation == self.peer_generation => self.peer_changed(change),
            Event::Operated(outcome) => self.operated(outcome),
            Event::Opened(generation, result) if generation == self.capture_generation => self.opened(result),
            Event::Sampled(generation, sample) if generation == self.peer_generation => self.sampled(sample),
            Event::DeviceReplaced(generation, kind, result) if generation == self.capture_generation => {
                self.device_replaced(kind, result);
            }
            // Of a socket, a peer connection or a request that is over. What was opened is dropped here.
            Event::Socket(..)
            | Event::Peer(..)
            | Event::Opened(..)
            | Event::DeviceReplaced(..)
            | Event::Sampled(..) => {}
            Event::Listed(list) => self.show_devices(list),
            Event::DeviceLost(kind) => self.device_lost(kind),
            Event::DevicesChanged => self.list_devices(),
            Event::Sharpen => self.sharpen(),
            Event::Network(news) => self.network(news),
            Event::Heal => self.path(PathEvent::Woke),
            Event::ShowAgain => self.show_again(),
            Event::Pulse => self.take_pulse(),
            Event::Named(done) => self.named(done),
            Event::Copied(what, done) => self.copied(what, done),
            Event::Retry => self.retry(),
            Event::Hurry => self.hurry(),
            Event::Leaving => self.leave_page(),
            Event::Sample => self.sample(),
            Event::WakeWatch => self.tell_watch(WatchEvent::Woke),
        }
    }

    fn copy(&self, what: Copied, text: String) {
        self.request(async move { Event::Copied(what, page::copy(&text).await) });
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Say(text) => self.say(text),
            Command::Call(name, medium) => self.place_call(name, medium),
            Command::Accept(medium) => {
                self.mean_to_send(medium);
                self.drive(Input::Accept);
            }
            Command::Decline => self.drive(Input::Decline),
            Command::HangUp => self.drive(Input::HangUp),
            Command::DismissNotice => self.view.notice.set(None),
            Command::DismissEnding => self.drive(Input::Dismiss),
            Command::Rename(name) => self.ask_for_name(name),
            Command::CopyLink => self.copy(Copied::Link, page::address()),
            Command::CopyReport(report) => self.copy(Copied::Report, report),
            Command::Reconnect => self.hurry(),
        }
    }
}

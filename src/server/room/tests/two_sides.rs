//! Whole calls: pages with the real [`Call`] machine and a browser that insists on its rules, wired through
//! the real [`Room`], while what they say to each other is delayed and overtakes what others say.
//!
//! [`Call`]: crate::call::Call

mod page;
mod peer;
mod steps;

use super::super::{Event, Moment, Room, Rules};
use crate::call::{Input, Stage};
use crate::protocol::{
    CallId, ConnectionId, OfferKey, Presence, RoomName, SignIn, ToServer, UserName, Version, limits,
};
use crate::server::session::SessionId;
use page::Page;
use proptest::prelude::*;
use std::time::Duration;
use steps::{Step, begun, steps, steps_with_losses, steps_with_reloads, steps_without_users};

struct World {
    room: Room,
    now: Moment,
    pages: Vec<Page>,
    last_connection: u64,
    last_key: u64,
    /// Connections that are gone without the room's knowledge.
    unnoticed: Vec<ConnectionId>,
}

impl World {
    /// A room with these people; a name that stands twice is a person with two pages.
    fn with(names: &[&'static str]) -> Self {
        let mut world = Self {
            room: Room::new(RoomName::lobby(), Rules::default()),
            now: Moment::default(),
            pages: Vec::new(),
            last_connection: 0,
            last_key: 0,
            unnoticed: Vec::new(),
        };
        for (number, name) in names.iter().enumerate() {
            let same = world.pages.iter().find(|page| page.name == *name).map(|page| page.session.clone());
            world.pages.push(Page::new(name, same.unwrap_or_else(SessionId::random), number as u64 + 1));
            world.connect(number);
        }
        world.settle();
        world
    }

    fn take(&mut self, step: &Step) {
        match *step {
            // The driver does not let a user call before.
            Step::Place(page, _) if !self.pages[page].welcomed => {}
            Step::Place(page, callee) => {
                self.last_key += 1;
                let (name, key) = (self.pages[callee].name, OfferKey::parse(format!("k{}", self.last_key)));
                self.pages[page].feed(Input::Place(user(name), key.unwrap()));
            }
            Step::Accept(page) => self.pages[page].feed(Input::Accept),
            Step::Decline(page) => self.pages[page].feed(Input::Decline),
            Step::HangUp(page) => self.pages[page].feed(Input::HangUp),
            Step::Dismiss(page) => self.pages[page].feed(Input::Dismiss),
            Step::Change(page) => self.pages[page].change_tracks(),
            Step::Rename(page) => self.rename(page),
            Step::Up(page) => self.up(page),
            Step::Down(page) => self.pages[page].read(),
            Step::Browser(page, choice) => self.pages[page].browse(choice),
            Step::Time(seconds) => self.pass(seconds),
            Step::Lose(page) => {
                self.lose(page);
                self.notice();
            }
            Step::LoseSilently(page) => self.lose(page),
            Step::Notice => self.notice(),
            Step::Return(page) if self.pages[page].connection.is_none() => self.connect(page),
            Step::Return(_) => {}
            Step::Reload(page) => self.reload(page),
        }
    }

    fn up(&mut self, page: usize) {
        if let (Some(connection), Some(frame)) = (self.pages[page].connection, self.pages[page].up.pop_front()) {
            self.apply(Event::Said(connection, ToServer::parse(&frame).unwrap()));
        }
    }

    fn apply(&mut self, event: Event<'_>) {
        for delivery in self.room.deliveries(event, self.now).unwrap() {
            for page in &mut self.pages {
                if page.connection.is_some_and(|connection| delivery.to.contains(&connection)) {
                    page.down.push_back(delivery.frame.clone());
                }
            }
        }
    }

    fn connect(&mut self, page: usize) {
        self.last_connection += 1;
        let connection = ConnectionId(self.last_connection);
        let page = &mut self.pages[page];
        page.connection = Some(connection);
        let sign_in = SignIn { name: None, version: Version::One, call: page.held() };
        let event = Event::Joined(connection, Some(page.session.clone()), user(page.name), sign_in);
        self.apply(event);
    }

    fn lose(&mut self, page: usize) {
        let page = &mut self.pages[page];
        page.up.clear();
        page.down.clear();
        page.welcomed = false;
        self.unnoticed.extend(page.connection.take());
    }

    /// A page says that it goes, and is there again a moment later, knowing which call it held.
    fn reload(&mut self, page: usize) {
        self.pages[page].leave();
        while !self.pages[page].up.is_empty() {
            self.up(page);
        }
        self.lose(page);
        self.notice();
        self.connect(page);
    }

    fn notice(&mut self) {
        for connection in std::mem::take(&mut self.unnoticed) {
            self.apply(Event::Left(connection));
        }
    }

    fn rename(&mut self, page: usize) {
        self.last_key += 1;
        let sign_in = SignIn { name: Some(format!("n{}", self.last_key)), ..SignIn::default() };
        let page = &mut self.pages[page];
        if page.connection.is_some() {
            page.up.push_back(ToServer::SignIn(sign_in).encode());
        }
    }

    fn pass(&mut self, seconds: u64) {
        self.now.since_start += Duration::from_secs(seconds);
        self.now.date += seconds * 1000;
        self.apply(Event::Woke);
    }

    /// Lets everything arrive, until nothing happens any more by itself.
    fn settle(&mut self) {
        for _ in 0..10_000 {
            if self.pages.iter().all(Page::rests) {
                return;
            }
            for page in 0..self.pages.len() {
                self.up(page);
                self.pages[page].read();
                self.pages[page].browse(0);
            }
        }
        panic!("they never come to rest");
    }

    /// Whoever is in a call by the room's knowledge is so by their page's, and the other way round.
    fn check(&self) {
        let calls: Vec<_> = self.pages.iter().map(|page| page.call.id()).collect();
        for page in &self.pages {
            let known = self.call_of(page);
            let (own, stage) = (page.call.id(), page.call.stage());
            assert!(
                !page.in_progress() || own.is_some() && own == known,
                "{}: {stage:?}, {own:?} {known:?}",
                page.name
            );
            let held =
                known.is_none_or(|id| self.pages.iter().any(|p| p.session == page.session && p.call.id() == Some(id)));
            assert!(held, "{} is in {known:?}, and holds {calls:?}", page.name);
            assert!(!matches!(stage, Stage::Connecting(_)), "{} never connects", page.name);
        }
    }

    fn call_of(&self, page: &Page) -> Option<CallId> {
        self.room.members.of_session(&page.session).and_then(|member| member.call)
    }

    /// Lets everything arrive, and nobody answer what rings: every call that is left is a whole one.
    fn finish(&mut self) {
        self.settle();
        self.check();
        self.pass(45);
        self.settle();
        self.check();
        for page in self.pages.iter().filter(|page| page.in_progress()) {
            assert!(matches!(page.call.stage(), Stage::Active(_)), "{}: {:?} for ever", page.name, page.call.stage());
            assert!(page.is_complete(), "{} lacks something", page.name);
        }
        self.end_and_call_again();
    }

    /// The same after losses: whoever was cut off comes back, and what cannot connect any more is given up.
    fn finish_after_losses(&mut self) {
        self.notice();
        for page in 0..self.pages.len() {
            self.take(&Step::Return(page));
        }
        for _ in 0..2 {
            self.settle();
            self.pages.iter_mut().for_each(Page::give_up);
            self.settle();
            self.pass(45);
        }
        self.settle();
        self.check();
        // Nobody comes any more to what is kept for both.
        self.pass(limits::OUTAGE.as_secs());
        self.settle();
        self.end_and_call_again();
    }

    fn end_and_call_again(&mut self) {
        for page in &mut self.pages {
            page.feed(Input::HangUp);
        }
        self.settle();
        self.all_is_quiet();
        self.call(0, 1);
        self.pages[0].feed(Input::HangUp);
        self.pages[1].feed(Input::HangUp);
        self.settle();
        self.all_is_quiet();
    }

    fn call(&mut self, caller: usize, callee: usize) {
        self.last_key += 1;
        let callee_name = self.room.members.of_session(&self.pages[callee].session).unwrap().name.clone();
        let key = OfferKey::parse(format!("k{}", self.last_key)).unwrap();
        self.pages[caller].feed(Input::Place(callee_name, key));
        self.settle();
        self.pages[callee].feed(Input::Accept);
        self.settle();
        self.check();
        for page in [caller, callee] {
            let page = &self.pages[page];
            assert!(matches!(page.call.stage(), Stage::Active(_)), "{}: {:?}", page.name, page.call.stage());
            assert!(page.is_complete(), "{}", page.name);
        }
    }

    fn all_is_quiet(&self) {
        assert!(self.pages.iter().all(|page| !page.in_progress()));
        assert!(self.room.people().iter().all(|person| person.state == Presence::Available));
        assert_eq!(self.room.wake_at(), None);
    }
}

fn user(name: &str) -> UserName {
    UserName::parse(name).unwrap()
}

fn run(mut world: World, begun: u8, steps: &[Step]) -> World {
    if begun > 0 {
        world.take(&Step::Place(0, 1));
        world.settle();
    }
    if begun > 1 {
        world.take(&Step::Accept(1));
    }
    if begun > 2 {
        world.settle();
    }
    for step in steps {
        world.take(step);
    }
    world
}

#[test]
fn a_call_is_placed_rings_is_answered_and_ends() {
    let mut world = World::with(&["ana", "bo"]);
    world.call(0, 1);
    world.end_and_call_again();
}

#[test]
fn both_pages_are_loaded_again_and_one_of_them_twice() {
    let mut world = World::with(&["ana", "bo"]);
    world.call(0, 1);
    for page in [0, 1, 0] {
        world.reload(page);
    }
    world.finish();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_who_press_call_at_once_are_in_one_call(between in steps_without_users(2), after in steps_without_users(2)) {
        let steps = [vec![Step::Place(0, 1)], between, vec![Step::Place(1, 0)], after].concat();
        let mut world = run(World::with(&["ana", "bo"]), 0, &steps);
        world.settle();
        world.check();
        let calls = world.pages.iter().map(|page| page.call.id());
        prop_assert_eq!(calls.collect::<Vec<_>>(), [Some(CallId(1)), Some(CallId(1))]);
        world.finish();
    }

    #[test]
    fn two_people_agree_whatever_happens(begun in begun(), steps in steps(2)) {
        run(World::with(&["ana", "bo"]), begun, &steps).finish();
    }

    #[test]
    fn three_people_agree_whatever_happens(begun in begun(), steps in steps(3)) {
        run(World::with(&["ana", "bo", "cy"]), begun, &steps).finish();
    }

    #[test]
    fn people_with_two_pages_agree_whatever_happens(begun in begun(), steps in steps(4)) {
        run(World::with(&["ana", "bo", "bo", "ana"]), begun, &steps).finish();
    }

    #[test]
    fn people_whose_pages_are_loaded_again_agree_whatever_happens(begun in begun(), steps in steps_with_reloads(3)) {
        run(World::with(&["ana", "bo", "cy"]), begun, &steps).finish();
    }

    #[test]
    fn people_whose_connections_come_and_go_agree_in_the_end(begun in begun(), steps in steps_with_losses(4)) {
        let mut world = World::with(&["ana", "bo", "bo", "cy"]);
        world.pages.iter_mut().for_each(|page| page.lenient = true);
        run(world, begun, &steps).finish_after_losses();
    }
}

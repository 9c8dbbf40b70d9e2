//! Whatever people do, and however senseless, the room keeps its books.

use super::{Event, Scene};
use crate::protocol::{Presence, ToServer, limits};
use proptest::prelude::*;
use std::collections::HashSet;
use std::time::Duration;

/// Ana and Bo have two connections each, Vic has no session, Tom has the tutorial's client.
const WHO: [&str; 6] = ["ana", "ana/2", "bo", "bo/2", "vic", "tom"];

#[derive(Clone, Debug)]
enum Step {
    Join(usize, u64),
    Leave(usize),
    Say(usize, String),
    Post(usize),
    SignOut(usize),
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = || 0..WHO.len();
    let kind = prop::sample::select(vec!["video-offer", "video-answer", "new-ice-candidate", "ringing", "hang-up"]);
    let target = prop::sample::select(vec!["ana", "bo", "vic", "tom", "zoe", ""]);
    let call = prop_oneof![3 => Just(None), 4 => (1_u64..6).prop_map(Some)];
    let signal = (kind, target, call, any::<bool>()).prop_map(|(kind, target, call, key)| {
        let call = call.map(|call| format!(r#","call":{call}"#)).or((kind == "ringing").then(|| r#","call":1"#.into()));
        let key = if key { r#","key":"k""# } else { "" };
        let call = call.unwrap_or_default();
        format!(r#"{{"type":"{kind}","target":"{target}","sdp":1,"candidate":1{call}{key}}}"#)
    });
    let other = prop::sample::select(vec![
        r#"{"type":"message","text":"hi"}"#,
        r#"{"type":"message","text":"hi","key":"k"}"#,
        r#"{"type":"message","text":"hi","target":"bo"}"#,
        r#"{"type":"wave","target":"ana"}"#,
        r#"{"type":"username","name":"bo"}"#,
        r#"{"type":"username","name":"zoe"}"#,
        r#"{"type":"hang-up"}"#,
    ]);
    let said = prop_oneof![4 => signal, 1 => other.prop_map(String::from)];
    let step = prop_oneof![
        3 => (who(), 0_u64..6).prop_map(|(who, call)| Step::Join(who, call)),
        2 => who().prop_map(Step::Leave),
        12 => (who(), said).prop_map(|(who, said)| Step::Say(who, said)),
        1 => who().prop_map(Step::Post),
        1 => who().prop_map(Step::SignOut),
        2 => (0_u64..20_000).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 0..60)
}

/// A scene, and who is connected to it.
struct Crowd {
    scene: Scene,
    here: HashSet<usize>,
}

impl Crowd {
    fn take(&mut self, step: &Step) {
        match step {
            Step::Join(who, call) if self.here.insert(*who) => match WHO[*who] {
                "vic" => self.scene.joins_without_session("vic"),
                "tom" => self.scene.joins_from_tutorial("tom"),
                name if *call > 0 => self.scene.joins_with_call(name, *call),
                name => self.scene.joins(name),
            },
            Step::Leave(who) if self.here.remove(who) => self.scene.leaves(WHO[*who]),
            Step::Say(who, frame) if self.here.contains(who) => {
                let from = self.scene.connections[WHO[*who]].connection;
                let said = ToServer::parse(frame).unwrap();
                let refused = self.scene.room.apply(Event::Said(from, said), self.scene.now);
                drop(refused);
            }
            Step::Post(who) => self.scene.posts(WHO[*who], "hi"),
            Step::SignOut(who) => self.scene.signs_out(WHO[*who]),
            Step::Wait(time) => self.scene.after(Duration::from_millis(*time)),
            Step::Join(..) | Step::Leave(_) | Step::Say(..) => {}
        }
    }

    /// Names are unique; a call has two people, and both are part of it, unless one of them waits for the other.
    fn check(&self) {
        let people = self.scene.room.people();
        let names: HashSet<_> = people.iter().map(|person| &person.name).collect();
        assert_eq!(names.len(), people.len(), "{people:?}");
        let mut calls: Vec<_> = self.scene.room.members.iter().filter_map(|member| member.call).collect();
        calls.sort();
        let whole: Vec<_> = calls.iter().filter(|call| !self.scene.room.calls.is_claimed(**call)).collect();
        assert!(whole.chunks(2).all(|pair| pair.len() == 2 && pair[0] == pair[1]), "{calls:?}");
        let busy = people.iter().filter(|person| person.state != Presence::Available).count();
        assert_eq!(busy, calls.len(), "{people:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_room_keeps_its_books_whatever_happens_and_forgets_all_in_the_end(steps in steps()) {
        let mut crowd = Crowd { scene: Scene::with(&[]), here: HashSet::new() };
        for step in &steps {
            crowd.take(step);
            crowd.check();
        }
        for who in 0..WHO.len() {
            crowd.take(&Step::Leave(who));
        }
        crowd.scene.after(Duration::from_secs(60) + limits::OUTAGE);
        assert_eq!(crowd.scene.room.wake_at(), None);
        assert!(crowd.scene.room.is_empty());
    }
}

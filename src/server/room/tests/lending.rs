//! Who may be relayed, and for how long.

use super::Scene;
use crate::protocol::{CallId, Side};
use std::time::Duration;

impl Scene {
    /// What this connection has been lent since it was asked last.
    #[track_caller]
    fn is_lent(&mut self, who: &str, expected: &[(u64, Side)]) {
        assert_eq!(std::mem::take(&mut self.inbox(who).lent), expected, "{who}");
    }
}

#[test]
fn each_side_of_a_call_is_lent_its_own_on_every_page_that_rings_and_nobody_else_anything() {
    let mut scene = Scene::with(&["ana", "ana/2", "bo", "bo/2", "cy"]);
    for page in ["ana", "bo", "cy"] {
        scene.is_lent(page, &[]);
    }
    scene.calls("ana", "bo");
    scene.is_lent("ana", &[(1, Side::Caller)]);
    scene.is_lent("ana/2", &[]);
    scene.is_lent("bo", &[(1, Side::Callee)]);
    scene.is_lent("bo/2", &[(1, Side::Callee)]);
    scene.is_lent("cy", &[]);
    assert_eq!(scene.over, []);
}

#[test]
fn every_end_of_a_call_is_the_end_of_it_once() {
    let ends: [fn(&mut Scene); 6] = [
        |scene| scene.hangs_up("ana", 1, "cancelled"),
        |scene| scene.hangs_up("bo", 1, "declined"),
        |scene| scene.after(Duration::from_secs(45)),
        |scene| scene.signs_out("bo"),
        |scene| {
            scene.signals("bo", "video-answer", "ana", 1);
            scene.hangs_up("bo", 1, "ended");
        },
        |scene| {
            scene.signals("bo", "video-answer", "ana", 1);
            scene.leaves("ana");
            scene.after(Duration::from_secs(60));
        },
    ];
    for (at, end) in ends.into_iter().enumerate() {
        let mut scene = Scene::with(&["ana", "bo"]);
        scene.calls("ana", "bo");
        end(&mut scene);
        assert_eq!(scene.over, [CallId(1)], "{at}");
    }
}

#[test]
fn whoever_is_refused_is_lent_nothing() {
    let mut scene = Scene::with(&["ana", "bo", "cy"]);
    scene.are_in_call("ana", "bo", 1);
    scene.calls("cy", "ana");
    for page in ["ana", "bo", "cy"] {
        scene.is_lent(page, &[]);
    }
    assert_eq!(scene.over, []);
}

#[test]
fn a_page_that_comes_back_is_lent_it_again() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.are_in_call("ana", "bo", 1);
    scene.leaves("bo");
    scene.joins_with_call("bo", 1);
    scene.is_lent("bo", &[(1, Side::Callee)]);
    scene.is_lent("ana", &[]);
}

//! Whoever signs out is gone at once.

use super::Scene;
use crate::protocol::limits;
use std::time::Duration;

const LONG: Duration = Duration::from_secs(60);

#[test]
fn they_are_out_of_the_list_from_all_their_pages_and_nobody_waits() {
    let mut scene = Scene::with(&["ana", "ana/2", "bo"]);
    scene.signs_out("ana");
    scene.sees("bo", &["user-left ana available"]);
    assert_eq!(scene.people(), "bo Available");
    scene.calls("bo", "ana");
    scene.hears("bo", &["hang-up ana unavailable [k]"]);
    for page in ["ana", "ana/2"] {
        scene.leaves(page);
        scene.hears(page, &[]);
    }
    scene.after(LONG);
    scene.sees("bo", &[]);
}

#[test]
fn so_are_they_while_their_page_is_loaded_again() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.leaves("ana");
    scene.after(limits::LINGER / 2);
    scene.signs_out("ana");
    scene.sees("bo", &["user-left ana available"]);
    assert_eq!(scene.room.wake_at(), None, "nothing is left to wait for");
}

#[test]
fn their_call_is_over_for_the_other_side_however_far_it_is() {
    for (who, other, answered, reason) in [
        ("ana", "bo", true, "ended"),
        ("bo", "ana", true, "ended"),
        ("ana", "bo", false, "cancelled"),
        ("bo", "ana", false, "unavailable"),
    ] {
        let mut scene = Scene::with(&["ana", "bo", "bo/2"]);
        scene.calls("ana", "bo");
        if answered {
            scene.signals("bo", "video-answer", "ana", 1);
        }
        scene.forget();
        scene.signs_out(who);
        let over = format!("hang-up {who} #1 {reason}");
        assert_eq!(scene.inbox(other).heard.first(), Some(&over), "{who}, {answered}");
        assert_eq!(scene.people(), format!("{other} Available"));
        assert_eq!(scene.room.wake_at(), None);
    }
}

#[test]
fn a_call_from_before_the_server_s_start_that_they_claim_is_forgotten() {
    let mut scene = Scene::with(&["bo"]);
    scene.now.date = 1_000;
    scene.joins_with_call("ana", 7);
    assert_eq!(scene.people(), "bo Available, ana InCall");
    scene.signs_out("ana");
    assert_eq!(scene.people(), "bo Available");
    assert_eq!(scene.room.wake_at(), None);
}

#[test]
fn a_connection_that_ends_with_its_session_takes_them_out_and_a_later_one_of_theirs_stays() {
    let mut scene = Scene::with(&["ana", "ana/2", "bo"]);
    scene.is_dismissed("ana");
    scene.sees("bo", &["user-left ana available"]);
    // A page that came back before its cookie was gone.
    scene.joins("ana/3");
    scene.is_dismissed("ana/2");
    scene.leaves("ana/2");
    assert_eq!(scene.people(), "bo Available, ana Available");
}

#[test]
fn what_was_kept_for_them_is_forgotten() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.calls("ana", "bo");
    scene.hangs_up("ana", 1, "cancelled");
    for who in ["ana", "bo"] {
        assert!(!scene.room.is_blank());
        scene.signs_out(who);
    }
    assert!(scene.room.is_blank());
}

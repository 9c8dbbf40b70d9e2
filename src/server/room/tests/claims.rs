//! Calls that are older than the server: both sides come back and say so.

use super::Scene;
use crate::protocol::limits;
use std::time::Duration;

const GRACE: Duration = Duration::from_secs(30);
const MOMENT: Duration = Duration::from_millis(1);

/// When the server started, in milliseconds since 1970, and a call from before that.
const START: u64 = 1_000_000;
const OLD: u64 = START - 1;

/// A server that has just started, to which nobody has come back yet.
fn restarted() -> Scene {
    let mut scene = Scene::with(&[]);
    scene.now.date = START;
    scene
}

#[test]
fn both_sides_of_a_call_come_back_and_go_on() {
    for [first, second] in [["ana", "bo"], ["bo", "ana"]] {
        let mut scene = restarted();
        scene.joins_with_call(first, OLD);
        scene.hears(first, &[&format!("welcome {first} #{OLD} to {first} in-call")]);
        scene.after(GRACE - MOMENT);
        scene.joins_with_call(second, OLD);
        scene.hears(second, &[&format!("welcome {second} #{OLD} to {first} in-call, {second} in-call")]);
        // What it has said meanwhile it has to say again.
        scene.hears(first, &[&format!("reconnected {second} #{OLD}")]);
        scene.after(GRACE * 2);
        scene.signals("ana", "video-offer", "bo", OLD);
        scene.hears("bo", &[&format!("video-offer ana #{OLD}")]);
        scene.signals("bo", "video-answer", "ana", OLD);
        scene.hears("ana", &[&format!("video-answer bo #{OLD}")]);
        scene.hangs_up("bo", OLD, "ended");
        scene.hears("ana", &[&format!("hang-up bo #{OLD} ended")]);
        assert!(!scene.people().contains("InCall"));
        assert_eq!(scene.room.wake_at(), None);
    }
}

#[test]
fn a_side_that_waits_in_vain_is_told() {
    let mut scene = restarted();
    scene.joins_with_call("ana", OLD);
    scene.forget();
    scene.after(GRACE - MOMENT);
    scene.hears("ana", &[]);
    scene.after(MOMENT);
    scene.hears("ana", &[&format!("hang-up bo #{OLD} lost")]);
    assert_eq!(scene.people(), "ana Available");
}

#[test]
fn whoever_waits_is_busy_and_may_hang_up() {
    let mut scene = restarted();
    scene.joins_with_call("ana", OLD);
    scene.joins("cy");
    scene.forget();
    scene.calls("cy", "ana");
    scene.hears("cy", &["hang-up ana busy [k]"]);
    scene.hangs_up("ana", OLD, "ended");
    assert_eq!(scene.people(), "ana Available, cy Available");
    scene.calls("cy", "ana");
    assert_eq!(scene.people(), "ana Ringing, cy Calling");
}

#[test]
fn another_tab_of_whoever_waits_is_told_that_they_are_busy_and_ends_nothing() {
    let mut scene = restarted();
    scene.joins_with_call("ana", OLD);
    scene.joins("ana/2");
    scene.joins("cy");
    scene.forget();
    scene.calls("ana/2", "cy");
    scene.hears("ana/2", &["hang-up cy busy [k]"]);
    scene.says("ana/2", r#"{"type":"hang-up","target":"cy","reason":"cancelled"}"#);
    scene.hears("cy", &[]);
    scene.joins_with_call("bo", OLD);
    assert_eq!(scene.people(), "ana InCall, cy Available, bo InCall");
}

#[test]
fn a_side_that_loses_its_connection_while_it_waits_keeps_its_claim() {
    let mut scene = restarted();
    scene.joins_with_call("ana", OLD);
    scene.leaves("ana");
    scene.joins_with_call("bo", OLD);
    scene.forget();
    scene.joins_with_call("ana/2", OLD);
    scene.hears("bo", &[&format!("reconnected ana #{OLD}")]);
    scene.after(GRACE);
    assert_eq!(scene.people(), "ana InCall, bo InCall");
}

#[test]
fn when_nobody_is_left_to_wait_nothing_is_left() {
    let mut scene = restarted();
    scene.joins_with_call("ana", OLD);
    scene.leaves("ana");
    scene.after(GRACE);
    assert!(scene.room.is_empty());
    assert_eq!(scene.room.wake_at(), None);
}

#[test]
fn nobody_is_drawn_into_a_call_by_a_claim() {
    // Cy says he was called by Ana, as Bo does; and Eve, that she was the one who called Bo.
    for liar in ["cy", "eve"] {
        let mut scene = restarted();
        scene.joins_with_call("ana", OLD);
        scene.joins_with_call(liar, OLD);
        scene.hears(liar, &[&format!("welcome {liar} to ana in-call, {liar} available")]);
        scene.joins_with_call("bo", OLD);
        assert_eq!(scene.people(), format!("ana InCall, {liar} Available, bo InCall"));
    }
}

#[test]
fn when_the_server_began_and_what_its_clock_says_is_no_matter() {
    // Its uplink was down for an hour; its clock was set back to before the call.
    for (wait, call) in [(3_600, OLD), (0, START + 60_000)] {
        let mut scene = restarted();
        scene.after(Duration::from_secs(wait));
        scene.joins_with_call("ana", call);
        scene.joins_with_call("bo", call);
        assert_eq!(scene.people(), "ana InCall, bo InCall");
        scene.hangs_up("ana", call, "ended");
        scene.had("bo", &["ended-call ana 0 s"]);
    }
}

#[test]
fn no_new_call_has_the_number_of_one_that_is_claimed() {
    let mut scene = restarted();
    scene.joins_with_call("ana", START);
    for who in ["cy", "di"] {
        scene.joins(who);
    }
    scene.calls("cy", "di");
    scene.hears("cy", &["welcome cy to ana in-call, cy available", &format!("calling di #{} [k]", START + 1)]);
    scene.joins_with_call("bo", START);
    assert_eq!(scene.people(), "ana InCall, cy Calling, di Ringing, bo InCall");
}

#[test]
fn whoever_hung_up_while_the_server_was_gone_has_done_so() {
    for (first, second) in [("ana", "bo"), ("bo", "ana")] {
        let hangs_up = |scene: &mut Scene| {
            let (id, reason) = (OLD, "ended");
            let frame = format!(r#"{{"type":"hang-up","target":"{first}","call":{id},"reason":"{reason}"}}"#);
            scene.says(second, &frame);
        };
        // The other side came back before.
        let mut scene = restarted();
        scene.joins_with_call(first, OLD);
        scene.joins(second);
        scene.forget();
        hangs_up(&mut scene);
        scene.hears(first, &[&format!("hang-up {second} #{OLD} ended")]);
        assert!(!scene.people().contains("InCall"));
        assert_eq!(scene.room.wake_at(), None);
        // Or it comes later, and then a second time.
        let mut scene = restarted();
        scene.joins(second);
        hangs_up(&mut scene);
        scene.joins_with_call(first, OLD);
        let both = format!("{second} available, {first} available");
        scene.hears(first, &[&format!("hang-up {second} #{OLD} ended"), &format!("welcome {first} to {both}")]);
        assert_eq!(scene.room.wake_at(), None);
    }
}

#[test]
fn a_hang_up_of_somebody_else_or_of_long_ago_ends_nobody_s_claim() {
    let hang_up = format!(r#"{{"type":"hang-up","target":"ana","call":{OLD},"reason":"ended"}}"#);
    for before in [true, false] {
        let mut scene = restarted();
        scene.joins("cy");
        if before {
            scene.says("cy", &hang_up);
        }
        scene.joins_with_call("ana", OLD);
        scene.says("cy", &hang_up);
        scene.joins_with_call("bo", OLD);
        assert_eq!(scene.people(), "cy Available, ana InCall, bo InCall");
    }
    let mut scene = restarted();
    scene.joins("bo");
    scene.says("bo", &hang_up);
    scene.after(limits::OUTAGE);
    scene.joins_with_call("ana", OLD);
    assert_eq!(scene.people(), "bo Available, ana InCall");
}

#[test]
fn whoever_waited_in_vain_has_told_the_other_side_so() {
    let mut scene = restarted();
    scene.joins_with_call("ana", OLD);
    scene.after(GRACE);
    scene.joins_with_call("bo", OLD);
    scene.hears("bo", &[&format!("hang-up ana #{OLD} lost"), "welcome bo to ana available, bo available"]);
}

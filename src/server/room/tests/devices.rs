//! Calls of people with several connections.

use super::Scene;

#[test]
fn a_call_rings_on_every_device_of_the_callee_and_is_the_business_of_one_of_the_caller_s() {
    let mut scene = Scene::with(&["ana", "ana/2", "bo", "bo/2"]);
    scene.calls("ana", "bo");
    scene.hears("ana", &["calling bo #1 [k]"]);
    scene.hears("ana/2", &[]);
    scene.hears("bo", &["video-offer ana #1"]);
    scene.hears("bo/2", &["video-offer ana #1"]);
    scene.signals("ana", "new-ice-candidate", "bo", 1);
    scene.hears("bo/2", &["new-ice-candidate ana #1"]);
    scene.signals("bo/2", "ringing", "ana", 1);
    scene.hears("ana", &["ringing bo #1"]);
    scene.hears("ana/2", &[]);
}

#[test]
fn a_call_that_is_taken_on_one_device_rings_no_more_on_the_others() {
    let mut scene = Scene::with(&["ana", "bo", "bo/2", "bo/3"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.signals("bo/2", "video-answer", "ana", 1);
    scene.hears("ana", &["video-answer bo #1"]);
    scene.hears("bo/2", &[]);
    for other in ["bo", "bo/3"] {
        scene.hears(other, &["hang-up ana #1 answered-elsewhere"]);
    }
    scene.signals("ana", "new-ice-candidate", "bo", 1);
    scene.hears("bo/2", &["new-ice-candidate ana #1"]);
    scene.hears("bo", &[]);
}

#[test]
fn a_call_that_is_refused_on_one_device_rings_no_more_on_the_others() {
    let mut scene = Scene::with(&["ana", "bo", "bo/2"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.hangs_up("bo", 1, "declined");
    scene.hears("ana", &["hang-up bo #1 declined"]);
    scene.hears("bo/2", &["hang-up ana #1 answered-elsewhere"]);
    scene.hears("bo", &[]);
}

#[test]
fn a_call_that_is_cancelled_or_rings_out_is_over_on_every_device() {
    let mut scene = Scene::with(&["ana", "bo", "bo/2"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.hangs_up("ana", 1, "cancelled");
    scene.hears("bo", &["hang-up ana #1 cancelled", "missed-call ana"]);
    scene.hears("bo/2", &["hang-up ana #1 cancelled", "missed-call ana"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.after(std::time::Duration::from_secs(45));
    scene.hears("bo", &["hang-up ana #2 no-answer", "missed-call ana"]);
    scene.hears("bo/2", &["hang-up ana #2 no-answer", "missed-call ana"]);
}

#[test]
fn of_two_devices_that_answer_the_first_has_the_call() {
    let mut scene = Scene::with(&["ana", "bo", "bo/2"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.signals("bo", "video-answer", "ana", 1);
    scene.signals("bo/2", "video-answer", "ana", 1);
    scene.signals("bo/2", "new-ice-candidate", "ana", 1);
    scene.hears("ana", &["video-answer bo #1"]);
    scene.signals("bo/2", "video-offer", "ana", 1);
    scene.hears("ana", &[]);
    scene.hears("bo/2", &["hang-up ana #1 answered-elsewhere", "hang-up ana #1 ended"]);
}

#[test]
fn a_device_that_is_not_in_the_call_does_not_speak_for_it() {
    for who in ["ana/2", "bo/2"] {
        for kind in ["video-answer", "new-ice-candidate", "ringing", "hang-up"] {
            let mut scene = Scene::with(&["ana", "ana/2", "bo", "bo/2"]);
            scene.are_in_call("ana", "bo", 1);
            scene.signals(who, kind, if who == "bo/2" { "ana" } else { "bo" }, 1);
            scene.hears("ana", &[]);
            scene.hears("bo", &[]);
            assert_eq!(scene.people(), "ana InCall, bo InCall", "{kind} from {who}");
        }
    }
}

#[test]
fn a_person_in_a_call_is_busy_on_every_device() {
    let mut scene = Scene::with(&["ana", "ana/2", "bo", "cy"]);
    scene.are_in_call("ana", "bo", 1);
    scene.calls("ana/2", "cy");
    scene.hears("ana/2", &["hang-up cy busy [k]"]);
    scene.calls("ana/2", "bo");
    scene.hears("ana/2", &["hang-up bo busy [k]"]);
    scene.calls("cy", "ana");
    scene.hears("cy", &["hang-up ana busy [k]"]);
    scene.hears("bo", &[]);
}

#[test]
fn calling_back_from_one_device_is_taking_the_call_there() {
    let mut scene = Scene::with(&["ana", "bo", "bo/2"]);
    scene.calls("ana", "bo");
    scene.forget();
    scene.calls("bo/2", "ana");
    scene.hears("bo/2", &["calling ana #1 [k]"]);
    scene.hears("bo", &[]);
    scene.signals("bo/2", "video-answer", "ana", 1);
    scene.hears("bo", &["hang-up ana #1 answered-elsewhere"]);
    scene.hears("ana", &["video-answer bo #1"]);
}

#[test]
fn one_device_that_goes_leaves_the_others_ringing_and_the_call_on() {
    let mut scene = Scene::with(&["ana", "bo", "bo/2", "bo/3"]);
    scene.calls("ana", "bo");
    scene.leaves("bo");
    scene.forget();
    scene.signals("bo/2", "video-answer", "ana", 1);
    scene.leaves("bo/3");
    scene.hears("ana", &["video-answer bo #1"]);
    assert_eq!(scene.people(), "ana InCall, bo InCall");
}

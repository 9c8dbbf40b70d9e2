//! What people say.

use super::{Rules, Scene};
use crate::protocol::{Entry, FrameError, Said, limits};
use std::time::Duration;

impl Scene {
    fn writes(&mut self, who: &str, text: &str) {
        self.says(who, &format!(r#"{{"type":"message","text":"{text}"}}"#));
    }

    fn writes_with_key(&mut self, who: &str, text: &str, key: &str) {
        self.says(who, &format!(r#"{{"type":"message","text":"{text}","key":"{key}"}}"#));
    }

    fn whispers(&mut self, who: &str, text: &str, target: &str) {
        self.says(who, &format!(r#"{{"type":"message","text":"{text}","target":"{target}"}}"#));
    }

    fn history(&self) -> String {
        self.messages().into_iter().map(|said| said.text).collect::<Vec<_>>().join(" ")
    }

    fn ids(&self) -> Vec<u64> {
        self.messages().iter().map(|said| said.id.0).collect()
    }

    fn messages(&self) -> Vec<Said> {
        self.room.history(None).into_iter().map(said).collect()
    }
}

fn said(entry: Entry) -> Said {
    match entry {
        Entry::Said(said) => said,
        Entry::Missed(_) | Entry::Ended(_) => panic!("{entry:?} is nobody's here"),
    }
}

#[test]
fn a_message_is_heard_by_all_its_author_included() {
    let mut scene = Scene::with(&["ana", "ana/2", "bo"]);
    scene.writes("ana", "hi");
    for who in ["ana", "ana/2", "bo"] {
        scene.hears(who, &["message ana hi"]);
    }
}

#[test]
fn a_key_comes_back_to_its_author_and_to_nobody_else() {
    let mut scene = Scene::with(&["ana", "ana/2", "bo"]);
    scene.writes_with_key("ana", "hi", "k1");
    scene.hears("ana", &["message ana hi [k1]"]);
    scene.hears("ana/2", &["message ana hi [k1]"]);
    scene.hears("bo", &["message ana hi"]);
    scene.joins("cy");
    scene.hears("cy", &["welcome cy to ana available, bo available, cy available hi"]);
}

#[test]
fn what_is_said_twice_with_one_key_is_heard_once_and_acknowledged_twice() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.writes_with_key("ana", "hi", "k1");
    scene.writes_with_key("ana", "hi", "k1");
    scene.hears("ana", &["message ana hi [k1]", "message ana hi [k1]"]);
    scene.hears("bo", &["message ana hi"]);
    assert_eq!(scene.history(), "hi");
}

#[test]
fn a_key_is_its_author_s_own() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.writes_with_key("ana", "hi", "k1");
    scene.writes_with_key("bo", "ho", "k1");
    assert_eq!(scene.history(), "hi ho");
}

#[test]
fn a_key_is_known_on_the_person_s_next_connection() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.writes_with_key("ana", "hi", "k1");
    scene.leaves("ana");
    scene.after(Duration::from_secs(1));
    scene.joins("ana");
    scene.forget();
    scene.writes_with_key("ana", "hi", "k1");
    scene.hears("ana", &["message ana hi [k1]"]);
    scene.hears("bo", &[]);
}

#[test]
fn a_key_is_known_after_a_connection_was_away_for_long() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.writes_with_key("ana", "hi", "k1");
    scene.leaves("ana");
    scene.after(Duration::from_secs(60));
    scene.joins("ana");
    scene.forget();
    scene.writes_with_key("ana", "hi", "k1");
    scene.hears("ana", &["message ana hi [k1]"]);
    scene.hears("bo", &[]);
    assert_eq!(scene.history(), "hi");
}

#[test]
fn a_message_is_acknowledged_again_even_when_the_room_has_forgotten_it() {
    for history in [0, 2] {
        let mut scene = Scene::under(Rules { history, ..Rules::default() }, &["ana", "bo"]);
        scene.writes_with_key("ana", "hi", "k1");
        scene.writes("bo", "1");
        scene.writes("bo", "2");
        scene.forget();
        scene.writes_with_key("ana", "hi", "k1");
        scene.hears("ana", &["message ana hi [k1]"]);
        scene.hears("bo", &[]);
    }
}

#[test]
fn so_many_keys_are_remembered_and_no_more() {
    let mut scene = Scene::with(&["ana", "bo"]);
    for key in 0..=limits::KEYS {
        scene.writes_with_key("ana", "hi", &format!("k{key}"));
    }
    scene.forget();
    scene.writes_with_key("ana", "hi", "k1");
    scene.hears("bo", &[]);
    scene.writes_with_key("ana", "hi", "k0");
    scene.hears("bo", &["message ana hi"]);
}

#[test]
fn a_private_message_is_for_two_people_on_all_their_connections() {
    let mut scene = Scene::with(&["ana", "ana/2", "bo", "bo/2", "cy"]);
    scene.says("ana", r#"{"type":"message","text":"psst","target":"bo","key":"k1"}"#);
    scene.hears("ana", &["message ana psst [k1] for bo"]);
    scene.hears("ana/2", &["message ana psst [k1] for bo"]);
    scene.hears("bo", &["message ana psst for bo"]);
    scene.hears("bo/2", &["message ana psst for bo"]);
    scene.hears("cy", &[]);
    assert_eq!(scene.history(), "", "nobody is shown it later");
}

#[test]
fn private_messages_do_not_push_public_ones_out_of_the_history() {
    let mut scene = Scene::under(Rules { history: 2, ..Rules::default() }, &["ana", "bo"]);
    scene.writes("ana", "one");
    for _ in 0..3 {
        scene.whispers("ana", "psst", "bo");
    }
    assert_eq!(scene.history(), "one");
}

#[test]
fn a_message_to_oneself_comes_once() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.whispers("ana", "remember", "ana");
    scene.hears("ana", &["message ana remember for ana"]);
}

#[test]
fn a_message_to_nobody_is_an_error_and_unsaid() {
    let mut scene = Scene::with(&["ana", "bo"]);
    let frame = r#"{"type":"message","text":"hi","target":"zoe","key":"k1"}"#;
    assert_eq!(scene.tries_to_say("ana", frame), Err(FrameError::UnknownTarget));
    scene.hears("ana", &[]);
    scene.joins("zoe");
    scene.forget();
    scene.says("ana", frame);
    scene.hears("zoe", &["message ana hi for zoe"]);
}

#[test]
fn texts_that_are_no_messages_are_refused() {
    let mut scene = Scene::under(Rules { text: 5, ..Rules::default() }, &["ana", "bo"]);
    for (text, error) in [
        ("", FrameError::Invalid("text")),
        (r"  \n\t", FrameError::Invalid("text")),
        ("123456", FrameError::TextTooLong(5)),
        ("éééééé", FrameError::TextTooLong(5)),
    ] {
        let frame = format!(r#"{{"type":"message","text":"{text}"}}"#);
        assert_eq!(scene.tries_to_say("ana", &frame), Err(error), "{text:?}");
    }
    scene.hears("bo", &[]);
    scene.writes("ana", "ééééé");
    scene.hears("bo", &["message ana ééééé"]);
}

#[test]
fn text_is_text() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.writes("ana", "<b>&amp;</b>  \u{202e}");
    scene.hears("bo", &["message ana <b>&amp;</b>  \u{202e}"]);
}

#[test]
fn the_history_has_a_bound() {
    let mut scene = Scene::under(Rules { history: 3, ..Rules::default() }, &["ana"]);
    for text in 1..=5 {
        scene.writes("ana", &text.to_string());
    }
    assert_eq!(scene.history(), "3 4 5");
    scene.joins("bo");
    scene.hears("bo", &["welcome bo to ana available, bo available 3, 4, 5"]);
}

#[test]
fn the_history_has_a_bound_in_bytes_too() {
    let mut scene = Scene::with(&["ana"]);
    let long = "é".repeat(limits::TEXT);
    let fits = limits::HISTORY_BYTES / long.len();
    for _ in 0..fits * 2 {
        scene.writes("ana", &long);
    }
    assert_eq!(scene.messages().len(), fits);
}

#[test]
fn a_room_without_a_history_says_things_all_the_same() {
    let mut scene = Scene::under(Rules { history: 0, ..Rules::default() }, &["ana", "bo"]);
    scene.writes("ana", "hi");
    scene.hears("bo", &["message ana hi"]);
    assert_eq!(scene.history(), "");
}

#[test]
fn ids_grow_and_follow_the_date_whatever_the_clock_does() {
    let mut scene = Scene::with(&["ana"]);
    for date in [1_000, 1_000, 5_000, 2_000, 0] {
        scene.now.date = date;
        scene.writes("ana", "hi");
    }
    assert_eq!(scene.ids(), [1_000, 1_001, 5_000, 5_001, 5_002]);
    assert_eq!(scene.messages()[3].date, 2_000, "people see what the clock shows");
}

#[test]
fn a_page_without_a_connection_posts_under_its_name() {
    let mut scene = Scene::with(&["ana"]);
    scene.posts("ana", "from the form");
    scene.posts("bo", "me too");
    scene.hears("ana", &["message ana from the form", "message bo me too"]);
    assert_eq!(scene.people(), "ana Available", "posting is not being here");
    scene.joins_without_session("bo/2");
    scene.hears("bo/2", &["rejectusername bo2", "welcome bo2 to ana available, bo2 available from the form, me too"]);
}

/// The marks of all that is kept.
fn marks(scene: &Scene) -> Vec<Option<u64>> {
    scene.messages().iter().map(|said| said.mark.map(|mark| mark.0)).collect()
}

#[test]
fn what_is_said_again_to_a_room_that_knows_nothing_has_the_same_mark_and_nothing_else_has() {
    let mut scene = Scene::with(&["ana", "bo"]);
    scene.writes_with_key("ana", "hi", "k1");
    let ana = scene.session("ana");
    let mut restarted = Scene::with(&[]);
    restarted.sessions.insert("ana".into(), ana);
    for who in ["ana", "bo"] {
        restarted.joins(who);
    }
    restarted.joins_without_session("vic");
    for (who, key) in [("ana", "k1"), ("ana", "k2"), ("bo", "k1"), ("vic", "k1")] {
        restarted.writes_with_key(who, "hi", key);
    }
    restarted.writes("ana", "hi");
    let (before, after) = (marks(&scene), marks(&restarted));
    assert_eq!((before[0], before[0].is_some()), (after[0], true));
    assert!(after[1].is_some() && after[2].is_some() && after[1] != after[0] && after[2] != after[0]);
    assert_eq!(after[3..], [None, None]);
}

#[test]
fn a_welcome_tells_how_far_the_room_has_forgotten() {
    let forgotten = |scene: &Scene| scene.room.chat.forgotten().map(|id| id.0);
    let mut scene = Scene::under(Rules { history: 2, ..Rules::default() }, &["ana", "bo"]);
    for expected in [None, None, Some(1), Some(4)] {
        scene.writes("ana", "hi");
        scene.whispers("ana", "hi", "bo");
        scene.calls("ana", "bo");
        scene.says("ana", r#"{"type":"hang-up"}"#);
        assert_eq!(forgotten(&scene), expected, "what is said to one alone is not counted");
    }
    let mut scene = Scene::under(Rules { history: 0, ..Rules::default() }, &["ana"]);
    scene.writes("ana", "hi");
    assert_eq!(forgotten(&scene), None, "where nothing is kept nothing is missed");
}

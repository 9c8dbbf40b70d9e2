use super::*;
use PathEvent::*;

const fn second(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// What is done by each of these events, at these seconds; and after them by time alone, until nothing is left.
fn told(relay: Relay, events: &[(u64, PathEvent)]) -> Vec<(u64, Rung)> {
    let mut recovery = Recovery::new(relay);
    let mut done = Vec::new();
    let mut events = events.iter().copied().peekable();
    loop {
        let wake = recovery.wake_at().map(|at| (at.as_secs(), Woke));
        let (at, event) = match (events.peek().copied(), wake) {
            (Some(next), Some(wake)) if wake.0 < next.0 => wake,
            (Some(_), _) => events.next().unwrap(),
            (None, Some(wake)) => wake,
            (None, None) => return done,
        };
        done.extend(recovery.handle(event, second(at)).map(|rung| (at, rung)));
    }
}

/// What a look finds at each of these seconds.
fn looks(seconds: std::ops::RangeInclusive<u64>, found: PathEvent) -> Vec<(u64, PathEvent)> {
    seconds.map(|second| (second, found)).collect()
}

#[test]
fn a_disconnection_that_passes_within_two_seconds_is_left_alone() {
    assert_eq!(told(Relay::None, &[(10, Disconnected), (11, Connected)]), []);
}

#[test]
fn a_disconnection_that_stays_climbs_the_ladder() {
    for (relay, again) in [(Relay::None, Rung::Restart), (Relay::Some, Rung::Relay)] {
        let mut expected = vec![(12, Rung::Restart), (16, again)];
        expected.extend([20, 24, 28, 32, 36].map(|at| (at, Rung::AudioOnly)));
        expected.push((40, Rung::GiveUp));
        assert_eq!(told(relay, &[(10, Disconnected)]), expected);
    }
}

#[test]
fn a_failure_is_answered_at_once() {
    assert_eq!(told(Relay::None, &[(10, Failed), (12, Connected)]), [(10, Rung::Restart)]);
    let both = [(10, Disconnected), (11, Failed), (12, Connected)];
    assert_eq!(told(Relay::None, &both), [(11, Rung::Restart)]);
}

#[test]
fn a_failed_restart_does_not_restart_at_once_again() {
    for (relay, again) in [(Relay::None, Rung::Restart), (Relay::Some, Rung::Relay)] {
        let events = [(10, Failed), (11, Failed), (17, Connected)];
        assert_eq!(told(relay, &events), [(10, Rung::Restart), (14, again)]);
    }
}

#[test]
fn the_other_side_s_attempt_gets_its_time() {
    let events = [(10, Disconnected), (11, TheyOffer), (14, Connected)];
    assert_eq!(told(Relay::None, &events), []);
    let events = [(10, Disconnected), (11, TheyOffer), (14, TheyOffer), (20, Connected)];
    assert_eq!(told(Relay::None, &events), [(15, Rung::Restart), (19, Rung::AudioOnly)], "once, and no more");
    assert_eq!(told(Relay::Some, &events), [(15, Rung::Relay), (19, Rung::AudioOnly)]);
    assert_eq!(told(Relay::None, &[(10, TheyOffer)]), []);
}

#[test]
fn another_network_restarts_at_once_whether_the_path_is_broken_or_not() {
    assert_eq!(told(Relay::None, &[(10, NetworkChanged)]), [(10, Rung::Restart)]);
    let events = [(10, Disconnected), (11, NetworkChanged), (20, NetworkChanged), (21, Connected)];
    let expected = [(11, Rung::Restart), (15, Rung::Restart), (19, Rung::AudioOnly), (20, Rung::Restart)];
    assert_eq!(told(Relay::None, &events), expected);
}

#[test]
fn a_network_that_both_sides_see_change_does_not_cut_a_restart_short() {
    let seen = [(10, Failed), (13, TheyOffer), (13, NetworkChanged)];
    let mended = [&seen[..], &[(13, Connected)]].concat();
    assert_eq!(told(Relay::None, &mended), [(10, Rung::Restart)]);
    let stays = [&seen[..], &[(15, Connected)]].concat();
    assert_eq!(told(Relay::None, &stays), [(10, Rung::Restart), (14, Rung::Restart)]);
    let rungs = [(10, Failed), (14, TheyOffer), (14, Connected)];
    assert_eq!(told(Relay::None, &rungs), [(10, Rung::Restart)], "nor does the next rung");
}

#[test]
fn sound_that_stops_restarts_once_and_is_no_break_yet() {
    assert_eq!(told(Relay::None, &[(10, Hush)]), [(10, Rung::Restart)]);
    let events = [(10, Hush), (14, Disconnected), (15, Hush), (17, Connected)];
    assert_eq!(told(Relay::None, &events), [(10, Rung::Restart), (16, Rung::Restart)]);
    let mut recovery = Recovery::new(Relay::None);
    recovery.handle(Connected, Duration::ZERO);
    recovery.handle(Hush, Duration::from_secs(10));
    assert_eq!((recovery.broken_since(), recovery.wake_at()), (None, None));
}

#[test]
fn another_path_soon_after_a_restart_is_its_work_where_there_was_no_break() {
    let mut recovery = Recovery::new(Relay::None);
    assert!(!recovery.has_moved(second(9)), "nothing was restarted");
    recovery.handle(Hush, second(10));
    assert!(recovery.has_moved(second(12)) && !recovery.has_moved(second(40)));
    recovery.handle(Failed, second(13));
    assert!(!recovery.has_moved(second(14)), "it is broken");
    recovery.handle(Connected, second(15));
    assert!(!recovery.has_moved(second(16)), "that was the mending");
    assert!(recovery.has_moved(second(21)));
}

#[test]
fn a_path_that_is_whole_is_restarted_every_five_seconds_at_most() {
    let changes: Vec<_> = (10..=22).map(|second| (second, NetworkChanged)).collect();
    assert_eq!(told(Relay::None, &changes), [10, 15, 20, 25].map(|at| (at, Rung::Restart)), "the last one counts");
    let apart = [(10, NetworkChanged), (16, NetworkChanged)];
    assert_eq!(told(Relay::None, &apart), [10, 16].map(|at| (at, Rung::Restart)));
    let mended = [(10, Failed), (11, Connected), (12, NetworkChanged)];
    assert_eq!(told(Relay::None, &mended), [10, 15].map(|at| (at, Rung::Restart)), "it has just been restarted");
}

#[test]
fn without_a_server_the_ladder_waits_and_goes_on_when_it_is_back() {
    let events = [(9, SignalingLost), (10, Failed), (20, SignalingBack), (21, Connected)];
    assert_eq!(told(Relay::None, &events), [(20, Rung::Restart)]);
    let moved = [(9, SignalingLost), (10, NetworkChanged), (12, SignalingBack)];
    assert_eq!(told(Relay::None, &moved), [(12, Rung::Restart)]);
}

#[test]
fn a_call_is_given_up_after_thirty_seconds_with_a_server_or_without() {
    assert_eq!(told(Relay::None, &[(9, SignalingLost), (10, Failed)]), [(40, Rung::GiveUp)]);
    let late = [(10, Failed), (38, NetworkChanged)];
    assert_eq!(told(Relay::None, &late).last(), Some(&(40, Rung::GiveUp)));
}

#[test]
fn a_path_that_brings_nothing_is_restarted_and_then_replaced() {
    let came = looks(8..=10, MediaComes);
    let silent = [came.clone(), looks(11..=13, MediaMissing), looks(14..=14, MediaComes)].concat();
    assert_eq!(told(Relay::Some, &silent), [], "not for long enough");
    let silent = [came.clone(), looks(11..=15, MediaMissing), looks(16..=16, MediaComes)].concat();
    assert_eq!(told(Relay::Some, &silent), [(14, Rung::Restart)]);
    let silent = [came, looks(11..=60, MediaMissing)].concat();
    let expected = [(14, Rung::Restart), (18, Rung::Reopen), (48, Rung::Restart), (52, Rung::Reopen)];
    assert_eq!(told(Relay::Some, &silent), expected, "and left alone for 30 s after that, but never given up");
}

#[test]
fn nothing_is_missed_that_is_not_sent_or_has_never_come() {
    assert_eq!(told(Relay::None, &looks(10..=60, MediaMissing)), []);
    let off = [looks(8..=10, MediaComes), looks(11..=40, MediaOff), looks(41..=43, MediaMissing)].concat();
    assert_eq!(told(Relay::None, &off), []);
    let replaced = [looks(8..=10, MediaComes), vec![(11, Reopened), (12, Connected)]].concat();
    assert_eq!(told(Relay::None, &[replaced, looks(13..=60, MediaMissing)].concat()), []);
    let taken_away = [looks(8..=10, MediaComes), looks(11..=15, MediaMissing), vec![(16, MediaOff)]].concat();
    assert_eq!(told(Relay::None, &taken_away), [(14, Rung::Restart)]);
}

#[test]
fn that_ice_is_connected_is_no_sign_of_life_where_nothing_comes() {
    let mut events = [looks(8..=10, MediaComes), looks(11..=14, MediaMissing), vec![(15, Connected)]].concat();
    assert_eq!(told(Relay::None, &events), [(14, Rung::Restart), (18, Rung::Reopen)]);
    events.pop();
    events.extend([(15, Disconnected), (25, Connected)]);
    let ladder = [(14, Rung::Restart), (18, Rung::Restart), (22, Rung::AudioOnly)];
    assert_eq!(told(Relay::None, &events), ladder, "what ICE sees is its own");
}

#[test]
fn a_silence_cuts_the_patience_short_and_nothing_else() {
    let mut events = [looks(8..=10, MediaComes), looks(11..=12, MediaMissing), vec![(13, Disconnected)]].concat();
    events.extend(looks(14..=17, MediaMissing));
    events.push((19, Connected));
    assert_eq!(told(Relay::Some, &events), [(14, Rung::Restart), (18, Rung::Relay)]);
}

#[test]
fn another_peer_connection_has_no_path_to_mend_before_it_was_connected() {
    let lost = [(10, Disconnected), (11, Reopened), (12, Disconnected), (13, Failed), (20, NetworkChanged)];
    assert_eq!(told(Relay::None, &lost), []);
    let again = [&lost[..], &[(21, Connected), (30, Failed), (31, Connected)]].concat();
    assert_eq!(told(Relay::None, &again), [(30, Rung::Restart)]);
}

#[test]
fn pictures_wait_until_the_path_has_been_whole_for_five_seconds() {
    let mut recovery = Recovery::new(Relay::Some);
    let table = [
        (10, Failed, Some(Rung::Restart), false),
        (14, Woke, Some(Rung::Relay), false),
        (18, Woke, Some(Rung::AudioOnly), true),
        (19, Connected, None, true),
        (22, Disconnected, None, true),
        (23, Connected, None, true),
        (24, Reopened, None, true),
        (25, Connected, None, true),
        (29, Woke, None, true),
        (30, Woke, None, false),
    ];
    for (at, event, tried, spared) in table {
        recovery.handle(event, second(at));
        assert_eq!((recovery.tried(), recovery.spares_pictures()), (tried, spared), "at {at}");
    }
    assert_eq!(recovery.wake_at(), None);
}

#[test]
fn each_break_is_counted_from_its_own_beginning() {
    let mut recovery = Recovery::new(Relay::None);
    recovery.handle(Disconnected, second(10));
    assert_eq!((recovery.broken_since(), recovery.tried()), (Some(second(10)), None));
    recovery.handle(Connected, second(11));
    assert_eq!((recovery.broken_since(), recovery.wake_at()), (None, None));
    recovery.handle(Disconnected, second(100));
    assert_eq!(recovery.broken_since(), Some(second(100)));
    assert_eq!(recovery.handle(Woke, second(101)), None, "woken too early");
}

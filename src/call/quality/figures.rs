use super::counting::{Span, grown, milliseconds, narrow, permille, whole};
use super::{Flow, Limit, Route, Sample, report};
use serde::Serialize;
use std::time::Duration;

/// What the time between two samples was like: one second, mostly.
///
/// Whole numbers, so that none of them is infinite or not a number. `None` is what is not known of this second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// When it ended.
    #[serde(rename = "at_ms", serialize_with = "report::milliseconds")]
    pub at: Duration,
    /// How long it was.
    #[serde(rename = "lasted_ms", serialize_with = "report::milliseconds")]
    pub lasted: Duration,
    /// Which way the packets took.
    pub route: Option<Route>,
    /// To the other side and back, in milliseconds.
    pub round_trip_ms: Option<u32>,
    /// What the browser thinks that it could send, in bits per second.
    pub available_bps: Option<u32>,
    /// Packets of our picture that were sent once more, of a thousand.
    pub resent_permille: Option<u32>,
    /// What keeps our picture from being better.
    pub limit: Option<Limit>,
    /// How often their picture stood still.
    pub freezes: Option<u32>,
    /// How long it did, in milliseconds.
    pub frozen_ms: Option<u32>,
    /// What the other side got from us.
    pub mine: Flow,
    /// What we got.
    pub theirs: Flow,
}

impl Figures {
    /// What happened between two samples. `None` where no time has passed.
    ///
    /// Where a counter has gone back it is another connection's, and its figure is not known for this second. No
    /// more is that of a stream that is not in both samples.
    pub fn between(before: &Sample, after: &Sample) -> Option<Self> {
        let span = Span::between(before.at, after.at)?;
        let freezes = |sample: &Sample| sample.video_in?.freezes;
        let frozen = |sample: &Sample| milliseconds(sample.video_in?.frozen_s?).map(u64::from);
        Some(Self {
            at: after.at,
            lasted: after.at - before.at,
            route: after.pair.as_ref().map(Route::of),
            round_trip_ms: round_trip_s(after).and_then(milliseconds),
            available_bps: after.pair.and_then(|pair| pair.available_bps).and_then(whole),
            resent_permille: resent(before, after),
            limit: after.video_out.and_then(|video| video.limit),
            freezes: grown(freezes(before), freezes(after)).map(narrow),
            frozen_ms: grown(frozen(before), frozen(after)).map(narrow),
            mine: Flow::mine(before, after, span),
            theirs: Flow::theirs(before, after, span),
        })
    }
}

/// The path's own, which is newer; where a browser lacks it, what the other side's reports make of it.
fn round_trip_s(sample: &Sample) -> Option<f64> {
    let heard = || sample.audio_out.and_then(|audio| audio.heard?.round_trip_s);
    let seen = || sample.video_out.and_then(|video| video.stream.heard?.round_trip_s);
    sample.pair.and_then(|pair| pair.round_trip_s).or_else(heard).or_else(seen)
}

fn resent(before: &Sample, after: &Sample) -> Option<u32> {
    let packets = |sample: &Sample| sample.video_out.map(|video| video.stream.packets);
    let again = |sample: &Sample| sample.video_out.map(|video| video.stream.resent);
    permille(grown(again(before), again(after))?, grown(packets(before), packets(after))?)
}

#[cfg(test)]
mod tests {
    use super::super::script::{Second, sample};
    use super::super::{Codec, Heard, Hops, Inbound, InboundVideo, Outbound, Pair, Size, Transport};
    use super::*;
    use proptest::prelude::*;

    fn between(change: fn(&mut Sample, &mut Sample)) -> Option<Figures> {
        let (mut before, mut after) = (sample(&[]), sample(&[Second::default()]));
        change(&mut before, &mut after);
        Figures::between(&before, &after)
    }

    #[test]
    fn a_second_of_a_good_call_is_known_to_the_last_figure() {
        let audio_codec = Some(Codec::Opus);
        let flow = Flow {
            audio_bps: Some(32_000),
            video_bps: Some(1_200_000),
            lost_permille: Some(0),
            jitter_ms: Some(4),
            audio_codec,
            video_codec: Some(Codec::Vp8),
            size: Some(Size { width: 1280, height: 720 }),
            frames_per_second: Some(30),
        };
        let expected = Figures {
            at: Duration::from_secs(101),
            lasted: Duration::from_secs(1),
            route: Some(Route { hops: Hops::Direct, over: Transport::Udp }),
            round_trip_ms: Some(40),
            available_bps: Some(2_500_000),
            resent_permille: Some(0),
            limit: Some(Limit::None),
            freezes: Some(0),
            frozen_ms: Some(0),
            mine: flow,
            theirs: flow,
        };
        assert_eq!(between(|_, _| {}), Some(expected));
        assert_eq!(flow.bits_per_second(), Some(1_232_000));
    }

    fn audio_in(sample: &mut Sample) -> &mut Inbound {
        sample.audio_in.as_mut().unwrap()
    }

    fn video_in(sample: &mut Sample) -> &mut InboundVideo {
        sample.video_in.as_mut().unwrap()
    }

    fn video_out(sample: &mut Sample) -> &mut Outbound {
        &mut sample.video_out.as_mut().unwrap().stream
    }

    fn heard(sample: &mut Sample) -> &mut Heard {
        video_out(sample).heard.as_mut().unwrap()
    }

    fn pair(sample: &mut Sample) -> &mut Pair {
        sample.pair.as_mut().unwrap()
    }

    #[test]
    fn figures_follow_what_the_samples_say() {
        /// What is changed in the two samples; which figure to look at, and what it is then.
        type Row = (fn(&mut Sample, &mut Sample), fn(&Figures) -> Option<u32>, Option<u32>);
        let sound: fn(&Figures) -> Option<u32> = |figures| figures.theirs.audio_bps;
        let picture: fn(&Figures) -> Option<u32> = |figures| figures.theirs.video_bps;
        let lost_mine: fn(&Figures) -> Option<u32> = |figures| figures.mine.lost_permille;
        let lost_theirs: fn(&Figures) -> Option<u32> = |figures| figures.theirs.lost_permille;
        let round_trip: fn(&Figures) -> Option<u32> = |figures| figures.round_trip_ms;
        let table: &[Row] = &[
            // Time
            (|_, after| after.at += Duration::from_secs(1), sound, Some(16_000)),
            // Streams that stop, jump back, begin and end
            (|before, after| before.audio_in = after.audio_in, sound, Some(0)),
            (|before, _| audio_in(before).bytes = 9_999, sound, None),
            (|before, _| audio_in(before).bytes = 9_999, picture, Some(1_200_000)),
            (|before, _| before.video_in = None, picture, None),
            (|_, after| after.video_in = None, picture, None),
            (|_, after| after.video_out = None, |figures| figures.mine.bits_per_second(), Some(32_000)),
            // Loss
            (|_, after| audio_in(after).lost = 250, lost_theirs, Some(200)),
            (|before, _| audio_in(before).lost = 9, lost_theirs, Some(0)),
            (|before, after| (before.audio_in, after.video_in) = (None, None), lost_theirs, None),
            (|_, after| heard(after).fraction_lost = Some(0.2), lost_mine, Some(190)),
            (|_, after| video_out(after).heard = None, lost_mine, Some(0)),
            (|_, after| (heard(after).fraction_lost, after.audio_out) = (Some(7.0), None), lost_mine, None),
            (|_, after| video_out(after).resent = 95, |figures| figures.resent_permille, Some(100)),
            // The path
            (|_, after| pair(after).round_trip_s = Some(0.2506), round_trip, Some(251)),
            (|_, after| pair(after).round_trip_s = None, round_trip, Some(44)),
            (|_, after| pair(after).round_trip_s = Some(f64::NAN), round_trip, None),
            (|_, after| pair(after).round_trip_s = Some(-1.0), round_trip, None),
            (|_, after| after.pair = None, |figures| figures.available_bps, None),
            // Pictures
            (|_, after| video_in(after).frozen_s = Some(0.25), |figures| figures.frozen_ms, Some(250)),
            (|_, after| video_in(after).freezes = None, |figures| figures.freezes, None),
            (|_, after| video_in(after).frames_decoded = 12, |figures| figures.theirs.frames_per_second, Some(12)),
        ];
        for (row, (change, figure, expected)) in table.iter().enumerate() {
            assert_eq!(figure(&between(*change).unwrap()), *expected, "row {row}");
        }
    }

    #[test]
    fn no_time_is_no_second() {
        assert_eq!(between(|before, after| after.at = before.at), None);
        assert_eq!(between(|before, after| after.at = before.at + Duration::from_micros(999)), None);
        assert_eq!(between(|before, after| after.at = before.at - Duration::from_secs(1)), None);
    }

    fn anything() -> impl Strategy<Value = Sample> {
        let count = || prop_oneof![0_u64..100, any::<u64>()];
        (any::<u64>(), [count(), count(), count(), count()], any::<i64>(), any::<f64>()).prop_map(
            |(at, [packets, bytes, frames, others], lost, number)| {
                let mut sample = sample(&[]);
                sample.at = Duration::from_millis(at);
                *audio_in(&mut sample) = Inbound { packets, lost, bytes, jitter_s: number, codec: None };
                let video = video_in(&mut sample);
                (video.frames_decoded, video.freezes, video.frozen_s) = (frames, Some(others), Some(number));
                let out = video_out(&mut sample);
                (out.packets, out.bytes, out.resent) = (others, bytes, packets);
                heard(&mut sample).fraction_lost = Some(number);
                (pair(&mut sample).round_trip_s, pair(&mut sample).available_bps) = (Some(number), Some(number));
                sample
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn whatever_a_browser_counts_nothing_is_nonsense(before in anything(), after in anything()) {
            if let Some(figures) = Figures::between(&before, &after) {
                prop_assert!(before.at < after.at);
                let shares = [figures.mine.lost_permille, figures.theirs.lost_permille, figures.resent_permille];
                prop_assert!(shares.into_iter().flatten().all(|share| share <= 1000));
            }
        }
    }
}

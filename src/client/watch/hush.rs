use crate::call::quality::Sample;
use crate::protocol::{Power, Sending};

/// Tells when the other side's sound stops coming, although it is sent. A microphone that is on sends fifty packets a
/// second whatever it hears, so that no second passes without one while there is a path. A browser takes five seconds
/// to say that a path is gone; and of the connection to the server, over the same network, it says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hush {
    /// Packets until the last sample.
    packets: u64,
    sound: Sound,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sound {
    /// It does not come, or not steadily.
    #[default]
    None,
    /// It came, and has not stopped since.
    Steady,
}

impl Hush {
    /// Packets of a second in which sound comes: half of what browsers send, as some may be lost.
    const STEADY: u64 = 25;

    /// And of one in which it does not: what arrived in its first moments.
    const NOTHING: u64 = 5;

    /// Takes what was counted by now; whether the sound has stopped within the last two seconds.
    pub fn take(&mut self, sample: &Sample, theirs: Option<Sending>) -> bool {
        let packets = sample.audio_in.map_or(0, |sound| sound.packets);
        // Another peer connection counts anew.
        let came = packets.checked_sub(self.packets);
        let before = if came.is_some() { self.sound } else { Sound::None };
        self.packets = packets;
        self.sound = match came {
            Some(Self::STEADY..) => Sound::Steady,
            None | Some(..=Self::NOTHING) => Sound::None,
            Some(_) => before,
        };
        // A side that says nothing is taken to send.
        let is_sent = theirs.is_none_or(|theirs| theirs.microphone == Power::On);
        is_sent && before == Sound::Steady && self.sound == Sound::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::quality::Inbound;

    const NEVER: [usize; 0] = [];
    const MUTED: Sending = Sending { microphone: Power::Off, ..Sending::ALL };

    /// The seconds after which it is noticed, of these packets in each second.
    fn noticed(seconds: &[u64], theirs: Option<Sending>) -> Vec<usize> {
        let (mut hush, mut packets) = (Hush::default(), 0);
        let takes = |(at, came): (usize, &u64)| {
            packets += came;
            let audio_in = Some(Inbound { packets, ..Inbound::default() });
            hush.take(&Sample { audio_in, ..Sample::default() }, theirs).then_some(at)
        };
        seconds.iter().enumerate().filter_map(takes).collect()
    }

    #[test]
    fn sound_that_stops_is_noticed_once_each_time() {
        for all in [Some(Sending::ALL), None] {
            assert_eq!(noticed(&[50, 50, 0, 0, 0, 50, 49, 5, 0], all), [2, 7]);
            assert_eq!(noticed(&[50, 50, 20, 0, 0], all), [3], "half a second of it: the next second tells");
            assert_eq!(noticed(&[0, 0, 3, 0, 20, 0], all), NEVER, "it never came steadily");
            assert_eq!(noticed(&[50, 30, 25, 30, 26], all), NEVER, "a bad network is one all the same");
        }
    }

    #[test]
    fn who_is_muted_is_not_missed() {
        assert_eq!(noticed(&[50, 50, 0, 0], Some(MUTED)), NEVER);
    }

    #[test]
    fn another_peer_connection_counts_anew() {
        let mut hush = Hush::default();
        let sample = |packets| {
            let audio_in = Some(Inbound { packets, ..Inbound::default() });
            Sample { audio_in, ..Sample::default() }
        };
        for packets in [900, 950, 10, 60, 110] {
            assert!(!hush.take(&sample(packets), Some(Sending::ALL)), "{packets}");
        }
        assert!(hush.take(&sample(110), Some(Sending::ALL)));
    }
}

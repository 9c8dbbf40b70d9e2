use super::Figures;
use crate::protocol::{Power, Sending};
use std::time::Duration;

/// Since when what should come from the other side does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silence {
    sound: Medium,
    picture: Medium,
    now: Duration,
}

/// What does not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Neither of what they send.
    Everything,
    /// Pictures come.
    Sound,
    /// Sound comes.
    Picture,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Medium {
    #[default]
    Off,
    Comes,
    Silent {
        since: Duration,
    },
}

impl Silence {
    /// How long it has to be quiet: a restart of the path takes about as long.
    pub const NOTICED: Duration = Duration::from_secs(3);

    /// Takes a second. `theirs` is what the other side says that it sends: what is off is not missed. A side that
    /// says nothing may have no camera, so that only both are missed.
    pub fn take(&mut self, figures: &Figures, theirs: Option<Sending>) {
        let comes = |bps: Option<u32>| bps.is_some_and(|bps| bps > 0);
        let (sound, picture) = (comes(figures.theirs.audio_bps), comes(figures.theirs.video_bps));
        let unsaid = if sound || picture { Power::Off } else { Power::On };
        let theirs = theirs.unwrap_or(Sending { microphone: unsaid, camera: unsaid, ..Sending::ALL });
        self.sound = self.sound.after(sound, theirs.microphone, figures);
        self.picture = self.picture.after(picture, theirs.camera, figures);
        self.now = figures.at;
    }

    /// What has been missing for long enough, and for how long.
    pub fn missing(&self) -> Option<(Missing, Duration)> {
        let (missing, since) = self.silent()?;
        let lasted = self.now.saturating_sub(since);
        (lasted >= Self::NOTICED).then_some((missing, lasted))
    }

    /// Since when nothing has come of all that they send, however short that is.
    pub fn since(&self) -> Option<Duration> {
        self.silent().filter(|(missing, _)| *missing == Missing::Everything).map(|(_, since)| since)
    }

    fn silent(&self) -> Option<(Missing, Duration)> {
        Some(match (self.sound, self.picture) {
            (Medium::Silent { since: sound }, Medium::Silent { since: picture }) => {
                (Missing::Everything, sound.max(picture))
            }
            (Medium::Silent { since }, Medium::Off) | (Medium::Off, Medium::Silent { since }) => {
                (Missing::Everything, since)
            }
            (Medium::Silent { since }, Medium::Comes) => (Missing::Sound, since),
            (Medium::Comes, Medium::Silent { since }) => (Missing::Picture, since),
            (Medium::Off | Medium::Comes, Medium::Off | Medium::Comes) => return None,
        })
    }
}

impl Medium {
    fn after(self, comes: bool, power: Power, figures: &Figures) -> Self {
        match (comes, power, self) {
            (true, _, _) => Self::Comes,
            (false, Power::Off, _) => Self::Off,
            (false, Power::On, Self::Silent { since }) => Self::Silent { since },
            (false, Power::On, Self::Off | Self::Comes) => {
                Self::Silent { since: figures.at.saturating_sub(figures.lasted) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Flow;
    use super::*;
    use Missing::*;

    const ALL: Option<Sending> = Some(Sending::ALL);
    const NO_CAMERA: Option<Sending> = Some(Sending { microphone: Power::On, camera: Power::Off, ..Sending::ALL });
    const NOTHING: Option<Sending> = Some(Sending { microphone: Power::Off, camera: Power::Off, ..Sending::ALL });

    #[test]
    fn what_is_off_is_not_missed_and_what_is_on_is_after_three_seconds() {
        let table = [
            (ALL, Some(9), Some(9), 9, None),
            (ALL, Some(0), Some(0), 2, None),
            (ALL, Some(0), Some(0), 3, Some(Everything)),
            (ALL, None, None, 3, Some(Everything)),
            (ALL, Some(0), Some(9), 3, Some(Sound)),
            (ALL, Some(9), Some(0), 3, Some(Picture)),
            (NO_CAMERA, Some(9), Some(0), 9, None),
            (NO_CAMERA, Some(0), None, 3, Some(Everything)),
            (NOTHING, Some(0), Some(0), 9, None),
            (None, Some(9), None, 9, None),
            (None, None, Some(9), 9, None),
            (None, None, None, 3, Some(Everything)),
        ];
        for (sending, audio_bps, video_bps, seconds, missing) in table {
            let mut silence = Silence::default();
            let theirs = Flow { audio_bps, video_bps, ..Flow::default() };
            for second in 1..=seconds {
                let (at, lasted) = (Duration::from_secs(100 + second), Duration::from_secs(1));
                silence.take(&Figures { at, lasted, theirs, ..Figures::default() }, sending);
            }
            let missing = missing.map(|missing| (missing, Duration::from_secs(seconds)));
            assert_eq!(silence.missing(), missing, "{audio_bps:?} {video_bps:?} {sending:?}");
            let nothing = missing.is_some_and(|(missing, _)| missing == Everything);
            assert!(!nothing || silence.since() == Some(Duration::from_secs(100)));
        }
    }

    #[test]
    fn a_camera_switched_on_late_is_missed_from_then_on() {
        let mut silence = Silence::default();
        for (second, sending) in [(10, NO_CAMERA), (11, NO_CAMERA), (12, ALL), (13, ALL), (14, ALL)] {
            assert_eq!(silence.missing(), None);
            let theirs = Flow { audio_bps: Some(9), ..Flow::default() };
            let (at, lasted) = (Duration::from_secs(second), Duration::from_secs(1));
            silence.take(&Figures { at, lasted, theirs, ..Figures::default() }, sending);
        }
        assert_eq!(silence.missing(), Some((Picture, Duration::from_secs(3))));
    }
}

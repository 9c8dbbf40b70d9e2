use super::counting::narrow;
use super::note::{Reader, Writer};
use serde::Serialize;

/// The middle and the highest of many figures, in bounded memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spread {
    counts: [u32; Self::BUCKETS],
    highest: Option<u32>,
}

/// What one figure was like in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Typical {
    /// Half of the seconds were no worse. Right to a sixteenth.
    pub median: u32,
    /// The worst second.
    pub worst: u32,
}

impl Spread {
    /// Up to here each number has a bucket of its own; then each octave has eight.
    const EXACT: u32 = 16;

    /// All higher numbers share the last bucket: a minute, in milliseconds.
    const HIGHEST: u32 = u16::MAX as u32;

    const BUCKETS: usize = bucket(Self::HIGHEST) + 1;

    pub fn push(&mut self, value: u32) {
        if let Some(count) = self.counts.get_mut(bucket(value.min(Self::HIGHEST))) {
            *count = count.saturating_add(1);
        }
        self.highest = self.highest.max(Some(value));
    }

    pub fn write(&self, to: &mut Writer) {
        to.maybe(self.highest.map(u64::from));
        let used = self.counts.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
        to.number(used as u64);
        self.counts.iter().take(used).for_each(|count| to.number((*count).into()));
    }

    pub fn read(from: &mut Reader) -> Option<Self> {
        let mut spread = Self { highest: from.maybe()?.map(narrow), ..Self::default() };
        let used = usize::try_from(from.number()?).ok()?;
        for count in spread.counts.get_mut(..used)? {
            *count = narrow(from.number()?);
        }
        Some(spread)
    }

    pub fn typical(&self) -> Option<Typical> {
        let worst = self.highest?;
        let all: u64 = self.counts.iter().map(|count| u64::from(*count)).sum();
        let mut below = 0;
        let half = self.counts.iter().position(|count| {
            below += u64::from(*count);
            below * 2 >= all
        });
        Some(Typical { median: half.map_or(worst, middle).min(worst), worst })
    }
}

impl Default for Spread {
    fn default() -> Self {
        Self { counts: [0; Self::BUCKETS], highest: None }
    }
}

const fn bucket(value: u32) -> usize {
    if value < Spread::EXACT {
        return value as usize;
    }
    let octave = value.ilog2();
    let eighth = (value >> (octave - 3)) - 8;
    (Spread::EXACT + (octave - 4) * 8 + eighth) as usize
}

fn middle(bucket: usize) -> u32 {
    let bucket = bucket as u32;
    if bucket < Spread::EXACT {
        return bucket;
    }
    let (octave, eighth) = ((bucket - Spread::EXACT) / 8, (bucket - Spread::EXACT) % 8);
    ((8 + eighth) << (octave + 1)) + (1 << octave)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_bucket_is_no_further_off_than_a_sixteenth() {
        for value in 0..=Spread::HIGHEST {
            let middle = middle(bucket(value));
            assert!(value.abs_diff(middle) * 16 <= value, "{value} is in the bucket of {middle}");
        }
    }

    #[test]
    fn the_median_is_what_half_do_not_exceed() {
        /// Figures; the median and the worst of them.
        type Row = (&'static [u32], Option<(u32, u32)>);
        let table: [Row; 6] = [
            (&[], None),
            (&[0], Some((0, 0))),
            (&[3, 1, 2], Some((2, 3))),
            (&[1, 1, 900], Some((1, 900))),
            (&[100, 100, 100], Some((100, 100))),
            (&[u32::MAX, u32::MAX, 5], Some((63488, u32::MAX))),
        ];
        for (values, typical) in table {
            let mut spread = Spread::default();
            values.iter().for_each(|value| spread.push(*value));
            assert_eq!(spread.typical(), typical.map(|(median, worst)| Typical { median, worst }), "{values:?}");
            let mut note = Writer::default();
            spread.write(&mut note);
            let note = note.done();
            assert_eq!(Spread::read(&mut Reader::new(&note)), Some(spread), "{note}");
        }
    }

    #[test]
    fn a_note_that_is_none_is_nothing() {
        for note in ["", "1", "1 1", "1 x", "1 -1", "1 2 3", &format!("9 {} 1", Spread::BUCKETS + 1)] {
            assert_eq!(Spread::read(&mut Reader::new(note)), None, "{note}");
        }
        let all = format!("{0} {1} {2}", u64::MAX, Spread::BUCKETS, format!("{} ", u64::MAX).repeat(Spread::BUCKETS));
        assert!(Spread::read(&mut Reader::new(&all)).unwrap().typical().is_some());
    }
}

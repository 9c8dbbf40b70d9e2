use serde::{Deserialize, Serialize};

/// The middle and the highest of many figures, in bounded memory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Noted", into = "Noted")]
pub(super) struct Spread {
    counts: [u32; Self::BUCKETS],
    highest: Option<u32>,
}

/// The same, as it is noted: without the counts above the highest figure.
#[derive(Serialize, Deserialize)]
struct Noted(Vec<u32>, Option<u32>);

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

impl From<Spread> for Noted {
    fn from(Spread { counts, highest }: Spread) -> Self {
        let used = highest.map_or(0, |highest| bucket(highest.min(Spread::HIGHEST)) + 1);
        Self(counts.into_iter().take(used).collect(), highest)
    }
}

impl From<Noted> for Spread {
    fn from(Noted(counts, highest): Noted) -> Self {
        let mut spread = Self { highest, ..Self::default() };
        spread.counts.iter_mut().zip(counts).for_each(|(slot, count)| *slot = count);
        spread
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
            let noted = serde_json::to_string(&spread).unwrap();
            assert_eq!(serde_json::from_str::<Spread>(&noted).unwrap(), spread, "{noted}");
        }
    }

    #[test]
    fn no_note_is_too_long() {
        let noted = serde_json::to_string(&(vec![1; Spread::BUCKETS * 2], Some(u32::MAX))).unwrap();
        let spread: Spread = serde_json::from_str(&noted).unwrap();
        assert_eq!(spread.typical().map(|typical| typical.worst), Some(u32::MAX));
    }
}

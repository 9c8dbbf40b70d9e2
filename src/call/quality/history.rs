use super::{Figures, Series};
use std::collections::VecDeque;

/// The last minute, second by second. A page that sleeps looks less often: then it is longer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History(VecDeque<Figures>);

/// Where a line goes, in the units of the picture that it is drawn in: from the left, and from the top.
pub type Point = (u32, u32);

impl History {
    /// How many seconds are kept; the oldest are forgotten.
    pub const SECONDS: usize = 60;

    /// Adds a second.
    pub fn push(&mut self, figures: Figures) {
        if self.0.len() == Self::SECONDS {
            self.0.pop_front();
        }
        self.0.push_back(figures);
    }

    /// All that is kept, oldest first.
    pub fn seconds(&self) -> &VecDeque<Figures> {
        &self.0
    }

    /// The last second.
    pub fn latest(&self) -> Option<&Figures> {
        self.0.back()
    }

    /// Lines for `<polyline>`, in a picture of this size: newest at the right, none at the bottom. A line ends where
    /// a figure is missing, and another begins after it.
    pub fn points(&self, series: Series, width: u32, height: u32) -> Vec<Vec<Point>> {
        let values: Vec<Option<u32>> = self.0.iter().map(|figures| series.of(figures)).collect();
        let full = values.iter().flatten().fold(series.least_full(), |full, value| full.max(*value));
        let first = Self::SECONDS - values.len();
        let x = |index: usize| scaled((first + index) as u64, (Self::SECONDS - 1) as u64, width);
        let y = |value: u32| height - scaled(value.into(), full.into(), height);
        let points: Vec<Option<Point>> =
            values.iter().enumerate().map(|(index, value)| value.map(|value| (x(index), y(value)))).collect();
        let lines = points.split(Option::is_none).filter(|line| !line.is_empty());
        lines.map(|line| line.iter().flatten().copied().collect()).collect()
    }
}

/// A part of a whole, as a part of this length.
fn scaled(part: u64, whole: u64, length: u32) -> u32 {
    let scaled = part * u64::from(length) / whole;
    u32::try_from(scaled).map_or(length, |scaled| scaled.min(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(round_trips_ms: &[Option<u32>]) -> History {
        let mut history = History::default();
        for round_trip_ms in round_trips_ms {
            history.push(Figures { round_trip_ms: *round_trip_ms, ..Figures::default() });
        }
        history
    }

    #[test]
    fn a_line_ends_at_the_right_and_breaks_where_a_figure_is_missing() {
        /// Round trips, and the lines of them.
        type Row = (&'static [Option<u32>], Vec<Vec<Point>>);
        let table: [Row; 5] = [
            (&[], vec![]),
            (&[None], vec![]),
            (&[Some(0)], vec![vec![(590, 300)]]),
            (&[Some(800), Some(400)], vec![vec![(580, 0), (590, 150)]]),
            (&[Some(1200), None, None, Some(600), Some(0)], vec![vec![(550, 0)], vec![(580, 150), (590, 300)]]),
        ];
        for (values, lines) in table {
            assert_eq!(history(values).points(Series::RoundTrip, 590, 300), lines, "{values:?}");
        }
    }

    #[test]
    fn a_minute_is_kept_and_no_more() {
        let history = history(&(0..1000).map(Some).collect::<Vec<_>>());
        assert_eq!(history.seconds().len(), History::SECONDS);
        assert_eq!(history.latest().unwrap().round_trip_ms, Some(999));
        let lines = history.points(Series::RoundTrip, u32::MAX, u32::MAX);
        assert_eq!((lines.len(), lines[0].len(), lines[0][0].0), (1, History::SECONDS, 0));
        assert_eq!(lines[0].last(), Some(&(u32::MAX, 0)), "the newest is at the right, and the highest here");
    }
}

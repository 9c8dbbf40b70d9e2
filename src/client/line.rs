use crate::protocol::{Entry, MessageId, UserName};
use time::{Date, OffsetDateTime, Time, UtcOffset};

/// One line of the transcript, with what it shows of its neighbours: whether an author or a day begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Distinguishes it from all others, and changes with what it shows.
    pub key: String,
    /// What it is about.
    pub kind: LineKind,
    /// When, in milliseconds since 1970.
    pub date: u64,
    /// The day that begins with it.
    pub day: Option<String>,
    /// Whether its author and minute have to be shown: the line before was another's, or of another minute.
    pub leads: bool,
    offset: i32,
}

/// What a line of the transcript is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// What the room keeps: somebody said something, or there was a call.
    Kept(Entry),
    /// Somebody came.
    Joined(UserName),
    /// Somebody went.
    Left(UserName),
    /// Somebody is called something else.
    Renamed(UserName, UserName),
    /// More was said than the room keeps while this page was away.
    Missing,
}

impl Line {
    /// The line, after the one before it. `offset` is in minutes ahead of UTC.
    ///
    /// `number` tells lines apart that no message's id does: a page counts them.
    pub fn after(before: Option<&Self>, kind: LineKind, number: u64, date: u64, offset: i32) -> Self {
        let key = match &kind {
            LineKind::Kept(entry) => format!("{}@{offset}", entry.id()),
            _ => format!("#{number}@{offset}"),
        };
        let mut line = Self { key, kind, date, day: None, leads: true, offset };
        let same_day = before.is_some_and(|before| before.local().date() == line.local().date());
        line.day = (!same_day).then(|| day(line.local().date()));
        line.leads = line.day.is_some() || !before.is_some_and(|before| before.is_continued_by(&line));
        line
    }

    /// The id, if this is news to somebody of this name: what others said, and calls that were missed.
    pub fn news(&self, me: &UserName) -> Option<MessageId> {
        match &self.kind {
            LineKind::Kept(Entry::Said(said)) if said.name == *me => None,
            LineKind::Kept(Entry::Said(_) | Entry::Missed(_)) => self.id(),
            _ => None,
        }
    }

    /// The id of what the room keeps.
    pub fn id(&self) -> Option<MessageId> {
        match &self.kind {
            LineKind::Kept(entry) => Some(entry.id()),
            _ => None,
        }
    }

    /// The hour and minute, by the reader's clock.
    pub fn clock(&self) -> String {
        let time: Time = self.local().time();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// The date and time for machines (HTML, "time" element).
    pub fn machine_date(&self) -> String {
        let utc = self.local().to_offset(UtcOffset::UTC);
        let (date, time) = (utc.date(), utc.time());
        let (month, day) = (u8::from(date.month()), date.day());
        format!("{}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", date.year(), time.hour(), time.minute(), time.second())
    }

    fn is_continued_by(&self, next: &Self) -> bool {
        match (&self.kind, &next.kind) {
            (LineKind::Kept(Entry::Said(one)), LineKind::Kept(Entry::Said(two))) => {
                one.name == two.name && one.target == two.target && self.clock() == next.clock()
            }
            _ => false,
        }
    }

    fn local(&self) -> OffsetDateTime {
        // The server's date is a date of this age; another server's nonsense is shown as 1970.
        let seconds = i64::try_from(self.date / 1000).unwrap_or_default();
        let utc = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let offset = UtcOffset::from_whole_seconds(self.offset * 60).unwrap_or(UtcOffset::UTC);
        utc.checked_to_offset(offset).unwrap_or(utc)
    }
}

fn day(date: Date) -> String {
    format!("{}, {} {} {}", date.weekday(), date.day(), date.month(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{EndedCall, PastCall, Power, Said};

    /// 2026-11-23, 23:59:30 UTC.
    const LATE: u64 = 1_795_478_370_000;

    fn said(name: &str, id: u64) -> LineKind {
        let name = UserName::nearest(name);
        let said = Said { id: MessageId(id), name, date: 0, text: String::new(), target: None, mark: None, key: None };
        LineKind::Kept(Entry::Said(said))
    }

    #[test]
    fn an_author_s_messages_of_one_minute_stand_together() {
        let one = Line::after(None, said("Ana", 1), 1, LATE, 0);
        let two = Line::after(Some(&one), said("Ana", 2), 2, LATE + 29_000, 0);
        let three = Line::after(Some(&two), said("Bo", 3), 3, LATE + 29_500, 0);
        let four = Line::after(Some(&three), said("Bo", 4), 4, LATE + 31_000, 0);
        assert_eq!([one.leads, two.leads, three.leads, four.leads], [true, false, true, true]);
        assert_eq!(one.day.as_deref(), Some("Monday, 23 November 2026"));
        assert_eq!((two.day, three.day), (None, None));
        assert_eq!(four.day.as_deref(), Some("Tuesday, 24 November 2026"));
    }

    #[test]
    fn a_missed_call_stands_between_an_author_s_messages_and_keeps_its_id() {
        let one = Line::after(None, said("Bo", 1), 1, LATE, 0);
        let (id, name) = (MessageId(2), UserName::nearest("Bo"));
        let call = PastCall { id, name, person: None, date: LATE, camera: Power::On };
        let missed = Line::after(Some(&one), LineKind::Kept(Entry::Missed(call)), 2, LATE, 0);
        let two = Line::after(Some(&missed), said("Bo", 3), 3, LATE, 0);
        assert_eq!((missed.id(), missed.key.as_str()), (Some(MessageId(2)), "2@0"));
        assert!(two.leads);
    }

    #[test]
    fn what_others_say_is_news_and_what_one_knows_is_none() {
        let ana = UserName::nearest("Ana");
        let news = |kind| Line::after(None, kind, 1, LATE, 0).news(&ana);
        let call = |id| PastCall {
            id: MessageId(id),
            name: UserName::nearest("Bo"),
            person: None,
            date: LATE,
            camera: Power::On,
        };
        assert_eq!(news(said("Bo", 1)), Some(MessageId(1)));
        assert_eq!(news(LineKind::Kept(Entry::Missed(call(2)))), Some(MessageId(2)));
        for kind in [
            said("Ana", 3),
            LineKind::Kept(Entry::Ended(EndedCall { call: call(4), lasted: 5 })),
            LineKind::Joined(UserName::nearest("Cy")),
        ] {
            assert_eq!(news(kind.clone()), None, "{kind:?}");
        }
    }

    #[test]
    fn days_and_times_are_the_reader_s() {
        let line = Line::after(None, said("Ana", 1), 1, LATE, 90);
        assert_eq!((line.clock().as_str(), line.day.as_deref()), ("01:29", Some("Tuesday, 24 November 2026")));
        assert_eq!(line.machine_date(), "2026-11-23T23:59:30Z");
    }

    #[test]
    fn any_date_can_be_shown() {
        for date in [0, u64::MAX] {
            assert!(!Line::after(None, said("Ana", 1), 1, date, 840).clock().is_empty());
        }
    }
}

use super::Line;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Whether the clock can be right: it is not before what this server wrote into its data folder, nor far from it.
///
/// No other clock is asked: nobody is contacted unasked. A visitor's browser compares its own at /doctor.
pub fn check(now: SystemTime, data: Option<&Path>) -> Line {
    judge(now, data.and_then(newest))
}

/// The last time at which a file of the folder was written.
fn newest(folder: &Path) -> Option<SystemTime> {
    let files = std::fs::read_dir(folder).ok()?;
    files.filter_map(|file| file.ok()?.metadata().ok()?.modified().ok()).max()
}

fn judge(now: SystemTime, written: Option<SystemTime>) -> Line {
    const ABOUT: &str = "Clock";
    /// What a clock may be set back by when it is kept right.
    const ALLOWED: Duration = Duration::from_secs(60);
    let change =
        "Set it, and have it kept right (timedatectl set-ntp true): certificates and the relay's passwords go by it.";
    // Switchboard is younger than that.
    if now < SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600) {
        return Line::bad(ABOUT, format!("it says that this is before 2026. {change}"));
    }
    match written.and_then(|written| written.duration_since(now).ok()).filter(|ahead| *ahead > ALLOWED) {
        Some(ahead) => {
            let minutes = ahead.as_secs() / 60;
            Line::bad(ABOUT, format!("it is {minutes} min behind the last time that this server wrote. {change}"))
        }
        None => Line::good(ABOUT, "nothing speaks against it. A browser compares it with its own at /doctor."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Verdict;

    #[test]
    fn a_clock_that_goes_back_is_told() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_478_370);
        let ahead = |seconds| Some(now + Duration::from_secs(seconds));
        for written in [None, Some(now - Duration::from_secs(9_999)), ahead(60)] {
            assert_eq!(judge(now, written).verdict, Verdict::Good);
        }
        let back = judge(now, ahead(600));
        assert_eq!(back.verdict, Verdict::Bad);
        assert!(back.sentence.contains("10 min behind"), "{back}");
        assert_eq!(judge(SystemTime::UNIX_EPOCH, None).verdict, Verdict::Bad);
    }

    #[test]
    fn the_newest_file_counts() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(newest(folder.path()), None);
        std::fs::write(folder.path().join("a"), "").unwrap();
        assert!(newest(folder.path()).is_some());
        assert_eq!(newest(&folder.path().join("none")), None);
    }
}

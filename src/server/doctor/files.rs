use super::Line;

/// Files that are open whoever is there: those of the process, the listeners and the data folder, generously.
const OWN: u64 = 64;

/// How many open files the system allows, and for how many people that is: each connection is one, and a relayed side of
/// a call is two or three.
pub fn limit(soft: Option<u64>, connections: usize) -> Line {
    const ABOUT: &str = "Open files";
    let Some(soft) = soft else { return Line::good(ABOUT, "the system sets no limit.") };
    let room = soft.saturating_sub(OWN);
    let wanted = connections as u64;
    if room >= wanted {
        Line::good(ABOUT, format!("{soft} are allowed, enough for all {wanted} connections of --max-connections."))
    } else {
        Line::hint(
            ABOUT,
            format!(
                "{soft} are allowed: connection {} would be refused, and --max-connections is {wanted}. Allow more, with \
                 `ulimit -n {}` or LimitNOFILE={} in the systemd unit.",
                room + 1,
                wanted + OWN,
                wanted + OWN
            ),
        )
    }
}

/// The limit that this process has; `None` where there is none.
#[cfg(unix)]
pub fn soft_limit() -> Option<u64> {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current
}

/// Other systems have none of this kind.
#[cfg(not(unix))]
pub fn soft_limit() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Verdict;

    #[test]
    fn a_limit_is_judged_by_the_connections_that_there_may_be() {
        assert_eq!(limit(None, 20_000).verdict, Verdict::Good);
        assert_eq!(limit(Some(20_064), 20_000).verdict, Verdict::Good);
        let low = limit(Some(1_024), 20_000);
        assert_eq!(low.verdict, Verdict::Hint);
        assert!(low.sentence.contains("connection 961") && low.sentence.contains("ulimit -n 20064"), "{low}");
        assert_eq!(limit(Some(10), 1).verdict, Verdict::Hint);
    }
}

use super::Line;
use crate::server::Config;
use crate::server::turn;
use std::net::{IpAddr, Ipv4Addr};

/// Files that are open whoever is there: those of the process, the listeners and the data folder, generously.
const OWN: u64 = 64;

/// How many open files the system allows, and whether that is enough for all that the flags let in: each connection is
/// one, and so are each address that the relay lends and each connection to it.
pub fn limit(soft: Option<u64>, config: &Config) -> Line {
    const ABOUT: &str = "Open files";
    let Some(soft) = soft else { return Line::good(ABOUT, "the system sets no limit.") };
    let mut wanted = OWN + config.limits.max_connections as u64;
    let mut whose = format!("{} connections (--max-connections)", config.limits.max_connections);
    if relays(config) {
        let (lent, connected) = (config.turn.turn_total, config.turn.turn_connections);
        wanted += (lent + connected) as u64;
        whose += &format!(
            ", {lent} relayed addresses (--turn-total) and {connected} connections to the relay \
                      (--turn-connections)"
        );
    }
    if soft >= wanted {
        return Line::good(ABOUT, format!("{soft} are allowed, enough for {whose}."));
    }
    let sentence = format!(
        "{soft} are allowed, and {wanted} may be needed, for {whose}. Past that, whoever comes is refused. Allow more, \
         with `ulimit -n {wanted}` or LimitNOFILE={wanted} in the systemd unit."
    );
    Line::hint(ABOUT, sentence)
}

/// Whether a server with these flags has a relay of its own.
fn relays(config: &Config) -> bool {
    let site = config.addr.ip().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    matches!(turn::public(&config.turn, site), Ok(Some(_)))
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
    use clap::Parser;

    #[test]
    fn a_limit_is_judged_by_all_that_there_may_be() {
        let with = |soft, args: &str| {
            let args = ["switchboard"].into_iter().chain(args.split_whitespace());
            limit(soft, &Config::try_parse_from(args).unwrap())
        };
        assert_eq!(with(None, "").verdict, Verdict::Good);
        assert_eq!(with(Some(20_064), "").verdict, Verdict::Good);
        let low = with(Some(1_024), "");
        assert_eq!(low.verdict, Verdict::Hint);
        assert!(low.sentence.contains("ulimit -n 20064") && !low.sentence.contains("--turn"), "{low}");
        // The relay has files of its own.
        let relay = "--public-ip 203.0.113.5 --turn-total 300 --turn-connections 40";
        assert_eq!(with(Some(20_404), relay).verdict, Verdict::Good);
        let low = with(Some(20_403), relay);
        assert!(low.verdict == Verdict::Hint && low.sentence.contains("LimitNOFILE=20404"), "{low}");
        assert!(low.sentence.contains("300 relayed addresses (--turn-total)"), "{low}");
        assert_eq!(with(Some(20_064), &format!("{relay} --turn off")).verdict, Verdict::Good);
    }
}

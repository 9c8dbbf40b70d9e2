//! The relay from inside: both sides of a call that is none are lent an address, and one sends the other a packet.
//!
//! They meet in the relay's table, so nothing goes over the sockets that are lent: a wrong --public-ip and ports that a
//! firewall keeps shut are seen from outside alone.

use super::Line;
use super::turn_probe::{Probe, ProbeError};
use super::website::from_inside;
use crate::protocol::{CallId, Side};
use crate::server::turn::Turn;
use std::net::SocketAddr;
use std::time::Instant;

/// What the lines are about.
pub const ABOUT: &str = "Relay";
/// No room's call and no trial's: those are dates.
pub const NO_CALL: CallId = CallId(1);

/// Whether this relay relays.
pub async fn check(turn: &Turn) -> Line {
    let Some(server) = turn.addresses().first().copied() else {
        return none(turn);
    };
    match relays(turn, from_inside(server)).await {
        Ok(took) => Line::good(
            ABOUT,
            format!(
                "two addresses were lent, and a packet came from one to the other in {took} ms (UDP, inside this machine). \
                 --public-ip and the ports that are lent were not tried from outside: /doctor in a browser elsewhere does \
                 that."
            ),
        ),
        Err(error) => Line::bad(ABOUT, format!("{error}. {}", advice(&error))),
    }
}

/// What to do about a relay that does not relay to itself.
fn advice(error: &ProbeError) -> &'static str {
    match error {
        ProbeError::Silence | ProbeError::Socket(_) => {
            "See that this machine's own firewall lets UDP through to where the relay listens (--turn-addr)."
        }
        ProbeError::Refused(486 | 508) => {
            "It has nothing to lend: see that --turn-total, --turn-per-side and --turn-ports leave it something."
        }
        ProbeError::Refused(_) | ProbeError::NoSense => {
            "See with --log debug what the relay says, and that nothing else answers where it listens (--turn-addr)."
        }
    }
}

/// There is none of its own.
pub fn none(turn: &Turn) -> Line {
    if turn.lends() {
        return Line::hint(ABOUT, "none of its own; calls use the one of --turn-url, which nobody has tried here.");
    }
    let sentence = "there is none. Calls between some networks do not connect without it: start with --turn on, and \
                    --public-ip if this machine has no address that everybody can reach.";
    Line::hint(ABOUT, sentence)
}

/// A packet from one lent address to another; how many milliseconds all of it took.
async fn relays(turn: &Turn, server: SocketAddr) -> Result<u128, ProbeError> {
    let began = Instant::now();
    let call = NO_CALL;
    turn.open_trial(call);
    let both = async {
        let side = |side| turn.credentials(call, side).ok_or(ProbeError::Refused(403));
        let mut near = Probe::connect(server, side(Side::Caller)?).await?;
        let mut far = Probe::connect(server, side(Side::Callee)?).await?;
        let (here, there) = (near.allocate().await?, far.allocate().await?);
        near.permit(there).await?;
        far.permit(here).await?;
        near.send(there, b"switchboard").await?;
        match far.receive().await? {
            (from, data) if from == here && data == b"switchboard" => Ok(began.elapsed().as_millis()),
            _ => Err(ProbeError::NoSense),
        }
    };
    let result = both.await;
    turn.close(call);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Verdict;
    use crate::server::{Config, Data};
    use clap::Parser;
    use std::net::Ipv4Addr;

    async fn found(args: &[&str]) -> Line {
        let config = Config::try_parse_from([&["switchboard"], args].concat()).unwrap();
        let turn = Turn::start(&config.turn, Ipv4Addr::LOCALHOST.into(), Data::passing().turn_secret(), None).unwrap();
        check(&turn).await
    }

    #[tokio::test]
    async fn a_packet_goes_through_it() {
        let line = found(&["--turn", "on", "--public-ip", "127.0.0.1", "--turn-addr", "127.0.0.1:0"]).await;
        assert_eq!(line.verdict, Verdict::Good, "{line}");
        assert!(line.sentence.contains("not tried from outside: /doctor"), "{line}");
    }

    #[tokio::test]
    async fn one_that_lends_nothing_is_found_out() {
        let none = ["--turn", "on", "--public-ip", "127.0.0.1", "--turn-addr", "127.0.0.1:0", "--turn-total", "0"];
        let line = found(&none).await;
        assert_eq!(line.verdict, Verdict::Bad, "{line}");
        assert!(line.sentence.contains("508") && line.sentence.contains("--turn-total"), "{line}");
        assert!(!line.sentence.contains("--public-ip"), "that is not looked at: {line}");
    }

    #[tokio::test]
    async fn none_is_a_hint_and_one_elsewhere_is_none_of_its_own() {
        assert_eq!(found(&[]).await.verdict, Verdict::Hint);
        let elsewhere = found(&["--turn-url", "turn:t.example:3478", "--turn-secret", "s"]).await;
        assert!(elsewhere.verdict == Verdict::Hint && elsewhere.sentence.contains("--turn-url"), "{elsewhere}");
    }
}

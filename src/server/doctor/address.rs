//! Who can come to the server, as far as it can be told from inside.

use super::Line;
use crate::server::listen::Place;
use crate::server::turn::{self, Switch};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

const ABOUT: &str = "Address";

/// Whom the address that the pages are at lets in.
pub fn reach(place: Option<&Place>) -> Line {
    let Some(Place::Tcp(at)) = place else {
        return Line::good(ABOUT, "a Unix socket. Whoever may open it comes in: the proxy before it.");
    };
    let port = at.port();
    if at.ip().is_loopback() {
        let sentence = format!(
            "{at} can be reached from this machine alone. For others, put a proxy before it, or start with --addr \
             0.0.0.0:{port}."
        );
        return Line::hint(ABOUT, sentence);
    }
    let seen = addresses(*at);
    let list = listed(&seen);
    match (seen.is_empty(), seen.iter().any(|at| turn::is_public(at.ip()))) {
        (true, _) => Line::hint(ABOUT, format!("port {port} is open, and this machine is in no network.")),
        (_, true) => Line::good(ABOUT, format!("{list}, for everybody whom no firewall keeps away.")),
        (_, false) => Line::good(
            ABOUT,
            format!("{list}, for this machine's own network. For others, have the router pass port {port} on to it."),
        ),
    }
}

/// The same of a server that runs already, which may have been started with another address: each is tried.
pub async fn tried(place: &Place) -> Line {
    const PATIENCE: Duration = Duration::from_secs(2);
    let Place::Tcp(at) = place else { return reach(Some(place)) };
    let mut deaf = Vec::new();
    for at in addresses(*at) {
        if !matches!(timeout(PATIENCE, TcpStream::connect(at)).await, Ok(Ok(_))) {
            deaf.push(at);
        }
    }
    if deaf.is_empty() {
        return reach(Some(place));
    }
    let sentence = format!(
        "the server that runs does not answer at {}. Was it started with another --addr, or is a firewall in between?",
        listed(&deaf)
    );
    Line::hint(ABOUT, sentence)
}

/// Where others come, when this is listened at.
fn addresses(at: SocketAddr) -> Vec<SocketAddr> {
    // A socket for every IPv6 address takes IPv4 as well.
    let takes = |ip: &IpAddr| at.is_ipv6() || ip.is_ipv4();
    let seen = if at.ip().is_unspecified() { outward().into_iter().filter(takes).collect() } else { vec![at.ip()] };
    seen.into_iter().map(|ip| SocketAddr::new(ip, at.port())).collect()
}

fn listed(all: &[SocketAddr]) -> String {
    all.iter().map(SocketAddr::to_string).collect::<Vec<_>>().join(" and ")
}

/// The public address that relayed calls are told.
pub fn public(options: &turn::Options, site: IpAddr) -> Line {
    const ABOUT: &str = "Public address";
    let known = match turn::public(options, site) {
        Ok(known) => known.unwrap_or_default(),
        Err(problem) => return Line::bad(ABOUT, problem.to_string()),
    };
    let list = known.iter().map(IpAddr::to_string).collect::<Vec<_>>().join(" and ");
    let how = if options.public_ip.is_empty() { "found" } else { "given" };
    match (known.first(), options.turn) {
        (Some(_), _) => Line::good(ABOUT, format!("{list}, {how}.")),
        (None, Switch::Off) => Line::good(ABOUT, "none is needed: the relay is off."),
        (None, _) => {
            Line::hint(ABOUT, "none is known, so there is no relay. Give the one that others see, with --public-ip.")
        }
    }
}

/// This machine's addresses towards the world, one of each family. Nothing is sent: a socket of UDP only asks where it
/// would be sent from.
fn outward() -> Vec<IpAddr> {
    let towards = |here: &str, there: &str| {
        let socket = UdpSocket::bind(here).ok()?;
        socket.connect(there).ok()?;
        socket.local_addr().ok().map(|at| at.ip())
    };
    // Addresses for documentation (RFC 5737 and 3849): nobody has them.
    [towards("0.0.0.0:0", "192.0.2.1:9"), towards("[::]:0", "[2001:db8::1]:9")].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Verdict;
    use clap::Parser;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        turn: turn::Options,
    }

    fn place(at: &str) -> Place {
        Place::Tcp(at.parse().unwrap())
    }

    #[test]
    fn an_address_for_this_machine_alone_is_a_hint() {
        let line = reach(Some(&place("127.0.0.1:80")));
        assert_eq!(line.verdict, Verdict::Hint);
        assert!(line.sentence.contains("--addr 0.0.0.0:80"), "{line}");
        assert!(!reach(Some(&place("0.0.0.0:80"))).sentence.contains("this machine alone"));
        assert_eq!(reach(Some(&place("8.8.8.8:80"))).verdict, Verdict::Good);
        assert_eq!(reach(None).verdict, Verdict::Good);
    }

    #[tokio::test]
    async fn nothing_is_good_where_nobody_answers() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = Place::Tcp(listener.local_addr().unwrap());
        assert_eq!(tried(&at).await, reach(Some(&at)));
        drop(listener);
        let line = tried(&at).await;
        assert!(line.verdict == Verdict::Hint && line.sentence.contains("does not answer at 127.0.0.1"), "{line}");
    }

    #[test]
    fn a_public_address_is_given_found_or_unknown() {
        for (args, site, verdict, words) in [
            ("--public-ip 203.0.113.5", "0.0.0.0", Verdict::Good, "203.0.113.5, given"),
            ("", "8.8.8.8", Verdict::Good, "8.8.8.8, found"),
            ("", "0.0.0.0", Verdict::Hint, "--public-ip"),
            ("--turn off", "0.0.0.0", Verdict::Good, "off"),
            ("--turn on", "0.0.0.0", Verdict::Bad, "--public-ip"),
        ] {
            let args = ["switchboard"].into_iter().chain(args.split_whitespace());
            let line = public(&Flags::parse_from(args).turn, site.parse().unwrap());
            assert_eq!(line.verdict, verdict, "{line}");
            assert!(line.sentence.contains(words), "{line}");
        }
    }
}

//! Who can come to the server, as far as it can be told from inside.

use super::Line;
use crate::server::Listener;
use crate::server::turn::{self, Switch};
use std::net::{IpAddr, SocketAddr, UdpSocket};

/// Whom the address that the pages are at lets in.
pub fn reach(listener: &Listener) -> Line {
    const ABOUT: &str = "Address";
    let Some(at) = listener.tcp().next() else {
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
    // A socket for every IPv6 address takes IPv4 as well.
    let takes = |ip: &IpAddr| at.is_ipv6() || ip.is_ipv4();
    let seen = if at.ip().is_unspecified() { outward().into_iter().filter(takes).collect() } else { vec![at.ip()] };
    let list = seen.iter().map(|ip| SocketAddr::new(*ip, port).to_string()).collect::<Vec<_>>().join(" and ");
    match (seen.is_empty(), seen.iter().any(|ip| turn::is_public(*ip))) {
        (true, _) => Line::hint(ABOUT, format!("port {port} is open, and this machine is in no network.")),
        (_, true) => Line::good(ABOUT, format!("{list}, for everybody whom no firewall keeps away.")),
        (_, false) => Line::good(
            ABOUT,
            format!("{list}, for this machine's own network. For others, have the router pass port {port} on to it."),
        ),
    }
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
    use crate::server::listen::Place;
    use clap::Parser;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        turn: turn::Options,
    }

    #[tokio::test]
    async fn an_address_for_this_machine_alone_is_a_hint() {
        let listener = Listener::at(&Place::Tcp("127.0.0.1:0".parse().unwrap())).await.unwrap();
        let line = reach(&listener);
        assert_eq!(line.verdict, Verdict::Hint);
        assert!(line.sentence.contains("--addr 0.0.0.0:"), "{line}");
        let listener = Listener::at(&Place::Tcp("0.0.0.0:0".parse().unwrap())).await.unwrap();
        assert!(!reach(&listener).sentence.contains("this machine alone"));
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

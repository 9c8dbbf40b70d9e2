use super::credentials::Secret;
use super::elsewhere::Elsewhere;
use super::five_tuple::Family;
use super::flood::Flood;
use super::lending::{self, Lending};
use super::nonce::Nonces;
use super::options::{Options, PORT, Place, Switch};
use super::peers::{Peers, is_public};
use super::service::Service;
use super::shared::Shared;
use super::table::Table;
use super::tls::{Handshakes, Tls};
use super::{Counters, Lender, Rules, Running, StartError, tcp, udp};
use crate::server::doors::Doors;
use std::hash::RandomState;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

/// Ports that are tried where any free one will do: it has to be free twice.
const TRIES: usize = 16;

/// What clients send to, over UDP and TCP at one port.
struct Listener {
    at: SocketAddr,
    udp: std::net::UdpSocket,
    tcp: TcpListener,
}

impl Lender {
    /// Starts, if the options say so.
    pub(super) fn start(
        options: &Options,
        site: IpAddr,
        secret: Secret,
        tls: Option<Tls>,
    ) -> Result<Option<Self>, StartError> {
        let (secret, elsewhere) = match Elsewhere::of(options)? {
            // One pair of user name and password is good for both then.
            Some(elsewhere) => (elsewhere.secret, elsewhere.urls),
            None => (secret, Vec::new()),
        };
        let own = Running::start(options, site, secret.clone(), tls)?;
        Ok((own.is_some() || !elsewhere.is_empty()).then_some(Self { own, secret, elsewhere }))
    }
}

impl Running {
    fn start(options: &Options, site: IpAddr, secret: Secret, tls: Option<Tls>) -> Result<Option<Self>, StartError> {
        let Some(public) = public(options, site)? else { return Ok(None) };
        let listeners =
            places(options, &public).into_iter().map(Listener::open).collect::<Result<Vec<_>, StartError>>()?;
        let addresses: Vec<_> = listeners.iter().map(|listener| listener.at).collect();
        let urls = urls(options.turn_host.as_deref(), &public, &addresses, tls.as_ref());
        let shared = Arc::new(shared(options, site, &public, &addresses, secret));
        let doors = Doors::new(options.turn_connections);
        let handshakes = tls.map(|tls| Handshakes::new(tls.config));
        for Listener { at, udp, tcp } in listeners {
            let failed = |error| StartError::Listen(at, error);
            let udp = tokio::net::UdpSocket::from_std(udp).map_err(failed)?;
            let tcp = tokio::net::TcpListener::from_std(tcp).map_err(failed)?;
            shared.tasks().spawn(udp::serve(shared.clone(), udp, at));
            shared.tasks().spawn(tcp::serve(shared.clone(), tcp, at, doors.clone(), handshakes.clone()));
        }
        shared.tasks().spawn(shared.clone().clock());
        tracing::info!("calls without a direct path are relayed");
        Ok(Some(Self { shared, doors, addresses, urls }))
    }
}

fn shared(options: &Options, site: IpAddr, public: &[IpAddr], addresses: &[SocketAddr], secret: Secret) -> Shared {
    let counters = Arc::new(Counters::default());
    let lendings: Vec<_> = public.iter().map(|ip| Lending::new(*ip, addresses)).collect();
    let own = addresses.iter().map(SocketAddr::ip).chain(lendings.iter().map(Lending::local));
    let own = own.chain(options.public_ip.iter().copied()).chain([site]).chain(public.iter().copied());
    let service = Service::new(
        Table::new(Rules::of(options), Duration::ZERO),
        secret,
        Nonces::new(rand::random()),
        Peers::new(own, options.turn_allow.clone()),
        public.to_vec(),
        Flood::new(RandomState::new()),
        counters.clone(),
    );
    Shared::new(service, counters, lendings, options.turn_ports.clone())
}

/// The addresses that are lent: one of each family at most. `None` when nothing is relayed.
pub fn public(options: &Options, site: IpAddr) -> Result<Option<Vec<IpAddr>>, StartError> {
    if options.turn == Switch::Off {
        return Ok(None);
    }
    let listening = options.turn_addr.iter().filter_map(|place| match place {
        Place::At(at) => Some(at.ip()),
        Place::Port(_) => None,
    });
    // What the pages or the relay listen at by name is how others reach them, unless that is this machine alone.
    let guesses = listening.chain([site]).filter(|ip| !ip.is_unspecified() && !ip.is_loopback());
    let given = options.public_ip.iter().copied();
    let known: Vec<_> = match options.turn {
        _ if !options.public_ip.is_empty() => given.collect(),
        Switch::On => guesses.collect(),
        Switch::Auto | Switch::Off => guesses.filter(|ip| is_public(*ip)).collect(),
    };
    let of = |family| known.iter().map(IpAddr::to_canonical).find(|ip| Family::of(*ip) == family);
    let public: Vec<_> = [of(Family::V4), of(Family::V6)].into_iter().flatten().collect();
    match (public.is_empty(), options.turn) {
        (false, _) => Ok(Some(public)),
        (true, Switch::On) => Err(StartError::NoAddress),
        (true, _) => Ok(None),
    }
}

/// Where the relay listens that lends these addresses.
pub fn places(options: &Options, public: &[IpAddr]) -> Vec<SocketAddr> {
    // A socket for every IPv6 address takes IPv4 as well.
    let everywhere: IpAddr =
        if public.iter().any(IpAddr::is_ipv6) { Ipv6Addr::UNSPECIFIED.into() } else { Ipv4Addr::UNSPECIFIED.into() };
    if options.turn_addr.is_empty() {
        return vec![SocketAddr::new(everywhere, PORT)];
    }
    let at = |place: &Place| match place {
        Place::At(at) => *at,
        Place::Port(port) => SocketAddr::new(everywhere, *port),
    };
    options.turn_addr.iter().map(at).collect()
}

/// What browsers are told: every host over UDP first, which is the better way where it is open. TLS is last, for
/// networks that let nothing else pass.
fn urls(host: Option<&str>, public: &[IpAddr], addresses: &[SocketAddr], tls: Option<&Tls>) -> Vec<String> {
    let port = addresses.first().map_or(PORT, SocketAddr::port);
    let hosts = match host {
        Some(host) => vec![host.to_owned()],
        None => public.iter().map(|ip| if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() }).collect(),
    };
    let over = |transport| hosts.iter().map(move |host| format!("turn:{host}:{port}?transport={transport}"));
    let with_tls = tls.into_iter().flat_map(|tls| {
        let pages = tls.pages.filter(|pages| *pages != port);
        [Some(port), pages].into_iter().flatten().map(|port| format!("turns:{}:{port}?transport=tcp", tls.host))
    });
    over("udp").chain(over("tcp")).chain(with_tls).collect()
}

impl Listener {
    fn open(wanted: SocketAddr) -> Result<Self, StartError> {
        let tries = if wanted.port() == 0 { TRIES } else { 1 };
        let mut last = io::Error::from(ErrorKind::AddrInUse);
        for _ in 0..tries {
            match Self::try_open(wanted) {
                Ok(listener) => return Ok(listener),
                Err(error) => last = error,
            }
        }
        Err(StartError::Listen(wanted, last))
    }

    fn try_open(wanted: SocketAddr) -> io::Result<Self> {
        let udp = lending::bind(wanted)?;
        let at = udp.local_addr()?;
        let tcp = TcpListener::bind(at)?;
        tcp.set_nonblocking(true)?;
        Ok(Self { at, udp, tcp })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    fn options(args: &[&str]) -> Options {
        Line::parse_from([&["switchboard"], args].concat()).options
    }

    /// What is lent with these arguments by a server at this address.
    fn lent(args: &str, site: &str) -> Option<Vec<String>> {
        let args: Vec<_> = args.split_whitespace().collect();
        let public = public(&options(&args), site.parse().unwrap()).expect("an address");
        public.map(|public| public.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn it_runs_where_an_address_is_known_that_everybody_can_reach() {
        for site in ["127.0.0.1", "0.0.0.0", "::", "10.0.0.1", "192.0.2.1"] {
            assert_eq!(lent("", site), None, "{site}");
        }
        assert_eq!(lent("", "8.8.8.8").unwrap(), ["8.8.8.8"]);
        assert_eq!(lent("--turn off", "8.8.8.8"), None);
        assert_eq!(lent("--turn off --public-ip 8.8.8.8", "0.0.0.0"), None);
        assert_eq!(lent("--public-ip 127.0.0.1", "0.0.0.0").unwrap(), ["127.0.0.1"], "who says so means it");
        assert_eq!(lent("--public-ip 2a00::1 --public-ip 8.8.8.8", "8.8.4.4").unwrap(), ["8.8.8.8", "2a00::1"]);
        assert_eq!(lent("--turn on", "10.0.0.1").unwrap(), ["10.0.0.1"], "in a network of one's own");
        assert_eq!(lent("--turn on --turn-addr 10.0.0.2:9", "0.0.0.0").unwrap(), ["10.0.0.2"]);
    }

    #[test]
    fn on_without_an_address_is_an_error() {
        for site in ["127.0.0.1", "0.0.0.0"] {
            let error = public(&options(&["--turn", "on"]), site.parse().unwrap()).unwrap_err();
            assert!(error.to_string().contains("--public-ip"), "{error}");
        }
    }

    #[test]
    fn it_listens_at_every_address_unless_told_otherwise() {
        let at = |args: &[&str], public: &str| places(&options(args), &[public.parse().unwrap()]);
        assert_eq!(at(&[], "8.8.8.8"), ["0.0.0.0:3478".parse().unwrap()]);
        assert_eq!(at(&[], "2a00::1"), ["[::]:3478".parse().unwrap()]);
        assert_eq!(at(&["--turn-addr", "5000"], "8.8.8.8"), ["0.0.0.0:5000".parse().unwrap()]);
        let two = at(&["--turn-addr", "10.0.0.1", "--turn-addr", "[::1]:9"], "8.8.8.8");
        assert_eq!(two, ["10.0.0.1:3478".parse().unwrap(), "[::1]:9".parse().unwrap()]);
    }

    #[test]
    fn browsers_are_told_both_ways_to_every_address_or_to_the_name() {
        let (public, at) = (["8.8.8.8".parse().unwrap(), "2a00::1".parse().unwrap()], ["[::]:3479".parse().unwrap()]);
        assert_eq!(
            urls(None, &public, &at, None),
            [
                "turn:8.8.8.8:3479?transport=udp",
                "turn:[2a00::1]:3479?transport=udp",
                "turn:8.8.8.8:3479?transport=tcp",
                "turn:[2a00::1]:3479?transport=tcp",
            ]
        );
        let named = urls(Some("turn.example.org"), &public, &at, None);
        assert_eq!(named[1], "turn:turn.example.org:3479?transport=tcp");
        assert_eq!(named.len(), 2);
    }
}

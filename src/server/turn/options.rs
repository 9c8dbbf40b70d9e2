use super::Range;
use super::credentials::Secret;
use clap::ValueEnum;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU64;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

/// The port that TURN has been given (RFC 8656, section 16).
pub const PORT: u16 = 3478;

/// The relay for calls that find no direct path.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Relay (TURN)")]
pub struct Options {
    /// Whether to relay calls that find no direct path; "auto" does where an address that everybody can reach is known
    #[arg(long, env = "SWITCHBOARD_TURN", default_value = "auto", value_name = "on|off|auto")]
    pub turn: Switch,

    /// This server's address as the others see it, repeatable: one IPv4, one IPv6
    #[arg(long, env = "SWITCHBOARD_PUBLIC_IP", value_delimiter = ' ', value_name = "IP")]
    pub public_ip: Vec<IpAddr>,

    /// Where the relay listens, over UDP and TCP: IP:PORT, or either alone; repeatable; port 0 takes a free one. By
    /// default every address, port 3478
    #[arg(long, env = "SWITCHBOARD_TURN_ADDR", value_parser = place, value_delimiter = ' ', value_name = "IP:PORT")]
    pub turn_addr: Vec<Place>,

    /// UDP ports to relay from; a firewall has to let them through
    #[arg(long, env = "SWITCHBOARD_TURN_PORTS", default_value = "49152-65535", value_parser = ports, value_name = "FROM-TO")]
    pub turn_ports: RangeInclusive<u16>,

    /// Addresses that may be relayed to although they are not public, such as 10.0.0.0/8; repeatable
    #[arg(long, env = "SWITCHBOARD_TURN_ALLOW", value_delimiter = ' ', value_name = "CIDR")]
    pub turn_allow: Vec<Range>,

    /// The name that browsers are told; by default the public addresses
    #[arg(long, env = "SWITCHBOARD_TURN_HOST", value_parser = host, value_name = "NAME")]
    pub turn_host: Option<String>,

    /// Another TURN server that calls may use, such as turn:turn.example.org:3478?transport=udp; repeatable. It has to
    /// take the passwords of coturn's use-auth-secret, which are made for each side of each call
    #[arg(long, env = "SWITCHBOARD_TURN_URL", value_parser = url, value_delimiter = ' ', value_name = "URL")]
    pub turn_url: Vec<String>,

    /// The secret of that server (coturn's static-auth-secret). Everybody on this machine sees a command line: better
    /// in the environment or in a file
    #[arg(long, env = "SWITCHBOARD_TURN_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub turn_secret: Option<Secret>,

    /// The file that has it, and nothing else
    #[arg(long, env = "SWITCHBOARD_TURN_SECRET_FILE", conflicts_with = "turn_secret", value_name = "FILE")]
    pub turn_secret_file: Option<PathBuf>,

    /// Relayed addresses that one side of a call may have at once
    #[arg(long, env = "SWITCHBOARD_TURN_PER_SIDE", default_value_t = 10, value_name = "N")]
    pub turn_per_side: usize,

    /// Relayed addresses in all
    #[arg(long, env = "SWITCHBOARD_TURN_TOTAL", default_value_t = 2_000, value_name = "N")]
    pub turn_total: usize,

    /// Connections over TCP in all; one source has an eighth of them at most
    #[arg(long, env = "SWITCHBOARD_TURN_CONNECTIONS", default_value_t = 2_000, value_name = "N")]
    pub turn_connections: usize,

    /// Mbit/s for one side of a call, each way
    #[arg(long, env = "SWITCHBOARD_TURN_RATE", default_value = "8", value_name = "MBIT/S")]
    pub turn_rate: NonZeroU64,

    /// Mbit/s for all calls, each way
    #[arg(long, env = "SWITCHBOARD_TURN_TOTAL_RATE", default_value = "500", value_name = "MBIT/S")]
    pub turn_total_rate: NonZeroU64,

    /// How long a relayed address stays that nobody asks to keep
    #[arg(long, env = "SWITCHBOARD_TURN_LIFETIME", default_value = "600", value_parser = lifetime, value_name = "SECONDS")]
    pub turn_lifetime: Duration,
}

/// Whether the relay runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It does.
    On,
    /// It does not.
    Off,
    /// It does where an address is known that everybody can reach.
    Auto,
}

/// Where to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At this address.
    At(SocketAddr),
    /// At this port of every address.
    Port(u16),
}

fn place(text: &str) -> Result<Place, String> {
    if let Ok(address) = text.parse() {
        return Ok(Place::At(address));
    }
    if let Ok(ip) = text.trim_matches(['[', ']']).parse() {
        return Ok(Place::At(SocketAddr::new(ip, PORT)));
    }
    text.parse().map(Place::Port).map_err(|_| "an address, a port or both are wanted, such as 0.0.0.0:3478".to_owned())
}

fn ports(text: &str) -> Result<RangeInclusive<u16>, String> {
    let parsed = text.split_once('-').and_then(|(from, to)| Some(from.parse().ok()?..=to.parse().ok()?));
    let usable = parsed.filter(|ports: &RangeInclusive<u16>| !ports.is_empty() && *ports.start() >= 1_024);
    usable.ok_or("two ports from 1024 on are wanted, the smaller one first, such as 49152-65535".to_owned())
}

fn host(text: &str) -> Result<String, String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if !text.is_empty() && text.len() <= 253 && text.chars().all(is_name) {
        Ok(text.to_owned())
    } else {
        Err("a host's name is wanted, such as turn.example.org".to_owned())
    }
}

fn url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("turn:").or_else(|| text.strip_prefix("turns:")).unwrap_or_default();
    if !host.is_empty() && !text.contains(|c: char| c == ',' || c.is_control()) {
        Ok(text.to_owned())
    } else {
        Err("an address of a TURN server is wanted, such as turn:turn.example.org:3478?transport=udp".to_owned())
    }
}

fn lifetime(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (1..=3_600).contains(seconds));
    seconds.map(Duration::from_secs).ok_or("between 1 and 3600 seconds are wanted".to_owned())
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

    fn parse(args: &[&str]) -> Result<Options, clap::Error> {
        Line::try_parse_from([&["switchboard"], args].concat()).map(|line| line.options)
    }

    #[test]
    fn a_place_is_an_address_a_port_or_both() {
        let at = |text: &str| Place::At(text.parse().unwrap());
        let wanted = [
            ("192.0.2.1:5000", at("192.0.2.1:5000")),
            ("192.0.2.1", at("192.0.2.1:3478")),
            ("[2001:db8::1]:5000", at("[2001:db8::1]:5000")),
            ("2001:db8::1", at("[2001:db8::1]:3478")),
            ("0", Place::Port(0)),
        ];
        for (text, place) in wanted {
            assert_eq!(parse(&["--turn-addr", text]).unwrap().turn_addr, [place], "{text}");
        }
    }

    #[test]
    fn flags_that_make_no_sense_are_refused() {
        for args in [
            ["--turn", "maybe"],
            ["--public-ip", "example.org"],
            ["--turn-addr", "nowhere:1"],
            ["--turn-ports", "5"],
            ["--turn-ports", "6000-5000"],
            ["--turn-ports", "80-90"],
            ["--turn-allow", "10.0.0.0/33"],
            ["--turn-host", "a b"],
            ["--turn-url", "turn:"],
            ["--turn-url", "stun:example.org"],
            ["--turn-url", "turn:example.org,me,secret"],
            ["--turn-secret", ""],
            ["--turn-rate", "0"],
            ["--turn-lifetime", "0"],
        ] {
            assert!(parse(&args).is_err(), "{args:?}");
        }
    }
}

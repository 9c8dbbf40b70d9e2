//! The command line. Every flag has a twin in the environment, `SWITCHBOARD_` and its name.

use crate::client::IceServer;
use crate::protocol::BasePath;
use crate::protocol::limits;
use crate::server::listen::Place;
use crate::server::room::Rules;
use crate::server::tls;
use crate::server::trusted_proxy::TrustedProxy;
use crate::server::turn;
use axum::http::HeaderValue;
use clap::Parser;
use std::path::PathBuf;
use std::time::Duration;

/// Chat and video calls that you run yourself.
///
/// Started without arguments it serves on 127.0.0.1:3000, asks nobody for anything and keeps what has to outlive it in
/// the platform's data folder.
#[derive(Clone, Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Config {
    /// Address and port to listen on, or a Unix socket, such as "unix:/run/switchboard.sock"; port 0 takes a free one.
    /// Sockets that systemd hands over come first
    #[arg(long, env = "SWITCHBOARD_ADDR", default_value = "127.0.0.1:3000", value_name = "IP:PORT|unix:PATH")]
    pub addr: Place,

    /// The path of the site, if it has not a host to itself, such as "/calls"
    #[arg(
        long,
        env = "SWITCHBOARD_BASE_PATH",
        default_value = "/",
        value_parser = |text: &str| BasePath::parse(text),
        value_name = "PATH"
    )]
    pub base_path: BasePath,

    /// A proxy that is believed who its visitors are (X-Forwarded-For, -Proto and -Host), repeatable: an address, a
    /// range such as 10.0.0.0/8, or "unix" for whoever can open the Unix socket. None by default
    #[arg(long = "trusted-proxy", env = "SWITCHBOARD_TRUSTED_PROXY", value_delimiter = ' ', value_name = "CIDR|unix")]
    pub trusted_proxies: Vec<TrustedProxy>,

    /// Folder for what outlives the server: the key that signs sessions. By default the platform's own place
    #[arg(long, env = "SWITCHBOARD_DATA", value_name = "FOLDER")]
    pub data: Option<PathBuf>,

    /// A STUN or TURN server for calls, repeatable; "turn:host:3478,user,password" gives a name and a
    /// credential (without spaces: they separate several). None by default: nobody else is contacted unasked
    #[arg(
        long = "ice-server",
        env = "SWITCHBOARD_ICE_SERVER",
        value_parser = ice_server,
        value_name = "URL[,USER,CREDENTIAL]",
        value_delimiter = ' '
    )]
    pub ice_servers: Vec<IceServer>,

    /// Another origin whose pages may connect and post, such as "https://chat.example.org"; repeatable
    #[arg(
        long = "allow-origin",
        env = "SWITCHBOARD_ALLOW_ORIGIN",
        value_parser = origin,
        value_name = "ORIGIN",
        value_delimiter = ' '
    )]
    pub allowed_origins: Vec<HeaderValue>,

    /// What to log: error, warn, info, debug or trace, also by module, as in "info,switchboard=debug"
    #[arg(long, env = "SWITCHBOARD_LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,

    /// HTTPS.
    #[command(flatten)]
    pub tls: tls::Options,

    /// The relay.
    #[command(flatten)]
    pub turn: turn::Options,

    /// Limits and intervals.
    #[command(flatten)]
    pub limits: Limits,
}

/// Everything that is bounded, and by how much.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// WebSocket connections at once
    #[arg(long, env = "SWITCHBOARD_MAX_CONNECTIONS", default_value_t = 20_000, value_parser = at_least_one, value_name = "N")]
    pub max_connections: usize,

    /// Rooms at once; past that, the one that has been empty longest is forgotten
    #[arg(long, env = "SWITCHBOARD_MAX_ROOMS", default_value_t = 1_000, value_parser = at_least_one, value_name = "N")]
    pub max_rooms: usize,

    /// People in one room
    #[arg(long, env = "SWITCHBOARD_MAX_PEOPLE", default_value_t = 1_000, value_parser = at_least_one, value_name = "N")]
    pub max_people: usize,

    /// Connections of one person in one room (tabs, devices)
    #[arg(long, env = "SWITCHBOARD_MAX_DEVICES", default_value_t = limits::DEVICES, value_parser = at_least_one, value_name = "N")]
    pub max_devices: usize,

    /// Bytes of one WebSocket frame
    #[arg(long, env = "SWITCHBOARD_MAX_FRAME", default_value_t = limits::FRAME, value_parser = frame, value_name = "BYTES")]
    pub max_frame: usize,

    /// Characters of one chat message
    #[arg(long, env = "SWITCHBOARD_MAX_TEXT", default_value_t = limits::TEXT, value_parser = at_least_one, value_name = "N")]
    pub max_text: usize,

    /// Messages that a room remembers, and as many past calls
    #[arg(long, env = "SWITCHBOARD_HISTORY", default_value_t = limits::HISTORY, value_name = "N")]
    pub history: usize,

    /// Frames waiting for a slow client before it is asked to reconnect
    #[arg(long, env = "SWITCHBOARD_OUTBOX", default_value_t = limits::OUTBOX, value_parser = at_least_one, value_name = "N")]
    pub outbox: usize,

    /// How long a new connection may take to sign in
    #[arg(long, env = "SWITCHBOARD_SIGN_IN_TIMEOUT", default_value = "15", value_parser = some_seconds, value_name = "SECONDS")]
    pub sign_in_timeout: Duration,

    /// Silence after which a connection is pinged
    #[arg(long, env = "SWITCHBOARD_PING", default_value = "20", value_parser = some_seconds, value_name = "SECONDS")]
    pub ping: Duration,

    /// Silence after which a connection is given up
    #[arg(long, env = "SWITCHBOARD_SILENCE", default_value = "45", value_parser = some_seconds, value_name = "SECONDS")]
    pub silence: Duration,

    /// How long it rings
    #[arg(long, env = "SWITCHBOARD_RING_TIMEOUT", default_value = "45", value_parser = some_seconds, value_name = "SECONDS")]
    pub ring_timeout: Duration,

    /// How long a call waits for a side whose connection is lost
    #[arg(long, env = "SWITCHBOARD_GRACE", default_value = "30", value_parser = seconds, value_name = "SECONDS")]
    pub grace: Duration,

    /// How long somebody without a connection stays in the list
    #[arg(long, env = "SWITCHBOARD_LINGER", default_value = "2", value_parser = seconds, value_name = "SECONDS")]
    pub linger: Duration,
}

impl Limits {
    /// Whether the limits fit each other.
    ///
    /// # Errors
    /// Which of them do not, and what to do.
    pub fn check(&self) -> Result<(), String> {
        // JSON writes a character as six bytes at worst, and an envelope goes around it.
        let needed = 6 * self.max_text + 1_024;
        if self.max_frame < needed {
            return Err(format!("a message of --max-text needs --max-frame {needed} or more"));
        }
        Ok(())
    }

    /// What every room goes by.
    pub fn rules(&self) -> Rules {
        Rules {
            ring: self.ring_timeout,
            grace: self.grace,
            linger: self.linger,
            text: self.max_text,
            history: self.history,
            people: self.max_people,
            devices: self.max_devices,
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "a number of seconds is wanted, such as 30 or 1.5".to_owned())?;
    // A year is longer than anything waits, and shorter than what a clock cannot add.
    if (0.0..=31_536_000.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("between 0 and a year of seconds is wanted".to_owned())
    }
}

/// Time that cannot be none: the server would never get to anything else.
fn some_seconds(text: &str) -> Result<Duration, String> {
    seconds(text).and_then(|time| if time.is_zero() { Err("more than no time is wanted".to_owned()) } else { Ok(time) })
}

/// A frame that a sign-in and a short message fit into, and a computer's memory too.
fn frame(text: &str) -> Result<usize, String> {
    let bytes = text.parse().ok().filter(|n| (1_024..=16 * 1024 * 1024).contains(n));
    bytes.ok_or("between 1024 and 16777216 is wanted".to_owned())
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| (1..=1_000_000).contains(n)).ok_or("between 1 and 1000000 is wanted".to_owned())
}

fn ice_server(text: &str) -> Result<IceServer, String> {
    let mut parts = text.splitn(3, ',');
    let url = parts.next().unwrap_or_default().to_owned();
    if !["stun:", "stuns:", "turn:", "turns:"].iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme))
    {
        return Err("an address that begins with stun:, stuns:, turn: or turns: is wanted".to_owned());
    }
    match (parts.next(), parts.next()) {
        (None, _) if url.starts_with("turn") => {
            Err("a TURN server wants a user name and a credential: URL,USER,CREDENTIAL".to_owned())
        }
        (None, _) => Ok(IceServer { url, login: None }),
        (Some(user), Some(credential)) => Ok(IceServer { url, login: Some((user.to_owned(), credential.to_owned())) }),
        (Some(_), None) => Err("a user name wants a credential: URL,USER,CREDENTIAL".to_owned()),
    }
}

fn origin(text: &str) -> Result<HeaderValue, String> {
    let wrong = || format!("an origin is a scheme and a host, such as https://chat.example.org, not {text:?}");
    let (scheme, host) = text.trim_end_matches('/').split_once("://").ok_or_else(wrong)?;
    if !matches!(scheme, "http" | "https") || host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
        return Err(wrong());
    }
    HeaderValue::from_str(&format!("{scheme}://{}", host.to_lowercase())).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Config, clap::Error> {
        Config::try_parse_from([&["switchboard"], args].concat())
    }

    #[test]
    fn nothing_is_needed_and_nobody_else_is_contacted() {
        let config = parse(&[]).unwrap();
        assert_eq!(config.addr.to_string(), "127.0.0.1:3000");
        assert!(config.ice_servers.is_empty() && config.allowed_origins.is_empty());
    }

    #[test]
    fn the_defaults_are_those_of_the_wire() {
        let limits = parse(&[]).unwrap().limits;
        let waits =
            [limits.sign_in_timeout, limits.ping, limits.silence, limits.ring_timeout, limits.grace, limits.linger];
        let wire = {
            use crate::protocol::limits::{GRACE, LINGER, PING, RING, SIGN_IN, SILENCE};
            [SIGN_IN, PING, SILENCE, RING, GRACE, LINGER]
        };
        assert_eq!(waits, wire);
        assert!(limits.check().is_ok());
    }

    #[test]
    fn limits_that_do_not_fit_each_other_are_refused() {
        let config = parse(&["--max-text", "100000"]).unwrap();
        assert!(config.limits.check().unwrap_err().contains("--max-frame 601024"));
    }

    #[test]
    fn ice_servers_have_credentials_with_any_character() {
        let config = parse(&["--ice-server", "stun:a:1", "--ice-server", "turn:b:2?transport=tcp,me,p,w="]).unwrap();
        assert_eq!(config.ice_servers[0], IceServer { url: "stun:a:1".into(), login: None });
        assert_eq!(config.ice_servers[1].login, Some(("me".into(), "p,w=".into())));
    }

    #[test]
    fn flags_that_make_no_sense_are_refused() {
        for args in [
            ["--addr", "nowhere"],
            ["--addr", "unix:"],
            ["--base-path", "/a b"],
            ["--trusted-proxy", "10.0.0.0/33"],
            ["--trusted-proxy", "nginx"],
            ["--ice-server", "http://x"],
            ["--ice-server", "turn:x"],
            ["--ice-server", "turn:x,user"],
            ["--allow-origin", "example.org"],
            ["--allow-origin", "https://example.org/path"],
            ["--ring-timeout", "soon"],
            ["--ring-timeout", "-1"],
            ["--grace", "inf"],
            ["--outbox", "0"],
            ["--max-people", "0"],
            ["--max-frame", "100"],
            ["--ping", "0"],
        ] {
            assert!(parse(&args).is_err(), "{args:?}");
        }
    }
}

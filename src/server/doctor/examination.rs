//! `switchboard doctor`: everything that can be looked at from the server's own machine.

use super::{Line, address, clock, files, proxy, relay, website};
use crate::server::{self, Config, Data, Listener, Turn};
use std::net::{IpAddr, Ipv4Addr};
use std::time::SystemTime;
use tokio::sync::oneshot;

/// Looks at all of it, as a server with these flags would be. Where one runs already, at that.
pub async fn examine(config: &Config) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Err(problem) = config.limits.check() {
        lines.push(Line::bad("Flags", problem));
    }
    let data = match Data::open(config.data.as_deref()) {
        Ok(data) => {
            lines.push(Line::good("Data folder", "the key that signs sessions can be read and written."));
            data
        }
        Err(problem) => {
            lines.push(Line::bad("Data folder", problem));
            Data::passing()
        }
    };
    lines.push(clock::check(SystemTime::now(), config.data.as_deref()));
    lines.push(files::limit(files::soft_limit(), config.limits.max_connections));
    lines.extend(proxy::check(config));
    match Listener::open(&config.addr).await {
        Ok(listener) => lines.extend(with_own_server(config, data, listener).await),
        Err(problem) => lines.extend(beside_another(config, problem).await),
    }
    lines
}

/// Nobody is at the address: a server is, for as long as this takes.
async fn with_own_server(config: &Config, data: Data, listener: Listener) -> Vec<Line> {
    let (site, places) = (listener.ip(), listener.places());
    let mut lines = vec![address::reach(&listener), address::public(&config.turn, site)];
    let turn = match Turn::start(&config.turn, site, data.turn_secret(), None) {
        Ok(turn) => {
            lines.push(relay::check(&turn).await);
            turn
        }
        Err(problem) => {
            lines.push(Line::bad("Relay", problem.to_string()));
            Turn::default()
        }
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = server::serve(listener, None, config.clone(), data, turn, async {
        let _ = stopped.await;
    });
    let looking = async {
        let line = website::greets(&places, &config.base_path).await;
        drop(stop);
        line
    };
    let (served, line) = tokio::join!(serving, looking);
    lines.push(match served {
        Ok(()) => line,
        Err(error) => Line::bad("Connection", format!("the server failed: {error}.")),
    });
    lines
}

/// Somebody is at the address: this server, or another program.
async fn beside_another(config: &Config, problem: String) -> Vec<Line> {
    let places = vec![config.addr.clone()];
    let line = website::greets(&places, &config.base_path).await;
    if line.verdict != super::Verdict::Good {
        return vec![Line::bad("Address", problem)];
    }
    let site = config.addr.ip().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    vec![
        line,
        address::public(&config.turn, site),
        Line::good("Relay", "a server runs at this address, and has the relay. A browser tries it at /doctor."),
    ]
}

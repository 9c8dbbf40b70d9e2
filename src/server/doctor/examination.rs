//! `switchboard doctor`: everything that can be looked at from the server's own machine.

use super::website::{self, Speech};
use super::{Line, Verdict, address, clock, files, proxy, relay, running_relay};
use crate::server::tls::Source;
use crate::server::{Config, Data, Entrance, Turn};
use rustls::pki_types::ServerName;
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
            lines.push(match data.folder() {
                Some(folder) => {
                    Line::good("Data folder", format!("{} holds the key that signs sessions.", folder.display()))
                }
                None => {
                    Line::hint("Data folder", "there is none: a restart signs everybody out. Choose one with --data.")
                }
            });
            data
        }
        Err(problem) => {
            lines.push(Line::bad("Data folder", problem));
            Data::passing()
        }
    };
    lines.push(clock::check(SystemTime::now(), data.folder()));
    lines.push(files::limit(files::soft_limit(), config));
    lines.extend(proxy::check(config));
    let source = config.tls.source().unwrap_or_else(|problem| {
        lines.push(Line::bad("Flags", problem));
        None
    });
    let speech = speech(config, source.as_ref());
    let beside = beside_another(config, &data, &speech).await;
    lines.extend(match (beside, source) {
        (Ok(found), _) => found,
        // An authority would be asked for a certificate, and takes it ill if that comes to nothing.
        (Err(nobody), Some(Source::Acme(_))) => {
            vec![
                nobody,
                Line::hint("Certificate", "a server with --domain gets it when it runs. Start it, and look again."),
            ]
        }
        (Err(_), source) => match Entrance::open(config, source, &data).await {
            Ok(entrance) => with_own_server(config, data, entrance, &speech).await,
            Err(problem) => vec![Line::bad("Address", problem)],
        },
    });
    lines
}

/// What a server with these flags speaks.
fn speech(config: &Config, source: Option<&Source>) -> Speech {
    let names = config.tls.domain.iter().filter_map(|name| ServerName::try_from(name.to_string()).ok());
    source.map_or(Speech::Plain, |_| Speech::Tls(names.collect()))
}

/// Nobody is at the address: a server is, for as long as this takes.
async fn with_own_server(config: &Config, data: Data, entrance: Entrance, speech: &Speech) -> Vec<Line> {
    let (site, places) = (entrance.ip(), entrance.listener().places());
    let mut lines = vec![address::reach(places.first()), address::public(&config.turn, site)];
    let turn = match Turn::start(&config.turn, site, data.turn_secret(), entrance.relay_tls(config)) {
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
    let serving = entrance.serve(config.clone(), data, turn, async {
        let _ = stopped.await;
    });
    let looking = async {
        let found = website::look(&places, &config.base_path, speech).await;
        drop(stop);
        found
    };
    let (served, found) = tokio::join!(serving, looking);
    match served {
        Ok(()) => lines.extend(found),
        Err(error) => lines.push(Line::bad("Connection", format!("the server failed: {error}."))),
    }
    lines
}

/// What is found where a server runs already.
///
/// # Errors
/// With what is there instead.
async fn beside_another(config: &Config, data: &Data, speech: &Speech) -> Result<Vec<Line>, Line> {
    let places = [config.addr.clone()];
    let mut lines = website::look(&places, &config.base_path, speech).await;
    if lines[0].verdict != Verdict::Good {
        return Err(lines.remove(0));
    }
    let site = config.addr.ip().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    lines.extend([
        address::tried(&config.addr).await,
        address::public(&config.turn, site),
        running_relay::check(&config.turn, site, data.turn_secret()).await,
    ]);
    Ok(lines)
}

use super::{Check, Checkup, Finding, Findings, IceServer, RelayTrial};
use crate::browser::{self, Lost, Media, MediaError, Paths, SocketChange, Wanted, loop_back, page};
use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;
use leptos::prelude::Set;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long a path may take to be found. Browsers ask a silent server again for about as long.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the server may take to greet.
const GREETING: Duration = Duration::from_secs(10);
/// Round trips above which people begin to talk at the same time (ITU-T G.114: 150 ms each way).
const SLOW: Duration = Duration::from_millis(300);

/// Looks at everything, and writes down what it finds.
#[derive(Clone, Copy)]
pub struct Examiner {
    findings: Findings,
}

impl Examiner {
    /// Begins with what needs nobody's leave.
    pub fn begin(checkup: Checkup, findings: Findings) -> Self {
        let it = Self { findings };
        let page = Finding::of_page(page::is_https(), page::is_secure(), checkup.https, checkup.proxy);
        it.write(Check::Page, page);
        it.write(Check::Clock, Finding::of_clocks(page::now(), checkup.date));
        it.write(Check::Devices, Finding::Asks("Your browser asks before it opens them."));
        let socket = checkup.base.of("/ws");
        spawn_local(async move { it.write(Check::Connection, of_connection(&socket).await) });
        spawn_local(async move { it.write(Check::Direct, of_direct().await) });
        it.try_relay(checkup.relay);
        it
    }

    /// Opens camera and microphone, and lets go of them.
    pub fn try_devices(self) {
        self.write(Check::Devices, Finding::Looking);
        spawn_local(async move { self.write(Check::Devices, of_devices().await) });
    }

    fn try_relay(self, relay: RelayTrial) {
        let checks = [Check::RelayUdp, Check::RelayTcp, Check::RelayTls];
        let ways = match relay {
            RelayTrial::Lent(ways) => ways,
            RelayTrial::Busy => {
                let busy = "Others are trying it at this moment. Load this page again in a minute.";
                return checks.into_iter().for_each(|check| self.write(check, Finding::Fair(busy.to_owned())));
            }
            RelayTrial::Elsewhere => {
                let elsewhere = "Calls use a relay elsewhere. It is not tried here.";
                return checks.into_iter().for_each(|check| self.write(check, Finding::Asks(elsewhere)));
            }
            RelayTrial::None => Vec::new(),
        };
        let any = !ways.is_empty();
        for check in checks {
            let (near, far): (Vec<_>, Vec<_>) =
                ways.iter().filter(|(near, _)| way(near) == check).map(|(near, far)| (near.into(), far.into())).unzip();
            spawn_local(async move {
                let finding = if near.is_empty() { without(check, any) } else { of_relay(check, &near, &far).await };
                self.write(check, finding);
            });
        }
    }

    fn write(self, check: Check, finding: Finding) {
        self.findings.of(check).set(finding);
    }
}

/// Over what a server is reached (RFC 7065, section 3.1).
fn way(server: &IceServer) -> Check {
    match () {
        () if server.url.starts_with("turns:") => Check::RelayTls,
        () if server.url.ends_with("transport=tcp") => Check::RelayTcp,
        () => Check::RelayUdp,
    }
}

async fn of_connection(path: &str) -> Finding {
    let began = page::clock();
    let (changes, mut heard) = unbounded();
    let late = changes.clone();
    let _patience = browser::Timer::after(GREETING, move || drop(late.unbounded_send(SocketChange::Closed(0))));
    let socket = browser::Socket::open(path, move |change| drop(changes.unbounded_send(change)));
    let mut opened = false;
    while let Some(change) = heard.next().await.filter(|_| socket.is_some()) {
        match change {
            SocketChange::Opened => opened = true,
            // The server greets every connection with a number.
            SocketChange::Text(_) => {
                let wait = page::clock().saturating_sub(began).as_millis();
                return Finding::Good(format!("The server answers, {wait} ms after it was asked."));
            }
            SocketChange::Closed(_) => break,
        }
    }
    Finding::Bad(if opened {
        "The server takes the connection and says nothing. Load this page again; if that does not help, the server has \
         to be started anew."
            .to_owned()
    } else {
        "No WebSocket opens. Something on the way does not let it through: a proxy before the server has to pass on the \
         headers Upgrade and Connection; in a company’s network, ask whoever runs it."
            .to_owned()
    })
}

async fn of_devices() -> Finding {
    let any = Wanted { microphone: Some(browser::Choice::Any), camera: Some(browser::Choice::Any) };
    let error = match Media::open(&any).await {
        Ok(captured) => {
            let label = |track: Option<&browser::Track>| track.map(browser::Track::label).unwrap_or_default();
            let (camera, microphone) = (label(captured.camera.as_ref()), label(captured.microphone.as_ref()));
            return Finding::Good(format!("Both opened, and are closed again: {camera}; {microphone}."));
        }
        Err(error) => error,
    };
    match error {
        MediaError::NotFound => {
            let only = Wanted { camera: None, ..any };
            if Media::open(&only).await.is_ok() {
                Finding::Fair("There is a microphone and no camera. Others hear you and do not see you.".to_owned())
            } else {
                let sentence = "No microphone was found. Plug one in, or allow the browser to use it in the system’s \
                                settings.";
                Finding::Bad(sentence.to_owned())
            }
        }
        MediaError::InUse => {
            Finding::Bad("Another program uses your camera or microphone. Close it, and try again.".to_owned())
        }
        MediaError::Refused => Finding::Bad(
            "They are not allowed here. Allow them in the browser’s address bar, and try again.".to_owned(),
        ),
        MediaError::Insecure => {
            Finding::Bad("Browsers allow them only on secure pages. Open this page over HTTPS.".to_owned())
        }
        MediaError::Other => Finding::Bad("The browser could not open them. Start it anew, and try again.".to_owned()),
    }
}

async fn of_direct() -> Finding {
    match loop_back([&[], &[]], Paths::All, PATIENCE).await {
        Ok(_) => Finding::Good(
            "Your browser makes them. Whether two networks let each other in shows in the call.".to_owned(),
        ),
        Err(Lost::NoWebRtc) => {
            let sentence = "This browser has no WebRTC, or it was switched off. Use another, or switch it on.";
            Finding::Bad(sentence.to_owned())
        }
        Err(Lost::NoAddress | Lost::NoPath) => {
            let sentence =
                "Your browser makes none: a setting or an extension keeps it from that. Calls need the relay.";
            Finding::Fair(sentence.to_owned())
        }
    }
}

async fn of_relay(check: Check, near: &[browser::IceServer], far: &[browser::IceServer]) -> Finding {
    match loop_back([near, far], Paths::Relayed, PATIENCE).await {
        Ok(trip) if trip > SLOW => {
            let trip = trip.as_millis();
            Finding::Fair(format!("It works, and is slow: {trip} ms there and back. A server closer to you is faster."))
        }
        Ok(trip) => Finding::Good(format!("A message came back through it after {} ms.", trip.as_millis())),
        Err(Lost::NoWebRtc) => Finding::Bad("This browser does not take the relay’s address.".to_owned()),
        Err(Lost::NoPath) => {
            let sentence = "It can be reached, and passes nothing on. Whoever runs the server starts it anew, and looks at \
                            its log.";
            Finding::Bad(sentence.to_owned())
        }
        Err(Lost::NoAddress) => Finding::Fair(match check {
            Check::RelayUdp => {
                "It cannot be reached: your network lets no UDP through, or the server’s firewall does not. Calls take \
                 another way if there is one below."
                    .to_owned()
            }
            _ => {
                "It cannot be reached from here: a firewall, yours or the server’s, does not let it through.".to_owned()
            }
        }),
    }
}

/// There is none of that kind.
fn without(check: Check, any: bool) -> Finding {
    Finding::Fair(match check {
        Check::RelayTls if any => {
            "This server has none. Networks that let nothing but HTTPS through need it; whoever runs the server gives it a \
             certificate that an authority has signed, with --https and --domain."
                .to_owned()
        }
        _ => "This server has none of its own. Calls between some networks do not connect without one; whoever runs the \
              server starts it with --turn on."
            .to_owned(),
    })
}

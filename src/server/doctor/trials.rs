use crate::client::{IceServer, RelayTrial};
use crate::protocol::{CallId, Side};
use crate::server::hub::Hub;
use crate::server::session::SessionId;
use crate::server::turn::{Credentials, Turn};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::AbortHandle;

/// The relays that are lent to visitors' browsers, to be tried: for each session one, for a short while, and only to
/// reach itself.
#[derive(Clone, Debug, Default)]
pub struct Trials(Arc<Mutex<HashMap<SessionId, Trial>>>);

/// One that is lent.
#[derive(Debug)]
struct Trial {
    number: CallId,
    /// Ends it when its time is over.
    end: AbortHandle,
}

impl Trial {
    /// Ends it before that.
    fn end(self, turn: &Turn) {
        self.end.abort();
        turn.close(self.number);
    }
}

impl Trials {
    /// How long one is lent. A browser that needs longer to find it has no use for it.
    const LASTS: Duration = Duration::from_secs(60);
    /// Trials at once. Each takes a few addresses, of which calls have more need.
    const AT_ONCE: usize = 20;

    /// Lends both ends of a relayed path to a session, and takes back what it had before.
    pub fn lend(&self, hub: &Hub, turn: &Turn, session: &SessionId) -> RelayTrial {
        // One elsewhere would take whoever has a password anywhere, and knows of no end.
        if turn.addresses().is_empty() {
            return if turn.lends() { RelayTrial::Elsewhere } else { RelayTrial::None };
        }
        let number = hub.relayed_number();
        let mut all = self.lock();
        if let Some(before) = all.remove(session) {
            before.end(turn);
        }
        if all.len() >= Self::AT_ONCE {
            return RelayTrial::Busy;
        }
        turn.open_trial(number);
        let (trials, stopping, relay, whose) = (self.clone(), hub.clone(), turn.clone(), session.clone());
        let end = tokio::spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(Self::LASTS) => {}
                () = stopping.stopping() => {}
            }
            // It is this one: whoever puts another in its place ends this task.
            trials.lock().remove(&whose);
            relay.close(number);
        });
        all.insert(session.clone(), Trial { number, end: end.abort_handle() });
        drop(all);
        let side = |side| turn.trial_credentials(number, side, Self::LASTS).map(servers);
        match (side(Side::Caller), side(Side::Callee)) {
            (Some(near), Some(far)) => RelayTrial::Lent(near.into_iter().zip(far).collect()),
            _ => RelayTrial::None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Trial>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn servers(Credentials { urls, username, password }: Credentials) -> Vec<IceServer> {
    let login = Some((username, password));
    urls.into_iter().map(|url| IceServer { url, login: login.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{Config, Data};
    use clap::Parser;
    use std::net::Ipv4Addr;

    /// A server's hub and relay.
    fn server(args: &[&str]) -> (Hub, Turn) {
        let config = Config::try_parse_from([&["switchboard"], args].concat()).unwrap();
        let secret = Data::passing().turn_secret();
        let turn = Turn::start(&config.turn, Ipv4Addr::LOCALHOST.into(), secret, None).unwrap();
        (Hub::new(config.limits, turn.clone()), turn)
    }

    /// The numbers of the calls that were lent for.
    fn call(trial: &RelayTrial) -> CallId {
        let RelayTrial::Lent(ways) = trial else { panic!("{trial:?}") };
        let user = &ways[0].0.login.as_ref().unwrap().0;
        CallId(user.split(':').nth(1).unwrap().parse().unwrap())
    }

    fn lets_in(turn: &Turn, call: CallId) -> bool {
        turn.credentials(call, Side::Caller).is_some()
    }

    const RELAY: [&str; 5] = ["--public-ip", "127.0.0.1", "--turn-addr", "127.0.0.1:0", "--turn=on"];

    #[tokio::test]
    async fn without_a_relay_there_is_none_to_try() {
        let (hub, turn) = server(&[]);
        assert_eq!(Trials::default().lend(&hub, &turn, &SessionId::random()), RelayTrial::None);
    }

    #[tokio::test]
    async fn one_elsewhere_is_not_lent_and_not_none() {
        let (hub, turn) = server(&["--turn-url", "turn:t.example:3478", "--turn-secret", "s"]);
        assert_eq!(Trials::default().lend(&hub, &turn, &SessionId::random()), RelayTrial::Elsewhere);
    }

    #[tokio::test]
    async fn a_session_has_one_at_a_time_and_so_many_have_one() {
        let (trials, (hub, turn)) = (Trials::default(), server(&RELAY));
        let ana = SessionId::random();
        let first = call(&trials.lend(&hub, &turn, &ana));
        let second = call(&trials.lend(&hub, &turn, &ana));
        assert!(!lets_in(&turn, first) && lets_in(&turn, second));
        for _ in 1..Trials::AT_ONCE {
            call(&trials.lend(&hub, &turn, &SessionId::random()));
        }
        assert_eq!(trials.lend(&hub, &turn, &SessionId::random()), RelayTrial::Busy);
        call(&trials.lend(&hub, &turn, &ana));
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_lent_for_a_while() {
        let (trials, (hub, turn)) = (Trials::default(), server(&RELAY));
        let ana = SessionId::random();
        let first = call(&trials.lend(&hub, &turn, &ana));
        tokio::time::sleep(Trials::LASTS / 2).await;
        let second = call(&trials.lend(&hub, &turn, &ana));
        // The first one's end is not the second one's.
        tokio::time::sleep(Trials::LASTS * 3 / 4).await;
        assert!(!lets_in(&turn, first) && lets_in(&turn, second));
        tokio::time::sleep(Trials::LASTS / 2).await;
        assert!(!lets_in(&turn, second));
        assert!(trials.lock().is_empty());
    }
}

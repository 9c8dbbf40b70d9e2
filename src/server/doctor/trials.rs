use crate::client::{IceServer, RelayTrial};
use crate::protocol::{CallId, Side};
use crate::server::hub::Hub;
use crate::server::session::SessionId;
use crate::server::turn::{Credentials, Turn};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The relays that are lent to visitors' browsers, to be tried: for each session one, for a short while, and only to
/// reach itself.
#[derive(Clone, Debug, Default)]
pub struct Trials(Arc<Mutex<HashMap<SessionId, CallId>>>);

impl Trials {
    /// How long one is lent. A browser that needs longer to find it has no use for it.
    const LASTS: Duration = Duration::from_secs(60);
    /// Trials at once. Each takes a few addresses, of which calls have more need.
    const AT_ONCE: usize = 20;

    /// Lends both ends of a relayed path to a session, and takes back what it had before.
    pub fn lend(&self, hub: &Hub, turn: &Turn, session: &SessionId) -> RelayTrial {
        if !turn.lends() {
            return RelayTrial::None;
        }
        let number = hub.relayed_number();
        {
            let mut all = self.lock();
            if let Some(before) = all.remove(session) {
                turn.close(before);
            }
            if all.len() >= Self::AT_ONCE {
                return RelayTrial::Busy;
            }
            all.insert(session.clone(), number);
        }
        turn.open_trial(number);
        let (all, hub, over, session) = (self.clone(), hub.clone(), turn.clone(), session.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(Self::LASTS) => {}
                () = hub.stopping() => {}
            }
            over.close(number);
            // A later one of the same session has a time of its own.
            let mut all = all.lock();
            if all.get(&session) == Some(&number) {
                all.remove(&session);
            }
        });
        let side = |side| turn.credentials_for(number, side, Self::LASTS).map(servers);
        match (side(Side::Caller), side(Side::Callee)) {
            (Some(near), Some(far)) => RelayTrial::Lent(near.into_iter().zip(far).collect()),
            _ => RelayTrial::None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, CallId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn servers(Credentials { urls, username, password }: Credentials) -> Vec<IceServer> {
    let login = Some((username, password));
    urls.into_iter().map(|url| IceServer { url, login: login.clone() }).collect()
}

use super::session::SessionId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// The sessions that have connections, in whatever rooms: signing out ends all of a session's, and costs no work
/// for anybody else's. As many as there are connections, at most.
#[derive(Clone, Debug, Default)]
pub struct SignIns(Arc<Mutex<HashMap<SessionId, Present>>>);

#[derive(Debug, Default)]
struct Present {
    connections: usize,
    over: CancellationToken,
}

/// One connection of a session. Dropping it takes it off the list.
#[derive(Debug)]
pub struct SignedIn {
    all: SignIns,
    session: SessionId,
    over: CancellationToken,
}

impl SignIns {
    /// Counts a connection.
    pub fn enter(&self, session: &SessionId) -> SignedIn {
        let mut all = self.lock();
        let present = all.entry(session.clone()).or_default();
        present.connections += 1;
        SignedIn { all: self.clone(), session: session.clone(), over: present.over.clone() }
    }

    /// Ends every connection of a session. Those that come later with the same cookie are none of them.
    pub fn sign_out(&self, session: &SessionId) {
        let mut all = self.lock();
        if let Some(present) = all.remove(session) {
            present.over.cancel();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Present>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SignedIn {
    /// Done when the session has signed out.
    pub async fn signed_out(&self) {
        self.over.cancelled().await;
    }
}

impl Drop for SignedIn {
    fn drop(&mut self) {
        let mut all = self.all.lock();
        // After a sign-out the list may hold the connections of the next sign-in.
        if self.over.is_cancelled() {
            return;
        }
        if let Some(present) = all.get_mut(&self.session) {
            present.connections -= 1;
            if present.connections == 0 {
                all.remove(&self.session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn signing_out_ends_the_connections_of_one_session_and_the_list_forgets_them() {
        let all = SignIns::default();
        let (ana, bo) = (SessionId::random(), SessionId::random());
        let (first, second, other) = (all.enter(&ana), all.enter(&ana), all.enter(&bo));
        drop(first);
        all.sign_out(&ana);
        second.signed_out().await;
        assert!(!other.over.is_cancelled());

        let again = all.enter(&ana);
        assert!(!again.over.is_cancelled(), "a later one is none of those");
        drop(second);
        assert_eq!(all.lock()[&ana].connections, 1);
        drop((again, other));
        assert!(all.lock().is_empty());
    }
}

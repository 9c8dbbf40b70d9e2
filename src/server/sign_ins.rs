use super::session::SessionId;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// The sessions that have connections, in whatever rooms: signing out ends all of a session's, and costs no work
/// for anybody else's. And those that have signed out lately.
#[derive(Clone, Debug, Default)]
pub struct SignIns(Arc<Mutex<Sessions>>);

#[derive(Debug, Default)]
struct Sessions {
    /// As many as there are connections, at most.
    present: HashMap<SessionId, Present>,
    /// A page that is loaded again before the browser has dropped the cookie is nobody's. At most [`SignIns::OVER`].
    over: VecDeque<SessionId>,
}

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
    /// Sessions that have signed out and are remembered: more than do so while one cookie is on its way.
    const OVER: usize = 1_024;

    /// Counts a connection, unless its session has signed out.
    pub fn enter(&self, session: &SessionId) -> Option<SignedIn> {
        let mut all = self.lock();
        if all.over.contains(session) {
            return None;
        }
        let present = all.present.entry(session.clone()).or_default();
        present.connections += 1;
        Some(SignedIn { all: self.clone(), session: session.clone(), over: present.over.clone() })
    }

    /// Whether a session has signed out.
    pub fn is_over(&self, session: &SessionId) -> bool {
        self.lock().over.contains(session)
    }

    /// Ends every connection of a session, and the session with them.
    pub fn sign_out(&self, session: &SessionId) {
        let mut all = self.lock();
        if let Some(present) = all.present.remove(session) {
            present.over.cancel();
        }
        if !all.over.contains(session) {
            all.over.push_back(session.clone());
        }
        if all.over.len() > Self::OVER {
            all.over.pop_front();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Sessions> {
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
        // Long after a sign-out, when that is forgotten, the list may hold others of the same session.
        if self.over.is_cancelled() {
            return;
        }
        if let Some(present) = all.present.get_mut(&self.session) {
            present.connections -= 1;
            if present.connections == 0 {
                all.present.remove(&self.session);
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
        let enter = |session| all.enter(session).expect("nobody has signed out");
        let (first, second, other) = (enter(&ana), enter(&ana), enter(&bo));
        drop(first);
        all.sign_out(&ana);
        second.signed_out().await;
        assert!(!other.over.is_cancelled());
        assert!(all.enter(&ana).is_none() && all.is_over(&ana) && !all.is_over(&bo));
        drop((second, other));
        assert!(all.lock().present.is_empty());
    }

    #[test]
    fn of_those_that_signed_out_the_latest_are_remembered_each_once() {
        let all = SignIns::default();
        let sessions: Vec<_> = (0..=SignIns::OVER).map(|_| SessionId::random()).collect();
        for session in &sessions {
            all.sign_out(session);
            all.sign_out(session);
        }
        assert!(!all.is_over(&sessions[0]) && sessions[1..].iter().all(|session| all.is_over(session)));
        assert_eq!(all.lock().over.len(), SignIns::OVER);
    }
}

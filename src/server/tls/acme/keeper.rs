use super::Wanted;
use super::http::Client;
use super::order::order;
use super::store::Store;
use crate::server::tls::Certificates;
use crate::server::tls::identity::Identity;
use std::time::{Duration, SystemTime};

/// An authority that says nothing for so long is given up.
const PATIENCE: Duration = Duration::from_secs(300);

/// Clocks are set, and computers sleep: how long until it is time is looked at again after this.
const LOOK_AGAIN: Duration = Duration::from_secs(3_600);

/// Minutes until the next try, after one failure, two, and so on. Let's Encrypt takes five failures an hour.
const AGAIN: [u64; 5] = [1, 5, 15, 60, 180];

/// Sees to it that there is a certificate, and that it does not end.
pub struct Keeper {
    pub(super) wanted: Wanted,
    pub(super) store: Store,
    pub(super) client: Client,
    pub(super) certificates: Certificates,
}

impl Keeper {
    /// As long as the server runs.
    pub async fn keep(self) {
        let mut failures = 0;
        loop {
            self.until_it_is_time().await;
            tracing::info!(authority = self.wanted.directory, "asking for a certificate");
            match self.renew().await {
                Ok(()) if !self.is_time() => failures = 0,
                done => {
                    let problem = done.err().unwrap_or("it is about to run out; is the clock right?".to_owned());
                    let again = AGAIN[failures.min(AGAIN.len() - 1)];
                    tracing::error!("there is no new certificate: {problem}; the next try is in {again} min");
                    failures += 1;
                    tokio::time::sleep(Duration::from_secs(60 * again)).await;
                }
            }
        }
    }

    /// Whether the certificate is to be renewed.
    fn is_time(&self) -> bool {
        let now = SystemTime::now();
        self.certificates.current().is_none_or(|identity| identity.validity.renewal() <= now)
    }

    async fn until_it_is_time(&self) {
        while let Some(identity) = self.certificates.current() {
            let left = identity.validity.renewal().duration_since(SystemTime::now()).unwrap_or_default();
            if left.is_zero() {
                return;
            }
            tokio::time::sleep(left.min(LOOK_AGAIN)).await;
        }
    }

    async fn renew(&self) -> Result<(), String> {
        let order = order(&self.wanted, &self.client, &self.store, &self.certificates);
        let pem = tokio::time::timeout(PATIENCE, order).await.map_err(|_| "the authority takes too long")??;
        let identity = Identity::parse(pem.as_bytes(), pem.as_bytes())
            .map_err(|problem| format!("the authority gave something of no use: {problem}"))?;
        let days = identity.validity.left(SystemTime::now()).as_secs() / 86_400;
        self.certificates.set(identity);
        tracing::info!(days, "here is a new certificate");
        // It is used all the same; only the next start has to ask again.
        if let Err(problem) = self.store.keep_identity(&pem) {
            tracing::error!("the new certificate is not kept: {problem}");
        }
        Ok(())
    }
}

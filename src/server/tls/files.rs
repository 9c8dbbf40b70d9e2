use super::identity::{Identity, NoIdentity};
use super::{Certificates, Tls};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// How often the files are looked at. What changes them (certbot, Kubernetes, a copy) renames, links or writes: only
/// what is in them tells, and they are small.
const EVERY: Duration = Duration::from_secs(2);

/// How long before its end a certificate that nobody has renewed is spoken of.
const LATE: Duration = Duration::from_secs(7 * DAY.as_secs());

/// How often it is spoken of.
const DAY: Duration = Duration::from_secs(86_400);

/// Where a certificate and its key are written.
struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

/// What is in them.
#[derive(Clone, PartialEq, Eq)]
struct Contents {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// What has been seen in the files so far.
struct Seen {
    /// What the certificate of now was made of.
    taken: Contents,
    /// What was of no use when it was looked at last.
    useless: Option<Result<Contents, String>>,
    /// What has been said about it.
    told: Option<String>,
}

/// What a look at the files leads to.
enum Finding {
    Nothing,
    New(Identity),
    Problem(String),
}

/// The certificate in these files, now and whenever they change.
///
/// # Errors
/// When there is none in them now.
pub fn start(certificate: PathBuf, key: PathBuf) -> Result<Tls, String> {
    let files = Files { certificate, key };
    let taken = files.read()?;
    let identity = files.identity(&taken)?;
    speak_of_its_end(&identity);
    let certificates = Certificates::new(identity);
    let seen = Seen { taken, useless: None, told: None };
    let watching = watch(Arc::new(files), seen, certificates.clone());
    Ok(Tls::kept(certificates, watching))
}

/// As long as the server runs.
async fn watch(files: Arc<Files>, mut seen: Seen, certificates: Certificates) {
    let mut clock = tokio::time::interval(EVERY);
    let mut days = tokio::time::interval_at(Instant::now() + DAY, DAY);
    loop {
        tokio::select! {
            _ = clock.tick() => {}
            _ = days.tick() => {
                certificates.current().iter().for_each(speak_of_its_end);
                continue;
            }
        }
        let reading = tokio::task::spawn_blocking({
            let files = files.clone();
            move || files.read()
        });
        // Only a bug ends it, or the end of the server.
        let Ok(contents) = reading.await else { return };
        match seen.look(&files, contents) {
            Finding::Nothing => {}
            Finding::New(identity) => {
                tracing::info!(fingerprint = identity.fingerprint(), "the files hold a new certificate");
                speak_of_its_end(&identity);
                certificates.set(identity);
            }
            Finding::Problem(problem) => tracing::error!("{problem} The certificate of before stays."),
        }
    }
}

impl Seen {
    /// Takes what is new as soon as it is whole. While two files are written one after the other they do not belong
    /// together: a problem is one when it is there at two looks in a row, and it is told once.
    fn look(&mut self, files: &Files, contents: Result<Contents, String>) -> Finding {
        let usable = match &contents {
            Ok(contents) if *contents == self.taken => {
                (self.useless, self.told) = (None, None);
                return Finding::Nothing;
            }
            Ok(contents) => files.identity(contents).map(|identity| (contents.clone(), identity)),
            Err(problem) => Err(problem.clone()),
        };
        match usable {
            Ok((taken, identity)) => {
                *self = Self { taken, useless: None, told: None };
                Finding::New(identity)
            }
            Err(problem) => {
                let is_old = self.useless.as_ref() == Some(&contents);
                self.useless = Some(contents);
                if !is_old || self.told.as_ref() == Some(&problem) {
                    return Finding::Nothing;
                }
                self.told = Some(problem.clone());
                Finding::Problem(problem)
            }
        }
    }
}

impl Files {
    fn read(&self) -> Result<Contents, String> {
        let read = |file: &Path| fs::read(file).map_err(|error| format!("{} cannot be read: {error}.", file.display()));
        Ok(Contents { certificate: read(&self.certificate)?, key: read(&self.key)? })
    }

    fn identity(&self, contents: &Contents) -> Result<Identity, String> {
        Identity::parse(&contents.certificate, &contents.key).map_err(|problem| {
            let file = match problem {
                NoIdentity::NoCertificate | NoIdentity::BadCertificate => &self.certificate,
                NoIdentity::NoKey | NoIdentity::BadKey | NoIdentity::Strangers => &self.key,
            };
            format!("{} cannot be used for HTTPS: {problem}.", file.display())
        })
    }
}

/// The server runs on with a certificate that is over: its clock may be wrong, and browsers will tell.
fn speak_of_its_end(identity: &Identity) {
    let left = identity.validity.left(SystemTime::now());
    if left < LATE {
        tracing::warn!(days_left = left.as_secs() / DAY.as_secs(), "the certificate is about to end, or has ended");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        Files { certificate: "cert.pem".into(), key: "key.pem".into() }
    }

    fn contents() -> Contents {
        let one = rcgen::generate_simple_self_signed(["a.example".to_owned()]).unwrap();
        Contents { certificate: one.cert.pem().into(), key: one.signing_key.serialize_pem().into() }
    }

    /// One letter for what each look leads to.
    fn looks(first: &Contents, then: &[Result<Contents, String>]) -> String {
        let mut seen = Seen { taken: first.clone(), useless: None, told: None };
        let letter = |contents: &Result<Contents, String>| match seen.look(&files(), contents.clone()) {
            Finding::Nothing => '.',
            Finding::New(_) => 'n',
            Finding::Problem(_) => 'p',
        };
        then.iter().map(letter).collect()
    }

    #[test]
    fn what_is_new_and_whole_is_taken_at_once() {
        let (first, second) = (contents(), contents());
        let then = [&first, &first, &second, &second, &first].map(|contents| Ok(contents.clone()));
        assert_eq!(looks(&first, &then), "..n.n");
    }

    #[test]
    fn a_moment_between_two_files_is_no_problem() {
        let (first, second) = (contents(), contents());
        let between = Contents { key: first.key.clone(), ..second.clone() };
        assert_eq!(looks(&first, &[Ok(between), Ok(second.clone()), Ok(second)]), ".n.");
        let gone = Err("cert.pem cannot be read".to_owned());
        assert_eq!(looks(&first, &[gone.clone(), Ok(first.clone()), gone, Ok(first.clone())]), "....");
    }

    #[test]
    fn a_problem_that_stays_is_told_once() {
        let (first, second) = (contents(), contents());
        let broken = |bytes: &[u8]| Ok(Contents { certificate: bytes.to_vec(), key: second.key.clone() });
        let (one, other) = (broken(b"one"), broken(b"other"));
        let again =
            [one.clone(), one.clone(), one.clone(), other.clone(), other.clone(), Ok(second.clone()), one.clone(), one];
        assert_eq!(looks(&first, &again), ".p...n.p", "the same is wrong with both");
    }
}

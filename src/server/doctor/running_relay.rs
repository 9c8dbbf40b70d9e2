//! The relay of a server that runs already. It lends nothing to a call that it does not know, but says who it is.

use super::Line;
use super::relay::{self, ABOUT};
use super::turn_probe::{Probe, ProbeError};
use super::website::from_inside;
use crate::protocol::Side;
use crate::server::turn::{self, Credentials, Options, Secret, Switch, Turn};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long what is shown to it is good for.
const LASTS: Duration = Duration::from_secs(60);

/// Whether the relay that these flags ask for answers, and takes the passwords that are made here.
pub async fn check(options: &Options, site: IpAddr, secret: Secret) -> Line {
    // Without one of its own: whether there is one elsewhere, and what passwords are made with then.
    let elsewhere = match Turn::start(&Options { turn: Switch::Off, ..options.clone() }, site, secret.clone(), None) {
        Ok(elsewhere) => elsewhere,
        Err(problem) => return Line::bad(ABOUT, problem.to_string()),
    };
    let public = match turn::public(options, site) {
        Ok(Some(public)) => public,
        Ok(None) => return relay::none(&elsewhere),
        Err(problem) => return Line::bad(ABOUT, problem.to_string()),
    };
    let mut found = Vec::new();
    for at in turn::places(options, &public) {
        if at.port() == 0 {
            let sentence = "--turn-addr leaves its port to the system, so it was not looked for. /doctor tries it.";
            return Line::hint(ABOUT, sentence);
        }
        match answers(from_inside(at), who(&elsewhere, &secret)).await {
            Ok(()) => found.push(at.to_string()),
            Err(problem) => return unusable(at, &problem),
        }
    }
    let sentence = format!(
        "it answers at {}, and takes the passwords of this server (UDP, from this machine). Nothing was relayed: /doctor \
         in a browser elsewhere tries that.",
        found.join(" and ")
    );
    Line::good(ABOUT, sentence)
}

/// What is wrong with it, and what to do.
fn unusable(at: SocketAddr, problem: &ProbeError) -> Line {
    match problem {
        // It has not taken the signature.
        ProbeError::Refused(401) => Line::hint(
            ABOUT,
            format!(
                "what answers at {at} takes no passwords made with the key that was found here. Look again as the \
                 server's own user, with its own --data or --turn-secret-file."
            ),
        ),
        problem => Line::bad(
            ABOUT,
            format!(
                "{at}: {problem}. Was the server started with other flags, or is a firewall of this machine's in \
                 between? Its log says where it relays."
            ),
        ),
    }
}

/// Whether somebody is there, and takes who this is.
async fn answers(at: SocketAddr, who: Credentials) -> Result<(), ProbeError> {
    let mut probe = Probe::connect(at, who).await?;
    probe.bind().await?;
    match probe.allocate().await {
        // The call is none that it knows, or it has no room: it says so to whoever has signed rightly.
        Ok(_) | Err(ProbeError::Refused(403 | 437 | 438 | 440 | 441 | 486 | 508)) => Ok(()),
        Err(problem) => Err(problem),
    }
}

/// A side of a call that is none.
fn who(elsewhere: &Turn, secret: &Secret) -> Credentials {
    let call = relay::NO_CALL;
    elsewhere.credentials(call, Side::Caller).unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Credentials::new(secret, call, Side::Caller, (now + LASTS).as_secs())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Verdict;
    use crate::server::{Config, Data};
    use clap::Parser;
    use std::net::Ipv4Addr;

    const SITE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn options(args: &[&str]) -> Options {
        Config::try_parse_from([&["switchboard"], args].concat()).unwrap().turn
    }

    /// A relay with these flags that runs, and where it is.
    fn running(secret: &Secret, more: &[&str]) -> (Turn, String) {
        let args = [&["--public-ip", "127.0.0.1", "--turn-addr", "127.0.0.1:0"], more].concat();
        let turn = Turn::start(&options(&args), SITE, secret.clone(), None).unwrap();
        let at = turn.addresses()[0].to_string();
        (turn, at)
    }

    async fn found(at: &str, secret: &Secret, more: &[&str]) -> Line {
        let args = [&["--public-ip", "127.0.0.1", "--turn-addr", at], more].concat();
        check(&options(&args), SITE, secret.clone()).await
    }

    #[tokio::test]
    async fn one_that_runs_is_spoken_to_and_lends_nothing() {
        let secret = Data::passing().turn_secret();
        let (turn, at) = running(&secret, &[]);
        let line = found(&at, &secret, &[]).await;
        assert!(line.verdict == Verdict::Good && line.sentence.contains(&at), "{line}");
        assert_eq!(turn.allocations(), 0);
    }

    #[tokio::test]
    async fn another_key_is_told() {
        let (_turn, at) = running(&Data::passing().turn_secret(), &[]);
        let line = found(&at, &Data::passing().turn_secret(), &[]).await;
        assert!(line.verdict == Verdict::Hint && line.sentence.contains("--data"), "{line}");
    }

    #[tokio::test]
    async fn with_one_elsewhere_its_secret_counts() {
        const ELSEWHERE: [&str; 4] = ["--turn-url", "turn:t.example:3478", "--turn-secret", "north"];
        let secret = Data::passing().turn_secret();
        let (_turn, at) = running(&secret, &ELSEWHERE);
        assert_eq!(found(&at, &secret, &ELSEWHERE).await.verdict, Verdict::Good);
        assert_eq!(found(&at, &secret, &[]).await.verdict, Verdict::Hint);
        let off = found(&at, &secret, &[&["--turn", "off"][..], &ELSEWHERE].concat()).await;
        assert!(off.sentence.contains("--turn-url"), "{off}");
    }

    #[tokio::test]
    async fn where_nobody_is_nothing_is_good() {
        let secret = Data::passing().turn_secret();
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let at = socket.local_addr().unwrap().to_string();
        drop(socket);
        assert_eq!(found(&at, &secret, &[]).await.verdict, Verdict::Bad);
        assert_eq!(found(&at, &secret, &["--turn", "off"]).await.verdict, Verdict::Hint);
        assert_eq!(found("127.0.0.1:0", &secret, &[]).await.verdict, Verdict::Hint);
        assert_eq!(check(&options(&["--turn", "on"]), SITE, secret).await.verdict, Verdict::Bad);
    }
}

//! What a browser finds on its way to the server and to others, before a call.

use super::IceServer;
use crate::protocol::{BasePath, Json};
use serde::Serialize;

mod finding;
mod findings;
mod told;

pub use finding::Finding;
pub use findings::{Check, Findings};
pub use told::Told;

/// What the page that checks it starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checkup {
    /// Where on its host the site is.
    pub base: BasePath,
    /// Whether the server has been told that this visitor came over HTTPS; `None` where nobody could know.
    pub https: Option<bool>,
    /// What the proxy says that is before the server, and is trusted; `None` where there is none.
    pub proxy: Option<Told>,
    /// Now by the server's clock, in milliseconds since 1970.
    pub date: u64,
    /// A relay to be tried.
    pub relay: RelayTrial,
}

/// A relay that is lent to a browser, so that it tries whether it can be relayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelayTrial {
    /// This server has none.
    None,
    /// Calls use one elsewhere, which is not lent to be tried.
    Elsewhere,
    /// Too many try it at the moment.
    Busy,
    /// Each way to it, from both ends of a path.
    Lent(Vec<(IceServer, IceServer)>),
}

impl Checkup {
    /// Reads what [`Checkup::to_json`] has written.
    pub fn read(json: &impl Json) -> Option<Self> {
        let relay = json.field("relay")?;
        let relay = match (relay.text().as_deref(), relay.field("lent")) {
            (Some("busy"), _) => RelayTrial::Busy,
            (Some("elsewhere"), _) => RelayTrial::Elsewhere,
            (_, Some(lent)) => RelayTrial::Lent(lent.items()?.iter().map(ends).collect::<Option<_>>()?),
            _ => RelayTrial::None,
        };
        let (base, https) = (BasePath::known(json.field("base")?.text()?), json.field("https"));
        let (https, proxy) = (https.map(|https| https.is_true()), json.field("proxy").map(|told| Told::read(&told)));
        Some(Self { base, https, proxy, date: json.field("date")?.whole()?, relay })
    }

    /// The page as JSON that can stand inside a `<script>` element: `<` nowhere.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists have no way to fail.
        serde_json::to_string(self).unwrap_or_default().replace('<', "\\u003c")
    }
}

fn ends(pair: &impl Json) -> Option<(IceServer, IceServer)> {
    let mut ends = pair.items()?.into_iter();
    Some((IceServer::read(&ends.next()?)?, IceServer::read(&ends.next()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let server =
            |user: &str| IceServer { url: "turn:<t.example".into(), login: Some((user.into(), "secret".into())) };
        let lent = RelayTrial::Lent(vec![(server("near"), server("far"))]);
        let told = Told { address: true, scheme: false, host: true };
        let trials = [
            (RelayTrial::None, None, None),
            (RelayTrial::Elsewhere, None, Some(told)),
            (RelayTrial::Busy, Some(true), Some(Told { host: false, ..told })),
            (lent, Some(false), Some(Told { address: false, scheme: true, ..told })),
        ];
        for (relay, https, proxy) in trials {
            let base = BasePath::parse("/calls").unwrap();
            let checkup = Checkup { base, https, proxy, date: 1 << 41, relay };
            let json = checkup.to_json();
            assert!(!json.contains('<'));
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(Checkup::read(&value), Some(checkup));
        }
    }
}

use crate::protocol::Json;
use serde::Serialize;

/// What a trusted proxy says of a visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Where they are: `X-Forwarded-For`.
    pub address: bool,
    /// What their browser speaks: `X-Forwarded-Proto`.
    pub scheme: bool,
    /// Which host it asked for: `X-Forwarded-Host`.
    pub host: bool,
}

impl Told {
    /// Reads what serde has written.
    pub fn read(json: &impl Json) -> Self {
        let is = |name| json.field(name).is_some_and(|said| said.is_true());
        Self { address: is("address"), scheme: is("scheme"), host: is("host") }
    }

    /// The headers that it does not send; `None` when it sends all.
    pub fn missing(self) -> Option<String> {
        let all =
            [("X-Forwarded-For", self.address), ("X-Forwarded-Proto", self.scheme), ("X-Forwarded-Host", self.host)];
        let missing: Vec<_> = all.into_iter().filter(|(_, is_sent)| !is_sent).map(|(name, _)| name).collect();
        (!missing.is_empty()).then(|| missing.join(" and "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let all = Told { address: true, scheme: true, host: true };
        assert_eq!(all.missing(), None);
        assert_eq!(Told { address: false, ..all }.missing().unwrap(), "X-Forwarded-For");
        let scheme = Told { address: false, host: false, ..all };
        assert_eq!(scheme.missing().unwrap(), "X-Forwarded-For and X-Forwarded-Host");
        assert_eq!(Told { scheme: false, ..all }.missing().unwrap(), "X-Forwarded-Proto");
    }
}

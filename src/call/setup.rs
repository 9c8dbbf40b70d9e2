use std::borrow::Cow;

/// Which side of a DTLS handshake somebody takes (RFC 8842, section 5).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The one that begins it.
    Active,
    Passive,
}

impl Role {
    /// The one that a description settles for; an offer leaves that open.
    fn of(sdp: &str) -> Option<Self> {
        [Self::Active, Self::Passive].into_iter().find(|role| sdp.lines().any(|line| line == role.line()))
    }

    fn line(self) -> &'static str {
        match self {
            Self::Active => "a=setup:active",
            Self::Passive => "a=setup:passive",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Active => Self::Passive,
            Self::Passive => Self::Active,
        }
    }
}

/// The other side's answer, in the role that they have had since the descriptions that were agreed on before.
///
/// There is one handshake, and as long as the certificate is the same its roles stay (RFC 8842, section 5.3). Firefox
/// 153 keeps its own, but where ICE restarts it answers `active` whatever it was; Chromium refuses such an answer,
/// and would offer for ever.
pub fn keep_role<'a>(answer: &'a str, ours: &str, theirs: &str) -> Cow<'a, str> {
    let now = certificates(answer);
    let is_same = !now.is_empty() && now == certificates(theirs);
    match Role::of(theirs).or_else(|| Role::of(ours).map(Role::other)) {
        Some(role) if is_same => answer.replace(role.other().line(), role.line()).into(),
        _ => answer.into(),
    }
}

/// The lines that name certificates, each once. As text: what a browser writes differently it has made anew.
fn certificates(sdp: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = sdp.lines().filter(|line| line.starts_with("a=fingerprint:")).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sdp(certificate: &str, setup: &str) -> String {
        let fingerprint = [certificate; 32].join(":");
        format!(
            "v=0\r\na=fingerprint:sha-256 {fingerprint}\r\nm=audio 9\r\na=setup:{setup}\r\nm=video 9\r\na=setup:{setup}\r\n"
        )
    }

    #[test]
    fn a_role_stays_whoever_offered_first() {
        let wrong = sdp("AB", "active");
        assert_eq!(keep_role(&wrong, &sdp("CD", "active"), &sdp("AB", "actpass")), sdp("AB", "passive"));
        assert_eq!(keep_role(&wrong, &sdp("CD", "actpass"), &sdp("AB", "passive")), sdp("AB", "passive"));
        let wrong = sdp("AB", "passive");
        assert_eq!(keep_role(&wrong, &sdp("CD", "passive"), &sdp("AB", "actpass")), sdp("AB", "active"));
        assert_eq!(keep_role(&wrong, &sdp("CD", "actpass"), &sdp("AB", "active")), sdp("AB", "active"));
    }

    #[test]
    fn an_answer_that_keeps_it_is_left_alone() {
        let right = sdp("AB", "passive");
        assert_eq!(keep_role(&right, &sdp("CD", "active"), &sdp("AB", "actpass")), right);
    }

    #[test]
    fn another_certificate_is_another_handshake() {
        let new = sdp("EF", "active");
        assert_eq!(keep_role(&new, &sdp("CD", "active"), &sdp("AB", "actpass")), new);
        assert_eq!(keep_role("", "", ""), "");
    }
}

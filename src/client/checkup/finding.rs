use super::Told;

/// What came of one check. Where something is amiss, the sentence says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It was not looked at: it waits to be asked for, because it opens what nobody wants opened unasked, or cannot be.
    Asks(&'static str),
    /// It is being looked at.
    Looking,
    /// As it should be.
    Good(String),
    /// Calls work, but not everywhere or not as well as they could.
    Fair(String),
    /// Something does not work.
    Bad(String),
}

impl Finding {
    /// For style sheets and scripts.
    pub fn mark(&self) -> &'static str {
        match self {
            Self::Asks(_) => "asks",
            Self::Looking => "looking",
            Self::Good(_) => "good",
            Self::Fair(_) => "fair",
            Self::Bad(_) => "bad",
        }
    }

    /// For people.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Asks(_) => "Not checked",
            Self::Looking => "Checking…",
            Self::Good(_) => "Good",
            Self::Fair(_) => "Could be better",
            Self::Bad(_) => "Does not work",
        }
    }

    /// The sentence.
    pub fn sentence(&self) -> &str {
        match self {
            Self::Asks(sentence) => sentence,
            Self::Looking => "",
            Self::Good(sentence) | Self::Fair(sentence) | Self::Bad(sentence) => sentence,
        }
    }

    /// Whether the page may use camera and microphone, and the server has been told how it came. `is_https`: the page did
    /// over HTTPS; `is_secure`: the browser takes it for secure, as it does one of its own machine.
    pub fn of_page(is_https: bool, is_secure: bool, told_https: Option<bool>, proxy: Option<Told>) -> Self {
        if is_https && told_https != Some(true) {
            let sentence = "You came over HTTPS, and the server has not been told. Whoever runs the proxy before it has \
                            that send X-Forwarded-Proto, and starts the server with --trusted-proxy.";
            return Self::Fair(sentence.to_owned());
        }
        if !is_secure {
            let sentence = "Browsers allow camera and microphone only on secure pages. Open this page over HTTPS; whoever \
                            runs the server starts it with --https.";
            return Self::Bad(sentence.to_owned());
        }
        match proxy.and_then(Told::missing) {
            Some(missing) => Self::Fair(format!(
                "This page may use camera and microphone. Whoever runs the proxy before the server: it does not send \
                 {missing}. Have it set that, or what a visitor writes there is believed."
            )),
            None => Self::Good("This page may use camera and microphone.".to_owned()),
        }
    }

    /// How far somebody's clock is from the server's, both in milliseconds since 1970. What a page took to come is within
    /// what is allowed.
    pub fn of_clocks(ours: u64, server: u64) -> Self {
        const ALLOWED: u64 = 60_000;
        let minutes = |milliseconds: u64| match milliseconds / 60_000 {
            minutes @ 0..120 => format!("{minutes} min"),
            minutes @ 120..2_880 => format!("{} hours", minutes / 60),
            minutes => format!("{} days", minutes / 1_440),
        };
        let (ahead, behind) = (ours.saturating_sub(server), server.saturating_sub(ours));
        if ahead.max(behind) <= ALLOWED {
            return Self::Good("Your clock and the server’s agree.".to_owned());
        }
        let (far, word) = if ahead > behind { (ahead, "ahead of") } else { (behind, "behind") };
        Self::Fair(format!(
            "Your clock is {} {word} the server’s: times in the chat look wrong. Let your device set its clock by itself.",
            minutes(far)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_proxy_leaves_out_is_told_where_nothing_is_worse() {
        let all = Told { address: true, scheme: true, host: true };
        let of = |https, secure, told, proxy| Finding::of_page(https, secure, told, proxy);
        for good in
            [of(true, true, Some(true), None), of(true, true, Some(true), Some(all)), of(false, true, None, None)]
        {
            assert_eq!(good.mark(), "good");
        }
        for (missing, name) in [
            (Told { address: false, ..all }, "X-Forwarded-For"),
            (Told { scheme: false, ..all }, "X-Forwarded-Proto"),
            (Told { host: false, ..all }, "X-Forwarded-Host"),
        ] {
            let finding = of(true, true, Some(true), Some(missing));
            assert_eq!(finding.mark(), "fair");
            assert!(finding.sentence().contains(&format!("does not send {name}.")), "{}", finding.sentence());
        }
        assert!(of(true, true, None, None).sentence().contains("has not been told"));
        assert_eq!(of(false, false, Some(false), Some(Told { address: false, ..all })).mark(), "bad");
    }

    #[test]
    fn clocks_agree_within_a_minute_and_otherwise_it_is_said_by_how_much_they_do_not() {
        const NOW: u64 = 1_795_478_370_000;
        const MINUTE: u64 = 60_000;
        for clock in [NOW, NOW + MINUTE, NOW - MINUTE] {
            assert_eq!(Finding::of_clocks(clock, NOW).mark(), "good");
        }
        for (clock, words) in [
            (NOW + 2 * MINUTE, "2 min ahead of"),
            (NOW - 119 * MINUTE, "119 min behind"),
            (NOW + 60 * 60 * MINUTE, "2 days ahead of"),
            (NOW - 47 * 60 * MINUTE, "47 hours behind"),
            (0, "20780 days behind"),
        ] {
            let finding = Finding::of_clocks(clock, NOW);
            assert_eq!(finding.mark(), "fair");
            assert!(finding.sentence().contains(words), "{}", finding.sentence());
        }
    }
}

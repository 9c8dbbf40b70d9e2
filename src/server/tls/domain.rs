use std::fmt;

/// A host's name in the DNS, in lower case: what a certificate by ACME is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Domain(String);

impl Domain {
    /// A name that an authority can look at: no address, and no wildcard, which wants a record in the DNS instead.
    ///
    /// # Errors
    /// What is wanted instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let name = text.to_ascii_lowercase();
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let is_address = name.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        if name.len() <= 253 && name.split('.').all(is_label) && !is_address {
            Ok(Self(name))
        } else {
            Err("a host's name is wanted, such as chat.example.org; one with other letters in its ASCII form, xn--…"
                .to_owned())
        }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_labels_in_lower_case_and_no_address() {
        assert_eq!(Domain::parse("Chat.Example.ORG").unwrap().as_str(), "chat.example.org");
        for good in ["localhost", "xn--bcher-kva.example", "a1.b2"] {
            assert_eq!(Domain::parse(good).unwrap().as_str(), good);
        }
        let long = "a".repeat(64);
        for bad in
            ["", ".", "a..b", "-a.b", "a-.b", "*.example.org", "a b", "bücher.example", "192.0.2.1", "::1", &long]
        {
            assert!(Domain::parse(bad).is_err(), "{bad}");
        }
    }
}

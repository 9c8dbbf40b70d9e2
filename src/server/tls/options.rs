use super::acme;
use super::{Domain, Source};
use clap::builder::FalseyValueParser;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// HTTPS without a proxy.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "HTTPS")]
#[group(id = "tls")]
pub struct Options {
    /// Serve over HTTPS. The certificate is that of --certificate, or is asked for where --domain names one; without
    /// either, --https makes its own, for a LAN, and prints its fingerprint
    #[arg(long, env = "SWITCHBOARD_HTTPS", value_parser = FalseyValueParser::new())]
    pub https: bool,

    /// A certificate's file (PEM), with those between it and its authority after it; read again when it changes
    #[arg(long, env = "SWITCHBOARD_CERTIFICATE", value_name = "FILE")]
    pub certificate: Option<PathBuf>,

    /// The file of the certificate's private key (PEM)
    #[arg(long, env = "SWITCHBOARD_KEY", value_name = "FILE")]
    pub key: Option<PathBuf>,

    /// A name to get a certificate for by ACME, repeatable; it must lead to this server's port 443. Whoever asks agrees
    /// to the authority's terms
    #[arg(long, env = "SWITCHBOARD_DOMAIN", value_parser = Domain::parse, value_delimiter = ' ', value_name = "NAME")]
    pub domain: Vec<Domain>,

    /// The authority's directory; by default that of Let's Encrypt
    #[arg(long, env = "SWITCHBOARD_ACME_DIRECTORY", value_parser = directory, value_name = "URL")]
    pub acme_directory: Option<String>,

    /// Where the authority may write to, repeatable
    #[arg(
        long,
        env = "SWITCHBOARD_ACME_CONTACT",
        value_parser = contact,
        value_delimiter = ' ',
        value_name = "EMAIL"
    )]
    pub acme_contact: Vec<String>,

    /// The certificate (PEM) that an authority of one's own is recognised by
    #[arg(long, env = "SWITCHBOARD_ACME_ROOT", value_name = "FILE")]
    pub acme_root: Option<PathBuf>,

    /// Where to listen for plain HTTP as well, only to send browsers on to HTTPS, such as 0.0.0.0:80
    #[arg(long, env = "SWITCHBOARD_HTTP_REDIRECT", value_name = "IP:PORT")]
    pub http_redirect: Option<SocketAddr>,

    /// How long browsers shall insist on HTTPS (HSTS), with a certificate that an authority has signed; 0 makes them
    /// forget
    #[arg(long, env = "SWITCHBOARD_HSTS", default_value = "31536000", value_parser = seconds, value_name = "SECONDS")]
    pub hsts: Duration,
}

impl Options {
    /// Where the certificate comes from; `None` is plain HTTP.
    ///
    /// # Errors
    /// When flags contradict each other, or one lacks another.
    pub fn source(&self) -> Result<Option<Source>, String> {
        let asked_by_acme = [
            ("--acme-directory", self.acme_directory.is_some()),
            ("--acme-contact", !self.acme_contact.is_empty()),
            ("--acme-root", self.acme_root.is_some()),
        ];
        let first = |flags: &[(&'static str, bool)]| flags.iter().find(|(_, given)| *given).map(|(flag, _)| *flag);
        if !self.https {
            let others = [
                ("--certificate", self.certificate.is_some()),
                ("--key", self.key.is_some()),
                ("--domain", !self.domain.is_empty()),
                ("--http-redirect", self.http_redirect.is_some()),
            ];
            return match first(&others).or_else(|| first(&asked_by_acme)) {
                Some(flag) => Err(format!("{flag} is for HTTPS: add --https.")),
                None => Ok(None),
            };
        }
        match (&self.certificate, &self.key, self.domain.is_empty()) {
            (Some(_), _, false) | (_, Some(_), false) => {
                Err("--domain asks for a certificate, and --certificate and --key are one already: choose.".to_owned())
            }
            (None, Some(_), true) => Err("--key needs its --certificate.".to_owned()),
            (Some(_), None, true) => Err("--certificate needs its --key.".to_owned()),
            (_, _, true) if first(&asked_by_acme).is_some() => {
                let flag = first(&asked_by_acme).unwrap_or_default();
                Err(format!("{flag} needs a name to ask for: --domain NAME."))
            }
            (Some(certificate), Some(key), true) => {
                Ok(Some(Source::Files { certificate: certificate.clone(), key: key.clone() }))
            }
            (None, None, true) => Ok(Some(Source::SelfSigned)),
            (None, None, false) => Ok(Some(Source::Acme(acme::Wanted {
                domains: once_each(&self.domain),
                directory: self.acme_directory.clone().unwrap_or_else(|| acme::LETS_ENCRYPT.to_owned()),
                contact: self.acme_contact.clone(),
                root: self.acme_root.clone(),
            }))),
        }
    }
}

/// An authority wants no name twice.
fn once_each(domains: &[Domain]) -> Vec<Domain> {
    let is_first = |(at, domain): &(usize, &Domain)| !domains[..*at].contains(domain);
    domains.iter().enumerate().filter(is_first).map(|(_, domain)| domain.clone()).collect()
}

fn directory(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").and_then(|rest| rest.split('/').next());
    let is_one = host.is_some_and(|host| !host.is_empty()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_one { Ok(text.to_owned()) } else { Err("an address that begins with https:// is wanted".to_owned()) }
}

fn contact(text: &str) -> Result<String, String> {
    let is_one = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if is_one && !text.contains(char::is_whitespace) {
        Ok(format!("mailto:{text}"))
    } else {
        Err("an address such as you@example.org is wanted".to_owned())
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse().map(Duration::from_secs).map_err(|_| "a whole number of seconds is wanted".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    fn source(args: &str) -> Result<Option<Source>, String> {
        let args = ["switchboard"].into_iter().chain(args.split_whitespace());
        Line::try_parse_from(args).map_err(|error| error.to_string())?.options.source()
    }

    #[test]
    fn what_is_said_decides_where_the_certificate_comes_from() {
        assert_eq!(source("").unwrap(), None);
        assert_eq!(source("--https").unwrap(), Some(Source::SelfSigned));
        let files = Source::Files { certificate: "a.pem".into(), key: "b.pem".into() };
        assert_eq!(source("--https --certificate a.pem --key b.pem").unwrap(), Some(files));
        let wanted = |source| match source {
            Ok(Some(Source::Acme(wanted))) => wanted,
            other => panic!("{other:?}"),
        };
        let default = wanted(source("--https --domain Chat.example --domain b.example --domain chat.example"));
        assert_eq!(default.domains.iter().map(Domain::as_str).collect::<Vec<_>>(), ["chat.example", "b.example"]);
        assert_eq!(default.directory, acme::LETS_ENCRYPT);
        let own = "--https --domain a.example --acme-directory https://ca.lan/dir --acme-contact me@a.example";
        let own = wanted(source(own));
        assert_eq!(
            (own.directory.as_str(), &own.contact[..]),
            ("https://ca.lan/dir", &["mailto:me@a.example".into()][..])
        );
    }

    #[test]
    fn what_contradicts_itself_or_lacks_something_is_one_clear_sentence() {
        for (args, said) in [
            ("--certificate a --key b", "add --https"),
            ("--domain a.example", "--domain is for HTTPS"),
            ("--http-redirect 0.0.0.0:80", "--http-redirect is for HTTPS"),
            ("--acme-contact me@a.example", "--acme-contact is for HTTPS"),
            ("--https --certificate a", "--certificate needs its --key"),
            ("--https --key a", "--key needs its --certificate"),
            ("--https --certificate a --key b --domain a.example", "choose"),
            ("--https --key b --domain a.example", "choose"),
            ("--https --acme-root a", "--acme-root needs a name to ask for"),
            ("--https --certificate a --key b --acme-contact me@a.example", "--acme-contact needs a name"),
            ("--https --domain *.example", "a host's name is wanted"),
            ("--https --domain a.example --acme-directory http://a", "begins with https://"),
            ("--https --domain a.example --acme-contact me", "you@example.org"),
            ("--https --http-redirect 80", "--http-redirect"),
            ("--https --hsts soon", "a whole number of seconds"),
        ] {
            let error = source(args).unwrap_err();
            assert!(error.contains(said), "{args}: {error}");
        }
    }
}

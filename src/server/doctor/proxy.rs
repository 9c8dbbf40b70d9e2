use super::Line;
use crate::server::Config;
use crate::server::listen::Place;

/// Whether the flags fit a proxy before the server, where there seems to be one.
pub fn check(config: &Config) -> Option<Line> {
    const ABOUT: &str = "Proxy";
    let is_inside = match &config.addr {
        Place::Tcp(at) => at.ip().is_loopback(),
        Place::Unix(_) => true,
    };
    match (config.trusted_proxies.len(), is_inside) {
        (0, false) => None,
        (0, true) => {
            let own = match &config.addr {
                Place::Tcp(at) => at.ip().to_string(),
                Place::Unix(_) => "unix".to_owned(),
            };
            let sentence = format!(
                "none is trusted. If one is before this server, start with --trusted-proxy {own} and have it send \
                 X-Forwarded-For, -Proto and -Host: cookies are for HTTPS alone then."
            );
            Some(Line::hint(ABOUT, sentence))
        }
        (some, _) => {
            let sentence = format!(
                "{some} trusted. What it leaves out of X-Forwarded-For, -Proto and -Host shows at /doctor, through it."
            );
            Some(Line::good(ABOUT, sentence))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Verdict;
    use clap::Parser;

    fn found(args: &str) -> Option<Line> {
        let args = ["switchboard"].into_iter().chain(args.split_whitespace());
        check(&Config::try_parse_from(args).unwrap())
    }

    #[test]
    fn who_is_likely_to_have_a_proxy_is_asked_to_name_it() {
        assert_eq!(found("--addr 0.0.0.0:80"), None);
        assert!(found("").unwrap().sentence.contains("--trusted-proxy 127.0.0.1"));
        assert!(found("--addr unix:/run/s").unwrap().sentence.contains("--trusted-proxy unix"));
        assert_eq!(found("--trusted-proxy 127.0.0.1").unwrap().verdict, Verdict::Good);
    }
}

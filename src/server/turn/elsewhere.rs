use super::credentials::Secret;
use super::options::Options;
use super::start_error::StartError;
use std::path::Path;

/// A TURN server that is not this one, coturn with `use-auth-secret` say. It knows nothing of calls: what is lent of
/// it ends when its time does.
#[derive(Debug)]
pub struct Elsewhere {
    /// Where it is.
    pub urls: Vec<String>,
    /// What it makes passwords with, too.
    pub secret: Secret,
}

impl Elsewhere {
    /// The one that the options name.
    ///
    /// # Errors
    /// When half of what it takes is missing.
    pub fn of(options: &Options) -> Result<Option<Self>, StartError> {
        let secret = match &options.turn_secret_file {
            Some(file) => Some(read(file)?),
            None => options.turn_secret.clone(),
        };
        match (options.turn_url.is_empty(), secret) {
            (true, None) => Ok(None),
            (true, Some(_)) => Err(StartError::NoUrl),
            (false, None) => Err(StartError::NoSecret),
            (false, Some(secret)) => Ok(Some(Self { urls: options.turn_url.clone(), secret })),
        }
    }
}

fn read(file: &Path) -> Result<Secret, StartError> {
    let unread = |error| StartError::Secret(file.to_owned(), error);
    let text = std::fs::read_to_string(file).map_err(unread)?;
    // An editor ends a file with a line break, which is none of the secret's.
    text.trim().parse().map_err(|sentence: String| unread(std::io::Error::other(sentence)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    fn of(args: &[&str]) -> Result<Option<Elsewhere>, StartError> {
        Elsewhere::of(&Line::parse_from([&["switchboard"], args].concat()).options)
    }

    #[test]
    fn it_takes_an_address_and_a_secret() {
        assert!(of(&[]).unwrap().is_none());
        let both = of(&["--turn-url", "turn:a:1", "--turn-url", "turns:b?transport=tcp", "--turn-secret", "s"]);
        let both = both.unwrap().unwrap();
        assert_eq!(both.urls, ["turn:a:1", "turns:b?transport=tcp"]);
        assert!(matches!(of(&["--turn-url", "turn:a:1"]), Err(StartError::NoSecret)));
        assert!(matches!(of(&["--turn-secret", "s"]), Err(StartError::NoUrl)));
    }

    #[test]
    fn the_secret_may_be_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        let of_file = || of(&["--turn-url", "turn:a:1", "--turn-secret-file", file.to_str().unwrap()]);
        assert!(matches!(of_file(), Err(StartError::Secret(_, _))), "no such file");
        std::fs::write(&file, " \n").unwrap();
        assert!(matches!(of_file(), Err(StartError::Secret(_, _))), "nothing in it");
        std::fs::write(&file, "s\n").unwrap();
        let named: Secret = "s".parse().unwrap();
        assert_eq!(of_file().unwrap().unwrap().secret.password("1:x"), named.password("1:x"));
    }

    #[test]
    fn passwords_are_those_of_coturn() {
        // printf '1:2:caller' | openssl dgst -sha1 -hmac north -binary | base64
        let secret: Secret = "north".parse().unwrap();
        assert_eq!(secret.password("1:2:caller"), "tfZv/gT1Hv0EWwd+QySQCwxlCvo=");
    }
}

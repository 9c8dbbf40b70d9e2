//! What a side of a call shows to be relayed: the scheme of coturn's REST API, which browsers take as any other.

use crate::protocol::{CallId, Side};
use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::Sha256;
use std::fmt;
use std::str::FromStr;

/// What the passwords are made with. Whoever knows it can make any.
#[derive(Clone)]
pub struct Secret(Box<[u8]>);

impl Secret {
    /// Derived from a key that is for something else, and tells nothing about it.
    pub fn derive(key: &[u8]) -> Self {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
        mac.update(b"switchboard turn 1");
        Self(mac.finalize().into_bytes().as_slice().into())
    }

    /// The password that belongs to a user name.
    pub fn password(&self, username: &str) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(username.as_bytes());
        base64(&mac.finalize().into_bytes())
    }
}

impl FromStr for Secret {
    type Err = String;

    /// One that another server has as well, as it stands in that one's configuration.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            Err("a secret is wanted, and not nothing".to_owned())
        } else {
            Ok(Self(text.as_bytes().into()))
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// A user name that says who it is for and until when, and so need not be kept: `{expiry}:{call}:{side}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    /// Seconds since 1970 from which on it is good for nothing.
    pub expires: u64,
    /// The call.
    pub call: CallId,
    /// Its side.
    pub side: Side,
}

impl User {
    /// Bytes of the longest user name: two numbers and a word.
    pub const MAX: usize = 20 + 1 + 20 + 1 + 6;

    /// Whether its time is over.
    pub fn is_expired(&self, seconds_since_1970: u64) -> bool {
        seconds_since_1970 >= self.expires
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            Side::Caller => "caller",
            Side::Callee => "callee",
        };
        write!(f, "{}:{}:{side}", self.expires, self.call)
    }
}

impl FromStr for User {
    type Err = ();

    /// Takes what [`User`] writes, to the letter.
    fn from_str(name: &str) -> Result<Self, ()> {
        let mut parts = name.split(':');
        let (expires, call) = (number(parts.next())?, CallId(number(parts.next())?));
        let side = match parts.next() {
            Some("caller") => Side::Caller,
            Some("callee") => Side::Callee,
            _ => return Err(()),
        };
        if parts.next().is_some() { Err(()) } else { Ok(Self { expires, call, side }) }
    }
}

/// One way of writing it only, so that one user is not two.
fn number(part: Option<&str>) -> Result<u64, ()> {
    let part = part.ok_or(())?;
    part.parse().ok().filter(|number: &u64| number.to_string() == part).ok_or(())
}

/// What a browser is given.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `turn:HOST:PORT?transport=udp`, and the same over TCP.
    pub urls: Vec<String>,
    /// See [`User`].
    pub username: String,
    /// The base64 of an HMAC-SHA1 of the user name.
    pub password: String,
}

impl Credentials {
    /// Credentials for a side of a call, good for anything until `expires`, in seconds since 1970. They name no server.
    pub fn new(secret: &Secret, call: CallId, side: Side, expires: u64) -> Self {
        let username = User { expires, call, side }.to_string();
        let password = secret.password(&username);
        Self { urls: Vec::new(), username, password }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("urls", &self.urls).finish_non_exhaustive()
    }
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= group.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xff, 0xfe, 0xfd]), "//79");
    }

    #[test]
    fn a_user_name_is_read_back_and_nothing_else_is() {
        let user = User { expires: u64::MAX, call: CallId(u64::MAX), side: Side::Callee };
        let name = user.to_string();
        assert_eq!(name.len(), User::MAX);
        assert_eq!(name.parse(), Ok(user));
        for wrong in ["", ":", "1:2", "1:2:", "1:2:caller:", "1:2:Caller", "01:2:caller", "+1:2:caller", "1:-2:caller"]
        {
            assert_eq!(wrong.parse::<User>(), Err(()), "{wrong:?}");
        }
    }

    #[test]
    fn a_password_is_for_its_name_and_secret_alone() {
        let (one, other) = (Secret::derive(b"one"), Secret::derive(b"other"));
        let made = Credentials::new(&one, CallId(7), Side::Caller, 99);
        assert_eq!(made.username, "99:7:caller");
        assert_eq!(made.password, one.password("99:7:caller"));
        assert_eq!(made.password.len(), 28, "20 bytes in base64");
        assert_ne!(made.password, one.password("99:7:callee"));
        assert_ne!(made.password, other.password("99:7:caller"));
    }

    #[test]
    fn the_first_second_too_late_is_too_late() {
        let user: User = "100:1:caller".parse().unwrap();
        assert!(!user.is_expired(99) && user.is_expired(100));
    }

    #[test]
    fn nothing_that_is_printed_for_debugging_has_a_secret_in_it() {
        let secret = Secret::derive(b"x");
        let made = Credentials::new(&secret, CallId(7), Side::Caller, 99);
        assert_eq!(format!("{secret:?} {made:?}"), "Secret Credentials { urls: [], .. }");
    }
}

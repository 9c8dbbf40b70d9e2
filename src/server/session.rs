//! Sign-in: a signed cookie that says who somebody is, and nothing that the server would have to keep.
//!
//! The key that signs it lives in the data folder, so sessions outlive restarts and upgrades.

use crate::protocol::{BasePath, MessageKey, MessageMark, PersonNumber, RoomName, UserName};
use axum_extra::extract::cookie::{Cookie, Key, SameSite, SignedCookieJar};
use rand::Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Who a browser is signed in as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The same for all tabs of one browser.
    pub id: SessionId,
    /// The name it signed in with. In a room where that is taken, a number follows it.
    pub name: UserName,
}

/// One sign-in: 128 random bits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(String);

/// What a browser speaks to this site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// HTTP over TLS: the cookie is for that alone.
    Https,
    /// HTTP in the clear (a try on one's own machine).
    Http,
}

/// The cookie's name. A site above this one on the same host, whose cookie comes here, too, has another.
fn cookie_name(base: &BasePath) -> String {
    format!("switchboard{}", base.as_str().replace('/', "-"))
}

/// How long a sign-in lasts: a month.
const LIFETIME: time::Duration = time::Duration::days(30);

impl SessionId {
    /// A new one.
    pub fn random() -> Self {
        Self(format!("{:032x}", rand::rng().random::<u128>()))
    }

    /// What tells it from others in one room, and does not tell what it is, nor which it is in another room: 53 bits
    /// of a hash.
    pub fn number_in(&self, room: &RoomName) -> PersonNumber {
        PersonNumber(hashed(&format!("{} {room}", self.0)))
    }

    /// What tells anything that it says with this key in one room from all else there, and does not tell more.
    pub fn mark_of(&self, room: &RoomName, key: &MessageKey) -> MessageMark {
        MessageMark(hashed(&format!("message\0{}\0{room}\0{}", self.0, key.as_str())))
    }

    /// What tells it from others and does not tell what it is: 64 bits of a hash of it.
    pub fn mark(&self) -> String {
        let hash = Sha256::digest(&self.0);
        hash[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Session {
    /// A new sign-in.
    pub fn new(name: UserName) -> Self {
        Self { id: SessionId::random(), name }
    }

    /// The session that a request's cookies hold, if its signature is ours.
    pub fn of(jar: &SignedCookieJar<Key>, base: &BasePath) -> Option<Self> {
        let cookie = jar.get(&cookie_name(base))?;
        let (id, name) = cookie.value().split_once(' ')?;
        Some(Self { id: SessionId(id.to_owned()), name: UserName::parse(name).ok()? })
    }

    /// The cookie that holds it, for this site alone.
    pub fn cookie(&self, base: &BasePath, transport: Transport) -> Cookie<'static> {
        Cookie::build((cookie_name(base), format!("{} {}", self.id.0, self.name)))
            .path(base.of("/"))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(transport == Transport::Https)
            .max_age(LIFETIME)
            .build()
    }

    /// The cookie that ends it.
    pub fn no_cookie(base: &BasePath) -> Cookie<'static> {
        Cookie::build((cookie_name(base), "")).path(base.of("/")).build()
    }
}
/// 53 bits of a hash: a whole number in every JSON parser.
fn hashed(text: &str) -> u64 {
    Sha256::digest(text)[..8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte)) >> 11
}

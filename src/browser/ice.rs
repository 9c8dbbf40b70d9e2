//! Which servers and paths a peer connection may use.

use js_sys::Array;
use web_sys::{RtcBundlePolicy, RtcConfiguration, RtcIceServer, RtcIceTransportPolicy};

/// A STUN or TURN server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IceServer {
    /// Its address.
    pub url: String,
    /// User name and credential.
    pub login: Option<(String, String)>,
}

impl IceServer {
    /// Whether it relays, and does not only tell addresses.
    pub fn relays(&self) -> bool {
        self.url.starts_with("turn")
    }
}

/// Which paths may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paths {
    /// Any.
    All,
    /// Those over a relay alone.
    Relayed,
}

/// What a peer connection is opened or restarted with.
pub(super) fn configuration(servers: &[IceServer], paths: Paths) -> RtcConfiguration {
    let configuration = RtcConfiguration::new();
    // One path for sound and pictures: half the candidates, and connected sooner.
    configuration.set_bundle_policy(RtcBundlePolicy::MaxBundle);
    configuration.set_ice_servers(&servers.iter().map(ice_server).collect::<Array>());
    configuration.set_ice_transport_policy(match paths {
        Paths::All => RtcIceTransportPolicy::All,
        Paths::Relayed => RtcIceTransportPolicy::Relay,
    });
    configuration
}

fn ice_server(server: &IceServer) -> RtcIceServer {
    let entry = RtcIceServer::new();
    entry.set_urls(&server.url.as_str().into());
    if let Some((username, credential)) = &server.login {
        entry.set_username(username);
        entry.set_credential(credential);
    }
    entry
}

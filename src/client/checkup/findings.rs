use super::Finding;
use leptos::prelude::*;

/// What is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Whether the page may use camera and microphone at all.
    Page,
    /// Whether a WebSocket opens, and the server speaks.
    Connection,
    /// The visitor's clock beside the server's.
    Clock,
    /// Camera and microphone.
    Devices,
    /// Paths that need no server.
    Direct,
    /// The relay over UDP.
    RelayUdp,
    /// The relay over TCP.
    RelayTcp,
    /// The relay over TLS.
    RelayTls,
}

impl Check {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Page,
        Self::Connection,
        Self::Clock,
        Self::Devices,
        Self::Direct,
        Self::RelayUdp,
        Self::RelayTcp,
        Self::RelayTls,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Page => "Secure page",
            Self::Connection => "Connection to the server",
            Self::Clock => "Clock",
            Self::Devices => "Camera and microphone",
            Self::Direct => "Direct calls",
            Self::RelayUdp => "Relay over UDP",
            Self::RelayTcp => "Relay over TCP",
            Self::RelayTls => "Relay over TLS",
        }
    }
}

/// What came of each check so far.
#[derive(Clone, Copy)]
pub struct Findings([RwSignal<Finding>; Check::ALL.len()]);

impl Findings {
    /// Nothing is known yet.
    pub fn new() -> Self {
        Self(Check::ALL.map(|_| RwSignal::new(Finding::Looking)))
    }

    /// What came of this one.
    pub fn of(&self, check: Check) -> RwSignal<Finding> {
        // One signal was made for each of them, in their order.
        self.0[check as usize]
    }

    /// Whether all has been looked at that needs nobody to ask for it.
    pub fn are_complete(&self) -> bool {
        self.0.iter().all(|finding| finding.with(|finding| *finding != Finding::Looking))
    }
}

impl Default for Findings {
    fn default() -> Self {
        Self::new()
    }
}

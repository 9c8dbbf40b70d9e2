//! Every size, rate and interval of the wire, each with its reason. Those that depend on where the server
//! stands are only defaults here: the server's command line changes them.

use std::time::Duration;

/// Bytes of one frame. A description with every codec and a dozen candidates has under 12 KiB.
pub const FRAME: usize = 64 * 1024;

/// Characters of one chat message: a long letter.
pub const TEXT: usize = 4_096;

/// Characters of a person's name: what fits a line of the list on a phone.
pub const NAME: usize = 32;

/// Characters of a room's name, which stands in an address that people type.
pub const ROOM_NAME: usize = 64;

/// Messages that a room remembers, oldest forgotten first; also what a newcomer is shown. And as many past calls.
pub const HISTORY: usize = 100;

/// Bytes of text that a room remembers, whatever the number of messages.
pub const HISTORY_BYTES: usize = 256 * 1024;

/// Connections of one person in one room: many tabs on several devices.
pub const DEVICES: usize = 16;

/// Message keys remembered for each person: more than a client keeps waiting to be sent.
pub const KEYS: usize = 128;

/// Candidates kept for a peer who cannot take them yet. Browsers find about ten for each network interface.
/// As many are kept of a call that rings, for pages of the person called that come while it does.
pub const CANDIDATES: usize = 256;

/// Frames waiting for one slow client. 256 frames are a room of 250 people arriving at once.
pub const OUTBOX: usize = 256;

/// Bad frames in a row that end a connection: a broken client, not a slip.
pub const BAD_FRAMES: u32 = 20;

/// Sign-in must come within this time of the connection.
pub const SIGN_IN: Duration = Duration::from_secs(15);

/// Silence after which the server asks whether anybody is there. Below the 30 to 60 s after which
/// routers forget an idle connection.
pub const PING: Duration = Duration::from_secs(20);

/// Silence after which a connection is given up: a ping has gone unanswered for all the rest of it.
pub const SILENCE: Duration = Duration::from_secs(45);

/// How long it rings.
pub const RING: Duration = Duration::from_secs(45);

/// How long a call that rings waits for a side whose connection is lost. A page tries again at 0, 0.3 and 1.5 s; whoever
/// needs longer finds a missed call, and the caller is not kept from calling somebody else.
pub const BLIP: Duration = Duration::from_secs(3);

/// How long a call waits for a side whose connection is lost.
pub const GRACE: Duration = Duration::from_secs(30);

/// How long it waits for a page that has said that it goes: it was loaded again, or it is closed.
pub const LEAVING: Duration = Duration::from_secs(5);

/// How long a call that has lost both of its sides at once is kept for them: the server was out of reach, and they talk
/// to each other without it. A router that restarts takes three minutes, a provider's failure that people notice in
/// their call hardly more than ten; and so long a call is kept in memory, and its relay open, for people who may have
/// gone. What somebody says of a call that the server does not know is remembered as long.
pub const OUTAGE: Duration = Duration::from_secs(600);

/// How long somebody whose last connection closed stays in the list: a reload takes less.
pub const LINGER: Duration = Duration::from_secs(2);

/// How long a name waits for the person who signed in with it and has not connected yet.
pub const RESERVATION: Duration = Duration::from_secs(60);

/// Names that a room keeps reserved; past that the oldest reservation is forgotten.
pub const RESERVATIONS: usize = 256;

/// Changes of the list within this time share one `userlist` (clients without a version).
pub const USER_LIST: Duration = Duration::from_millis(50);

//! The wire: every message between a browser and the hub, parsed once into types that cannot be wrong.
//!
//! `GET /ws` upgrades to a WebSocket; `GET /ws?room=NAME` picks a room (default `lobby`). `session=MARK` says that
//! the page was served to the session with this mark: where the cookie is not that session's any more, the connection
//! is closed as signed out. Each text frame is one JSON object with a string `type`; binary frames are refused. The
//! vocabulary is that of the tutorial "Signaling and video calling", and a client written for it works unmodified.
//! Our own client says `"version": 1` when it signs in: it then gets deltas in place of lists, and what is marked
//! \[1\].
//!
//! # Browser to server: [`ToServer`]
//!
//! | type | fields | meaning |
//! |---|---|---|
//! | `username` | `name`?, `version`?, `call`?, `with`?, `side`? | sign in, or ask for another name; a session has its name already and sends none. `call` \[1\]: the call this page still holds, after a reconnection; with whom, and as which side (`caller`, `callee`), so that a server which was restarted can tie the two together again |
//! | `message` | `text`, `target`?, `key`? | say it to the room, or to one person alone. The same `key` \[1\] from the same person is one message, however often it is sent |
//! | `video-offer` | `target`, `sdp`, `call`?, `key`?, `offer`?, `fresh`?, `microphone`?, `camera`? | begin a call, or renegotiate the one that is on. `microphone`, `camera` \[1\]: what the caller will send, where that is not both, as in `media`: with `camera` `off` it is a voice call. `fresh` \[1\]: from a new peer connection, after a reload; the other side takes a new one too. `key` \[1\]: chosen by the caller, comes back in `calling` or `hang-up` so that the fate of one attempt is never taken for another's. `offer` \[1\]: its number, the same when it is said again because it may not have arrived |
//! | `video-answer` | `target`, `sdp`, `call`?, `offer`? | accept, or answer a renegotiation. `offer` \[1\]: the number of the offer, where that had one |
//! | `new-ice-candidate` | `target`, `candidate`, `call`? | one candidate, as the browser gave it |
//! | `ping` \[1\] | | answered with `pong`: pages cannot see a socket's own pings |
//! | `leaving` \[1\] | | this page goes away: its call waits [`limits::LEAVING`] for it and no longer |
//! | `ringing` \[1\] | `target`, `call` | "I am alerting my user" |
//! | `media` \[1\] | `target`, `call`, `microphone`, `camera`, `screen` | what this side of the call sends: each `on` or `off`; with `screen` the pictures are of one |
//! | `safety` \[1\] | `target`, `call`, `commitment` or `nonce` | this side's part of the four words that show whether somebody sits between (`call::safety`) |
//! | `hang-up` | `target`?, `call`?, `reason`? | end, cancel or decline. Without a target: the sender's own call, and never anybody else's |
//! | any other | `target`? | passed on, to the target or to the room, unless only the server may say it |
//!
//! # Server to browser: [`ToClient`]
//!
//! | type | fields | meaning |
//! |---|---|---|
//! | `id` | `id` | first frame of every connection, never reused while the server runs |
//! | `rejectusername` | `id`, `name` | the name was taken or not valid: you are called `name` now |
//! | `userlist` | `users` | every name in the room, for clients without a version; changes within 50 ms share one |
//! | `welcome` \[1\] | `version`, `name`, `room`, `users`, `messages`, `call`?, `forgotten`? | in place of the first list. `users`: as in `user-joined`. `messages`: what was said to all lately, and among it, in their order and with their `type`, the calls that this session had or missed. `call`: the call that this connection holds. `forgotten`: the newest of the messages to all that the room has forgotten: whoever had none as new as that has missed some |
//! | `user-joined`, `user-left`, `user-state`, `user-renamed` \[1\] | `name`, `state`, `person`? / `from`, `to` | deltas. `state`: `available`, `calling`, `ringing` or `in-call`. `person`: a number that this session alone has in this room, whatever it is called and however often it comes |
//! | `message` | `name`, `text`, `date`, `id`, `mark`?, `key`?, `target`? | `date`: milliseconds since 1970, the server's; `id` grows within a room. The sender's own copy carries its `key`: the acknowledgement. `mark`: a number of what was said with a key, the same when that is said again to a server that has been started anew: to be shown once |
//! | `missed-call` \[1\] | `name`, `person`?, `date`, `id`, `camera`? | `name` called you, and you did not take or decline it: they gave up, it rang too long, or you were away or in another call. Nobody else hears of it. `id`: of the messages' numbers. With `camera` `off` it was a voice call |
//! | `ended-call` \[1\] | `name`, `person`?, `date`, `id`, `camera`?, `lasted` | your call with `name`, which was answered, is over after so many seconds. Its two people hear of it, on all of their connections, and nobody else |
//! | `reconnecting`, `reconnected` \[1\] | `name`, `call` | the other side of your call has lost its connection to the server, or left; it is back |
//! | `pong` \[1\] | | |
//! | `calling` \[1\] | `name`, `call`, `key`? | your offer to `name` began this call (or joined theirs to you) |
//! | `ice-servers` \[1\] | `call`, `urls`, `username`, `credential` | a TURN server for this side of this call, as long as it lasts. Before the `calling`, the offer or the `welcome` that tells of the call; where a restarted server has a call back, once both sides are back |
//! | `video-offer`, `video-answer`, `new-ice-candidate`, `ringing`, `media`, `safety` | as sent | relayed, with `name` and `call` set by the server. A page that comes while it rings gets the offer after its `welcome`, and the caller's candidates |
//! | `hang-up` | `name`, `call`, `reason`, `key`? | see [`HangUpReason`]. Before the `welcome`: the call that the page says it holds is over, and how it ended |
//! | `error` \[1\] | `code`, `message`, `of`?, `key`? | what was wrong with a frame of type `of`; `key`: that message was not said. Before sign-in everybody gets it |
//!
//! # Rules
//!
//! - The server stamps `name` into whatever it passes on; a client's own `name` and `id` are never believed.
//! - What is inside `sdp` and `candidate` is never parsed. Fields that a message does not define are passed on
//!   in relayed messages and ignored in others.
//! - An answer, a candidate or a hang-up that names no call of its sender's, or another one, is dropped.
//! - Sizes and times: [`limits`]. Why a connection was closed: [`CloseReason`].

mod base_path;
mod description;
mod entry;
mod fields;
mod frame;
mod frame_error;
mod held;
mod id;
mod json;
mod media;
mod name;
mod payload;
mod person;
mod proof;
mod reason;
mod room_name;
mod signal;
mod to_client;
mod to_server;

pub mod limits;

pub use base_path::{BasePath, BasePathError};
pub use description::Description;
pub use entry::{EndedCall, Entry, PastCall};
pub use fields::Fields;
pub use frame_error::FrameError;
pub use held::{Held, Side};
pub use id::{CallId, ConnectionId, MessageId, MessageKey, MessageMark, OfferId, OfferKey, PersonNumber};
pub use json::Json;
pub use media::{Power, Sending};
pub use name::{NameError, UserName};
pub use payload::Payload;
pub use person::{Person, Presence};
pub use proof::Proof;
pub use reason::{CloseReason, HangUpReason};
pub use room_name::{RoomName, RoomNameError};
pub use signal::{Signal, SignalKind};
pub use to_client::{
    CallAccepted, ErrorNotice, HangUp, Identity, Lent, MediaNews, Names, Relay, Rename, SafetyNews, Said, ToClient,
    Welcome,
};
pub use to_server::{SignIn, ToServer, Version};

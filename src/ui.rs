//! Components. The server renders them with what a page starts from; in the browser they follow the view.
//!
//! The keys of all lists are strings: what compares two lists is then compiled once, and downloaded once.
//!
//! There is no router: each address is a document of its own, rendered in one go, and the WASM takes over
//! the one it finds itself in. Rooms are links, so a router would only add to what a browser downloads.

mod app;
mod avatar;
mod call_button;
mod call_panel;
mod call_time;
mod calls;
mod closing_card;
mod composer;
mod controls;
mod details;
mod devices;
mod doctor;
mod document;
mod figures;
mod focus;
mod icon;
mod incoming_call;
mod level;
mod muted;
mod notice;
mod observer;
mod people;
mod seen_words;
mod shortcuts;
mod sign_in;
mod sparkline;
mod speaker;
mod text;
mod top_bar;
mod transcript;
mod video_tile;
mod words;

pub use app::{App, AppProps};
pub use calls::{Calls, Layout};
pub use doctor::{begin_checkup, checkup_failed};
pub use document::{DATA, Site, card, doctor, door, room};

//! The server: pages, files and the signaling hub in one process.

mod assets;
mod command;
mod connection;
mod data;
mod doors;
mod entrance;
mod forms;
mod headers;
mod hub;
mod origin;
mod pages;
mod peer;
mod range;
mod sign_ins;
mod source;
mod trusted_proxy;
mod upgrade;
mod visitor;

pub mod config;
pub mod doctor;
pub mod listen;
pub mod room;
pub mod serving;
pub mod session;
pub mod systemd;
pub mod telemetry;
pub mod tls;
pub mod turn;

pub use command::{CommandLine, Task};
pub use config::Config;
pub use connection::Socket;
pub use data::Data;
pub use entrance::Entrance;
pub use hub::{Hub, Registration, Snapshot};
pub use listen::Listener;
pub use peer::Peer;
pub use trusted_proxy::TrustedProxy;
pub use turn::Turn;
pub use visitor::Visitor;

use crate::protocol::RoomName;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::serve::Listener as Accepts;
use axum_extra::extract::cookie::{Key, SignedCookieJar};
use session::Session;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tls::Certificates;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// How long connections may take to end before the process does: systemd's and people's patience is longer.
const DRAIN: Duration = Duration::from_secs(4);

/// How long a request may take, a form that is posted slowly included.
const REQUEST: Duration = Duration::from_secs(30);

/// Bytes of a posted form around its message, and of each of its characters: four bytes, each escaped to three.
const FORM: usize = 4 * 1024;
const FORM_CHARACTER: usize = 12;

/// What every request can reach.
#[derive(Clone)]
pub struct State {
    hub: Hub,
    config: Arc<Config>,
    key: Key,
    turn: Turn,
    trials: doctor::Trials,
    /// What HTTPS is spoken with, where this server speaks it itself.
    certificates: Option<Certificates>,
}

impl FromRef<State> for Key {
    fn from_ref(state: &State) -> Self {
        state.key.clone()
    }
}

impl FromRef<State> for Arc<Config> {
    fn from_ref(state: &State) -> Self {
        state.config.clone()
    }
}

impl State {
    /// The session that a request's cookies hold, if it has not signed out.
    fn session(&self, jar: &SignedCookieJar) -> Option<Session> {
        Session::of(jar, &self.config.base_path).filter(|session| !self.hub.sign_ins().is_over(&session.id))
    }

    /// Where a room's page is, as a header can carry it.
    fn address(&self, room: &RoomName) -> String {
        forms::encoded(&self.config.base_path.of(&room.path()))
    }

    /// The state of a server that has just started.
    pub fn new(config: Config, data: Data, turn: Turn, certificates: Option<Certificates>) -> Self {
        let hub = Hub::new(config.limits.clone(), turn.clone());
        Self { hub, config: Arc::new(config), key: data.key, turn, trials: doctor::Trials::default(), certificates }
    }
}

/// Every route.
pub fn router(state: State) -> Router {
    // Pages are compressed as they are made; files are already, as well as can be.
    let form = FORM + FORM_CHARACTER * state.config.limits.max_text;
    let pages = Router::new()
        .route("/", get(pages::lobby))
        .route("/r/{room}", get(pages::named))
        .route("/doctor", get(doctor::show))
        .route("/sign-in", post(forms::sign_in))
        .route("/sign-out", post(forms::sign_out))
        .route("/rename", post(forms::rename))
        .route("/say", post(forms::say))
        .layer(CompressionLayer::new());
    let base = state.config.base_path.clone();
    let site = pages
        .route("/ws", get(upgrade::upgrade))
        .route("/pkg/{hash}/{file}", get(assets::hashed))
        .route("/pkg/{file}", get(assets::plain))
        .fallback(get(pages::anything_else))
        .layer(DefaultBodyLimit::max(form))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST))
        .layer(middleware::map_response(headers::harden))
        .layer(middleware::map_response_with_state(state.clone(), headers::insist))
        .with_state(state);
    if base.as_str().is_empty() {
        return site;
    }
    // A proxy may leave the path of the site on or take it off: what is not below it is looked for all the same.
    let home = base.of("/");
    Router::new()
        .nest(&home, site.clone())
        .route(base.as_str(), get(async move || Redirect::permanent(&home)))
        .fallback_service(site)
}

/// Serves until `shutdown` is done; then asks every connection to end, those of the relay too, and waits for them a few
/// seconds. `certificates` are what the listener speaks HTTPS with, if it does.
pub async fn serve<L>(
    listener: L,
    certificates: Option<Certificates>,
    config: Config,
    data: Data,
    turn: Turn,
    shutdown: impl Future<Output = ()> + Send + 'static,
) where
    L: Accepts<Addr = Peer>,
{
    let state = State::new(config, data, turn, certificates);
    let (config, hub, turn) = (state.config.clone(), state.hub.clone(), state.turn.clone());
    let stopping = async {
        shutdown.await;
        hub.stop();
        turn.stop();
    };
    let drained = async {
        serving::serve(listener, router(state), &config.trusted_proxies, stopping).await;
        hub.stopped().await;
        turn.stopped().await;
    };
    let overdue = async {
        hub.stopping().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        () = drained => {}
        () = overdue => tracing::warn!(left = hub.tasks().len(), "some connections did not end in time"),
    }
}

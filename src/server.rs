//! The server: pages, files and the signaling hub in one process.

mod assets;
mod connection;
mod data;
mod doctor;
mod forms;
mod headers;
mod hub;
mod origin;
mod pages;
mod sign_ins;
mod upgrade;

pub mod config;
pub mod room;
pub mod session;
pub mod telemetry;
pub mod turn;

pub use config::Config;
pub use connection::Socket;
pub use data::Data;
pub use hub::{Hub, Registration, Snapshot};
pub use turn::Turn;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use axum_extra::extract::cookie::{Key, SignedCookieJar};
use session::Session;
use std::future::{Future, IntoFuture};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

/// How long connections may take to end before the process does: systemd's and people's patience is longer.
const DRAIN: Duration = Duration::from_secs(4);

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
}

impl FromRef<State> for Key {
    fn from_ref(state: &State) -> Self {
        state.key.clone()
    }
}

impl State {
    /// The session that a request's cookies hold, if it has not signed out.
    fn session(&self, jar: &SignedCookieJar) -> Option<Session> {
        Session::of(jar).filter(|session| !self.hub.sign_ins().is_over(&session.id))
    }

    /// The state of a server that has just started.
    pub fn new(config: Config, data: Data, turn: Turn) -> Self {
        let hub = Hub::new(config.limits.clone(), turn.clone());
        Self { hub, config: Arc::new(config), key: data.key, turn, trials: doctor::Trials::default() }
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
    pages
        .route("/ws", get(upgrade::upgrade))
        .route("/pkg/{hash}/{file}", get(assets::hashed))
        .route("/pkg/{file}", get(assets::plain))
        .fallback(get(pages::anything_else))
        .layer(DefaultBodyLimit::max(form))
        .layer(middleware::map_response(headers::harden))
        .with_state(state)
}

/// Serves until `shutdown` is done; then asks every connection to end, those of the relay too, and waits for them a few
/// seconds.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    config: Config,
    data: Data,
    turn: Turn,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let state = State::new(config, data, turn);
    let (hub, turn) = (state.hub.clone(), state.turn.clone());
    let stopping = {
        let (hub, turn) = (hub.clone(), turn.clone());
        async move {
            shutdown.await;
            hub.stop();
            turn.stop();
        }
    };
    // A frame does not wait for the one before it to be acknowledged (RFC 896, RFC 1122 section 4.2.3.4). Where the
    // system refuses, it is slower and nothing else.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let server = axum::serve(listener, router(state)).with_graceful_shutdown(stopping).into_future();
    let overdue = async {
        hub.stopping().await;
        tokio::time::sleep(DRAIN).await;
    };
    let drained = async {
        let served = server.await;
        hub.stopped().await;
        turn.stopped().await;
        served
    };
    tokio::select! {
        served = drained => served,
        () = overdue => {
            tracing::warn!(left = hub.tasks().len(), "some connections did not end in time");
            Ok(())
        }
    }
}

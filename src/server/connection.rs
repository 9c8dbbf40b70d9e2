//! One socket's task: sign-in in time, reading, writing, heartbeat, and a close that says why.

use super::config::Limits;
use super::hub::{Hub, Registration};
use super::room::Refusal;
use super::session::Session;
use super::sign_ins::SignedIn;
use crate::protocol::{
    CloseReason, ConnectionId, FrameError, Identity, MessageKey, RoomName, SignIn, ToClient, ToServer, Version, limits,
};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use std::error::Error as _;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

/// How long a frame may take to get out, and a close frame to be answered.
const GOODBYE: Duration = Duration::from_secs(1);

/// A socket: axum's, or a test's.
pub trait Socket: Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin {}
impl<S> Socket for S where S: Stream<Item = Result<Message, axum::Error>> + Sink<Message, Error = axum::Error> + Unpin {}

/// Serves one connection until it ends, one way or another. `signed_in`: its session's place among those that can
/// sign out.
pub async fn serve(
    mut socket: impl Socket,
    hub: Hub,
    room: RoomName,
    session: Option<Session>,
    signed_in: Option<SignedIn>,
) {
    let (outbox, mut frames) = mpsc::channel(hub.limits().outbox);
    let mut connection = Connection {
        id: hub.number(),
        hub: hub.clone(),
        room,
        session,
        outbox: Some(outbox),
        standing: Standing::New,
        bad_frames: 0,
        version: None,
    };
    let reason = tokio::select! {
        reason = connection.run(&mut socket, &mut frames) => reason,
        () = signed_out(signed_in.as_ref()) => Some(CloseReason::SignedOut),
    };
    if let (Some(CloseReason::SignedOut), Standing::SignedIn(registration)) = (reason, &connection.standing) {
        registration.dismiss();
    }
    tracing::debug!(connection = connection.id.0, ?reason, "connection ends");
    drop(connection);
    goodbye(&mut socket, &mut frames, reason).await;
}

/// Tells somebody at once why there will be no connection.
pub async fn turn_away(mut socket: impl Socket, reason: CloseReason) {
    let (_, mut no_frames) = mpsc::channel(1);
    goodbye(&mut socket, &mut no_frames, Some(reason)).await;
}

/// Done when the session has signed out; never, where there is none.
async fn signed_out(session: Option<&SignedIn>) {
    match session {
        Some(session) => session.signed_out().await,
        None => std::future::pending().await,
    }
}

struct Connection {
    id: ConnectionId,
    hub: Hub,
    room: RoomName,
    session: Option<Session>,
    /// Given to the hub at sign-in.
    outbox: Option<mpsc::Sender<Utf8Bytes>>,
    standing: Standing,
    bad_frames: u32,
    version: Option<Version>,
}

/// Whether it has signed in.
enum Standing {
    New,
    SignedIn(Registration),
}

/// When something has to be heard next.
struct Heartbeat {
    heard: Instant,
    pinged: bool,
}

impl Heartbeat {
    fn next(&self, limits: &Limits) -> Instant {
        // Asked in time to answer, however the two are set.
        if self.pinged { self.last(limits) } else { self.heard + limits.ping.min(limits.silence / 2) }
    }

    /// When it is too late.
    fn last(&self, limits: &Limits) -> Instant {
        self.heard + limits.silence
    }
}

impl Connection {
    /// Runs until there is a reason to close; `None` when the socket is gone already.
    async fn run(&mut self, socket: &mut impl Socket, frames: &mut mpsc::Receiver<Utf8Bytes>) -> Option<CloseReason> {
        let started = Instant::now();
        let mut heartbeat = Heartbeat { heard: started, pinged: false };
        let hello = ToClient::Id(Identity { id: self.id, name: None }).encode();
        let limits = self.hub.limits().clone();
        self.write(socket, Message::Text(hello.into()), heartbeat.last(&limits)).await?;
        loop {
            // Whoever has not been heard for so long is not there, whatever is being written meanwhile.
            let last = heartbeat.last(&limits);
            let sign_in_by = started + limits.sign_in_timeout;
            let waiting_for_sign_in = matches!(self.standing, Standing::New);
            tokio::select! {
                () = self.hub.stopping() => return Some(CloseReason::GoingAway),
                () = sleep_until(sign_in_by), if waiting_for_sign_in => return Some(CloseReason::NoSignIn),
                () = sleep_until(heartbeat.next(&limits)) => {
                    if std::mem::replace(&mut heartbeat.pinged, true) {
                        return Some(CloseReason::NoPong);
                    }
                    self.write(socket, Message::Ping(Default::default()), last).await?;
                }
                frame = frames.recv() => match frame {
                    Some(frame) => self.write_all(socket, frame, frames, last).await?,
                    // The hub let go of the outbox because it was full.
                    None => return Some(CloseReason::TooSlow),
                },
                message = socket.next() => {
                    // Who says much at once lets those who listen take it, before their outboxes are full.
                    tokio::task::consume_budget().await;
                    heartbeat = Heartbeat { heard: Instant::now(), pinged: false };
                    let last = heartbeat.last(&limits);
                    match message {
                        Some(Ok(Message::Text(text))) => {
                            if let Some(answer) = self.hear(&text) {
                                match answer {
                                    Answer::Close(reason) => return Some(reason),
                                    Answer::Say(frame) => {
                                        self.write(socket, Message::Text(frame.into()), last).await?;
                                    }
                                }
                            }
                        }
                        Some(Ok(Message::Binary(_))) => match self.complain(&FrameError::Binary, Subject::default()) {
                            Some(Answer::Close(reason)) => return Some(reason),
                            Some(Answer::Say(frame)) => self.write(socket, Message::Text(frame.into()), last).await?,
                            None => {}
                        },
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        Some(Err(error)) if is_too_large(&error) => return Some(CloseReason::TooLarge),
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                    }
                }
            }
        }
    }

    /// Takes one text frame.
    fn hear(&mut self, text: &str) -> Option<Answer> {
        let heard =
            ToServer::parse(text).map_err(|(error, kind)| (error, Subject { kind, key: None })).and_then(|said| {
                let subject = Subject::of(&said);
                match (&self.standing, said) {
                    (Standing::SignedIn(_), ToServer::Ping) => Ok(Some(Answer::Say(ToClient::Pong.encode()))),
                    (Standing::SignedIn(registration), said) => registration.say(said).map(|()| None),
                    (Standing::New, ToServer::SignIn(sign_in)) => Ok(self.sign_in(sign_in)),
                    (Standing::New, _) => Err(FrameError::NotSignedIn),
                }
                .map_err(|error| (error, subject))
            });
        match heard {
            Ok(answer) => {
                self.bad_frames = 0;
                answer
            }
            Err((error, subject)) => self.complain(&error, subject),
        }
    }

    fn sign_in(&mut self, sign_in: SignIn) -> Option<Answer> {
        let outbox = self.outbox.take()?;
        self.version = Some(sign_in.version);
        match self.hub.join(&self.room, self.id, self.session.as_ref(), sign_in, outbox) {
            Ok(registration) => {
                self.standing = Standing::SignedIn(registration);
                None
            }
            Err(_) => Some(Answer::Close(CloseReason::Refused)),
        }
    }

    /// A frame that made no sense: told to whoever understands it, and too many in a row are enough.
    fn complain(&mut self, error: &FrameError, subject: Subject) -> Option<Answer> {
        self.bad_frames += 1;
        if self.bad_frames >= limits::BAD_FRAMES {
            return Some(Answer::Close(CloseReason::Refused));
        }
        (self.version != Some(Version::Tutorial))
            .then(|| Answer::Say(Refusal::notice(error, subject.kind, subject.key)))
    }

    /// Writes a frame and those that wait behind it, and flushes once; `None` when the other side does not take them by
    /// then.
    async fn write_all(
        &self,
        socket: &mut impl Socket,
        first: Utf8Bytes,
        frames: &mut mpsc::Receiver<Utf8Bytes>,
        by: Instant,
    ) -> Option<()> {
        let writing = async {
            socket.feed(Message::Text(first)).await?;
            while let Ok(frame) = frames.try_recv() {
                socket.feed(Message::Text(frame)).await?;
            }
            socket.flush().await
        };
        timeout_at(by, writing).await.ok()?.ok()
    }

    /// Writes one frame; `None` when the other side does not take it by then.
    async fn write(&self, socket: &mut impl Socket, message: Message, by: Instant) -> Option<()> {
        timeout_at(by, socket.send(message)).await.ok()?.ok()
    }
}

/// What to do about a frame.
enum Answer {
    Say(String),
    Close(CloseReason),
}

/// What an error is about.
#[derive(Default)]
struct Subject {
    /// The frame's type, where it had one.
    kind: Option<String>,
    /// The message's key, where it had one.
    key: Option<MessageKey>,
}

impl Subject {
    fn of(said: &ToServer<'_>) -> Self {
        let (kind, key) = match said {
            ToServer::SignIn(_) => (Some("username".to_owned()), None),
            ToServer::Ping | ToServer::Leaving => (None, None),
            ToServer::Message { key, .. } => (Some("message".to_owned()), key.clone()),
            ToServer::Signal(signal) => (Some(signal.kind.as_type().to_owned()), None),
            ToServer::Other { fields, .. } => (fields.text("type").ok().flatten().map(String::from), None),
        };
        Self { kind, key }
    }
}

/// What is on its way goes out, then the close frame, then the other side's is waited for; a second for each.
async fn goodbye(socket: &mut impl Socket, frames: &mut mpsc::Receiver<Utf8Bytes>, reason: Option<CloseReason>) {
    let Some(reason) = reason else {
        let _ = timeout(GOODBYE, socket.close()).await;
        return;
    };
    let last_words = async {
        while let Ok(frame) = frames.try_recv() {
            socket.feed(Message::Text(frame)).await?;
        }
        let frame = CloseFrame { code: reason.code(), reason: reason.sentence().into() };
        socket.send(Message::Close(Some(frame))).await
    };
    if matches!(timeout(GOODBYE, last_words).await, Ok(Ok(()))) {
        let answered = async { while let Some(Ok(_)) = socket.next().await {} };
        let _ = timeout(GOODBYE, answered).await;
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let source = error.source().and_then(|source| source.downcast_ref::<tungstenite::Error>());
    matches!(source, Some(tungstenite::Error::Capacity(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Config;
    use crate::server::turn::Turn;
    use clap::Parser;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::task::{Context, Poll};

    /// A socket that says what it is given, and takes frames until its other end is gone without a word.
    struct HalfOpen {
        says: mpsc::UnboundedReceiver<Result<Message, axum::Error>>,
        gone: Arc<AtomicBool>,
    }

    impl HalfOpen {
        fn takes(&self) -> Poll<Result<(), axum::Error>> {
            if self.gone.load(Ordering::Relaxed) { Poll::Pending } else { Poll::Ready(Ok(())) }
        }
    }

    impl Stream for HalfOpen {
        type Item = Result<Message, axum::Error>;
        fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.says.poll_recv(context)
        }
    }

    impl Sink<Message> for HalfOpen {
        type Error = axum::Error;
        fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
            self.takes()
        }
        fn start_send(self: Pin<&mut Self>, _: Message) -> Result<(), axum::Error> {
            Ok(())
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
            self.takes()
        }
        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
            self.takes()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_is_gone_is_known_to_be_so_in_time_although_something_is_being_written() {
        let limits = Config::try_parse_from(["switchboard"]).unwrap().limits;
        let (silence, hub) = (limits.silence, Hub::new(limits, Turn::default()));
        let (to_server, says) = mpsc::unbounded_channel();
        let gone = Arc::new(AtomicBool::new(false));
        let socket = HalfOpen { says, gone: gone.clone() };
        let began = Instant::now();
        let served = tokio::spawn(serve(socket, hub.clone(), RoomName::lobby(), None, None));
        to_server.send(Ok(Message::text(r#"{"type":"username","name":"Ana","version":1}"#))).unwrap();

        // Somebody comes in the last second of the silence, and the room has something to write.
        sleep_until(began + silence - GOODBYE).await;
        gone.store(true, Ordering::Relaxed);
        let (outbox, _frames) = mpsc::channel(8);
        let bo = SignIn { name: Some("Bo".into()), ..SignIn::default() };
        let bo = hub.join(&RoomName::lobby(), hub.number(), None, bo, outbox).unwrap();
        served.await.unwrap();
        assert!(began.elapsed() <= silence + 2 * GOODBYE, "{:?}", began.elapsed());
        drop((bo, to_server));
    }
}

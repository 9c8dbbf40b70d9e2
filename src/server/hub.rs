//! Every room behind a cheap handle, and the way out to every connection.
//!
//! One `std::sync::Mutex` guards each room: it is held for hash work and for handing frames to outboxes,
//! never across an await, and no guard leaves this module. Rooms stand in shards, so that finding one never
//! waits for another. A frame is serialized once however many get it.

use super::config::Limits;
use super::room::{Delivery, Event, Moment, Output, Refusal, Room};
use super::session::{Session, SessionId};
use super::sign_ins::SignIns;
use super::turn::Turn;
use crate::protocol::{
    CallId, ConnectionId, Entry, FrameError, Lent, Person, RoomName, Side, SignIn, ToClient, ToServer, UserName,
};
use axum::extract::ws::Utf8Bytes;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The hub. Clones are handles to the same one.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    limits: Limits,
    shards: [Mutex<HashMap<RoomName, Arc<Place>>>; SHARDS],
    hasher: RandomState,
    last_connection: AtomicU64,
    started: Instant,
    stopping: CancellationToken,
    tasks: TaskTracker,
    sign_ins: SignIns,
    turn: Turn,
    /// The number that was given last to a call that may be relayed. Rooms number theirs by themselves, and what a page
    /// says after a restart is its word alone: these are no room's, and no two calls have the same.
    last_relayed: AtomicU64,
}

/// Shards of the map of rooms: more than there are cores, few enough to walk.
const SHARDS: usize = 32;

/// A room, its connections, and what wakes it.
struct Place {
    state: Mutex<Live>,
    /// Its clock has to look again at when the room wants to be woken.
    sooner: Notify,
}

struct Live {
    room: Room,
    outboxes: HashMap<ConnectionId, mpsc::Sender<Utf8Bytes>>,
    /// The numbers by which the relay knows the room's calls: as many as there are calls.
    relayed: HashMap<CallId, CallId>,
    /// When the clock will wake it.
    armed: Option<Duration>,
    empty_since: Option<Duration>,
    /// Taken off the map: whoever still finds it looks again.
    retired: bool,
}

/// A connection's place in a room. Dropping it is leaving.
pub struct Registration {
    hub: Hub,
    place: Arc<Place>,
    connection: ConnectionId,
}

/// What a page shows of a room.
#[derive(Default)]
pub struct Snapshot {
    /// Who is there.
    pub people: Vec<Person>,
    /// What was said lately, and its reader's own calls.
    pub messages: Vec<Entry>,
}

impl Hub {
    /// A hub without rooms, whose calls this relays.
    pub fn new(limits: Limits, turn: Turn) -> Self {
        Self(Arc::new(Inner {
            limits,
            shards: std::array::from_fn(|_| Mutex::default()),
            hasher: RandomState::new(),
            last_connection: AtomicU64::new(0),
            started: Instant::now(),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
            turn,
            last_relayed: AtomicU64::new(date()),
            sign_ins: SignIns::default(),
        }))
    }

    /// A number for a new connection.
    pub fn number(&self) -> ConnectionId {
        ConnectionId(self.0.last_connection.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// The limits that it keeps.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Signs a connection in. Frames for it go to `outbox`; when that is full they stop, and its channel
    /// closes.
    ///
    /// # Errors
    /// When the room is full.
    pub fn join(
        &self,
        room: &RoomName,
        connection: ConnectionId,
        session: Option<&Session>,
        sign_in: SignIn,
        outbox: mpsc::Sender<Utf8Bytes>,
    ) -> Result<Registration, Refusal> {
        let (id, name) = match session {
            Some(session) => (Some(session.id.clone()), session.name.clone()),
            None => (None, UserName::nearest("")),
        };
        loop {
            let place = self.open(room).ok_or(Refusal::Full)?;
            let mut live = place.lock();
            if live.retired {
                continue;
            }
            live.outboxes.insert(connection, outbox);
            let joined = self.run(&place, &mut live, Event::Joined(connection, id, name, sign_in));
            if joined.is_err() {
                live.outboxes.remove(&connection);
            }
            drop(live);
            return joined.map(|()| Registration { hub: self.clone(), place, connection });
        }
    }

    /// Says something in the name of a session whose page has no connection.
    ///
    /// # Errors
    /// When the text cannot be said, or there are too many rooms.
    pub fn post(&self, room: &RoomName, session: &Session, text: String) -> Result<(), Refusal> {
        loop {
            let place = self.open(room).ok_or(Refusal::Full)?;
            let mut live = place.lock();
            if !live.retired {
                return self.run(&place, &mut live, Event::Posted(session.id.clone(), session.name.clone(), text));
            }
        }
    }

    /// Calls a session by another name in a room; returns what it is called now, or would be.
    pub fn rename(&self, room: &RoomName, session: &SessionId, wanted: &UserName) -> UserName {
        if let Some(place) = self.existing(room) {
            let mut live = place.lock();
            // A new name is never refused: where it is taken, a number follows it.
            let _ = self.run(&place, &mut live, Event::Renamed(session.clone(), wanted.clone()));
        }
        self.reserve(room, session, wanted)
    }

    /// Ends every connection of a session, and takes it out of every room where it has one; out of this one in any
    /// case.
    pub fn sign_out(&self, room: &RoomName, session: &SessionId) {
        self.0.sign_ins.sign_out(session);
        if let Some(place) = self.existing(room) {
            let mut live = place.lock();
            // It asks for nothing that could be refused.
            let _ = self.run(&place, &mut live, Event::SignedOut(session.clone()));
            let forgettable = live.is_forgettable();
            drop(live);
            if forgettable {
                self.retire(room);
            }
        }
    }

    /// Which sessions have connections.
    pub fn sign_ins(&self) -> &SignIns {
        &self.0.sign_ins
    }

    /// What a session is called in a room, or would be: a name that a room with people in it keeps for a while.
    pub fn reserve(&self, room: &RoomName, session: &SessionId, wanted: &UserName) -> UserName {
        let now = self.now();
        self.existing(room).map_or_else(|| wanted.clone(), |place| place.lock().room.reserve(session, wanted, now))
    }

    /// What a session's page shows of a room; a room that nobody has been in is empty.
    pub fn snapshot(&self, room: &RoomName, reader: &SessionId) -> Snapshot {
        self.existing(room).map_or_else(Snapshot::default, |place| {
            let live = place.lock();
            Snapshot { people: live.room.people(), messages: live.room.history(Some(reader)) }
        })
    }

    /// Asks every connection to end.
    pub fn stop(&self) {
        self.0.stopping.cancel();
        self.0.tasks.close();
    }

    /// Done when the server stops.
    pub async fn stopping(&self) {
        self.0.stopping.cancelled().await;
    }

    /// Done when every connection has ended, after [`Hub::stop`].
    pub async fn stopped(&self) {
        self.0.tasks.wait().await;
    }

    /// Counts the connections, and is waited for by [`Hub::stopped`].
    pub fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    fn now(&self) -> Moment {
        Moment { since_start: self.0.started.elapsed(), date: date() }
    }

    fn shard(&self, room: &RoomName) -> MutexGuard<'_, HashMap<RoomName, Arc<Place>>> {
        let at = self.0.hasher.hash_one(room) as usize % SHARDS;
        lock(&self.0.shards[at])
    }

    fn existing(&self, room: &RoomName) -> Option<Arc<Place>> {
        self.shard(room).get(room).cloned()
    }

    /// The room, made if there is none; `None` when there are too many and all have people in them.
    fn open(&self, room: &RoomName) -> Option<Arc<Place>> {
        if let Some(place) = self.existing(room) {
            return Some(place);
        }
        let rooms: usize = self.0.shards.iter().map(|shard| lock(shard).len()).sum();
        if rooms >= self.0.limits.max_rooms && !self.forget_one() {
            return None;
        }
        let place = self.shard(room).entry(room.clone()).or_insert_with(|| self.new_place(room)).clone();
        Some(place)
    }

    fn new_place(&self, room: &RoomName) -> Arc<Place> {
        let live = Live {
            room: Room::new(room.clone(), self.0.limits.rules()),
            outboxes: HashMap::new(),
            relayed: HashMap::new(),
            armed: None,
            empty_since: Some(self.now().since_start),
            retired: false,
        };
        let place = Arc::new(Place { state: Mutex::new(live), sooner: Notify::new() });
        tokio::spawn(self.clone().clock(place.clone()));
        place
    }

    /// Forgets the room that has been empty longest; whether there was one. Walks all rooms: that happens
    /// only when somebody opens one more than the limit.
    fn forget_one(&self) -> bool {
        let mut oldest: Option<(Duration, RoomName)> = None;
        for shard in &self.0.shards {
            for (name, place) in lock(shard).iter() {
                if let Some(since) = place.lock().empty_since
                    && oldest.as_ref().is_none_or(|(other, _)| since < *other)
                {
                    oldest = Some((since, name.clone()));
                }
            }
        }
        oldest.is_some_and(|(_, name)| self.retire(&name))
    }

    /// Takes an empty room off the map.
    fn retire(&self, room: &RoomName) -> bool {
        let mut shard = self.shard(room);
        let Some(place) = shard.get(room).cloned() else { return false };
        let mut live = place.lock();
        if !live.outboxes.is_empty() || !live.room.is_empty() {
            return false;
        }
        live.retired = true;
        // Of calls that were kept for people who have not come back.
        for (_, number) in live.relayed.drain() {
            self.0.turn.close(number);
        }
        place.sooner.notify_one();
        shard.remove(room);
        true
    }

    /// Applies an event, and hands out what the room says.
    fn run(&self, place: &Place, live: &mut Live, event: Event<'_>) -> Result<(), Refusal> {
        let now = self.now();
        for output in live.room.apply(event, now)? {
            match output {
                Output::Deliver(delivery) => live.deliver(delivery),
                Output::Lend(to, call, side) => {
                    if let Some(lent) = self.lend(live, call, side) {
                        live.deliver(Delivery { to, frame: ToClient::IceServers(lent).encode() });
                    }
                }
                Output::Over(call) => {
                    if let Some(number) = live.relayed.remove(&call) {
                        self.0.turn.close(number);
                    }
                }
            }
        }
        live.empty_since = live.room.is_empty().then(|| live.empty_since.unwrap_or(now.since_start));
        if let Some(at) = live.room.wake_at()
            && live.armed.is_none_or(|armed| at < armed)
        {
            place.sooner.notify_one();
        }
        Ok(())
    }

    /// A number that the relay knows no other call by.
    pub fn relayed_number(&self) -> CallId {
        CallId(self.0.last_relayed.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// What a side of a call may be relayed with, if anything relays.
    fn lend(&self, live: &mut Live, call: CallId, side: Side) -> Option<Lent> {
        if !self.0.turn.lends() {
            return None;
        }
        let number = *live.relayed.entry(call).or_insert_with(|| {
            let number = self.relayed_number();
            self.0.turn.open(number);
            number
        });
        let credentials = self.0.turn.credentials(number, side)?;
        let (urls, username, credential) = (credentials.urls, credentials.username, credentials.password);
        Some(Lent { call, urls, username, credential })
    }

    /// Wakes one room when it wants to be woken, for as long as it is on the map.
    async fn clock(self, place: Arc<Place>) {
        loop {
            let at = {
                let mut live = place.lock();
                if live.retired {
                    return;
                }
                live.armed = live.room.wake_at();
                live.armed
            };
            let due = async {
                match at {
                    Some(at) => tokio::time::sleep_until(self.0.started + at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = place.sooner.notified() => {}
                () = self.stopping() => return,
                () = due => {
                    let name = {
                        let mut live = place.lock();
                        // Passing time is never refused.
                        let _ = self.run(&place, &mut live, Event::Woke);
                        live.is_forgettable().then(|| live.room.name().clone())
                    };
                    name.map(|name| self.retire(&name));
                }
            }
        }
    }
}

impl Registration {
    /// The person has signed out, and is gone from the room with all of their connections.
    pub fn dismiss(&self) {
        let mut live = self.place.lock();
        // It asks for nothing that could be refused.
        let _ = self.hub.run(&self.place, &mut live, Event::Dismissed(self.connection));
    }

    /// The person says something.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn say(&self, said: ToServer<'_>) -> Result<(), FrameError> {
        let mut live = self.place.lock();
        match self.hub.run(&self.place, &mut live, Event::Said(self.connection, said)) {
            Err(Refusal::Frame(error)) => Err(error),
            Ok(()) | Err(Refusal::Full) => Ok(()),
        }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let name = {
            let mut live = self.place.lock();
            live.outboxes.remove(&self.connection);
            // When the server stops, nobody has hung up or left: the others hear of the stop alone.
            if self.hub.0.stopping.is_cancelled() {
                return;
            }
            // Leaving is never refused.
            let _ = self.hub.run(&self.place, &mut live, Event::Left(self.connection));
            live.is_forgettable().then(|| live.room.name().clone())
        };
        name.map(|name| self.hub.retire(&name));
    }
}

impl Live {
    fn deliver(&mut self, delivery: Delivery) {
        let frame = Utf8Bytes::from(delivery.frame);
        for connection in delivery.to {
            // A full outbox is dropped, which ends that client alone: nobody waits for a slow one.
            if let Some(outbox) = self.outboxes.get(&connection)
                && outbox.try_send(frame.clone()).is_err()
            {
                self.outboxes.remove(&connection);
            }
        }
    }

    fn is_forgettable(&self) -> bool {
        self.outboxes.is_empty() && self.room.is_blank()
    }
}

impl Place {
    fn lock(&self) -> MutexGuard<'_, Live> {
        lock(&self.state)
    }
}

/// Milliseconds since 1970. A clock before that is wrong in any case; messages then say 1970.
fn date() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// A panic under a lock is a bug that ends one task; the room goes on with what it has.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

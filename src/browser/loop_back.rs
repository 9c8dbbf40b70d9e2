use super::ice::{IceServer, Paths, configuration};
use super::{Listener, Timer, invoke, page};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use js_sys::{Array, Promise};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, RtcDataChannel, RtcDataChannelEvent, RtcIceCandidate, RtcPeerConnection, RtcPeerConnectionIceEvent,
    RtcSessionDescriptionInit,
};

/// Why nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// The browser has no WebRTC, or refuses the server's address.
    NoWebRtc,
    /// It found no address to be reached at: the server did not answer, or did not lend one.
    NoAddress,
    /// It has addresses, and nothing passes between them.
    NoPath,
}

/// What happens on the way.
enum Step {
    Found(End, RtcIceCandidate),
    Open,
    Back,
    TooLate,
}

/// One of the two peer connections.
#[derive(Clone, Copy)]
enum End {
    Near,
    Far,
}

/// A message from this browser to itself, over a path of the kind that calls have: how long it was on its way there and
/// back. Both ends may use one server.
///
/// # Errors
/// When it does not come back within `patience`.
pub async fn loop_back(servers: [&[IceServer]; 2], paths: Paths, patience: Duration) -> Result<Duration, Lost> {
    let [near, far] = servers.map(|servers| RtcPeerConnection::new_with_configuration(&configuration(servers, paths)));
    let (Ok(near), Ok(far)) = (near.map(Connection), far.map(Connection)) else { return Err(Lost::NoWebRtc) };
    let (steps, mut walk) = unbounded();
    let channel = near.0.create_data_channel("loop");
    let _listeners = [
        found(&near, End::Near, &steps),
        found(&far, End::Far, &steps),
        says(&channel, "open", &steps, || Step::Open),
        says(&channel, "message", &steps, || Step::Back),
    ];
    let answering = Rc::new(RefCell::new(None));
    let answers = answering.clone();
    let _echo = Listener::new(&far.0, "datachannel", move |event| {
        let channel = event.dyn_ref::<RtcDataChannelEvent>().map(RtcDataChannelEvent::channel);
        answers.replace(channel.map(|channel| {
            let back = channel.clone();
            Listener::new(&channel, "message", move |_| drop(back.send_with_str("back")))
        }));
    });
    let late = steps.clone();
    let _patience = Timer::after(patience, move || drop(late.unbounded_send(Step::TooLate)));
    introduce(&near, &far).await.map_err(|_| Lost::NoWebRtc)?;
    travel(&near, &far, &channel, &mut walk).await
}

async fn travel(
    near: &Connection,
    far: &Connection,
    channel: &RtcDataChannel,
    walk: &mut UnboundedReceiver<Step>,
) -> Result<Duration, Lost> {
    let (mut lost, mut sent) = (Lost::NoAddress, page::clock());
    loop {
        // Those who send live as long as this does.
        match walk.next().await.unwrap_or(Step::TooLate) {
            Step::Found(end, candidate) => {
                lost = Lost::NoPath;
                let other = if matches!(end, End::Near) { far } else { near };
                let added = other.0.add_ice_candidate_with_opt_rtc_ice_candidate(Some(&candidate));
                // One of a kind that this browser does not take is one fewer to try.
                let _ = JsFuture::from(added).await;
            }
            Step::Open => {
                sent = page::clock();
                let _ = channel.send_with_str("there");
            }
            Step::Back => return Ok(page::clock().saturating_sub(sent)),
            Step::TooLate => return Err(lost),
        }
    }
}

/// Offer and answer, in one page. Candidates follow.
async fn introduce(near: &Connection, far: &Connection) -> Result<(), JsValue> {
    let offer = near.describe().await?;
    JsFuture::from(far.0.set_remote_description(&offer)).await?;
    let answer = far.describe().await?;
    JsFuture::from(near.0.set_remote_description(&answer)).await?;
    Ok(())
}

fn found(connection: &Connection, end: End, steps: &UnboundedSender<Step>) -> Listener {
    let steps = steps.clone();
    Listener::new(&connection.0, "icecandidate", move |event| {
        let candidate = event.dyn_ref::<RtcPeerConnectionIceEvent>().and_then(RtcPeerConnectionIceEvent::candidate);
        // The last one is empty: it says that there are no more.
        if let Some(candidate) = candidate.filter(|candidate| !candidate.candidate().is_empty()) {
            let _ = steps.unbounded_send(Step::Found(end, candidate));
        }
    })
}

fn says(channel: &RtcDataChannel, kind: &'static str, steps: &UnboundedSender<Step>, step: fn() -> Step) -> Listener {
    let steps = steps.clone();
    Listener::new(channel, kind, move |_: Event| drop(steps.unbounded_send(step())))
}

/// A peer connection. Dropping it closes it.
struct Connection(RtcPeerConnection);

impl Connection {
    async fn describe(&self) -> Result<RtcSessionDescriptionInit, JsValue> {
        let done: Promise = invoke(&self.0, "setLocalDescription", &Array::new())?.dyn_into()?;
        JsFuture::from(done).await?;
        self.0.local_description().map(JsCast::unchecked_into).ok_or(JsValue::NULL)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.close();
    }
}

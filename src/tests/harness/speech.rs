//! What clients say to sign in, chat and call.

use super::Client;
use serde_json::{Value, json};

/// A description as a browser writes it, with everything in it that a careless server would change: escapes,
/// spaces, numbers that have several spellings, a name that stands twice.
pub const OFFER: &str =
    r#"{"type":"offer", "sdp":"v=0\r\no=- 4611 \u00e9\ud83d\ude00\/ IN IP4 0.0.0.0\r\n","n":[1.0,1e5,-0],"n":null}"#;

impl Client {
    /// As the tutorial's client does; done when the list has the name.
    pub async fn signs_in(&mut self, name: &str) {
        self.name = name.to_owned();
        self.sends(json!({"name": name, "date": 1, "id": self.id, "type": "username"})).await;
        loop {
            let frame = self.hears_next().await;
            match frame["type"].as_str() {
                Some("rejectusername") => self.name = frame["name"].as_str().unwrap().to_owned(),
                Some("userlist") if frame["users"].as_array().unwrap().contains(&json!(self.name)) => return,
                _ => {}
            }
        }
    }

    /// As our own client does; done when it is welcome.
    pub async fn signs_in_v1(&mut self, name: Option<&str>) -> Value {
        self.is_welcomed_after(json!({"type": "username", "version": 1, "name": name})).await
    }

    /// As our own client does when its connection was lost while it talked.
    pub async fn comes_back_to(&mut self, call: Option<u64>, with: &str, side: &str) -> Value {
        let held = json!({"type": "username", "version": 1, "call": call, "with": with, "side": side});
        self.is_welcomed_after(held).await
    }

    async fn is_welcomed_after(&mut self, sign_in: Value) -> Value {
        self.speaks_v1 = true;
        self.sends(sign_in).await;
        let welcome = self.hears("welcome").await;
        self.name = welcome["name"].as_str().unwrap().to_owned();
        welcome
    }

    pub async fn says(&mut self, text: &str) {
        self.sends(json!({"type": "message", "text": text, "id": self.id, "date": 1})).await;
    }

    pub async fn says_to(&mut self, target: &str, text: &str) {
        self.sends(json!({"type": "message", "text": text, "target": target})).await;
    }

    /// Begins a call. Our own client marks the attempt with a key.
    pub async fn calls(&mut self, target: &str) {
        let key = self.speaks_v1.then(|| format!("{}-to-{target}", self.name));
        self.signals("video-offer", target, json!({"sdp": {"type": "offer", "sdp": "v=0"}, "key": key})).await;
    }

    pub async fn answers(&mut self, target: &str) {
        let call = self.known_call();
        self.signals("video-answer", target, json!({"sdp": {"type": "answer", "sdp": "v=0"}, "call": call})).await;
    }

    pub async fn sends_candidate(&mut self, target: &str, number: usize) {
        let call = self.known_call();
        self.signals("new-ice-candidate", target, json!({"candidate": number, "call": call})).await;
    }

    pub async fn rings_for(&mut self, target: &str) {
        self.signals("ringing", target, json!({"call": self.call})).await;
    }

    /// For a reason, as our own client does.
    pub async fn hangs_up_on(&mut self, target: &str, reason: &str) {
        self.signals("hang-up", target, json!({"call": self.call, "reason": reason})).await;
    }

    /// As the tutorial's client does: it has forgotten whom it talked to.
    pub async fn hangs_up(&mut self) {
        self.sends(json!({"name": self.name, "target": null, "type": "hang-up"})).await;
    }

    /// Any signaling message with these fields.
    pub async fn signals(&mut self, kind: &str, target: &str, fields: Value) {
        let mut frame = json!({"type": kind, "target": target});
        let fields = fields.as_object().expect("fields").clone();
        frame.as_object_mut().unwrap().extend(fields.into_iter().filter(|(_, value)| !value.is_null()));
        self.sends(frame).await;
    }

    /// The tutorial's client knows no calls, only names.
    fn known_call(&self) -> Option<u64> {
        self.call.filter(|_| self.speaks_v1)
    }
}

/// One calls, the other answers; done when both know.
pub async fn in_call(caller: &mut Client, callee: &mut Client) {
    caller.calls(&callee.name).await;
    callee.hears("video-offer").await;
    callee.answers(&caller.name).await;
    caller.hears("video-answer").await;
}

/// Whether a candidate of one reaches the other, and the other way round: the call is on.
pub async fn still_talk(one: &mut Client, other: &mut Client) {
    for number in [1, 2] {
        one.sends_candidate(&other.name, number).await;
        assert_eq!(other.hears("new-ice-candidate").await["candidate"], number);
        other.sends_candidate(&one.name, number).await;
        assert_eq!(one.hears("new-ice-candidate").await["candidate"], number);
    }
}

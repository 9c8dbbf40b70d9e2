use super::Listener;
use wasm_bindgen::JsCast;
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

/// A WebSocket. Dropping it closes it.
pub struct Socket {
    socket: WebSocket,
    _listeners: [Listener; 3],
}

/// What happens to a socket.
#[derive(Debug)]
pub enum SocketChange {
    /// It is open.
    Opened,
    /// A text frame came.
    Text(String),
    /// It is closed, with this code; or never opened.
    Closed(u16),
}

impl Socket {
    /// Opens a socket to a path of this page's own server.
    ///
    /// `None` when the browser refuses the address outright.
    pub fn open(path: &str, on_change: impl Fn(SocketChange) + Clone + 'static) -> Option<Self> {
        let location = web_sys::window()?.location();
        let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
        let socket = WebSocket::new(&format!("{scheme}://{}{path}", location.host().ok()?)).ok()?;
        let changed = on_change.clone();
        let opened = move |_| changed(SocketChange::Opened);
        let changed = on_change.clone();
        let message = move |event: Event| {
            let data = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
            if let Some(text) = data {
                changed(SocketChange::Text(text));
            }
        };
        let closed = move |event: Event| {
            let code = event.dyn_ref::<CloseEvent>().map_or(1006, CloseEvent::code);
            on_change(SocketChange::Closed(code));
        };
        let listeners = [
            Listener::new(&socket, "open", opened),
            Listener::new(&socket, "message", message),
            Listener::new(&socket, "close", closed),
        ];
        Some(Self { socket, _listeners: listeners })
    }

    /// Sends a text frame; whether the socket took it.
    pub fn send(&self, text: &str) -> bool {
        self.socket.ready_state() == WebSocket::OPEN && self.socket.send_with_str(text).is_ok()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close();
    }
}

//! Switchboard: chat and video calls that people run themselves.
//!
//! One crate that compiles twice: to the server's binary (feature `ssr`), and to the WASM that takes over
//! the page in the browser (feature `hydrate`).
//!
//! | module | what it is |
//! |---|---|
//! | [`protocol`] | the wire: every message, field and limit, parsed once |
//! | [`call`] | one call as a value: the machine, perfect negotiation, and its quality |
//! | [`server`] | pages, files, sessions, and the hub with its rooms |
//! | `browser` | the browser's own objects, each let go of when it is dropped |
//! | [`client`] | the running client: commands go in, a view comes out |
//! | [`ui`] | components, rendered on both sides |
//!
//! What holds everywhere:
//!
//! 1. [`protocol`], [`call`], `server::room` and what `server::turn` decides know no IO, no clock and no randomness:
//!    those are arguments.
//! 2. The server stamps identity: what a message says of its own sender is never believed.
//! 3. Only `browser` names the browser's closures, peer connections, streams and sockets.
//! 4. Only `client::driver` and [`server`] start tasks, and `ui::App` the one that brings what calls need.
//!    `browser` starts none but to wait for a promise of its own. Components have no side effects on the server.
//! 5. Features are named in `lib.rs`, `main.rs` and `client.rs` only: `ssr`, `hydrate`, and `split`, with which the
//!    WASM is two files, the second for calls. `make build` splits it; plain `cargo leptos` does not.
//! 6. Nothing waits under a lock, and nobody for a slow client: outboxes are bounded.
//! 7. A panic is a bug: nothing that a peer, a browser or a file says causes one.
//! 8. What others can see (a camera's light, a name in the list) is let go of by a `Drop`.
//! 9. Messages from one person to another keep their order from socket to socket.
//! 10. A frame that goes to many is serialized once.

use leptos::wasm_split::SplitLoaderError;
use leptos::web_sys::HtmlElement;

pub mod call;
pub mod client;
pub mod protocol;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;

#[cfg(feature = "hydrate")]
pub mod browser;

/// Nothing, and kept by the linker: room for the alignment of the second file's constants. What splits the WASM lays out
/// anew what both files keep in memory; where that comes out a few bytes longer than before it puts all of it into the
/// first file, with a warning that nobody sees and 12 kB that everybody downloads.
#[cfg(all(feature = "hydrate", feature = "split"))]
#[used]
static SLACK: [u8; 64] = [0; 64];

/// Shows what only calls need in this element. With the feature `split` it has to be downloaded first.
///
/// # Errors
/// When it does not come.
#[cfg(feature = "split")]
async fn show_calls(calls: ui::Calls, place: HtmlElement) -> Result<(), SplitLoaderError> {
    #[leptos::wasm_split::wasm_split(calls, wasm_split_path = ::leptos::wasm_split, fallible)]
    fn show(calls: ui::Calls, place: HtmlElement) -> Result<(), SplitLoaderError> {
        calls.show(place);
        Ok(())
    }
    show(calls, place).await
}

/// Shows what only calls need in this element.
#[cfg(not(feature = "split"))]
async fn show_calls(calls: ui::Calls, place: HtmlElement) -> Result<(), SplitLoaderError> {
    calls.show(place);
    Ok(())
}

/// Looks at a visitor's way to the server; what that needs is in a file of its own, too.
#[cfg(feature = "hydrate")]
async fn check_up(checkup: client::Checkup) -> Result<(), SplitLoaderError> {
    #[cfg(feature = "split")]
    {
        #[leptos::wasm_split::wasm_split(checkup, wasm_split_path = ::leptos::wasm_split, fallible)]
        fn begin(checkup: client::Checkup) -> Result<(), SplitLoaderError> {
            ui::begin_checkup(checkup);
            Ok(())
        }
        begin(checkup).await
    }
    #[cfg(not(feature = "split"))]
    {
        ui::begin_checkup(checkup);
        Ok(())
    }
}

/// Takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    let data = browser::page::data(ui::DATA).and_then(|json| browser::Parsed::of(&json));
    if let Some(page) = data.as_ref().and_then(client::Page::read) {
        leptos::mount::hydrate_body(move || ui::App(ui::AppProps { page }));
        browser::page::mark("ready", "true");
    } else if let Some(checkup) = data.as_ref().and_then(client::Checkup::read) {
        wasm_bindgen_futures::spawn_local(async move {
            if check_up(checkup).await.is_err() {
                ui::checkup_failed();
            }
        });
    }
}

//! How large the call is shown.

use super::{invoke, settle};
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Document;

/// Fills the screen with the page, or no longer. Phones that cannot do nothing.
pub fn toggle_full_screen() {
    let Some(document) = document() else { return };
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
    } else if let Some(root) = document.document_element() {
        ask(&root, "requestFullscreen");
    }
}

/// Shows the video with this id above all other windows, or no longer.
pub fn toggle_picture_in_picture(id: &str) {
    let Some(document) = document() else { return };
    let shown =
        js_sys::Reflect::get(&document, &"pictureInPictureElement".into()).is_ok_and(|element| element.is_object());
    if shown {
        ask(&document, "exitPictureInPicture");
    } else if let Some(video) = document.get_element_by_id(id) {
        ask(&video, "requestPictureInPicture");
    }
}

/// Asks for something that may be refused: a video without a picture, a browser without the function.
fn ask(target: &JsValue, method: &str) {
    if let Some(promise) = invoke(target, method, &Array::new()).ok().and_then(|done| done.dyn_into::<Promise>().ok()) {
        settle(&promise);
    }
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

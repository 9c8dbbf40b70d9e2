//! How large the call is shown.

use super::invoke;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, DomException};

/// Why the browser did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowError {
    /// There is no picture to show.
    NoPicture,
    /// The user, their settings, or the browser said no.
    Refused,
}

/// Whether the screen can be filled with the page: not on an iPhone.
pub fn can_fill_screen() -> bool {
    says("fullscreenEnabled")
}

/// Whether a video can be shown above all other windows: not by an older Firefox, which has a button of its own for that.
pub fn can_show_above() -> bool {
    says("pictureInPictureEnabled")
}

/// Fills the screen with the page, or no longer.
///
/// # Errors
/// When the browser does not.
pub async fn toggle_full_screen() -> Result<(), WindowError> {
    let document = document()?;
    let root = document.document_element().ok_or(WindowError::Refused)?;
    if document.fullscreen_element().is_some() {
        ask(&document, "exitFullscreen").await
    } else {
        ask(&root, "requestFullscreen").await
    }
}

/// Shows the video with this id above all other windows, or no longer.
///
/// # Errors
/// When the browser does not.
pub async fn toggle_picture_in_picture(id: &str) -> Result<(), WindowError> {
    let document = document()?;
    let video = document.get_element_by_id(id).ok_or(WindowError::NoPicture)?;
    if Reflect::get(&document, &"pictureInPictureElement".into()).is_ok_and(|shown| shown.is_object()) {
        ask(&document, "exitPictureInPicture").await
    } else {
        ask(&video, "requestPictureInPicture").await
    }
}

async fn ask(target: &JsValue, method: &str) -> Result<(), WindowError> {
    let asked = invoke(target, method, &Array::new()).map_err(error)?;
    // Older browsers say nothing of how it went.
    match asked.dyn_into::<Promise>() {
        Ok(promise) => JsFuture::from(promise).await.map(drop).map_err(error),
        Err(_) => Ok(()),
    }
}

fn error(error: JsValue) -> WindowError {
    match error.dyn_ref::<DomException>().map(DomException::name).as_deref() {
        Some("InvalidStateError") => WindowError::NoPicture,
        _ => WindowError::Refused,
    }
}

fn says(name: &str) -> bool {
    document().is_ok_and(|document| Reflect::get(&document, &name.into()).is_ok_and(|can| can.is_truthy()))
}

fn document() -> Result<Document, WindowError> {
    web_sys::window().and_then(|window| window.document()).ok_or(WindowError::Refused)
}

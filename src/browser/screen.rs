use super::media::{MediaError, Track, devices, error, first};
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DisplayMediaStreamConstraints, MediaStream};

/// A screen, a window or a tab that is shown to others. Dropping it ends that.
#[derive(Debug)]
pub struct Screen {
    /// What is seen.
    pub picture: Track,
    /// What is heard of it, where the browser gives that and the user allows it.
    pub sound: Option<Track>,
}

impl Screen {
    /// Whether this browser can share one: those of phones cannot.
    pub fn possible() -> bool {
        devices().is_ok_and(|devices| Reflect::has(&devices, &"getDisplayMedia".into()).unwrap_or_default())
    }

    /// Lets the user choose one (Screen Capture, section 5.1). Needs a click a moment ago.
    ///
    /// # Errors
    /// [`MediaError::Refused`] when they choose none.
    pub async fn open() -> Result<Self, MediaError> {
        let constraints = DisplayMediaStreamConstraints::new();
        constraints.set_audio(&JsValue::TRUE);
        constraints.set_video(&JsValue::TRUE);
        let promise = devices()?.get_display_media_with_constraints(&constraints).map_err(error)?;
        let stream: MediaStream = JsFuture::from(promise).await.map_err(error)?.unchecked_into();
        let sound = first(&stream.get_audio_tracks());
        let picture = first(&stream.get_video_tracks()).ok_or(MediaError::NotFound)?;
        // Letters are to be read: sharp rather than smooth (mst-content-hint, section 3).
        let _ = Reflect::set(&picture.0, &"contentHint".into(), &"detail".into());
        Ok(Self { picture, sound })
    }
}

use super::{Listener, invoke, settle};
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DomException, HtmlMediaElement, MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream,
    MediaStreamConstraints, MediaStreamTrack, MediaTrackConstraints,
};

/// Something that can be played. A handle: whoever made the tracks owns them.
///
/// `MediaStream` has a method `clone` of its own, which copies the stream and every track in it and goes before
/// [`Clone::clone`]. Held in here it cannot be taken for the other one.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream(pub(super) MediaStream);

impl Stream {
    /// One without tracks. `None` when the browser has no WebRTC.
    pub(super) fn empty() -> Option<Self> {
        MediaStream::new().ok().map(Self)
    }

    /// Plays a stream, or nothing, in a video or audio element. Whether it may: a browser can want a click first.
    ///
    /// One that it plays already it goes on playing, with all that has come to it since: Chromium 156 keeps a second sound
    /// silent until the element's volume changes.
    pub fn play(stream: Option<&Self>, element: &HtmlMediaElement) -> bool {
        if stream.is_some() && element.src_object().map(Self).as_ref() == stream {
            let volume = element.volume();
            element.set_volume(volume / 2.0);
            element.set_volume(volume);
            return !element.paused();
        }
        element.set_src_object(stream.map(|stream| &stream.0));
        stream.is_none() || Self::start(element)
    }

    /// Lets an element be heard from the speaker with this id; from the system's own, where that is empty.
    ///
    /// Calls back where it stays with the one that it had: the other is gone, or the browser does not allow it.
    pub fn route(element: &HtmlMediaElement, speaker: &str, refused: impl FnOnce() + 'static) {
        // A browser without this has no speakers to choose from.
        let routed = invoke(element, "setSinkId", &Array::of1(&speaker.into()));
        if let Some(done) = routed.ok().and_then(|done| done.dyn_into::<Promise>().ok()) {
            spawn_local(async move {
                if JsFuture::from(done).await.is_err() {
                    refused();
                }
            });
        }
    }

    /// Plays what an element has, after a click that allows it.
    pub fn start(element: &HtmlMediaElement) -> bool {
        if let Ok(started) = element.play() {
            // Refused where a call is over before it plays; the element's autoplay tries again.
            settle(&started);
        }
        // An element that may play says so at once (HTML, "internal play steps").
        !element.paused()
    }
}

/// Which device to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Whichever the browser prefers.
    Any,
    /// The one with this id, and no other.
    Id(String),
}

/// What to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// A microphone.
    pub microphone: Option<Choice>,
    /// A camera.
    pub camera: Option<Choice>,
}

impl Wanted {
    /// The same kinds, whichever devices there are: those that were chosen may be at home on the desk.
    pub fn any(&self) -> Self {
        let any = |choice: &Option<Choice>| choice.as_ref().map(|_| Choice::Any);
        Self { microphone: any(&self.microphone), camera: any(&self.camera) }
    }
}

/// Why a camera or a microphone could not be opened (Media Capture and Streams, section 10.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaError {
    /// There is none.
    NotFound,
    /// Another program uses it, or the system keeps it.
    InUse,
    /// The user, or their settings, said no.
    Refused,
    /// The page did not come over HTTPS.
    Insecure,
    /// Something else.
    Other,
}

/// One microphone or camera that is open. Dropping it stops it: the light goes out.
#[derive(Debug)]
pub struct Track(pub(super) MediaStreamTrack);

impl Track {
    /// Lets it send, or silence and black.
    pub fn set_enabled(&self, enabled: bool) {
        self.0.set_enabled(enabled);
    }

    /// What it is called.
    pub fn label(&self) -> String {
        self.0.label()
    }

    /// Whether it sends.
    pub fn is_enabled(&self) -> bool {
        self.0.enabled()
    }

    /// Asks a camera for large pictures, if it has any.
    pub fn sharpen(&self) {
        let constraints = MediaTrackConstraints::new();
        constraints.set_width(&wish("ideal", 1280.into()));
        constraints.set_height(&wish("ideal", 720.into()));
        if let Ok(done) = self.0.apply_constraints_with_constraints(&constraints) {
            settle(&done);
        }
    }

    /// Calls back when the device is gone: unplugged, or taken away by the user.
    pub fn on_ended(&self, callback: impl Fn() + 'static) -> Listener {
        Listener::new(&self.0, "ended", move |_| callback())
    }
}

impl Drop for Track {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// What was opened.
#[derive(Debug, Default)]
pub struct Captured {
    /// The microphone.
    pub microphone: Option<Track>,
    /// The camera.
    pub camera: Option<Track>,
}

/// A device that could be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    /// The browser's name for it, for this site alone.
    pub id: String,
    /// The name for people; empty before the first permission.
    pub label: String,
    /// What it is for.
    pub sort: Sort,
}

/// What a device is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// It sees.
    Camera,
    /// It hears.
    Microphone,
    /// It is heard.
    Speaker,
}

/// The way to cameras and microphones.
pub struct Media;

impl Media {
    /// Opens what is wanted, with echo cancellation, noise suppression and gain control.
    ///
    /// # Errors
    /// When the browser gives nothing: `getUserMedia` gives all that was asked for, or fails.
    pub async fn open(wanted: &Wanted) -> Result<Captured, MediaError> {
        if wanted.microphone.is_none() && wanted.camera.is_none() {
            return Ok(Captured::default());
        }
        let constraints = MediaStreamConstraints::new();
        if let Some(choice) = &wanted.microphone {
            let on = ["echoCancellation", "noiseSuppression", "autoGainControl"];
            constraints.set_audio(&constraint(choice, on.map(|name| (name, JsValue::TRUE))));
        }
        if let Some(choice) = &wanted.camera {
            let ideal = [("width", wish("ideal", 640.into())), ("height", wish("ideal", 480.into()))];
            constraints.set_video(&constraint(choice, ideal));
        }
        let promise = devices()?.get_user_media_with_constraints(&constraints).map_err(error)?;
        let stream: MediaStream = JsFuture::from(promise).await.map_err(error)?.unchecked_into();
        Ok(Captured { microphone: first(&stream.get_audio_tracks()), camera: first(&stream.get_video_tracks()) })
    }

    /// Calls back when a device comes or goes.
    pub fn on_change(callback: impl Fn() + 'static) -> Option<Listener> {
        devices().ok().map(|devices| Listener::new(&devices, "devicechange", move |_| callback()))
    }

    /// The devices that there are.
    pub async fn list() -> Vec<DeviceInfo> {
        let Some(promise) = devices().ok().and_then(|devices| devices.enumerate_devices().ok()) else {
            return Vec::new();
        };
        let Ok(list) = JsFuture::from(promise).await else { return Vec::new() };
        let infos = Array::from(&list).iter().map(|info| info.unchecked_into::<MediaDeviceInfo>()).collect::<Vec<_>>();
        let wanted = |info: &&MediaDeviceInfo| !info.device_id().is_empty();
        let info = |info: &MediaDeviceInfo| DeviceInfo {
            id: info.device_id(),
            label: info.label(),
            sort: match info.kind() {
                MediaDeviceKind::Videoinput => Sort::Camera,
                MediaDeviceKind::Audiooutput => Sort::Speaker,
                _ => Sort::Microphone,
            },
        };
        infos.iter().filter(wanted).map(info).collect()
    }

    /// A stream of a track of one's own, to look at or listen to.
    pub fn mirror(track: &Track) -> Option<Stream> {
        MediaStream::new_with_tracks(&Array::of1(&track.0)).ok().map(Stream)
    }
}

/// Insecure pages have no `mediaDevices`, whatever the bindings say.
pub(super) fn devices() -> Result<MediaDevices, MediaError> {
    let navigator = web_sys::window().ok_or(MediaError::Other)?.navigator();
    let devices = Reflect::get(&navigator, &"mediaDevices".into()).map_err(|_| MediaError::Insecure)?;
    devices.dyn_into().map_err(|_| MediaError::Insecure)
}

fn constraint<const N: usize>(choice: &Choice, more: [(&str, JsValue); N]) -> JsValue {
    let constraint = Object::new();
    let id = match choice {
        Choice::Any => None,
        // Only wished for, it would be weighed against the size of the picture, and lose.
        Choice::Id(id) => Some(("deviceId", wish("exact", id.into()))),
    };
    for (name, value) in more.into_iter().chain(id) {
        set(&constraint, name, &value);
    }
    constraint.into()
}

fn wish(strength: &str, value: JsValue) -> JsValue {
    let wish = Object::new();
    set(&wish, strength, &value);
    wish.into()
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a property of a plain object of our own cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}

pub(super) fn first(tracks: &Array) -> Option<Track> {
    tracks.get(0).dyn_into().ok().map(Track)
}

pub(super) fn error(error: JsValue) -> MediaError {
    match error.dyn_ref::<DomException>().map(DomException::name).as_deref() {
        Some("NotFoundError" | "OverconstrainedError") => MediaError::NotFound,
        Some("NotReadableError" | "AbortError" | "TrackStartError") => MediaError::InUse,
        Some("NotAllowedError" | "PermissionDeniedError") => MediaError::Refused,
        Some("SecurityError") => MediaError::Insecure,
        // A page without HTTPS has no such function; older browsers fail with a TypeError.
        _ => MediaError::Other,
    }
}

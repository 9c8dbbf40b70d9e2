//! Opening camera and microphone, or what there is of them.

use crate::browser::{Captured, Media, MediaError, Wanted};

/// What was opened, and what has to be said about it.
pub(super) struct Capture {
    pub captured: Captured,
    pub sentence: Option<&'static str>,
}

impl Capture {
    /// Opens what is wanted. What is not there or taken is done without, and told.
    ///
    /// # Errors
    /// When the user said no, or the page cannot have any: the call cannot go on as they meant it.
    pub async fn open(mut wanted: Wanted) -> Result<Self, MediaError> {
        let both = wanted.microphone.is_some() && wanted.camera.is_some();
        let mut opened = Media::open(&wanted).await;
        if matches!(opened, Err(MediaError::NotFound)) && wanted != wanted.any() {
            wanted = wanted.any();
            opened = Media::open(&wanted).await;
        }
        let error = match opened {
            Ok(captured) => return Ok(Self { captured, sentence: None }),
            Err(error @ (MediaError::NotFound | MediaError::InUse)) => error,
            Err(error) => return Err(error),
        };
        if both {
            let microphone = Wanted { camera: None, ..wanted.clone() };
            if let Ok(captured) = Media::open(&microphone).await {
                return Ok(Self { captured, sentence: Some(no_camera(error)) });
            }
            let camera = Wanted { microphone: None, ..wanted };
            if let Ok(captured) = Media::open(&camera).await {
                return Ok(Self { captured, sentence: Some(no_microphone(error)) });
            }
            return Ok(Self { captured: Captured::default(), sentence: Some(neither(error)) });
        }
        let sentence = if wanted.camera.is_some() { no_camera(error) } else { no_microphone(error) };
        Ok(Self { captured: Captured::default(), sentence: Some(sentence) })
    }
}

fn no_camera(error: MediaError) -> &'static str {
    match error {
        MediaError::InUse => "Your camera is used by another program, so the other side does not see you.",
        _ => "No camera was found, so the other side does not see you.",
    }
}

fn no_microphone(error: MediaError) -> &'static str {
    match error {
        MediaError::InUse => "Your microphone is used by another program, so the other side does not hear you.",
        _ => "No microphone was found, so the other side does not hear you.",
    }
}

fn neither(error: MediaError) -> &'static str {
    match error {
        MediaError::InUse => {
            "Your camera and microphone are used by another program. You see and hear the other side, but not they you."
        }
        _ => "No camera and no microphone were found. You see and hear the other side, but not they you.",
    }
}

/// Why a call could not go on.
pub(super) fn refusal(error: MediaError) -> &'static str {
    match error {
        MediaError::Refused => {
            "You did not allow the camera and microphone. Allow them in the browser’s address bar; \
             or choose to call without, under “Camera and microphone”."
        }
        MediaError::Insecure => {
            "Browsers allow camera and microphone only on secure pages. Open this page over HTTPS, or choose to call \
             without, under “Camera and microphone”."
        }
        MediaError::NotFound | MediaError::InUse | MediaError::Other => {
            "Your camera and microphone could not be opened. Please try again, or choose others under “Camera and \
             microphone”."
        }
    }
}

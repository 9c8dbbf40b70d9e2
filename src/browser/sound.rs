use web_sys::HtmlAudioElement;

/// A tone that repeats until this is dropped.
pub struct Ringtone {
    audio: HtmlAudioElement,
}

impl Ringtone {
    /// Plays the file at this address over and over. Silent where the browser wants a click before sound:
    /// the page shows the call all the same.
    pub fn play(address: &str) -> Option<Self> {
        let audio = HtmlAudioElement::new_with_src(address).ok()?;
        audio.set_loop(true);
        if let Ok(started) = audio.play() {
            super::settle(&started);
        }
        Some(Self { audio })
    }
}

impl Drop for Ringtone {
    fn drop(&mut self) {
        let _ = self.audio.pause();
        self.audio.set_src("");
    }
}

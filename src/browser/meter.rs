use super::media::Stream;
use super::settle;
use wasm_bindgen::JsCast;
use web_sys::{AnalyserNode, AudioContext, MediaStream, MediaStreamAudioSourceNode, MediaStreamTrack};

/// How loud a microphone is, muted or not: it listens to a copy that nobody else hears. Dropping it lets go of that.
pub struct Meter {
    context: AudioContext,
    analyser: AnalyserNode,
    _source: MediaStreamAudioSourceNode,
    copy: MediaStreamTrack,
}

impl Meter {
    /// Listens. `None` where there is no sound, or the browser does not allow it.
    pub fn new(stream: &Stream) -> Option<Self> {
        let track = stream.0.get_audio_tracks().get(0).dyn_into::<MediaStreamTrack>().ok()?;
        let context = AudioContext::new().ok()?;
        let copy = track.clone();
        copy.set_enabled(true);
        let meter = Self::listen(&context, &copy);
        if meter.is_none() {
            copy.stop();
            let _ = context.close().map(|done| settle(&done));
        }
        let (analyser, source) = meter?;
        Some(Self { context, analyser, _source: source, copy })
    }

    fn listen(context: &AudioContext, copy: &MediaStreamTrack) -> Option<(AnalyserNode, MediaStreamAudioSourceNode)> {
        let stream = MediaStream::new().ok()?;
        stream.add_track(copy);
        let source = context.create_media_stream_source(&stream).ok()?;
        let analyser = context.create_analyser().ok()?;
        source.connect_with_audio_node(&analyser).ok()?;
        Some((analyser, source))
    }

    /// The root mean square of the last moment: 0 is silence, 1 as loud as can be.
    pub fn level(&self) -> f32 {
        let mut samples = [0.0_f32; 2048];
        self.analyser.get_float_time_domain_data(&mut samples);
        (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.copy.stop();
        let _ = self.context.close().map(|done| settle(&done));
    }
}

use serde::Serialize;

/// How sound or pictures are packed. A word out of a list and no text, so that whatever the other side calls its
/// codecs, it gets into no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Codec {
    /// Sound, RFC 6716.
    Opus,
    /// Sound, each packet with the ones before it: RFC 2198.
    Red,
    /// Sound of a telephone.
    G711,
    /// Sound of a better telephone.
    G722,
    /// Pictures.
    Vp8,
    /// Pictures.
    Vp9,
    /// Pictures.
    H264,
    /// Pictures.
    H265,
    /// Pictures.
    Av1,
    /// One that is not in this list.
    Other,
}

impl Codec {
    /// The codec of a media type, like `video/VP8`, in large letters or small.
    pub fn parse(mime_type: &str) -> Self {
        let known = [
            ("audio/opus", Self::Opus),
            ("audio/red", Self::Red),
            ("audio/PCMU", Self::G711),
            ("audio/PCMA", Self::G711),
            ("audio/G722", Self::G722),
            ("video/VP8", Self::Vp8),
            ("video/VP9", Self::Vp9),
            ("video/H264", Self::H264),
            ("video/H265", Self::H265),
            ("video/AV1", Self::Av1),
        ];
        known.iter().find(|(name, _)| name.eq_ignore_ascii_case(mime_type)).map_or(Self::Other, |(_, codec)| *codec)
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opus => "Opus",
            Self::Red => "Opus, sent twice",
            Self::G711 => "G.711",
            Self::G722 => "G.722",
            Self::Vp8 => "VP8",
            Self::Vp9 => "VP9",
            Self::H264 => "H.264",
            Self::H265 => "H.265",
            Self::Av1 => "AV1",
            Self::Other => "another",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_codec_is_a_word_of_the_list_whatever_it_is_called() {
        let table = [
            ("audio/opus", Codec::Opus),
            ("AUDIO/OPUS", Codec::Opus),
            ("audio/PCMA", Codec::G711),
            ("video/vp8", Codec::Vp8),
            ("video/H264", Codec::H264),
            ("video/opus", Codec::Other),
            ("video/192.0.2.1", Codec::Other),
            ("", Codec::Other),
        ];
        for (mime_type, codec) in table {
            assert_eq!(Codec::parse(mime_type), codec, "{mime_type}");
        }
    }
}

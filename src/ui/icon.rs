use leptos::prelude::*;

/// The pictures on buttons, drawn in the colour of the text around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Brand,
    Call,
    HangUp,
    Microphone,
    MicrophoneOff,
    Camera,
    CameraOff,
    Chat,
    Devices,
    Screen,
    Details,
    FullScreen,
    PictureInPicture,
    Link,
    Send,
    Close,
    SignOut,
}

/// The icon's picture. It says nothing to a screen reader: the button's words do.
pub fn icon(icon: Icon) -> impl IntoView {
    let path = match icon {
        Icon::Brand => {
            "M4 7a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-5.5L7 21v-4a3 3 0 0 1-3-3zM8.5 9v3M12 8v5M15.500 9v3"
        }
        Icon::Call => {
            "M6.600 3.500 9 3l2 4.500-2 1.600a12 12 0 0 0 5.900 5.900l1.600-2 4.500 2-.500 2.400A3 3 0 0 1 17.500 20 \
             14.500 14.500 0 0 1 4 6.500a3 3 0 0 1 2.600-3z"
        }
        Icon::HangUp => {
            "M2.800 13.400c5-5.200 13.400-5.200 18.400 0 .700.800.700 2 0 2.700l-1.400 1.400-4-1.900-.300-2.800a11 11 0 0 0-7 0l-.300 \
             2.800-4 1.900-1.400-1.400a2 2 0 0 1 0-2.700z"
        }
        Icon::Microphone => "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
        Icon::MicrophoneOff => {
            "M15 9.500V6a3 3 0 0 0-5.800-1M9 9v2a3 3 0 0 0 4.500 2.600M6 11a6 6 0 0 0 9.500 4.900M18 11a6 6 0 0 1-.500 2.400M12 \
             17v4M4 4l16 16"
        }
        Icon::Camera => {
            "M4 7.500A1.500 1.500 0 0 1 5.500 6h8A1.500 1.500 0 0 1 15 7.500v9a1.500 1.500 0 0 1-1.500 1.500h-8A1.500 1.500 0 0 1 4 16.500zM15 11l5.500-3.500v9L15 13"
        }
        Icon::CameraOff => {
            "M10 6h3.500A1.500 1.500 0 0 1 15 7.500V11l5.500-3.500v9L18 15M15 15v1.500a1.500 1.500 0 0 1-1.500 1.500h-8A1.500 1.500 0 0 1 4 \
             16.500v-9A1.500 1.500 0 0 1 5.500 6M4 3l17 17"
        }
        Icon::Chat => {
            "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM7.500 9.500h9M7.500 12.500h6"
        }
        Icon::Devices => {
            "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM9 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z"
        }
        Icon::Screen => "M4 5h16v11H4zM9 20h6M12 16v4M12 13V8M9.500 10.500 12 8l2.500 2.500",
        Icon::Details => "M12 3l7 3v5c0 4.500-3 8-7 10-4-2-7-5.500-7-10V6zM9 12l2 2 4-4",
        Icon::FullScreen => "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
        Icon::PictureInPicture => "M4 5h16v14H4zM12 12h5v4h-5z",
        Icon::Link => {
            "M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1"
        }
        Icon::Send => "M4 12 20 4l-5 16-3.500-6.500z",
        Icon::Close => "M6 6l12 12M18 6 6 18",
        Icon::SignOut => "M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l-4 4 4 4M6 12h9",
    };
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path />
        </svg>
    }
}

use leptos::either::Either;
use leptos::prelude::*;
use linkify::{LinkFinder, LinkKind};

/// A message's text: markup shows as it was typed, and addresses can be followed.
pub fn text(text: &str) -> impl IntoView + use<> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let spans = finder.spans(text).map(|span| {
        let part = span.as_str().to_owned();
        if is_web_link(&part) && span.kind().is_some() {
            let address = part.clone();
            let link = view! {
                <a href=address target="_blank" rel="noopener noreferrer nofollow">{part}</a>
            };
            Either::Left(link)
        } else {
            Either::Right(part)
        }
    });
    spans.collect_view()
}

/// Other schemes stay text: some of them do things when they are followed.
fn is_web_link(text: &str) -> bool {
    let scheme = text.split("://").next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_s_schemes_are_links() {
        for (link, is) in
            [("https://a.b", true), ("HTTP://a", true), ("javascript:alert(1)", false), ("ftp://a", false)]
        {
            assert_eq!(is_web_link(link), is, "{link}");
        }
    }
}

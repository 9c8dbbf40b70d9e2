use serde::Serialize;
use std::fmt;

/// Where on its host the site is: nowhere in particular, or below a path such as `/calls`. It has no slash at its end.
///
/// As with a room's name, servers alone parse it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct BasePath(String);

/// The text is no path that a site could be below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasePathError;

impl BasePath {
    /// The path in `text`; slashes around it are left out.
    ///
    /// # Errors
    /// When there is anything in it that would have to be escaped, or would vanish, somewhere: in an address, in a
    /// cookie, in a header.
    pub fn parse(text: &str) -> Result<Self, BasePathError> {
        let path = text.trim_matches('/');
        if path.is_empty() {
            return Ok(Self::default());
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        // "." and ".." would vanish from an address.
        let is_segment = |segment: &str| !segment.trim_matches('.').is_empty() && segment.chars().all(allowed);
        if path.split('/').all(is_segment) { Ok(Self(format!("/{path}"))) } else { Err(BasePathError) }
    }

    /// The path that a server says its site is below.
    pub(crate) fn known(path: String) -> Self {
        Self(path)
    }

    /// Where a path of the site, which begins with a slash, is on the host.
    pub fn of(&self, path: &str) -> String {
        [self.0.as_str(), path].concat()
    }

    /// The text: empty, or with a slash before it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BasePathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a path of letters, digits, dashes, dots and underscores is wanted, such as /calls")
    }
}

impl std::error::Error for BasePathError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_before_every_path_of_the_site() {
        for (text, lobby) in
            [("", "/"), ("/", "/"), ("/calls", "/calls/"), ("calls/", "/calls/"), ("/a/b-1.2/", "/a/b-1.2/")]
        {
            assert_eq!(BasePath::parse(text).unwrap().of("/"), lobby, "{text:?}");
        }
        assert_eq!(BasePath::parse("/calls").unwrap().of("/r/maths"), "/calls/r/maths");
    }

    #[test]
    fn what_would_not_survive_an_address_or_a_cookie_is_none() {
        for text in ["/a//b", "/..", "/a/./b", "/a b", "/a;b", "/a?b", "/a%20b", "/ä", "/{a}", "//a\r\nb", "https://a"]
        {
            assert_eq!(BasePath::parse(text), Err(BasePathError), "{text:?}");
        }
    }
}

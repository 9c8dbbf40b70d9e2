use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

/// A stream whose first byte is known already, and is read again. By that byte a client of the relay is told from a
/// browser that asks for a page, where both come over TLS to one port: browsers name neither in their handshake
/// (RFC 7443 would have them do so).
pub struct Sniffed<S> {
    stream: S,
    first: Option<u8>,
    speaks: Speaks,
}

/// What a stream's first byte tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// STUN. Data on a channel cannot come first, because there is no channel yet; so the letters of HTTP that would
    /// begin it are HTTP's.
    Turn,
    /// Something else.
    Other,
}

impl Speaks {
    /// By a first byte, which of a STUN message is the upper half of its type: all that there are need two bits of it.
    pub fn of(first: u8) -> Self {
        if first <= 0x03 { Self::Turn } else { Self::Other }
    }
}

impl<S: AsyncRead + Unpin> Sniffed<S> {
    /// Waits for the first byte.
    ///
    /// # Errors
    /// When the stream ends before that, or fails.
    pub async fn new(mut stream: S) -> io::Result<Self> {
        let first = stream.read_u8().await?;
        Ok(Self { stream, first: Some(first), speaks: Speaks::of(first) })
    }

    /// What it speaks.
    pub fn speaks(&self) -> Speaks {
        self.speaks
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Sniffed<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if into.remaining() > 0
            && let Some(first) = self.first.take()
        {
            into.put_slice(&[first]);
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Sniffed<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_sniffed_is_read_again() {
        let mut sniffed = Sniffed::new(&b"GET / HTTP/1.1"[..]).await.unwrap();
        assert_eq!(sniffed.speaks(), Speaks::Other);
        let mut all = String::new();
        sniffed.read_to_string(&mut all).await.unwrap();
        assert_eq!(all, "GET / HTTP/1.1");
        assert!(Sniffed::new(&b""[..]).await.is_err(), "nothing was said");
    }

    #[test]
    fn requests_are_told_from_pages() {
        // Binding, Allocate, and indications, by their types (RFC 8489, section 5).
        for first in [0x00, 0x01] {
            assert_eq!(Speaks::of(first), Speaks::Turn);
        }
        // Every method of HTTP, HTTP/2's preface, TLS in TLS, data on a channel.
        for first in (b'A'..=b'Z').chain([0x16, 0x40, 0x80, 0xff]) {
            assert_eq!(Speaks::of(first), Speaks::Other);
        }
    }
}

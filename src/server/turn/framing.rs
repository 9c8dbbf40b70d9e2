use super::packet::{Framed, LARGEST, framed};

/// What a stream has brought and is not a whole packet yet.
pub struct Framing {
    bytes: Vec<u8>,
    filled: usize,
}

/// What comes next in a stream is no packet; where one begins after it is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonsense;

impl Framing {
    /// Of a stream that has brought nothing.
    pub fn new() -> Self {
        // Two of the largest packets with their padding: what is left of one always leaves room for more.
        Self { bytes: vec![0; 2 * (LARGEST + 4)], filled: 0 }
    }

    /// Where to read to. There is always room.
    pub fn room(&mut self) -> &mut [u8] {
        &mut self.bytes[self.filled..]
    }

    /// So many bytes have been read; each packet that is whole by now is taken.
    ///
    /// # Errors
    /// When what comes is none.
    pub fn read(&mut self, length: usize, mut take: impl FnMut(&[u8])) -> Result<(), Nonsense> {
        self.filled += length;
        let mut at = 0;
        loop {
            match framed(&self.bytes[at..self.filled]) {
                Framed::Packet(length, padding) => {
                    take(&self.bytes[at..at + length]);
                    at += length + padding;
                }
                Framed::Partial => break,
                Framed::Nonsense => return Err(Nonsense),
            }
        }
        self.bytes.copy_within(at..self.filled, 0);
        self.filled -= at;
        Ok(())
    }
}

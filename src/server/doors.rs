use super::source::Source;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many connections there are, and from where.
#[derive(Clone)]
pub struct Doors(Arc<Inner>);

struct Inner {
    most: usize,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    all: usize,
    by_source: HashMap<Source, usize>,
}

/// One connection. Dropping it makes room for another.
pub struct Admission {
    doors: Doors,
    source: Source,
}

impl Doors {
    /// For so many connections, of which one source may have an eighth.
    pub fn new(most: usize) -> Self {
        Self(Arc::new(Inner { most, inside: Mutex::default() }))
    }

    /// Lets a connection in, if there is room.
    pub fn enter(&self, ip: IpAddr) -> Option<Admission> {
        let source = Source::of(ip);
        let mut inside = self.lock();
        let of_source = inside.by_source.get(&source).copied().unwrap_or(0);
        if inside.all >= self.0.most || of_source >= self.0.most.div_ceil(8) {
            return None;
        }
        inside.all += 1;
        inside.by_source.insert(source, of_source + 1);
        drop(inside);
        Some(Admission { doors: self.clone(), source })
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut inside = self.doors.lock();
        inside.all -= 1;
        if let Some(count) = inside.by_source.get_mut(&self.source) {
            *count -= 1;
            if *count == 0 {
                inside.by_source.remove(&self.source);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    #[test]
    fn one_source_has_an_eighth_and_all_have_no_more_than_there_are() {
        let doors = Doors::new(16);
        let mut inside: Vec<_> = (0..20).filter_map(|_| doors.enter(ip(0))).collect();
        assert_eq!(inside.len(), 2);
        inside.extend((1..100).filter_map(|last| doors.enter(ip(last))));
        assert_eq!(inside.len(), 16);
        drop(inside);
        assert!(doors.lock().by_source.is_empty() && doors.lock().all == 0);
        assert!(doors.enter(ip(0)).is_some());
    }
}

//! Scripts that nobody wrote: those in `fuzz/corpus/turn`, changed at random. One that gets somewhere new is changed
//! further. For a second in every run of the tests, or for `FUZZ_SECONDS`. A script that breaks something is left in
//! `fuzz/corpus/turn` as `found-…`, where it is played in every run from then on; the others that got somewhere
//! new go to the folder `FUZZ_KEEP`, if that is set.

use super::Rehearsal;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Bytes of the longest script.
const LONGEST: usize = 4_096;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/turn")
}

fn corpus() -> Vec<Vec<u8>> {
    let mut files: Vec<_> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

#[test]
fn what_was_found_once_stays_mended() {
    let corpus = corpus();
    assert!(corpus.len() >= 20, "{}", corpus.len());
    let seen: BTreeSet<_> = corpus.iter().flat_map(|script| Rehearsal::default().play(script)).collect();
    assert!(seen.len() >= 30, "it gets to {} places", seen.len());
}

#[test]
fn whatever_is_said_breaks_nothing() {
    let number = |name| env::var(name).ok().and_then(|number| number.parse().ok());
    let lasts = number("FUZZ_SECONDS");
    // Among the tests it is the same every time: what breaks there has been broken by a change.
    let seed = number("FUZZ_SEED").unwrap_or_else(|| lasts.map_or(1, |_| rand::random()));
    let lasts = lasts.unwrap_or(1);
    let keep = env::var_os("FUZZ_KEEP").map(PathBuf::from);
    let mut random = StdRng::seed_from_u64(seed);
    let mut scripts = corpus();
    let mut seen: BTreeSet<_> = scripts.iter().flat_map(|script| Rehearsal::default().play(script)).collect();
    let (began, mut played) = (Instant::now(), 0);
    while began.elapsed() < Duration::from_secs(lasts) {
        let script = changed(&scripts, &mut random);
        let Ok(places) = catch_unwind(|| Rehearsal::default().play(&script)) else {
            let file = write(&folder(), "found", &script);
            panic!("{} breaks something", file.display());
        };
        played += 1;
        if !places.is_subset(&seen) {
            if let Some(keep) = &keep {
                write(keep, "got", &script);
            }
            seen.extend(places);
            scripts.push(script);
        }
    }
    println!("{played} scripts, {} places, {} scripts that got to a new one; seed {seed}", seen.len(), scripts.len());
    assert!(played > 0);
}

fn write(folder: &Path, kind: &str, script: &[u8]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    script.hash(&mut hasher);
    let file = folder.join(format!("{kind}-{:016x}", hasher.finish()));
    fs::write(&file, script).unwrap();
    file
}

/// One of them, with a few changes.
fn changed(scripts: &[Vec<u8>], random: &mut StdRng) -> Vec<u8> {
    let any = |random: &mut StdRng| scripts[random.random_range(0..scripts.len())].clone();
    let mut script = any(random);
    for _ in 0..random.random_range(1..=6) {
        let at = random.random_range(0..=script.len());
        let to = random.random_range(at..=script.len().min(at + 40));
        match random.random_range(0..7) {
            0 if at < script.len() => script[at] = random.random(),
            1 if at < script.len() => script[at] ^= 1 << random.random_range(0..8),
            2 => script.insert(at, random.random()),
            3 => drop(script.drain(at..to)),
            // The same again, and a part of another one.
            4 => {
                let part = script[at..to].to_vec();
                script.splice(at..at, part);
            }
            5 => {
                let other = any(random);
                let from = random.random_range(0..=other.len());
                let until = random.random_range(from..=other.len());
                script.splice(at..at, other[from..until].iter().copied());
            }
            // The numbers at which something begins or ends.
            _ if at < script.len() => {
                script[at] = [0, 1, 0x3f, 0x40, 0x4f, 0x50, 0x7f, 0x80, 0xff][random.random_range(0..9)]
            }
            _ => {}
        }
    }
    script.truncate(LONGEST);
    script
}

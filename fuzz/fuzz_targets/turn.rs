//! What clients and peers say to the relay: see `switchboard::server::turn::rehearsal`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use switchboard::server::turn::rehearsal::Rehearsal;

fuzz_target!(|script: &[u8]| Rehearsal::default().play(script));

//! The server over real sockets, one theme a file: each row of the wire's tables, each of its rules, and
//! the binary from the outside.

mod harness;

mod acme;
mod bad_input;
mod base_path;
mod binary;
mod call_ends;
mod call_rules;
mod calls;
mod chat;
mod devices;
mod doctor;
mod handshake;
mod heartbeat;
mod https;
mod https_files;
mod https_redirect;
mod lending;
mod limits;
mod missed;
mod names;
mod outage;
mod pages;
mod presence;
mod proxy;
mod pulse;
mod relay;
mod restart;
mod security;
mod shutdown;
mod sign_in;
mod sign_out;
mod slow_reader;
#[cfg(unix)]
mod systemd;
mod turn;
mod turn_abuse;
mod turn_elsewhere;
mod turn_tls;
mod tutorial;
#[cfg(unix)]
mod unix_socket;

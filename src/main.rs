//! The binary: command line, then telemetry, then the server.

use clap::Parser;
use std::process::ExitCode;
use switchboard::server::{self, Config, telemetry};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Config::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("switchboard: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), String> {
    telemetry::start(&config.log)?;
    let addr = config.addr;
    let listener = TcpListener::bind(addr).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("{addr} is in use by another program. Stop that one, or choose another port with --addr.")
        }
        std::io::ErrorKind::PermissionDenied => {
            format!("{addr} may not be used by this user. Ports below 1024 need a privilege; try a higher one.")
        }
        _ => format!("cannot listen on {addr}: {error}. Choose another address with --addr."),
    })?;
    let addr = listener.local_addr().map_err(|error| format!("cannot tell the address: {error}"))?;
    println!("Switchboard is at http://{addr}");
    server::serve(listener, config, stop_asked()?).await.map_err(|error| format!("the server failed: {error}"))
}

/// Done on Ctrl-C, and on SIGTERM where there is such a thing.
fn stop_asked() -> Result<impl Future<Output = ()> + Send + 'static, String> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .map_err(|error| format!("cannot listen for SIGTERM: {error}"))?;
    Ok(async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = interrupt.await;
    })
}

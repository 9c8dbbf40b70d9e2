//! The binary: command line, then telemetry, then the server.

use clap::Parser;
use std::process::ExitCode;
use switchboard::server::{CommandLine, Config, Data, Entrance, Task, Turn, doctor, systemd, telemetry};

#[tokio::main]
async fn main() -> ExitCode {
    let CommandLine { task, config } = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(asked) if !asked.use_stderr() => asked.exit(),
        Err(error) => {
            eprintln!("switchboard: {}", one_line(&error.to_string()));
            return ExitCode::FAILURE;
        }
    };
    let done = match task {
        Some(Task::Doctor(config)) => return examine(&config).await,
        Some(Task::Print(print)) => print.to(std::io::stdout()).map_err(|error| format!("cannot print it: {error}")),
        None => run(config).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("switchboard: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Says what was found, line by line. A script asks whether something does not work.
async fn examine(config: &Config) -> ExitCode {
    let lines = doctor::examine(config).await;
    for line in &lines {
        println!("{line}");
    }
    match lines.iter().any(|line| line.verdict == doctor::Verdict::Bad) {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

async fn run(config: Config) -> Result<(), String> {
    config.limits.check()?;
    let source = config.tls.source()?;
    telemetry::start(&config.log)?;
    let data = Data::open(config.data.as_deref())?;
    let entrance = Entrance::open(&config, source, &data).await?;
    let turn = Turn::start(&config.turn, entrance.ip(), data.turn_secret(), entrance.relay_tls(&config))
        .map_err(|error| error.to_string())?;
    // Whoever reads the address may stop us at once.
    let stop = stop_asked()?;
    println!("{}", entrance.description(&config.base_path));
    systemd::ready();
    entrance.serve(config, data, turn, stop).await.map_err(|error| format!("the server failed: {error}"))
}

/// What is wrong with the command line, without the usage that follows it.
fn one_line(error: &str) -> String {
    let words = error.lines().map(str::trim).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    format!("{}. See --help.", words.trim_start_matches("error: ").trim_end_matches('.'))
}

/// Done on Ctrl-C, and on SIGTERM where there is such a thing. Listens from now on, not only when it is awaited.
#[cfg(unix)]
fn stop_asked() -> Result<impl Future<Output = ()> + Send + 'static, String> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| format!("cannot listen for signals: {error}"));
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Done on Ctrl-C.
#[cfg(windows)]
fn stop_asked() -> Result<impl Future<Output = ()> + Send + 'static, String> {
    let mut interrupt =
        tokio::signal::windows::ctrl_c().map_err(|error| format!("cannot listen for Ctrl-C: {error}"))?;
    Ok(async move {
        interrupt.recv().await;
    })
}

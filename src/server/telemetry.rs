//! Logs: one line an event, on standard error. Never a person's words, addresses, descriptions or cookies.

use tracing_subscriber::EnvFilter;

/// Whatever is asked for: at "trace" this library logs every frame, words and all.
const QUIET: &str = "tungstenite=warn";

/// Logs what `filter` lets through, from now on.
///
/// # Errors
/// When the filter makes no sense.
pub fn start(filter: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter)
        .and_then(|filter| Ok(filter.add_directive(QUIET.parse()?)))
        .map_err(|error| format!("--log {filter:?} makes no sense: {error}. Try \"info\" or \"debug\"."))?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
    Ok(())
}

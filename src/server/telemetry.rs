//! Logs: one line an event, on standard error. Never a person's words, addresses, descriptions or cookies.

use tracing_subscriber::EnvFilter;

/// Whatever is asked for: at "trace" the first of these libraries logs every frame, words and all, and the second the
/// keys that messages are signed with; and that one warns of every packet that is none, so that anybody could fill the
/// log.
const QUIET: [&str; 3] = ["tungstenite=warn", "stun_types=off", "turn_types=off"];

/// Logs what `filter` lets through, from now on.
///
/// # Errors
/// When the filter makes no sense.
pub fn start(filter: &str) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter)
        .and_then(|filter| QUIET.iter().try_fold(filter, |filter, quiet| Ok(filter.add_directive(quiet.parse()?))))
        .map_err(|error| format!("--log {filter:?} makes no sense: {error}. Try \"info\" or \"debug\"."))?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
    Ok(())
}

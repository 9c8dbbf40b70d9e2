use super::config::Config;
use super::systemd::Print;
use clap::{Parser, Subcommand};

/// Chat and video calls that you run yourself.
///
/// Started without arguments it serves on 127.0.0.1:3000, asks nobody for anything and keeps what has to outlive it in
/// the platform's data folder.
#[derive(Clone, Debug, Parser)]
#[command(version, max_term_width = 100, args_conflicts_with_subcommands = true)]
pub struct CommandLine {
    /// What to do instead of serving.
    #[command(subcommand)]
    pub task: Option<Task>,

    /// How to serve.
    #[command(flatten)]
    pub config: Config,
}

/// What the program does instead of serving.
#[derive(Clone, Debug, Subcommand)]
pub enum Task {
    /// Checks what calls need, with the flags that the server is started with: one line each, and what to change
    Doctor(Box<Config>),
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap shows the inner ones in its place")]
    Print(Print),
}

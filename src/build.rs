//! Builds the server anew when the site that it embeds has changed: the macro that embeds it
//! notices changed files by itself, but not new ones.

fn main() {
    println!("cargo:rerun-if-changed=target/site");
}

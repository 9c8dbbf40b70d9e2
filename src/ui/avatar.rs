use crate::protocol::UserName;
use leptos::prelude::*;

/// Colours that the style sheet has for people: `tint-0` and so on.
const TINTS: u32 = 12;

/// Somebody's round initials, in a colour of their own.
#[component]
pub fn Avatar(
    /// Whose.
    name: UserName,
) -> impl IntoView {
    view! { <span class=format!("avatar {}", tint(&name)) aria-hidden="true">{initials(&name)}</span> }
}

/// The class of a person's colour, the same on every screen.
pub fn tint(name: &UserName) -> String {
    // FNV-1a: short, and spreads similar names.
    let hash =
        name.as_str().bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("tint-{}", hash % TINTS)
}

/// The style sheet makes them capitals: the tables for that are in the browser already.
fn initials(name: &UserName) -> String {
    let words = name.as_str().split(|c: char| c.is_whitespace() || c == '-' || c == '_');
    words.filter_map(|word| word.chars().next()).take(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_two_words() {
        for (name, letters) in [("ana", "a"), ("Ana Maria Braun", "AM"), ("王 小明", "王小"), ("jean-luc", "jl")] {
            assert_eq!(initials(&UserName::nearest(name)), letters);
        }
    }
}

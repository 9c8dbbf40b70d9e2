use proptest::prelude::*;

/// One thing that happens, to the page with that number.
#[derive(Clone, Debug)]
pub enum Step {
    Place(usize, usize),
    Accept(usize),
    Decline(usize),
    HangUp(usize),
    Dismiss(usize),
    /// Another camera: negotiate anew.
    Change(usize),
    Rename(usize),
    /// The room hears what a page has said.
    Up(usize),
    /// A page hears what the room has said.
    Down(usize),
    /// A page's browser does one of its things.
    Browser(usize, u8),
    /// Seconds pass.
    Time(u64),
    /// A page's connection is gone, and the room knows.
    Lose(usize),
    /// It is gone, and the room does not know yet.
    LoseSilently(usize),
    /// The room notices what it did not know.
    Notice,
    /// A page comes back.
    Return(usize),
    /// A page is loaded again.
    Reload(usize),
}

/// What may happen to so many pages whose connections last.
pub fn steps(pages: usize) -> impl Strategy<Value = Vec<Step>> {
    let page = move || 0..pages;
    let step = prop_oneof![
        12 => page().prop_map(Step::Up),
        12 => page().prop_map(Step::Down),
        24 => (page(), any::<u8>()).prop_map(|(page, choice)| Step::Browser(page, choice)),
        4 => (page(), page()).prop_map(|(page, callee)| Step::Place(page, callee)),
        3 => page().prop_map(Step::Accept),
        1 => page().prop_map(Step::Decline),
        2 => page().prop_map(Step::HangUp),
        1 => page().prop_map(Step::Dismiss),
        3 => page().prop_map(Step::Change),
        1 => page().prop_map(Step::Rename),
        1 => (0u64..30).prop_map(Step::Time),
    ];
    prop::collection::vec(step, 0..150)
}

/// What happens without anybody's doing: frames arrive, browsers work. No camera is refused.
pub fn steps_without_users(pages: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = (0..pages, 0..4_u8, 0..15_u8).prop_map(|(page, kind, choice)| match kind {
        0 => Step::Up(page),
        1 => Step::Down(page),
        _ => Step::Browser(page, choice),
    });
    prop::collection::vec(step, 0..100)
}

/// What may happen to pages whose connections are lost, and come back.
pub fn steps_with_losses(pages: usize) -> impl Strategy<Value = Vec<Step>> {
    let loss = prop_oneof![
        2 => (0..pages).prop_map(Step::Lose),
        1 => (0..pages).prop_map(Step::LoseSilently),
        1 => Just(Step::Notice),
        4 => (0..pages).prop_map(Step::Return),
    ];
    among(steps(pages), loss)
}

/// What may happen to pages that are loaded again now and then.
pub fn steps_with_reloads(pages: usize) -> impl Strategy<Value = Vec<Step>> {
    among(steps(pages), (0..pages).prop_map(Step::Reload))
}

/// A few others, anywhere among the steps.
fn among(
    steps: impl Strategy<Value = Vec<Step>>,
    others: impl Strategy<Value = Step>,
) -> impl Strategy<Value = Vec<Step>> {
    let others = prop::collection::vec((any::<prop::sample::Index>(), others), 0..10);
    (steps, others).prop_map(|(mut steps, others)| {
        for (index, other) in others {
            steps.insert(index.index(steps.len() + 1), other);
        }
        steps
    })
}

/// How far the first two are when it begins: nothing yet, ringing, accepted, or in a call.
pub fn begun() -> impl Strategy<Value = u8> {
    0..4_u8
}

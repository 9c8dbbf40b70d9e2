use super::*;

fn p(text: &str) -> Payload {
    Payload::from_json(format!("\"{text}\""))
}

/// As a client says it that knows no numbers.
fn bare(text: &str) -> Description {
    Description { sdp: p(text), offer: None }
}

fn offer(text: &str) -> Description {
    Description::offer(p(text))
}

/// The answer to that offer.
fn answer_to(text: &str, answer: &str) -> Description {
    Description { sdp: p(answer), offer: offer(text).offer }
}

fn done(n: &mut Negotiation, made: Option<&str>) -> (Option<Made>, Option<Op>) {
    n.done(OpOutcome::Done(made.map(p))).unwrap()
}

#[test]
fn a_caller_offers_once_and_takes_the_answer() {
    let mut n = Negotiation::caller();
    assert_eq!(n.needed(), Some(Op::DraftOffer));
    assert_eq!(n.needed(), None, "one operation at a time");
    assert_eq!(done(&mut n, Some("o")), (Some(Made::First(offer("o"))), None), "not stable: no second offer");
    assert_eq!(n.known(), Some(Op::ApplyOffer));
    assert_eq!(n.known(), None, "it is being applied");
    assert_eq!(done(&mut n, None), (None, None));
    assert_eq!(n.known(), None, "it was");
    assert_eq!(n.received(Wire::Candidate(p("c1"))), None, "candidates wait for the description");
    assert_eq!(n.received(Wire::Answer(bare("a"))), Some(Op::TakeAnswer(p("a"))));
    assert_eq!(n.received(Wire::Candidate(p("c2"))), None);
    assert_eq!(done(&mut n, None), (None, Some(Op::AddCandidate(p("c1")))));
    assert_eq!(done(&mut n, None), (None, Some(Op::AddCandidate(p("c2")))));
    assert_eq!(done(&mut n, None), (None, None));
    assert_eq!(n.needed(), Some(Op::MakeOffer), "any later change renegotiates");
}

#[test]
fn a_callee_prepares_but_gives_nothing_away_before_accepting() {
    let mut n = Negotiation::callee();
    assert_eq!(n.received(Wire::Candidate(p("c"))), None);
    assert_eq!(n.received(Wire::Offer(bare("o"))), Some(Op::TakeOffer(p("o"))));
    assert_eq!(n.needed(), None);
    assert_eq!(done(&mut n, None), (None, Some(Op::PrepareAnswer)));
    assert_eq!(done(&mut n, None), (None, None), "an answer that was prepared waits");
    assert_eq!(n.accept(), Some(Op::MakeAnswer));
    assert_eq!(done(&mut n, Some("a")), (Some(Made::Answer(bare("a"))), Some(Op::AddCandidate(p("c")))));
    assert_eq!(done(&mut n, None), (None, None), "the offer settled what the browser had asked for");
}

#[test]
fn accepting_early_answers_as_soon_as_the_offer_is_taken() {
    let mut n = Negotiation::callee();
    assert_eq!(n.accept(), None);
    assert_eq!(n.received(Wire::Offer(bare("o"))), Some(Op::TakeOffer(p("o"))));
    assert_eq!(done(&mut n, None), (None, Some(Op::MakeAnswer)));
}

#[test]
fn accepting_while_the_answer_is_prepared_waits_for_that() {
    let mut n = Negotiation::callee();
    n.received(Wire::Offer(bare("o")));
    assert_eq!(done(&mut n, None), (None, Some(Op::PrepareAnswer)));
    assert_eq!(n.accept(), None, "one operation at a time");
    assert_eq!(done(&mut n, None), (None, Some(Op::MakeAnswer)));
}

#[test]
fn an_offer_that_comes_after_the_answer_was_prepared_waits_for_the_user() {
    let mut n = Negotiation::callee();
    n.received(Wire::Offer(offer("o")));
    done(&mut n, None);
    done(&mut n, None);
    assert_eq!(n.received(Wire::Offer(offer("o"))), None, "said twice");
    assert_eq!(n.received(Wire::Offer(offer("o2"))), None, "it may say where to send packets");
    assert_eq!(n.accept(), Some(Op::MakeAnswer));
    assert_eq!(done(&mut n, Some("a")).0, Some(Made::Answer(answer_to("o", "a"))));
}

#[test]
fn what_the_browser_asks_for_after_the_answer_was_prepared_is_offered_after_it() {
    let mut n = Negotiation::callee();
    n.received(Wire::Offer(offer("o")));
    done(&mut n, None);
    n.accept();
    n.needed();
    assert_eq!(done(&mut n, None), (None, Some(Op::MakeAnswer)));
    assert_eq!(done(&mut n, Some("a")).1, Some(Op::DraftOffer));
}

#[test]
fn in_a_glare_the_polite_side_yields() {
    let mut n = Negotiation::callee();
    n.accept();
    assert_eq!(n.needed(), Some(Op::MakeOffer));
    assert_eq!(n.received(Wire::Offer(bare("theirs"))), None);
    assert_eq!(
        done(&mut n, Some("mine")),
        (Some(Made::First(offer("mine"))), Some(Op::TakeOffer(p("theirs")))),
        "implicit rollback"
    );
    assert_eq!(done(&mut n, None), (None, Some(Op::MakeAnswer)));
    assert_eq!(done(&mut n, Some("a")), (Some(Made::Answer(bare("a"))), None));
    assert_eq!(n.received(Wire::Answer(bare("late"))), None, "an answer to what was taken back");
}

#[test]
fn where_media_flow_the_polite_side_has_nothing_to_roll_back() {
    let mut n = Negotiation::callee();
    n.accept();
    n.received(Wire::Offer(bare("o")));
    done(&mut n, None);
    done(&mut n, Some("a"));
    assert_eq!(n.needed(), Some(Op::DraftOffer));
    assert_eq!(done(&mut n, Some("mine")), (Some(Made::Offer(offer("mine"))), None));
    assert_eq!(n.resumed(), Some(Op::RepeatOffer));
    assert_eq!(done(&mut n, Some("mine")), (Some(Made::Offer(offer("mine"))), None), "the same draft");
    assert_eq!(n.received(Wire::Offer(bare("theirs"))), Some(Op::TakeOffer(p("theirs"))));
    assert_eq!(done(&mut n, None), (None, Some(Op::MakeAnswer)));
    assert_eq!(done(&mut n, Some("a")), (Some(Made::Answer(bare("a"))), None));
    assert_eq!(n.needed(), Some(Op::DraftOffer), "asked for again, once that is settled");
    done(&mut n, Some("mine again"));
    assert_eq!(n.received(Wire::Answer(bare("yes"))), Some(Op::TakeAnswer(p("yes"))));
}

#[test]
fn in_a_glare_the_impolite_side_stands_and_loses_no_candidate() {
    let mut n = Negotiation::caller();
    n.needed();
    done(&mut n, Some("mine"));
    n.received(Wire::Answer(bare("a")));
    done(&mut n, None);
    assert_eq!(n.needed(), Some(Op::MakeOffer));
    assert_eq!(n.received(Wire::Offer(bare("theirs"))), None);
    assert_eq!(n.received(Wire::Candidate(p("of a"))), None);
    assert_eq!(done(&mut n, Some("mine too")).1, Some(Op::AddCandidate(p("of a"))), "theirs is ignored, not this");
    assert_eq!(n.received(Wire::Answer(bare("a too"))), None);
    assert_eq!(done(&mut n, None), (None, Some(Op::TakeAnswer(p("a too")))));
}

#[test]
fn a_refused_candidate_is_no_matter_and_a_refused_description_is() {
    let mut n = Negotiation::caller();
    n.needed();
    done(&mut n, Some("o"));
    n.received(Wire::Answer(bare("a")));
    n.received(Wire::Candidate(p("c")));
    assert_eq!(done(&mut n, None).1, Some(Op::AddCandidate(p("c"))));
    assert_eq!(n.done(OpOutcome::Failed), Ok((None, None)));
    n.needed();
    assert_eq!(n.done(OpOutcome::Failed), Err(NegotiationFailed));
}

#[test]
fn what_waits_is_bounded() {
    let mut n = Negotiation::callee();
    for i in 0..limits::CANDIDATES * 2 {
        n.received(Wire::Candidate(p(&i.to_string())));
    }
    assert_eq!(n.waiting.len(), limits::CANDIDATES);
}

#[test]
fn an_answer_to_another_offer_answers_nothing() {
    let mut n = Negotiation::caller();
    n.needed();
    done(&mut n, Some("mine"));
    assert_eq!(n.received(Wire::Answer(answer_to("of the page before", "a"))), None);
    assert_eq!(n.received(Wire::Answer(answer_to("mine", "a"))), Some(Op::TakeAnswer(p("a"))));
    done(&mut n, None);
    assert_eq!(n.received(Wire::Answer(answer_to("mine", "a"))), None, "the same once more");
    n.needed();
    done(&mut n, Some("mine too"));
    assert_eq!(n.received(Wire::Answer(answer_to("mine", "a"))), None, "and again, late");
    assert_eq!(n.received(Wire::Answer(answer_to("mine too", "b"))), Some(Op::TakeAnswer(p("b"))));
}

#[test]
fn a_repeated_offer_is_taken_once_and_its_answer_repeated() {
    let mut n = Negotiation::callee();
    n.received(Wire::Offer(offer("o")));
    done(&mut n, None);
    done(&mut n, None);
    assert_eq!(n.received(Wire::Offer(offer("o"))), None, "nobody has accepted");
    assert_eq!(n.accept(), Some(Op::MakeAnswer));
    assert_eq!(n.received(Wire::Offer(offer("o"))), None, "the answer is being made");
    let (made, next) = done(&mut n, Some("a"));
    assert_eq!((made, next), (Some(Made::Answer(answer_to("o", "a"))), Some(Op::RepeatAnswer)));
    let again = done(&mut n, Some("a, and candidates"));
    assert_eq!(again, (Some(Made::Answer(answer_to("o", "a, and candidates"))), None));
    assert_eq!(n.received(Wire::Offer(offer("another"))), Some(Op::TakeOffer(p("another"))));
}

#[test]
fn whoever_repeats_an_answer_repeats_the_offer_that_went_after_it() {
    let mut n = Negotiation::callee();
    n.accept();
    n.received(Wire::Offer(offer("o")));
    done(&mut n, None);
    done(&mut n, Some("a"));
    n.needed();
    done(&mut n, Some("mine"));
    // They did not get the answer, and have ignored the offer.
    assert_eq!(n.received(Wire::Offer(offer("o"))), Some(Op::RepeatAnswer));
    assert_eq!(done(&mut n, Some("a")), (Some(Made::Answer(answer_to("o", "a"))), Some(Op::RepeatOffer)));
    assert_eq!(done(&mut n, Some("mine")), (Some(Made::Offer(offer("mine"))), None));
    assert_eq!(n.received(Wire::Answer(answer_to("mine", "b"))), Some(Op::TakeAnswer(p("b"))));
}

#[test]
fn an_answer_is_astray_that_answers_a_peer_connection_before_this_one_or_comes_from_a_second() {
    let mut n = Negotiation::again(Side::Callee, Opening::Answers);
    let (mine, before) = (offer("mine").offer, offer("before").offer);
    assert!(n.is_astray(before));
    assert!(!n.is_astray(None), "nobody knows");
    let mut again = Negotiation::again(Side::Caller, Opening::Offers);
    again.needed();
    done(&mut again, Some("mine"));
    assert!(!again.is_astray(mine) && !again.is_astray(before));
    assert_eq!(again.resumed(), Some(Op::RepeatOffer));
    again.received(Wire::Answer(answer_to("mine", "a")));
    assert!(again.is_astray(mine), "the first waits");
    assert_eq!(done(&mut again, Some("mine")).1, Some(Op::TakeAnswer(p("a"))));
    assert!(again.is_astray(mine), "the first is being taken");
    done(&mut again, None);
    assert!(again.is_astray(mine), "the first was taken");
    n.received(Wire::Offer(offer("theirs")));
    assert!(n.is_astray(mine));
}

#[test]
fn a_peer_connection_is_new_until_it_knows_the_other_side_s() {
    let mut n = Negotiation::again(Side::Callee, Opening::Offers);
    assert!(n.is_new(), "and has not offered yet");
    n.needed();
    done(&mut n, Some("mine"));
    assert!(n.is_new());
    n.received(Wire::Answer(answer_to("mine", "a")));
    assert!(!n.is_new(), "what comes now is for it");
    assert!(!Negotiation::again(Side::Callee, Opening::Answers).is_new());
}

#[test]
fn an_offer_that_is_made_after_the_way_was_interrupted_is_not_repeated() {
    let mut n = Negotiation::again(Side::Caller, Opening::Offers);
    assert_eq!(n.needed(), Some(Op::MakeOffer));
    assert_eq!(n.resumed(), None);
    assert_eq!(done(&mut n, Some("mine")), (Some(Made::First(offer("mine"))), None));
    assert_eq!(n.resumed(), Some(Op::RepeatOffer), "this one may be lost");
}

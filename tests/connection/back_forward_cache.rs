//! What the back/forward cache does to requests and questions that may not simply be sent again.

use crate::fake_host::{EVENT_STREAM, FakeHost};
use crate::inputs::Input;
use crate::page::{give, open_once, waiting_once};
use eventsource_wasm::connection::{Answer, Options, Response};

#[test]
fn request_that_may_not_be_repeated_fails_after_the_back_forward_cache() {
    let mut host = open_once();
    give(&mut host, Input::Suspend);
    assert_eq!(host.happened(), ["disconnect"]);
    give(&mut host, Input::Resume);
    assert_eq!(host.happened(), ["disconnect", "error 1 network, closed"]);
}

#[test]
fn delay_of_a_policy_goes_on_in_the_back_forward_cache() {
    let mut host = waiting_once();
    let due = host.next_timer();
    give(&mut host, Input::Suspend);
    give(&mut host, Input::Resume);
    assert_eq!(host.happened(), [""; 0]);
    assert_eq!(host.next_timer(), due);
    host.wake();
    assert_eq!(host.happened(), ["fetch 2"], "the policy said so");
}

#[test]
fn question_goes_on_in_the_back_forward_cache() {
    let mut host = FakeHost::open(Options { repeatable: false, asks: true, ..Options::default() });
    host.network_error();
    host.happened();
    give(&mut host, Input::Suspend);
    give(&mut host, Input::Resume);
    host.answer(Answer::Fail);
    assert_eq!(host.happened(), ["error 1 network, closed"]);
}

#[test]
fn suspended_while_asking_keeps_the_question() {
    let mut host = FakeHost::open(Options { asks: true, ..Options::default() });
    host.respond(Response { status: 401, ..EVENT_STREAM });
    host.happened();
    give(&mut host, Input::Suspend);
    give(&mut host, Input::Resume);
    assert_eq!(host.happened(), [""; 0], "a refused request is not sent unless the policy says so");
    host.answer(Answer::Default);
    assert_eq!(host.happened(), ["error 1 status, closed"]);
}

#[test]
fn answered_while_suspended_reconnects_at_once_when_resumed() {
    let mut host = FakeHost::open(Options { asks: true, ..Options::default() });
    host.network_error();
    give(&mut host, Input::Suspend);
    host.answer(Answer::Reestablish);
    host.happened();
    give(&mut host, Input::Resume);
    assert_eq!(host.happened(), ["disconnect", "fetch 2"]);
}

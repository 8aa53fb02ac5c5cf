//! What the page goes through: visibility, the network, the back/forward cache.

use crate::fake_host::FakeHost;
use crate::inputs::Input;
use eventsource_wasm::connection::{Answer, Options, ReadyState};

pub(crate) fn give(host: &mut FakeHost, input: Input) {
    input.give(0, host);
}

fn open() -> FakeHost {
    let mut host = FakeHost::open(Options::default());
    host.announce();
    host.happened();
    host
}

/// An open connection whose request must not be repeated.
pub(crate) fn open_once() -> FakeHost {
    let mut host = FakeHost::open(Options { repeatable: false, ..Options::default() });
    host.announce();
    host.happened();
    host
}

/// A request that must not be repeated, whose policy said to do so.
pub(crate) fn waiting_once() -> FakeHost {
    let mut host = FakeHost::open(Options { repeatable: false, asks: true, ..Options::default() });
    host.network_error();
    host.answer(Answer::Reestablish);
    host.happened();
    host
}

/// Ten automatic attempts at the time 0; the eleventh has to wait until 10 s.
fn at_the_limit() -> FakeHost {
    let options =
        Options { reconnection_time: 0.0, max_reconnection_time: 0.0, ..Options::default() };
    let mut host = FakeHost::open(options);
    for _ in 0..10 {
        host.network_error();
        host.wake();
    }
    host.happened();
    host
}

#[test]
fn hidden_from_the_start() {
    let mut host = FakeHost::new(Options::default());
    give(&mut host, Input::Hide);
    give(&mut host, Input::Open);
    assert_eq!(host.happened(), [""; 0]);
    assert_eq!(host.connection.ready_state(), ReadyState::Connecting);
    give(&mut host, Input::Show);
    assert_eq!(host.happened(), ["fetch 1"]);
}

#[test]
fn hidden_while_open_drops_the_connection_without_an_event() {
    let mut host = open();
    host.body("id:1\ndata:a\n\n");
    give(&mut host, Input::Hide);
    assert_eq!(host.connection.ready_state(), ReadyState::Connecting);
    host.pass(3_600_000.0);
    assert_eq!(host.happened(), ["message a id=1", "disconnect"]);
    give(&mut host, Input::Show);
    assert_eq!(host.happened(), ["fetch 2 id=1"], "at once");
    host.announce();
    assert_eq!(host.happened(), ["open", "read 2"]);
}

#[test]
fn hidden_by_a_listener_silences_the_rest_of_the_chunk() {
    let mut host = open();
    host.when("message a id=1", |connection| connection.set_hidden(true, 0.0));
    host.body("id:1\ndata:a\n\nid:2\ndata:b\n\n");
    assert_eq!(host.happened(), ["message a id=1", "disconnect"]);
    assert_eq!(host.last_event_id(), "1");
}

#[test]
fn hidden_while_waiting_connects_at_once_when_visible() {
    let mut host = open();
    host.end();
    host.happened();
    give(&mut host, Input::Hide);
    host.pass(60_000.0);
    assert_eq!(host.happened(), ["disconnect"]);
    give(&mut host, Input::Show);
    assert_eq!(host.happened(), ["fetch 2"]);
}

#[test]
fn hidden_while_asking_connects_at_once_when_visible() {
    for pass in [0.0, 60_000.0] {
        let mut host = FakeHost::open(Options { asks: true, ..Options::default() });
        host.network_error();
        give(&mut host, Input::Hide);
        host.answer(Answer::Reestablish);
        host.pass(pass);
        assert_eq!(host.attempt, 1, "no connection while it is hidden");
        give(&mut host, Input::Show);
        assert_eq!(host.attempt, 2, "visible after {pass} ms");
    }
}

#[test]
fn reconnect_while_hidden_waits_and_counts_as_the_first_attempt() {
    let mut host = FakeHost::open(Options { cross_origin: true, ..Options::default() });
    host.announce();
    give(&mut host, Input::Hide);
    host.happened();
    give(&mut host, Input::Reconnect);
    assert_eq!(host.happened(), ["disconnect"]);
    give(&mut host, Input::Show);
    host.network_error();
    assert_eq!(host.happened(), ["fetch 2", "probe 2", "timer Probe"]);
}

#[test]
fn first_attempt_that_was_dropped_unanswered_is_not_the_first() {
    for (away, back) in [(Input::Suspend, Input::Resume), (Input::Hide, Input::Show)] {
        let mut host = FakeHost::open(Options { cross_origin: true, ..Options::default() });
        give(&mut host, away);
        give(&mut host, back);
        host.happened();
        host.network_error();
        assert_eq!(host.happened(), ["probe 2", "timer Probe"]);
    }
}

#[test]
fn request_that_has_not_been_sent_is_sent_when_the_page_is_back() {
    let mut host = FakeHost::new(Options { repeatable: false, ..Options::default() });
    give(&mut host, Input::Hide);
    give(&mut host, Input::Open);
    give(&mut host, Input::Suspend);
    give(&mut host, Input::Show);
    assert_eq!(host.happened(), ["disconnect"]);
    give(&mut host, Input::Resume);
    assert_eq!(host.happened(), ["fetch 1"]);
    host.network_error();
    assert_eq!(host.happened(), ["disconnect", "error 1 network, closed"]);
}

#[test]
fn hidden_and_visible_in_turn_is_within_the_limit() {
    let mut host = FakeHost::open(Options::default());
    for _ in 0..40 {
        give(&mut host, Input::Hide);
        give(&mut host, Input::Show);
    }
    assert_eq!(host.attempt, 11);
    host.pass(9_999.0);
    assert_eq!(host.attempt, 11);
    host.pass(1.0);
    assert_eq!(host.attempt, 12);
}

#[test]
fn request_that_may_not_be_repeated_goes_on_while_hidden() {
    let mut host = open_once();
    give(&mut host, Input::Hide);
    host.body("data:a\n\n");
    give(&mut host, Input::Show);
    host.body("data:b\n\n");
    assert_eq!(host.happened(), ["message a", "message b"]);
}

#[test]
fn delay_of_a_policy_goes_on_while_hidden() {
    let mut host = waiting_once();
    let due = host.next_timer();
    give(&mut host, Input::Hide);
    give(&mut host, Input::Show);
    assert_eq!(host.next_timer(), due, "and is not cut short");
    give(&mut host, Input::Hide);
    host.pass(60_000.0);
    assert_eq!(host.happened(), [""; 0], "no connection while it is hidden");
    give(&mut host, Input::Show);
    assert_eq!(host.happened(), ["fetch 2"], "the policy said so");
}

#[test]
fn hasten_ends_the_delay() {
    let mut host = open();
    host.end();
    host.happened();
    give(&mut host, Input::Hasten);
    assert_eq!(host.happened(), ["disconnect", "fetch 2"]);
    assert_eq!(host.next_timer(), None, "the old one is not waited for too");
}

#[test]
fn hasten_does_not_send_what_may_not_be_repeated() {
    let mut host = waiting_once();
    let due = host.next_timer();
    give(&mut host, Input::Hasten);
    assert_eq!(host.happened(), [""; 0]);
    assert_eq!(host.next_timer(), due);
}

#[test]
fn hasten_is_within_the_limit() {
    let mut host = at_the_limit();
    host.network_error();
    for _ in 0..5 {
        host.pass(100.0);
        give(&mut host, Input::Hasten);
    }
    assert_eq!(host.attempt, 11);
    assert_eq!(host.next_timer(), Some(10_000.0));
    host.wake();
    assert_eq!(host.attempt, 12);
}

#[test]
fn hasten_of_a_long_delay_waits_for_the_limit_only() {
    let mut host = at_the_limit();
    host.input(|connection, _| connection.set_reconnection_time(60_000.0));
    host.network_error();
    assert!(host.next_timer().is_some_and(|due| due >= 60_000.0));
    give(&mut host, Input::Hasten);
    assert_eq!(host.next_timer(), Some(10_000.0));
}

#[test]
fn back_forward_cache_closes_without_an_event_and_comes_back() {
    let mut host = open();
    host.body("id:1\ndata:a\n\n");
    give(&mut host, Input::Suspend);
    assert_eq!(host.connection.ready_state(), ReadyState::Connecting);
    assert_eq!(host.happened(), ["message a id=1", "disconnect"]);
    host.now += 3_600_000.0;
    give(&mut host, Input::Resume);
    assert_eq!(host.happened(), ["fetch 2 id=1"]);
}

#[test]
fn back_forward_cache_during_a_delay() {
    let mut host = open();
    host.end();
    host.happened();
    give(&mut host, Input::Suspend);
    give(&mut host, Input::Resume);
    assert_eq!(host.happened(), ["disconnect", "fetch 2"]);
}

#[test]
fn back_forward_cache_and_a_hidden_page() {
    let mut host = open();
    give(&mut host, Input::Suspend);
    give(&mut host, Input::Hide);
    give(&mut host, Input::Resume);
    assert_eq!(host.happened(), ["disconnect"]);
    give(&mut host, Input::Show);
    assert_eq!(host.happened(), ["fetch 2"]);
}

#[test]
fn back_forward_cache_is_within_the_limit() {
    let mut host = at_the_limit();
    give(&mut host, Input::Suspend);
    give(&mut host, Input::Resume);
    assert_eq!(host.happened(), ["disconnect", "timer Reconnection"]);
    assert_eq!(host.next_timer(), Some(10_000.0));
}

#[test]
fn closed_while_away_stays_closed() {
    for (away, back) in [(Input::Suspend, Input::Resume), (Input::Hide, Input::Show)] {
        let mut host = open();
        give(&mut host, away);
        give(&mut host, Input::Close);
        host.happened();
        give(&mut host, back);
        assert_eq!(host.happened(), [""; 0]);
        assert_eq!(host.connection.ready_state(), ReadyState::Closed);
    }
}

/// The time away is no time that the connection stayed open.
#[test]
fn time_away_does_not_set_the_failures_back() {
    for (away, back) in [(Input::Suspend, Input::Resume), (Input::Hide, Input::Show)] {
        let mut host = FakeHost::open(Options::default());
        for _ in 0..3 {
            host.network_error();
            host.wake();
        }
        host.announce();
        give(&mut host, away);
        host.now += 60_000.0;
        give(&mut host, back);
        host.network_error();
        // The fourth in a row: from 12 to 24 s.
        assert!(host.delays.last().is_some_and(|delay| *delay >= 12_000.0), "{:?}", host.delays);
    }
}

#[test]
fn time_open_before_sets_the_failures_back() {
    for (away, back) in [(Input::Suspend, Input::Resume), (Input::Hide, Input::Show)] {
        let mut host = FakeHost::open(Options::default());
        for _ in 0..3 {
            host.network_error();
            host.wake();
        }
        host.announce();
        host.body("data:a\n\n");
        give(&mut host, away);
        give(&mut host, back);
        host.network_error();
        assert!(host.delays.last().is_some_and(|delay| *delay <= 3_300.0), "{:?}", host.delays);
    }
}

#[test]
fn steady_connection_that_is_hidden_sets_the_failures_back() {
    for (open, range) in [(4_999.0, 12_000.0..=24_000.0), (5_000.0, 3_000.0..=3_300.0)] {
        let mut host = FakeHost::open(Options::default());
        for _ in 0..3 {
            host.network_error();
            host.wake();
        }
        host.announce();
        host.pass(open);
        give(&mut host, Input::Hide);
        give(&mut host, Input::Show);
        host.network_error();
        assert!(host.delays.last().is_some_and(|delay| range.contains(delay)), "{:?}", host.delays);
    }
}

#[test]
fn steady_connection_sets_the_failures_back_however_it_is_left() {
    for (away, back) in [(Input::Suspend, Input::Resume), (Input::Hide, Input::Show)] {
        let mut host = FakeHost::open(Options::default());
        for _ in 0..3 {
            host.network_error();
            host.wake();
        }
        host.announce();
        host.pass(3_600_000.0);
        give(&mut host, away);
        give(&mut host, back);
        host.network_error();
        let delay = host.delays.pop().expect("it is reestablished");
        assert!(delay <= 3_300.0, "{away:?}: {delay}, the first failure in a row");
    }
}

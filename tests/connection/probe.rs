//! Refusals that look like a network that is down, and URLs that no request can be made for.

use crate::fake_host::{EVENT_STREAM, FakeHost};
use crate::inputs::Input;
use eventsource_wasm::connection::{Options, ReadyState, Response};

fn cross_origin() -> FakeHost {
    FakeHost::open(Options { cross_origin: true, ..Options::default() })
}

fn probe(host: &mut FakeHost, reachable: bool) {
    let attempt = host.attempt;
    host.input(|connection, now| connection.process_probe(attempt, reachable, now));
}

#[test]
fn server_that_is_there_refused_by_cors() {
    let mut host = cross_origin();
    host.network_error();
    assert_eq!(
        host.happened(),
        ["fetch 1", "probe 1", "timer Probe"],
        "no event before the answer"
    );
    assert_eq!(host.connection.ready_state(), ReadyState::Connecting);
    probe(&mut host, true);
    assert_eq!(host.happened(), ["disconnect", "error 1 cors, closed"]);
    assert_eq!(host.next_timer(), None);
}

#[test]
fn server_that_is_not_there_is_the_network() {
    let mut host = cross_origin();
    host.network_error();
    probe(&mut host, false);
    assert_eq!(
        host.happened(),
        [
            "fetch 1",
            "probe 1",
            "timer Probe",
            "disconnect",
            "error 1 network",
            "timer Reconnection"
        ]
    );
    assert!((3_000.0..=3_300.0).contains(&host.delays[0]), "the first failure");
}

#[test]
fn probe_without_an_answer_is_the_network_after_5_seconds() {
    let mut host = cross_origin();
    host.pass(1_000.0);
    host.network_error();
    host.happened();
    host.pass(4_999.0);
    assert_eq!(host.happened(), [""; 0]);
    host.pass(1.0);
    assert_eq!(host.happened(), ["disconnect", "error 1 network", "timer Reconnection"]);
    probe(&mut host, true);
    assert_eq!(host.happened(), [""; 0], "too late");
}

#[test]
fn answer_in_time_stops_the_timer() {
    for reachable in [true, false] {
        let mut host = cross_origin();
        host.network_error();
        host.pass(4_999.0);
        probe(&mut host, reachable);
        let errors = host.happened().iter().filter(|what| what.starts_with("error")).count();
        assert_eq!(errors, 1);
        host.pass(1.0);
        assert_eq!(host.happened(), [""; 0]);
    }
}

#[test]
fn only_the_first_attempt_is_probed() {
    let mut host = cross_origin();
    host.network_error();
    probe(&mut host, false);
    host.wake();
    host.happened();
    for attempt in 2..5 {
        host.network_error();
        let error = format!("error {attempt} network");
        assert_eq!(host.happened(), ["disconnect", &error, "timer Reconnection"]);
        host.wake();
        host.happened();
    }
}

#[test]
fn attempt_after_a_stream_is_not_probed() {
    let mut host = cross_origin();
    host.announce();
    host.end();
    host.wake();
    host.happened();
    host.network_error();
    assert_eq!(host.happened(), ["disconnect", "error 2 network", "timer Reconnection"]);
}

#[test]
fn body_that_fails_is_not_probed() {
    let mut host = cross_origin();
    host.announce();
    host.happened();
    host.break_off();
    assert_eq!(host.happened(), ["disconnect", "error 1 network", "timer Reconnection"]);
}

#[test]
fn answer_that_is_no_event_stream_is_not_probed() {
    let mut host = cross_origin();
    host.respond(Response { status: 503, ..EVENT_STREAM });
    assert_eq!(host.happened(), ["fetch 1", "disconnect", "error 1 status, closed"]);
}

#[test]
fn same_origin_is_not_probed() {
    let mut host = FakeHost::open(Options::default());
    host.network_error();
    assert_eq!(host.happened(), ["fetch 1", "disconnect", "error 1 network", "timer Reconnection"]);
    host.input(|connection, _| connection.reconnect());
    host.network_error();
    assert_eq!(
        host.happened(),
        ["disconnect", "fetch 2", "disconnect", "error 2 network", "timer Reconnection"]
    );
}

#[test]
fn first_attempt_after_reconnect_is_probed() {
    let mut host = cross_origin();
    host.announce();
    host.happened();
    for attempt in [2, 4] {
        host.input(|connection, _| connection.reconnect());
        assert_eq!(host.happened(), ["disconnect".to_owned(), format!("fetch {attempt}")]);
        host.network_error();
        assert_eq!(host.happened(), [format!("probe {attempt}"), "timer Probe".to_owned()]);
        probe(&mut host, false);
        host.wake();
        host.happened();
        host.network_error();
        assert_eq!(
            host.happened()[1],
            format!("error {} network", attempt + 1),
            "the second is not"
        );
    }
}

#[test]
fn reconnect_during_a_probe_drops_it() {
    let mut host = cross_origin();
    host.network_error();
    host.happened();
    host.input(|connection, _| connection.reconnect());
    assert_eq!(host.happened(), ["disconnect", "fetch 2"]);
    assert_eq!(host.next_timer(), None);
}

/// An attempt that was dropped told nothing: the next one is the first that does.
#[test]
fn first_attempt_that_is_refused_is_probed_though_one_was_dropped() {
    for (away, back) in [(Input::Suspend, Input::Resume), (Input::Hide, Input::Show)] {
        let mut host = cross_origin();
        away.give(0, &mut host);
        back.give(0, &mut host);
        host.happened();
        host.network_error();
        assert_eq!(host.happened(), ["probe 2", "timer Probe"], "{away:?} while fetching");
        away.give(0, &mut host);
        back.give(0, &mut host);
        host.happened();
        host.network_error();
        assert_eq!(host.happened(), ["probe 3", "timer Probe"], "{away:?} while probing");
        host.pass(5_000.0);
        host.happened();
        away.give(0, &mut host);
        back.give(0, &mut host);
        host.network_error();
        let expected = ["disconnect", "fetch 4", "disconnect", "error 4 network"];
        assert_eq!(host.happened()[..4], expected, "{away:?} after the answer");
    }
}

#[test]
fn attempt_after_a_stream_that_was_dropped_is_not_probed() {
    for (away, back) in [(Input::Suspend, Input::Resume), (Input::Hide, Input::Show)] {
        let mut host = cross_origin();
        host.announce();
        away.give(0, &mut host);
        back.give(0, &mut host);
        host.happened();
        host.network_error();
        assert_eq!(host.happened()[..2], ["disconnect", "error 2 network"], "{away:?}");
    }
}

#[test]
fn scheme_fails_in_a_task_of_its_own() {
    for cross_origin in [false, true] {
        let mut host =
            FakeHost::open(Options { fetchable: false, cross_origin, ..Options::default() });
        assert_eq!(
            host.happened(),
            ["timer Futile"],
            "no event inside of the constructor, and no request"
        );
        assert_eq!(host.connection.ready_state(), ReadyState::Connecting);
        assert_eq!(host.next_timer(), Some(0.0));
        host.wake();
        assert_eq!(host.happened(), ["disconnect", "error 1 scheme, closed"]);
        assert_eq!(host.connection.ready_state(), ReadyState::Closed);
        host.input(|connection, _| connection.reconnect());
        assert_eq!(host.happened(), ["disconnect", "timer Futile"]);
        host.wake();
        assert_eq!(host.happened(), ["disconnect", "error 2 scheme, closed"]);
    }
}

#[test]
fn close_comes_before_the_failure_of_the_scheme() {
    let mut host = FakeHost::open(Options { fetchable: false, ..Options::default() });
    host.input(|connection, _| connection.close());
    assert_eq!(host.happened(), ["timer Futile", "disconnect"]);
    assert_eq!(host.next_timer(), None);
}

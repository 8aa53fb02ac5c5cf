//! How long a response may take, and how long a stream may be silent.

use crate::fake_host::FakeHost;
use eventsource_wasm::connection::Options;

fn fetching() -> FakeHost {
    let mut host = FakeHost::open(Options { connect_timeout: 20_000.0, ..Options::default() });
    assert_eq!(host.happened(), ["fetch 1", "timer Connect"]);
    host
}

fn open() -> FakeHost {
    let mut host = FakeHost::open(Options { heartbeat_timeout: 45_000.0, ..Options::default() });
    host.announce();
    assert_eq!(host.happened(), ["fetch 1", "open", "read 1", "timer Heartbeat"]);
    host
}

/// When the heartbeat failed, and nothing else happened before.
fn fails_at(host: &mut FakeHost) -> f64 {
    for _ in 0..10 {
        host.wake();
        if host.log.iter().any(|(_, what)| what.starts_with("error")) {
            let expected = ["disconnect", "error 1 heartbeat", "timer Reconnection"];
            let mut happened = host.happened();
            happened.retain(|what| what != "timer Heartbeat");
            assert_eq!(happened, expected);
            return host.now;
        }
    }
    f64::INFINITY
}

#[test]
fn no_time_out_is_no_timer() {
    let mut host = FakeHost::open(Options::default());
    host.announce();
    host.body("data:a\n\n");
    assert_eq!(host.happened(), ["fetch 1", "open", "read 1", "message a"]);
    assert_eq!(host.next_timer(), None);
}

#[test]
fn response_that_does_not_come() {
    let mut host = fetching();
    host.pass(19_999.0);
    assert_eq!(host.happened(), [""; 0]);
    host.pass(1.0);
    assert_eq!(host.happened(), ["disconnect", "error 1 connect-timeout", "timer Reconnection"]);
    host.wake();
    assert_eq!(host.happened(), ["fetch 2", "timer Connect"], "and so for every attempt");
    host.pass(20_000.0);
    assert_eq!(host.happened()[..2], ["disconnect", "error 2 connect-timeout"]);
}

#[test]
fn response_in_time() {
    let mut host = fetching();
    host.pass(19_999.0);
    host.announce();
    host.pass(60_000.0);
    assert_eq!(host.happened(), ["open", "read 1"]);
}

#[test]
fn probe_is_not_bound_by_the_connect_time_out() {
    let options = Options { connect_timeout: 20_000.0, cross_origin: true, ..Options::default() };
    let mut host = FakeHost::open(options);
    host.pass(19_000.0);
    host.network_error();
    host.pass(4_999.0);
    assert_eq!(host.happened(), ["fetch 1", "timer Connect", "probe 1", "timer Probe"]);
    host.pass(1.0);
    assert_eq!(host.happened(), ["disconnect", "error 1 network", "timer Reconnection"]);
}

#[test]
fn silence_from_the_start() {
    assert_eq!(Some(fails_at(&mut open())), Some(45_000.0));
}

#[test]
fn any_byte_is_a_sign_of_life() {
    for bytes in ["data:a\n\n", ":\n", "d", "\n"] {
        let mut host = open();
        host.pass(30_000.0);
        host.body(bytes);
        host.pass(44_999.0);
        host.log.clear();
        assert_eq!(Some(fails_at(&mut host)), Some(75_000.0), "{bytes:?}");
    }
}

#[test]
fn stream_that_is_never_silent_for_so_long() {
    let mut host = open();
    for _ in 0..100 {
        host.pass(44_000.0);
        host.body(":\n");
    }
    let mut happened = host.happened();
    happened.retain(|what| what != "timer Heartbeat");
    assert_eq!(happened, [""; 0]);
}

#[test]
fn no_time_out_lives_longer_than_its_connection() {
    let mut host = open();
    host.pass(40_000.0);
    host.end();
    host.wake();
    host.announce();
    host.happened();
    host.pass(44_999.0);
    assert_eq!(host.happened(), [""; 0], "that of the first connection is gone");
    host.pass(1.0);
    assert_eq!(host.happened()[..3], ["timer Heartbeat", "disconnect", "error 2 heartbeat"]);
}

#[test]
fn timer_that_is_a_little_late_fails_without_delay() {
    let mut host = open();
    host.now = 45_100.0;
    assert_eq!(Some(fails_at(&mut host)), Some(45_100.0));
}

#[test]
fn bytes_that_a_busy_script_kept_waiting_come_before_the_timer_fails() {
    for late in [0.0, 1.0, 100.0] {
        let mut host = open();
        host.now = 45_000.0 + late;
        host.wake();
        assert_eq!(host.happened(), ["timer Heartbeat"]);
        assert_eq!(host.next_timer(), Some(host.now), "a turn");
        host.body(":\n");
        assert_eq!(Some(fails_at(&mut host)), Some(90_000.0 + late));
    }
}

#[test]
fn timer_that_was_throttled_gets_one_more_read() {
    let mut host = open();
    host.now = 105_000.0;
    assert_eq!(Some(fails_at(&mut host)), Some(106_000.0), "that brings nothing");

    let mut host = open();
    host.now = 105_000.0;
    host.wake();
    assert_eq!(host.happened(), ["timer Heartbeat"]);
    host.body(":\n");
    assert_eq!(Some(fails_at(&mut host)), Some(150_000.0), "that brings what had come meanwhile");
}

#[test]
fn more_is_granted_once_only() {
    let mut host = open();
    host.now = 105_000.0;
    host.wake();
    host.now = 205_000.0;
    assert_eq!(Some(fails_at(&mut host)), Some(205_000.0));
}

#[test]
fn more_is_granted_again_after_a_sign_of_life() {
    let mut host = open();
    for hour in 1..10_u32 {
        host.now = f64::from(hour) * 3_600_000.0;
        host.wake();
        host.body(":\n");
        assert_eq!(host.happened(), ["timer Heartbeat"]);
    }
}

#[test]
fn more_is_no_longer_than_the_time_out_itself() {
    let mut host = FakeHost::open(Options { heartbeat_timeout: 300.0, ..Options::default() });
    host.announce();
    host.happened();
    host.now = 10_000.0;
    assert_eq!(Some(fails_at(&mut host)), Some(10_300.0));
}

#[test]
fn empty_chunk_is_no_sign_of_life() {
    let mut host = open();
    host.now += 30_000.0;
    host.body("");
    assert_eq!(Some(fails_at(&mut host)), Some(fails_at(&mut open())));
}

#[test]
fn clock_set_back_waits_no_longer_than_the_time_out() {
    let mut host = open();
    host.now = 3_600_000.0;
    host.body(":\n");
    host.now = 0.0;
    host.wake();
    host.happened();
    let next = host.next_timer().expect("the heartbeat goes on");
    assert!(next - host.now <= 45_000.0, "{next}");
}

#[test]
fn clock_set_back_does_not_prolong_silence() {
    let mut host = open();
    host.now = 3_600_000.0;
    host.body(":\n");
    host.now = 0.0;
    host.happened();
    // The time-out from the first look after it, and the one more read of a timer that seems late.
    host.pass(2.0 * 45_000.0 + 2_000.0);
    assert!(host.happened().contains(&"error 1 heartbeat".to_owned()));
}

#[test]
fn events_that_are_being_dispatched_are_no_silence() {
    let mut host = open();
    // A consumer that takes its time: the host dispatches by hand.
    host.connection.process_body_bytes(1, b"data:a\n\ndata:b\n\n", host.now);
    assert!(host.connection.poll_action().is_some());
    assert!(host.connection.dispatch_the_event(1));
    host.pass(200_000.0);
    assert!(host.connection.dispatch_the_event(1));
    assert!(!host.connection.dispatch_the_event(1));
    host.pass(20_000.0);
    host.input(|connection, now| connection.process_dispatched(1, now));
    let mut happened = host.happened();
    happened.retain(|what| what != "timer Heartbeat");
    assert_eq!(happened, [""; 0]);
    assert_eq!(Some(fails_at(&mut host)), Some(265_000.0), "counted from the dispatch on");
}

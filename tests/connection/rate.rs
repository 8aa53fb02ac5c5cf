//! Whatever server and options do: at most 10 automatic attempts start in any 10 seconds.

use crate::fake_host::FakeHost;
use eventsource_wasm::connection::{Options, Timer};

const HOUR: f64 = 3_600_000.0;

/// No delay at all but for the limit.
fn impatient() -> Options {
    Options { reconnection_time: 0.0, max_reconnection_time: 0.0, ..Options::default() }
}

/// When the automatic attempts of an hour start, if each goes like this.
fn starts(options: Options, mut attempt: impl FnMut(&mut FakeHost)) -> Vec<f64> {
    let mut host = FakeHost::open(options);
    let mut starts = Vec::new();
    while host.now < HOUR {
        attempt(&mut host);
        host.wake();
        starts.push(host.now);
        host.log.clear();
        assert!(starts.len() < 50_000, "a request storm: it is only {} ms later", host.now);
    }
    starts
}

fn stream(body: &'static str) -> impl FnMut(&mut FakeHost) {
    move |host| {
        host.announce();
        host.body(body);
        host.end();
    }
}

fn assert_limited(starts: &[f64]) {
    for (first, eleventh) in starts.iter().zip(starts.iter().skip(10)) {
        // A sum of doubles may be a trifle short.
        assert!(eleventh - first > 9_999.999, "11 attempts from {first} to {eleventh}");
    }
}

/// 10 attempts in 10 seconds, and no fewer.
fn assert_at_the_limit(starts: &[f64]) {
    assert_limited(starts);
    assert!((3_590..=3_611).contains(&starts.len()), "{} attempts in an hour", starts.len());
}

#[test]
fn streams_that_end_at_once_with_an_event() {
    assert_at_the_limit(&starts(Options::default(), stream("retry:0\ndata:a\n\n")));
}

#[test]
fn streams_that_end_at_once_without_an_event() {
    let starts = starts(Options::default(), stream("retry:0\n\n"));
    assert_limited(&starts);
    // The back-off goes up to the cap of 30 s and stays there.
    assert!((120..=260).contains(&starts.len()), "{} attempts in an hour", starts.len());
}

#[test]
fn streams_that_end_at_once_and_no_back_off() {
    assert_at_the_limit(&starts(impatient(), stream("")));
}

#[test]
fn requests_that_fail_at_once_and_no_back_off() {
    assert_at_the_limit(&starts(impatient(), FakeHost::network_error));
}

#[test]
fn streams_that_end_after_a_while() {
    let short = |milliseconds: f64| {
        move |host: &mut FakeHost| {
            host.announce();
            host.body("data:a\n\n");
            host.pass(milliseconds);
            host.end();
        }
    };
    assert_at_the_limit(&starts(impatient(), short(300.0)));
    assert_at_the_limit(&starts(impatient(), short(999.0)));
    // Slower than the limit: not delayed by it.
    let slow = starts(impatient(), short(1_001.0));
    assert_limited(&slow);
    assert_eq!(slow.len(), 3_597);
}

#[test]
fn bursts_after_a_pause() {
    let mut count = 0;
    let attempt = move |host: &mut FakeHost| {
        count += 1;
        host.announce();
        host.body("data:a\n\n");
        host.pass(if count % 13 == 0 { 25_000.0 } else { 0.0 });
        host.end();
    };
    assert_limited(&starts(impatient(), attempt));
}

#[test]
fn calls_of_reconnect_do_not_widen_the_limit() {
    let mut count = 0;
    let attempt = move |host: &mut FakeHost| {
        count += 1;
        host.announce();
        host.end();
        if count % 3 == 0 {
            host.input(|connection, _| connection.reconnect());
            host.announce();
            host.end();
        }
    };
    assert_at_the_limit(&starts(impatient(), attempt));
}

#[test]
fn first_ten_do_not_wait_and_the_eleventh_does() {
    let mut host = FakeHost::open(impatient());
    for _ in 0..10 {
        host.pass(20.0);
        host.network_error();
        host.wake();
    }
    host.network_error();
    // The first of the ten started at 20 ms, the last at 200.
    let mut expected = [0.0; 11];
    expected[10] = 9_820.0;
    assert_eq!(host.delays, expected);
}

#[test]
fn reconnect_is_not_counted_and_not_delayed() {
    let mut host = FakeHost::open(impatient());
    for _ in 0..100 {
        host.input(|connection, _| connection.reconnect());
    }
    assert_eq!(host.attempt, 101);
    for _ in 0..10 {
        host.network_error();
        host.wake();
    }
    host.network_error();
    host.input(|connection, _| connection.reconnect());
    assert_eq!(host.attempt, 112);
    assert_eq!(Some(host.now), Some(0.0));
}

#[test]
fn limit_outlives_reconnect_and_close() {
    let mut host = FakeHost::open(impatient());
    for _ in 0..10 {
        host.network_error();
        host.wake();
    }
    host.input(|connection, _| connection.reconnect());
    host.network_error();
    host.input(|connection, _| connection.close());
    host.input(|connection, _| connection.reconnect());
    host.network_error();
    assert_eq!(host.delays[10..], [10_000.0; 2]);
}

/// Timers of browsers fire up to a millisecond early, by the clock that the connection is told.
#[test]
fn timer_that_is_early_starts_no_eleventh_attempt() {
    let mut host = FakeHost::open(impatient());
    for _ in 0..10 {
        host.network_error();
        host.wake();
    }
    host.network_error();
    host.now = 9_999.0;
    host.input(|connection, now| connection.process_timer(Timer::Reconnection, 11, now));
    assert_eq!(host.attempt, 11);
    host.wake();
    assert_eq!((host.attempt, Some(host.now)), (12, Some(10_000.0)));
}

#[test]
fn clock_set_back_waits_no_longer_than_the_span() {
    let mut host = FakeHost::open(impatient());
    host.pass(HOUR);
    for _ in 0..10 {
        host.network_error();
        host.wake();
    }
    host.now -= HOUR;
    let mut starts = Vec::new();
    for _ in 0..50 {
        host.network_error();
        assert!(host.delays.last().is_some_and(|&delay| delay <= 10_000.0), "{:?}", host.delays);
        host.wake();
        starts.push(host.now);
    }
    assert_limited(&starts);
    // As many as it may be again, once the new time is known.
    assert!(starts[49] <= 140_000.0, "{starts:?}");
}

#[test]
fn clock_set_back_is_no_steady_connection() {
    let mut host = FakeHost::open(Options::default());
    for _ in 0..3 {
        host.network_error();
        host.wake();
    }
    host.announce();
    host.now -= HOUR;
    host.end();
    assert!(host.delays.last().is_some_and(|&delay| delay >= 12_000.0), "{:?}", host.delays);
}

//! How long the connection waits before it is reestablished.

use crate::fake_host::FakeHost;
use eventsource_wasm::connection::Options;
use std::ops::RangeInclusive;

/// What a browser's timer takes.
const MAX_DELAY: f64 = 2_147_483_647.0;

/// Seeds from all over the 32 bits.
fn seeds() -> impl Iterator<Item = u32> {
    (0..200_u32).map(|index| index.wrapping_mul(0x9E37_79B9))
}

fn options(reconnection_time: f64) -> Options {
    Options { reconnection_time, ..Options::default() }
}

/// The request fails: how long it waits then.
fn fail(host: &mut FakeHost) -> f64 {
    host.network_error();
    last_delay(host)
}

fn last_delay(host: &FakeHost) -> f64 {
    *host.delays.last().expect("it failed")
}

/// Fails `times` times, and is about to fetch once more.
fn fail_often(host: &mut FakeHost, times: usize) {
    for _ in 0..times {
        fail(host);
        host.wake();
    }
}

/// Where the delay of the `n`-th consecutive failure lies.
fn range(n: u16, reconnection_time: f64, cap: f64) -> RangeInclusive<f64> {
    if n == 1 {
        return reconnection_time..=reconnection_time * 1.1;
    }
    let base = cap.min(reconnection_time.max(500.0) * 2_f64.powi(i32::from(n) - 1));
    let at_least = |delay: f64| delay.max(reconnection_time).min(MAX_DELAY);
    at_least(base / 2.0)..=at_least(base)
}

fn assert_in(delay: f64, range: &RangeInclusive<f64>, what: &str) {
    assert!(range.contains(&delay), "{what}: {delay} is not in {range:?}");
}

#[test]
fn first_failure_waits_the_reconnection_time_and_up_to_a_tenth() {
    for reconnection_time in [0.0, 1.0, 300.0, 3_000.0, 60_000.0, 1_900_000_000.0] {
        let delays = seeds()
            .map(|seed| fail(&mut FakeHost::open(Options { seed, ..options(reconnection_time) })));
        for delay in delays {
            assert_in(delay, &range(1, reconnection_time, 30_000.0), "n = 1");
        }
    }
}

#[test]
fn further_failures_double_up_to_the_cap() {
    for reconnection_time in [0.0, 20.0, 500.0, 700.0, 3_000.0, 40_000.0] {
        for max_reconnection_time in [0.0, 100.0, 5_000.0, 30_000.0, f64::INFINITY] {
            for seed in seeds().take(20) {
                let options = Options { seed, max_reconnection_time, ..options(reconnection_time) };
                let mut host = FakeHost::open(options);
                for n in 1..=40 {
                    let delay = fail(&mut host);
                    // A short cap runs into the limit on the rate of attempts: `rate.rs`.
                    if n <= 10 || max_reconnection_time >= 5_000.0 {
                        let what = format!("n = {n}, cap {max_reconnection_time}");
                        assert_in(
                            delay,
                            &range(n, reconnection_time, max_reconnection_time),
                            &what,
                        );
                    }
                    host.wake();
                }
            }
        }
    }
}

/// Where in its range the delay of the `n`-th failure lies, over many seeds.
fn spread(n: usize) -> (f64, f64) {
    let delays: Vec<f64> = seeds()
        .map(|seed| {
            let mut host = FakeHost::open(Options { seed, ..Options::default() });
            fail_often(&mut host, n);
            last_delay(&host)
        })
        .collect();
    let least = delays.iter().copied().fold(f64::INFINITY, f64::min);
    let most = delays.iter().copied().fold(0.0, f64::max);
    (least, most)
}

#[test]
fn delays_spread_over_their_range() {
    let (least, most) = spread(1);
    assert!(least < 3_015.0 && most > 3_285.0, "{least} to {most}");
    let (least, most) = spread(2);
    assert!(least < 3_150.0 && most > 5_850.0, "{least} to {most}");
    let (least, most) = spread(6);
    assert!(least < 15_750.0 && most > 29_250.0, "{least} to {most}");
}

#[test]
fn delays_of_one_connection_differ() {
    let mut host = FakeHost::open(Options::default());
    fail_often(&mut host, 30);
    let mut delays = host.delays.split_off(5);
    delays.sort_by(f64::total_cmp);
    delays.dedup();
    assert_eq!(delays.len(), 25);
}

#[test]
fn delays_are_even() {
    for seed in seeds().take(20) {
        let mut host = FakeHost::open(Options { seed, ..Options::default() });
        fail_often(&mut host, 1_005);
        // At the cap each lies between 15 and 30 s.
        let at_the_cap = host.delays.split_off(5);
        for quarter in [15_000.0, 18_750.0, 22_500.0, 26_250.0] {
            let range = quarter..quarter + 3_750.0;
            let count = at_the_cap.iter().filter(|&delay| range.contains(delay)).count();
            assert!((190..=310).contains(&count), "{count} of 1000 in {range:?}, seed {seed}");
        }
    }
}

#[test]
fn cap_below_the_reconnection_time_waits_the_reconnection_time() {
    let mut host = FakeHost::open(Options { max_reconnection_time: 1_000.0, ..Options::default() });
    fail_often(&mut host, 10);
    for &delay in &host.delays[1..] {
        assert_in(delay, &(3_000.0..=3_000.0), "above the cap");
    }
}

#[test]
fn delay_is_never_more_than_a_timer_takes() {
    for reconnection_time in
        [2_147_483_647.0, 2_147_483_648.0, 99_999_999_999.0, 9_007_199_254_740_991.0]
    {
        let mut host = FakeHost::open(options(reconnection_time));
        fail_often(&mut host, 3);
        assert_eq!(host.delays, [MAX_DELAY; 3]);
    }
    let mut host =
        FakeHost::open(Options { max_reconnection_time: f64::INFINITY, ..Options::default() });
    fail_often(&mut host, 2_000);
    assert_eq!(host.delays[1_000..], [MAX_DELAY; 1_000]);
}

#[test]
fn huge_retry_is_never_more_than_a_timer_takes() {
    let mut host = FakeHost::open(Options::default());
    host.announce();
    host.body("retry:99999999999\n\n");
    host.end();
    assert_eq!(host.delays, [MAX_DELAY]);
}

#[test]
fn retry_and_the_setter_say_how_long() {
    let mut host = FakeHost::open(Options::default());
    host.announce();
    host.body("retry:500\n");
    host.end();
    assert_in(last_delay(&host), &range(1, 500.0, 30_000.0), "retry");
    host.wake();
    host.announce();
    host.body("data\n\n");
    host.input(|connection, _| connection.set_reconnection_time(80.0));
    host.end();
    assert_in(last_delay(&host), &range(1, 80.0, 30_000.0), "the setter");
}

#[test]
fn timer_is_due_after_the_delay() {
    let mut host = FakeHost::open(Options::default());
    host.pass(1_234.0);
    let delay = fail(&mut host);
    host.happened();
    assert_eq!(host.next_timer(), Some(1_234.0 + delay));
    host.pass(delay - 1.0);
    assert_eq!(host.happened(), [""; 0]);
    host.pass(1.0);
    assert_eq!(host.happened(), ["fetch 2"]);
}

/// What happens after three failures in a row, and the consecutive failures that count after it.
fn failures_after(what: impl FnOnce(&mut FakeHost), reconnection_time: f64) -> &'static str {
    let mut host = FakeHost::open(Options {
        max_reconnection_time: f64::INFINITY,
        ..options(reconnection_time)
    });
    fail_often(&mut host, 3);
    what(&mut host);
    let delay = last_delay(&host);
    assert_eq!(host.delays.len(), 4);
    match delay {
        _ if range(1, reconnection_time, f64::INFINITY).contains(&delay) => "first",
        _ if range(4, reconnection_time, f64::INFINITY).contains(&delay) => "fourth",
        _ => "neither",
    }
}

/// Announced, this body, open for so long, then the end.
fn after(body: &str, open: f64, reconnection_time: f64) -> &'static str {
    failures_after(
        |host| {
            // However long the server takes to answer.
            host.pass(100_000.0);
            host.announce();
            host.body(body);
            host.pass(open);
            host.end();
        },
        reconnection_time,
    )
}

#[test]
fn delivered_event_sets_the_failures_back() {
    assert_eq!(after("data\n\n", 0.0, 3_000.0), "first");
    assert_eq!(after("event:x\ndata\n\nid:1\n\n", 0.0, 3_000.0), "first");
}

#[test]
fn what_is_no_event_does_not_set_the_failures_back() {
    for body in ["", ":\n\n", "id:1\n\n", "retry:3000\n\n", "event:x\n\n", "data:x\n", "data:x"] {
        assert_eq!(after(body, 0.0, 3_000.0), "fourth", "{body:?}");
    }
}

#[test]
fn connection_that_stays_open_sets_the_failures_back() {
    for (reconnection_time, open, expected) in [
        (3_000.0, 4_999.0, "fourth"),
        (3_000.0, 5_000.0, "first"),
        (0.0, 4_999.0, "fourth"),
        (0.0, 5_000.0, "first"),
        (20_000.0, 19_999.0, "fourth"),
        (20_000.0, 20_000.0, "first"),
    ] {
        assert_eq!(
            after("", open, reconnection_time),
            expected,
            "{open} ms of {reconnection_time}"
        );
    }
}

#[test]
fn body_that_fails_counts_like_one_that_ends() {
    let broken = |body: &'static str, open: f64| {
        let what = move |host: &mut FakeHost| {
            host.announce();
            host.body(body);
            host.pass(open);
            host.break_off();
        };
        failures_after(what, 3_000.0)
    };
    assert_eq!(broken("", 0.0), "fourth");
    assert_eq!(broken("", 5_000.0), "first");
    assert_eq!(broken("data\n\n", 0.0), "first");
}

#[test]
fn reconnect_sets_the_failures_back() {
    let what = |host: &mut FakeHost| {
        host.input(|connection, _| connection.reconnect());
        host.network_error();
    };
    assert_eq!(failures_after(what, 3_000.0), "first");
}

#[test]
fn connection_dropped_by_reconnect_does_not_count_as_open() {
    let mut host = FakeHost::open(Options::default());
    host.announce();
    host.input(|connection, _| connection.reconnect());
    fail_often(&mut host, 1);
    host.pass(10_000.0);
    assert_in(fail(&mut host), &range(2, 3_000.0, 30_000.0), "n = 2");
}

#[test]
fn steady_connection_counts_once() {
    let mut host = FakeHost::open(Options::default());
    host.announce();
    host.pass(10_000.0);
    host.end();
    assert_in(last_delay(&host), &range(1, 3_000.0, 30_000.0), "n = 1");
    host.wake();
    host.pass(10_000.0);
    assert_in(fail(&mut host), &range(2, 3_000.0, 30_000.0), "n = 2: this one was never open");
}

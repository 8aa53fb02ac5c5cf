//! What the user's policy says to a failure, and requests that must not be repeated.

use crate::fake_host::{EVENT_STREAM, FakeHost};
use eventsource_wasm::connection::{
    Answer, Connection, FailureReason, Options, ReadyState, Response,
};

fn asking() -> FakeHost {
    FakeHost::open(Options { asks: true, ..Options::default() })
}

fn of_status(status: u16) -> Response<'static> {
    Response { status, ..EVENT_STREAM }
}

fn assert_in(delay: Option<&f64>, least: f64, most: f64) {
    assert!(
        delay.is_some_and(|delay| (least..=most).contains(delay)),
        "{delay:?}, not {least} to {most}"
    );
}

#[test]
fn every_failure_is_asked_about() {
    type Row = (fn(&mut FakeHost), &'static str);
    let rows: [Row; 9] = [
        (FakeHost::network_error, "ask 1 network"),
        (|host| host.respond(of_status(401)), "ask 1 status, or closed"),
        (
            |host| host.respond(Response { content_type: b"", ..EVENT_STREAM }),
            "ask 1 content-type, or closed",
        ),
        (
            |host| host.input(|connection, now| connection.process_options_error(1, now)),
            "ask 1 options, or closed",
        ),
        (|host| host.pass(20_000.0), "ask 1 connect-timeout"),
        (|host| (host.announce(), host.end()).1, "ask 1 end-of-stream"),
        (|host| (host.announce(), host.break_off()).1, "ask 1 network"),
        (|host| (host.announce(), host.pass(45_000.0)).1, "ask 1 heartbeat"),
        (|host| (host.announce(), host.body("data:1234567890")).1, "ask 1 too-large, or closed"),
    ];
    for (fail, asked) in rows {
        let mut host = FakeHost::open(Options {
            asks: true,
            connect_timeout: 20_000.0,
            heartbeat_timeout: 45_000.0,
            max_event_bytes: 10,
            ..Options::default()
        });
        fail(&mut host);
        assert_eq!(host.happened().last().map(String::as_str), Some(asked));
        assert_eq!(
            host.connection.ready_state(),
            ReadyState::Connecting,
            "while {asked:?} is pending"
        );
        assert_eq!(host.next_timer(), None, "while {asked:?} is pending");
        host.answer(Answer::Default);
        let outcome = asked.strip_prefix("ask").map(|what| what.replace(" or", "")).unwrap();
        assert_eq!(host.happened()[0], format!("error{outcome}"), "the default");
    }
}

#[test]
fn scheme_and_cors_are_asked_about() {
    let mut host = FakeHost::open(Options { asks: true, fetchable: false, ..Options::default() });
    host.wake();
    assert_eq!(host.happened(), ["timer Futile", "disconnect", "ask 1 scheme, or closed"]);
    let mut host = FakeHost::open(Options { asks: true, cross_origin: true, ..Options::default() });
    host.network_error();
    host.happened();
    host.input(|connection, now| connection.process_probe(1, true, now));
    assert_eq!(host.happened(), ["disconnect", "ask 1 cors, or closed"]);
}

#[test]
fn default_is_what_was_shown() {
    let mut host = asking();
    host.network_error();
    let shown = host.asked_delay;
    assert_in(shown.as_ref(), 3_000.0, 3_300.0);
    host.pass(60_000.0);
    host.answer(Answer::Default);
    assert_eq!(host.delays.last().copied(), shown);
    assert_eq!(host.next_timer(), shown.map(|delay| 60_000.0 + delay), "from the answer on");
}

#[test]
fn fatal_failure_shows_no_delay() {
    let mut host = asking();
    host.respond(of_status(401));
    assert_eq!(host.asked_delay, None);
    host.answer(Answer::Default);
    assert_eq!(
        host.happened()[1..],
        ["disconnect", "ask 1 status, or closed", "error 1 status, closed"]
    );
}

#[test]
fn answer_reestablishes_after_a_fatal_failure() {
    let mut host = asking();
    host.respond(of_status(401));
    host.answer(Answer::Reestablish);
    assert_in(host.delays.last(), 3_000.0, 3_300.0);
    host.happened();
    host.wake();
    host.respond(of_status(401));
    host.answer(Answer::Reestablish);
    assert_in(host.delays.last(), 3_000.0, 6_000.0);
    assert_eq!(
        host.happened(),
        [
            "fetch 2",
            "disconnect",
            "ask 2 status, or closed",
            "error 2 status",
            "timer Reconnection"
        ]
    );
}

#[test]
fn answer_fails_what_would_be_reestablished() {
    let mut host = asking();
    host.network_error();
    host.answer(Answer::Fail);
    assert_eq!(host.happened()[2..], ["ask 1 network", "error 1 network, closed"]);
    assert_eq!(host.next_timer(), None);
}

#[test]
fn answer_may_be_the_delay() {
    for delay in [0.0, 0.5, 50.0, 3_600_000.0] {
        let mut host = asking();
        host.respond(Response { retry_after: Some(7_000.0), ..of_status(503) });
        host.answer(Answer::ReestablishAfter(delay));
        assert_eq!(host.delays, [delay]);
        assert_eq!(host.next_timer(), Some(delay));
    }
}

#[test]
fn answer_is_never_more_than_a_timer_takes() {
    for delay in [2_147_483_647.0, 2_147_483_648.0, 1e300, f64::MAX] {
        let mut host = asking();
        host.network_error();
        host.answer(Answer::ReestablishAfter(delay));
        assert_eq!(host.delays, [2_147_483_647.0], "{delay}");
    }
}

#[test]
fn answer_that_cannot_be_used_fails_the_connection() {
    let answers =
        [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -0.001].map(Answer::ReestablishAfter);
    for answer in answers.into_iter().chain([Answer::Invalid]) {
        let mut host = asking();
        host.network_error();
        host.answer(answer);
        assert_eq!(
            host.happened()[2..],
            ["ask 1 network", "error 1 options, closed"],
            "{answer:?}"
        );
        host.answer(Answer::Reestablish);
        assert_eq!(host.happened(), [""; 0], "nothing is asked about it");
    }
}

#[test]
fn first_answer_counts() {
    let mut host = asking();
    host.network_error();
    host.answer(Answer::ReestablishAfter(50.0));
    host.happened();
    host.answer(Answer::Fail);
    assert_eq!(host.happened(), [""; 0]);
    host.wake();
    host.answer(Answer::Fail);
    assert_eq!(host.happened(), ["fetch 2"]);
}

#[test]
fn close_or_reconnect_wins_over_the_answer() {
    let mut host = asking();
    host.network_error();
    host.happened();
    host.input(|connection, _| connection.close());
    host.answer(Answer::Reestablish);
    assert_eq!(host.happened(), ["disconnect"]);

    let mut host = asking();
    host.network_error();
    host.happened();
    host.input(|connection, _| connection.reconnect());
    host.input(|connection, now| connection.process_answer(1, Answer::Fail, now));
    assert_eq!(host.happened(), ["disconnect", "fetch 2"]);
}

#[test]
fn close_in_the_error_listener_wins_over_the_answer() {
    let mut host = asking();
    host.network_error();
    host.happened();
    host.when("error 1 network", Connection::close);
    host.answer(Answer::Reestablish);
    assert_eq!(host.happened(), ["error 1 network", "disconnect"]);
    assert_eq!(host.next_timer(), None);
}

#[test]
fn answers_are_within_the_limit_on_the_rate() {
    let mut host = asking();
    let mut starts = Vec::new();
    for _ in 0..200 {
        host.respond(of_status(503));
        host.answer(Answer::ReestablishAfter(0.0));
        host.wake();
        starts.push(host.now);
    }
    assert!(
        starts
            .iter()
            .zip(starts.iter().skip(10))
            .all(|(first, eleventh)| eleventh - first >= 10_000.0)
    );
    assert_eq!(starts.last(), Some(&190_000.0), "and no slower");
}

#[test]
fn retry_after_is_the_delay_of_a_status_that_is_retried() {
    for asked in [0.0, 1_000.0, 7_000.0, 3_600_000.0] {
        let mut host = asking();
        // The back-off does not come into it.
        for _ in 0..5 {
            host.respond(Response { retry_after: Some(asked), ..of_status(503) });
            assert_eq!(host.asked_delay, None, "by default it is not retried");
            host.answer(Answer::Reestablish);
            assert_in(host.delays.last(), asked, asked * 1.1);
            host.wake();
        }
    }
}

#[test]
fn retry_after_is_spread_over_a_tenth() {
    let delays = (1..200).map(|seed| {
        let mut host =
            FakeHost::open(Options { asks: true, seed: seed * 99_991, ..Options::default() });
        host.respond(Response { retry_after: Some(60_000.0), ..of_status(503) });
        host.answer(Answer::Reestablish);
        host.delays[0]
    });
    let (least, most) = delays
        .fold((f64::INFINITY, 0.0_f64), |(least, most), delay| (least.min(delay), most.max(delay)));
    assert!(least >= 60_000.0 && most <= 66_000.0, "{least} to {most}");
    assert!(least < 60_300.0 && most > 65_700.0, "{least} to {most}");
}

#[test]
fn retry_after_is_never_more_than_a_timer_takes() {
    let mut host = asking();
    host.respond(Response { retry_after: Some(1e15), ..of_status(503) });
    host.answer(Answer::Reestablish);
    assert_eq!(host.delays, [2_147_483_647.0]);
}

#[test]
fn retry_after_does_not_retry_by_itself() {
    let mut host = FakeHost::open(Options::default());
    host.respond(Response { retry_after: Some(7_000.0), ..of_status(503) });
    assert_eq!(host.happened(), ["fetch 1", "disconnect", "error 1 status, closed"]);
}

#[test]
fn retry_after_belongs_to_its_response() {
    let mut host = asking();
    host.respond(Response { retry_after: Some(100_000.0), ..of_status(503) });
    host.answer(Answer::ReestablishAfter(0.0));
    host.wake();
    host.respond(of_status(503));
    host.answer(Answer::Reestablish);
    assert_in(host.delays.last(), 3_000.0, 6_000.0);
    host.wake();
    let other_type = Response { content_type: b"text/html", ..EVENT_STREAM };
    host.respond(Response { retry_after: Some(100_000.0), ..other_type });
    host.answer(Answer::Reestablish);
    assert_in(host.delays.last(), 6_000.0, 12_000.0);
}

#[test]
fn request_that_may_not_be_repeated_is_not() {
    let once = || FakeHost::open(Options { repeatable: false, ..Options::default() });
    let mut host = once();
    host.network_error();
    assert_eq!(host.happened(), ["fetch 1", "disconnect", "error 1 network, closed"]);
    let mut host = once();
    host.announce();
    host.body("data:a\n\n");
    host.end();
    let expected =
        ["fetch 1", "open", "read 1", "message a", "disconnect", "error 1 end-of-stream, closed"];
    assert_eq!(host.happened(), expected);
    host.input(|connection, _| connection.reconnect());
    assert_eq!(host.happened(), ["disconnect", "fetch 2"], "but by reconnect()");
}

#[test]
fn request_that_may_not_be_repeated_is_where_the_answer_says_so() {
    let rows = [
        (Answer::Default, ["error 1 network, closed", ""]),
        (Answer::Fail, ["error 1 network, closed", ""]),
        (Answer::Reestablish, ["error 1 network", "timer Reconnection"]),
        (Answer::ReestablishAfter(5.0), ["error 1 network", "timer Reconnection"]),
    ];
    for (answer, expected) in rows {
        let mut host =
            FakeHost::open(Options { repeatable: false, asks: true, ..Options::default() });
        host.network_error();
        assert_eq!(host.happened(), ["fetch 1", "disconnect", "ask 1 network, or closed"]);
        host.answer(answer);
        assert_eq!(
            host.happened(),
            expected.into_iter().filter(|what| !what.is_empty()).collect::<Vec<_>>()
        );
    }
}

/// The places of the names in `js/failure.js`.
#[test]
fn reasons_are_told_by_their_place() {
    let reasons = [
        FailureReason::Network,
        FailureReason::EndOfStream,
        FailureReason::Heartbeat,
        FailureReason::ConnectTimeout,
        FailureReason::Status,
        FailureReason::ContentType,
        FailureReason::Cors,
        FailureReason::Scheme,
        FailureReason::TooLarge,
        FailureReason::Options,
    ];
    assert_eq!(reasons.map(FailureReason::code), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let fatal = reasons.map(FailureReason::is_fatal);
    assert_eq!(fatal, [false, false, false, false, true, true, true, true, true, true]);
}

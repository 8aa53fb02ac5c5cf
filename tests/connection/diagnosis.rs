//! Hints for a stream that stays silent.

use crate::fake_host::{EVENT_STREAM, FakeHost};
use eventsource_wasm::connection::{Options, Response};

fn fetching() -> FakeHost {
    FakeHost::open(Options { diagnoses: true, ..Options::default() })
}

fn open() -> FakeHost {
    let mut host = fetching();
    host.announce();
    host.happened();
    host
}

/// The hints, and the lines that are no field.
fn hints(host: &mut FakeHost) -> Vec<String> {
    let mut hints = host.happened();
    hints.retain(|what| what.starts_with("hint") || what.starts_with("unknown"));
    hints
}

#[test]
fn line_that_is_no_field_is_told_before_the_events_of_its_piece() {
    let mut host = open();
    host.body("cur-time : 1\n\ndata:a\n\n<p>\nDATA: x\n{\"a\":1}\n");
    assert_eq!(
        host.happened(),
        [
            "unknown cur-time : 1",
            "unknown <p>",
            "unknown DATA: x",
            "unknown {\"a\":1}",
            "message a"
        ]
    );
    host.body("x");
    host.body(": y");
    assert_eq!(host.happened(), [""; 0], "the line has not ended");
    host.body("\n");
    assert_eq!(host.happened(), ["unknown x: y"], "in a piece without an event");
}

#[test]
fn fields_comments_and_blank_lines_are_no_hint() {
    let mut host = open();
    host.body(": comment\n:\nid\nid: \0\nretry: soon\nretry:5\nevent: a\ndata\ndata:b\n\n\n");
    assert_eq!(host.happened(), ["a \nb"]);
}

#[test]
fn nothing_is_told_where_nobody_wants_it() {
    let mut host = FakeHost::open(Options { cross_origin: true, ..Options::default() });
    host.announce();
    host.pass(3_000.0);
    host.body("x\n\ndata:a\n\ndata:b\n\ndata:c\n");
    host.end();
    host.wake();
    host.respond(Response { content_type: b"text/html", ..EVENT_STREAM });
    assert_eq!(hints(&mut host), [""; 0]);
}

#[test]
fn stream_that_ends_inside_an_event() {
    let incomplete = ["hint IncompleteEvent"];
    for (stream, expected) in [
        ("data:a\n", &incomplete[..]),
        ("data: a", &incomplete),
        ("data:a\n\ndata", &incomplete),
        ("data\nid: 1\n", &incomplete),
        ("data:a\n\n", &[]),
        ("data:a\r\r", &[]),
        ("", &[]),
        ("id: 1\nevent: a\nretry: 1\n", &[]),
        (": data", &[]),
    ] {
        for broken in [false, true] {
            let mut host = open();
            host.body(stream);
            if broken {
                host.break_off();
            } else {
                host.end();
            }
            assert_eq!(hints(&mut host), expected, "{stream:?}, broken {broken}");
        }
    }
}

#[test]
fn no_event_is_lost_by_who_closes_or_leaves() {
    let mut host = open();
    host.body("data:a\n");
    host.input(|connection, _| connection.reconnect());
    host.announce();
    host.body("data:a\n");
    host.input(|connection, _| connection.close());
    assert_eq!(hints(&mut host), [""; 0]);
}

#[test]
fn hint_comes_before_the_error() {
    let mut host = open();
    host.body("data:a\n");
    host.end();
    let expected =
        ["disconnect", "hint IncompleteEvent", "error 1 end-of-stream", "timer Reconnection"];
    assert_eq!(host.happened(), expected);
}

#[test]
fn events_that_all_come_at_the_end_of_a_long_request() {
    const TWO: &str = "data:a\n\ndata:b\n\n";
    // Before the response, before the events, after them; what comes.
    for (fetch, silence, rest, body, expected) in [
        (2_001.0, 0.0, 0.0, TWO, true),
        (0.0, 2_001.0, 200.0, TWO, true),
        (1_000.0, 1_001.0, 0.0, TWO, true),
        (2_000.0, 0.0, 0.0, TWO, false),
        (0.0, 3_000.0, 201.0, TWO, false),
        (0.0, 3_000.0, 0.0, "data:a\n\n", false),
        (0.0, 3_000.0, 0.0, ":\n", false),
    ] {
        let mut host = fetching();
        host.pass(fetch);
        host.announce();
        host.pass(silence);
        host.body(body);
        host.pass(rest);
        host.end();
        let found = hints(&mut host) == ["hint ArrivedAtOnce"];
        assert_eq!(found, expected, "{fetch} {silence} {rest} {body:?}");
    }
}

#[test]
fn functions_that_take_their_time_make_no_long_request() {
    let mut host = FakeHost::new(Options { diagnoses: true, ..Options::default() });
    host.prepares = true;
    host.input(|connection, _| connection.open());
    host.pass(3_000.0);
    host.input(|connection, now| connection.process_request_sent(1, now));
    host.announce();
    host.body("data:a\n\ndata:b\n\n");
    host.end();
    assert_eq!(hints(&mut host), [""; 0]);
}

#[test]
fn events_in_several_pieces_count_together_and_each_attempt_alone() {
    let mut host = fetching();
    host.pass(3_000.0);
    host.announce();
    host.body("data:a\n\n");
    host.pass(100.0);
    host.body("data:b\n\n");
    host.pass(100.0);
    host.end();
    assert_eq!(hints(&mut host), ["hint ArrivedAtOnce"]);
    host.wake();
    host.announce();
    host.body("data:c\n\n");
    host.end();
    assert_eq!(hints(&mut host), [""; 0], "a short request with one event");
}

#[test]
fn one_event_early_is_enough() {
    let mut host = open();
    host.body("data:a\n\n");
    host.pass(3_000.0);
    host.body("data:b\n\ndata:c\n\n");
    host.end();
    assert_eq!(hints(&mut host), [""; 0]);
}

#[test]
fn refusals_have_a_hint_of_their_name() {
    let mut host = fetching();
    host.respond(Response { content_type: b"text/html", ..EVENT_STREAM });
    assert_eq!(
        host.happened()[1..],
        ["disconnect", "hint ContentType", "error 1 content-type, closed"]
    );

    let mut host =
        FakeHost::open(Options { diagnoses: true, cross_origin: true, ..Options::default() });
    host.network_error();
    host.happened();
    host.input(|connection, now| connection.process_probe(1, true, now));
    assert_eq!(host.happened(), ["disconnect", "hint Cors", "error 1 cors, closed"]);
}

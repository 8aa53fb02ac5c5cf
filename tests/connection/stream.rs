//! What the bytes of a body do to the connection, and what it carries to the next one.

use crate::fake_host::{EVENT_STREAM, FakeHost};
use eventsource_wasm::connection::{Connection, Options, ReadyState, Response};

fn open_with(options: Options) -> FakeHost {
    let mut host = FakeHost::open(options);
    host.announce();
    host.happened();
    host
}

fn open() -> FakeHost {
    open_with(Options::default())
}

/// Ends the body and lets the delay pass; the next connection is announced.
fn end_and_announce(host: &mut FakeHost) {
    host.end();
    host.wake();
    host.announce();
}

#[test]
fn retry_counts_before_its_blank_line() {
    let mut host = open();
    host.body("retry:70\n");
    assert_eq!(Some(host.connection.reconnection_time()), Some(70.0));
}

#[test]
fn retry_counts_where_its_line_ends() {
    let mut host = open();
    host.body("data:a\nretry:7");
    assert_eq!(Some(host.connection.reconnection_time()), Some(3_000.0));
    host.body("0");
    assert_eq!(Some(host.connection.reconnection_time()), Some(3_000.0));
    host.body("\r");
    assert_eq!(Some(host.connection.reconnection_time()), Some(70.0));
}

#[test]
fn reconnection_time_outlives_the_connection() {
    let mut host = open();
    host.body("retry:70\n\n");
    end_and_announce(&mut host);
    assert_eq!(Some(host.connection.reconnection_time()), Some(70.0));
    host.input(|connection, _| connection.close());
    assert_eq!(Some(host.connection.reconnection_time()), Some(70.0));
}

#[test]
fn block_with_an_id_only_commits() {
    let mut host = open();
    host.body("id:1\n\n");
    assert_eq!(host.last_event_id(), "1");
    host.end();
    host.wake();
    assert_eq!(
        host.happened(),
        ["disconnect", "error 1 end-of-stream", "timer Reconnection", "fetch 2 id=1"]
    );
}

#[test]
fn block_with_an_empty_id_only_commits() {
    let mut host = open_with(Options { last_event_id: b"7".to_vec(), ..Options::default() });
    host.body("id\n\n");
    assert_eq!(host.last_event_id(), "");
    host.end();
    host.wake();
    assert_eq!(
        host.happened(),
        ["disconnect", "error 1 end-of-stream", "timer Reconnection", "fetch 2"]
    );
}

#[test]
fn id_of_an_unfinished_block_is_not_sent() {
    let mut host = open();
    host.body("id:1\ndata:a\n\nid:2\ndata:b\n");
    assert_eq!(host.last_event_id(), "1");
    end_and_announce(&mut host);
    host.body("data:c\n\n");
    assert_eq!(
        host.happened(),
        [
            "message a id=1",
            "disconnect",
            "error 1 end-of-stream",
            "timer Reconnection",
            "fetch 2 id=1",
            "open",
            "read 2",
            "message c id=1",
        ]
    );
}

#[test]
fn option_is_the_first_last_event_id() {
    let options = Options { last_event_id: "é7".as_bytes().to_vec(), ..Options::default() };
    let mut host = FakeHost::open(options);
    assert_eq!(host.last_event_id(), "é7");
    host.announce();
    host.body("data:a\n\ndata:b\n\nid:8\ndata:c\n\n");
    let expected =
        ["fetch 1 id=é7", "open", "read 1", "message a id=é7", "message b id=é7", "message c id=8"];
    assert_eq!(host.happened(), expected);
}

#[test]
fn every_connection_starts_with_an_empty_stream() {
    // Each leaves something behind: a field, a line, an event type, a CR, part of a BOM, part of a character.
    let leftovers =
        ["data:a\n", "data:a", "event:a\n", "event:a\ndata:b\n\r", "\n:\r", "data:a\u{E9}"];
    for leftover in leftovers.into_iter().map(str::as_bytes).chain([
        &b"\xEF\xBB"[..],
        b"data:\xC3",
        b"\xEF\xBB\xBF",
    ]) {
        let mut host = open();
        host.body(leftover);
        end_and_announce(&mut host);
        host.happened();
        host.body("\n\u{FEFF}\n");
        assert_eq!(host.happened(), [""; 0], "after {}", leftover.escape_ascii());
        end_and_announce(&mut host);
        host.happened();
        host.body("\u{FEFF}data:1\n\n");
        assert_eq!(host.happened(), ["message 1"], "after {}", leftover.escape_ascii());
    }
}

#[test]
fn event_type_is_told_anew_on_every_connection() {
    let mut host = open();
    host.body("event:é\ndata:1\n\nevent:é\ndata:2\n\n");
    end_and_announce(&mut host);
    host.body("event:é\ndata:3\n\ndata:4\n\n");
    end_and_announce(&mut host);
    host.body("data:5\n\n");
    let events: Vec<_> =
        host.happened().into_iter().filter(|what| what.ends_with(char::is_numeric)).collect();
    let expected =
        ["é 1", "é 2", "fetch 2", "read 2", "é 3", "message 4", "fetch 3", "read 3", "message 5"];
    assert_eq!(events, expected);
}

#[test]
fn pieces_without_events_ask_for_nothing() {
    let mut host = open();
    for piece in ["", "data", ":a\ndata", "\n", "\r", "\n", "", ":keep-alive\n", "\n"] {
        host.body(piece);
    }
    assert_eq!(host.happened(), ["message a\n"]);
}

#[test]
fn event_that_comes_in_single_bytes() {
    let mut host = open();
    for byte in "id:é\ndata:😀\r\n\r\nid\n\ndata\n\n".bytes() {
        host.body([byte]);
    }
    assert_eq!(host.happened(), ["message 😀 id=é", "message "]);
}

#[test]
fn too_large_fails_the_connection_after_the_events_before_it() {
    for last in [
        "data:34567890\n",
        "data:34567890",
        "event:34567890\n\n",
        ":34567890123456",
        "id:34567890123\n",
    ] {
        let mut host = open_with(Options { max_event_bytes: 12, ..Options::default() });
        host.body(format!("id:1\ndata:1\n\nid:2\ndata:2\n\n{last}"));
        let expected =
            ["message 1 id=1", "message 2 id=2", "disconnect", "error 1 too-large, closed"];
        assert_eq!(host.happened(), expected, "{last}");
        assert_eq!(host.last_event_id(), "2");
    }
}

#[test]
fn too_large_in_a_piece_without_events() {
    let mut host = open_with(Options { max_event_bytes: 12, ..Options::default() });
    host.body("id:1\n\nretry:5\ndata:");
    host.body("123456");
    assert_eq!(host.happened(), [""; 0]);
    host.body("7");
    assert_eq!(host.happened(), ["disconnect", "error 1 too-large, closed"]);
    assert_eq!(host.last_event_id(), "1");
    assert_eq!(Some(host.connection.reconnection_time()), Some(5.0));
    assert_eq!(host.connection.ready_state(), ReadyState::Closed);
    host.body("\n\ndata\n\n");
    host.end();
    assert_eq!(host.happened(), [""; 0]);
}

#[test]
fn too_large_in_the_piece_that_holds_it_all() {
    let mut host = open_with(Options { max_event_bytes: 12, ..Options::default() });
    host.body("data:12345678\n\n");
    assert_eq!(host.happened(), ["disconnect", "error 1 too-large, closed"]);
}

#[test]
fn too_large_is_not_told_once_a_listener_has_closed() {
    let mut host = open_with(Options { max_event_bytes: 12, ..Options::default() });
    host.when("message 1", Connection::close);
    host.body("data:1\n\ndata:12345678\n\n");
    assert_eq!(host.happened(), ["message 1", "disconnect"]);
}

#[test]
fn bound_holds_on_every_connection_anew() {
    let mut host = open_with(Options { max_event_bytes: 12, ..Options::default() });
    for attempt in 1..4 {
        host.body("data:1234567");
        assert_eq!(host.happened(), [""; 0]);
        host.body("8");
        assert_eq!(
            host.happened(),
            ["disconnect".to_owned(), format!("error {attempt} too-large, closed")]
        );
        host.input(|connection, _| connection.reconnect());
        host.announce();
        host.happened();
    }
}

#[test]
fn no_bound_is_the_largest_number() {
    let mut host = open_with(Options { max_event_bytes: usize::MAX, ..Options::default() });
    host.body("event:a\nid:1\ndata:b\n");
    host.body("data:c");
    host.body("\n\n");
    assert_eq!(host.happened(), ["a b\nc id=1"]);
}

#[test]
fn attempts_count_for_the_life_of_the_object() {
    let mut host = FakeHost::open(Options::default());
    host.network_error();
    host.wake();
    host.announce();
    host.input(|connection, _| connection.close());
    host.input(|connection, _| connection.reconnect());
    host.respond(Response { status: 404, ..EVENT_STREAM });
    let expected = [
        "fetch 1",
        "disconnect",
        "error 1 network",
        "timer Reconnection",
        "fetch 2",
        "open",
        "read 2",
        "disconnect",
        "disconnect",
        "fetch 3",
        "disconnect",
        "error 3 status, closed",
    ];
    assert_eq!(host.happened(), expected);
}

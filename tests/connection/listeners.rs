//! What listeners may do in the middle of things, with both orders of actions that a host may have.

use crate::fake_host::{Drain, EVENT_STREAM, FakeHost};
use eventsource_wasm::connection::{Connection, Options, ReadyState, Response};

/// Runs `row` with an open connection, once in each order.
fn open_connections(row: impl Fn(&mut FakeHost)) {
    for drain in [Drain::Nested, Drain::Outer] {
        let mut host = FakeHost::open(Options::default()).draining(drain);
        host.announce();
        assert_eq!(host.happened(), ["fetch 1", "open", "read 1"]);
        row(&mut host);
    }
}

/// The same with one that waits to be announced.
fn fetching_connections(row: impl Fn(&mut FakeHost)) {
    for drain in [Drain::Nested, Drain::Outer] {
        let mut host = FakeHost::open(Options::default()).draining(drain);
        assert_eq!(host.happened(), ["fetch 1"]);
        row(&mut host);
    }
}

#[test]
fn close_in_the_open_listener_leaves_the_body_unread() {
    fetching_connections(|host| {
        host.when("open", Connection::close);
        host.announce();
        assert_eq!(host.happened(), ["open", "disconnect"]);
        assert_eq!(host.connection.ready_state(), ReadyState::Closed);
        host.body("data:a\n\n");
        host.end();
        assert_eq!(host.happened(), [""; 0]);
    });
}

#[test]
fn reconnect_in_the_open_listener_leaves_the_body_unread() {
    fetching_connections(|host| {
        host.when("open", Connection::reconnect);
        host.announce();
        assert_eq!(host.happened(), ["open", "disconnect", "fetch 2"]);
        host.announce();
        assert_eq!(host.happened(), ["open", "read 2"]);
    });
}

#[test]
fn close_between_two_actions_undoes_the_second() {
    let mut connection = Connection::new(Options::default());
    connection.open();
    while connection.poll_action().is_some() {}
    connection.process_response(1, EVENT_STREAM, 0.0);
    connection.close();
    let mut actions = Vec::new();
    while let Some(action) = connection.poll_action() {
        actions.push(format!("{action:?}"));
    }
    assert_eq!(actions, ["Disconnect"], "neither open nor read");
}

#[test]
fn close_before_the_error_of_a_final_failure_silences_it() {
    for what in ["disconnect", "hint ContentType"] {
        for drain in [Drain::Nested, Drain::Outer] {
            let options = Options { diagnoses: true, ..Options::default() };
            let mut host = FakeHost::open(options).draining(drain);
            host.happened();
            host.when(what, Connection::close);
            host.respond(Response { content_type: b"text/html", ..EVENT_STREAM });
            let happened = host.happened();
            assert!(happened.iter().any(|one| one == what), "{happened:?}");
            assert!(!happened.iter().any(|one| one.starts_with("error")), "{happened:?}");
            assert_eq!(host.connection.ready_state(), ReadyState::Closed);
        }
    }
}

#[test]
fn close_in_the_error_listener_is_for_good() {
    open_connections(|host| {
        host.when("error 1 end-of-stream", Connection::close);
        host.end();
        // Disconnected once more, which a host must bear.
        assert_eq!(host.happened(), ["disconnect", "error 1 end-of-stream", "disconnect"]);
        assert_eq!(host.next_timer(), None);
        assert_eq!(host.connection.ready_state(), ReadyState::Closed);
    });
}

#[test]
fn reconnect_in_the_error_listener_does_not_wait() {
    open_connections(|host| {
        host.when("error 1 end-of-stream", Connection::reconnect);
        host.end();
        assert_eq!(
            host.happened(),
            ["disconnect", "error 1 end-of-stream", "disconnect", "fetch 2"]
        );
        assert_eq!(host.next_timer(), None, "the delay is not waited for too");
    });
}

#[test]
fn reconnect_in_the_listener_of_a_final_error_revives() {
    fetching_connections(|host| {
        host.when("error 1 status, closed", Connection::reconnect);
        host.respond(Response { status: 503, ..EVENT_STREAM });
        assert_eq!(
            host.happened(),
            ["disconnect", "error 1 status, closed", "disconnect", "fetch 2"]
        );
        host.announce();
        assert_eq!(host.happened(), ["open", "read 2"]);
    });
}

#[test]
fn close_in_an_event_listener_silences_the_rest_of_the_chunk() {
    open_connections(|host| {
        host.when("message b", Connection::close);
        host.body("data:a\n\ndata:b\n\ndata:c\n\ndata:d\n\n");
        assert_eq!(host.happened(), ["message a", "message b", "disconnect"]);
        host.body("data:e\n\n");
        assert_eq!(host.happened(), [""; 0]);
    });
}

#[test]
fn close_in_the_last_event_listener() {
    open_connections(|host| {
        host.when("message b id=2", Connection::close);
        host.body("data:a\n\nid:2\ndata:b\n\nid:3\n\nretry:9\n\n");
        assert_eq!(host.happened(), ["message a", "message b id=2", "disconnect"]);
        assert_eq!(host.last_event_id(), "2", "what comes after the event was never seen");
        assert_eq!(Some(host.connection.reconnection_time()), Some(3_000.0));
    });
}

#[test]
fn last_event_id_stays_that_of_the_event_whose_listener_closes() {
    open_connections(|host| {
        host.when("message b id=2", Connection::close);
        host.body("id:1\ndata:a\n\nid:2\ndata:b\n\nid:3\ndata:c\n\nid:4\n\n");
        assert_eq!(host.happened(), ["message a id=1", "message b id=2", "disconnect"]);
        assert_eq!(host.last_event_id(), "2");
        host.input(|connection, _| connection.reconnect());
        assert_eq!(host.happened(), ["disconnect", "fetch 2 id=2"]);
    });
}

#[test]
fn reconnect_in_an_event_listener_resumes_after_that_event() {
    open_connections(|host| {
        host.when("message b id=2", Connection::reconnect);
        host.body("id:1\ndata:a\n\nid:2\ndata:b\n\nid:3\nretry:9\ndata:c\n\n");
        assert_eq!(
            host.happened(),
            ["message a id=1", "message b id=2", "disconnect", "fetch 2 id=2"]
        );
        assert_eq!(Some(host.connection.reconnection_time()), Some(3_000.0));
        host.announce();
        host.body("data:x\n\nid:3\ndata:c\n\n");
        assert_eq!(host.happened(), ["open", "read 2", "message x id=2", "message c id=3"]);
    });
}

#[test]
fn reconnect_in_the_listener_of_each_event_of_a_chunk() {
    open_connections(|host| {
        host.when("message a", Connection::reconnect);
        host.body("data:a\n\ndata:a\n\ndata:a\n\n");
        assert_eq!(host.happened(), ["message a", "disconnect", "fetch 2"]);
        host.announce();
        host.when("message a", Connection::reconnect);
        host.body("data:a\n\ndata:a\n\n");
        assert_eq!(host.happened(), ["open", "read 2", "message a", "disconnect", "fetch 3"]);
    });
}

#[test]
fn close_and_reconnect_in_one_listener() {
    open_connections(|host| {
        host.when("message a", |connection| {
            connection.close();
            connection.reconnect();
        });
        host.body("data:a\n\ndata:b\n\n");
        // What close() asked for is done by the disconnection of reconnect().
        assert_eq!(host.happened(), ["message a", "disconnect", "fetch 2"]);
    });
}

#[test]
fn reconnect_and_close_in_one_listener() {
    open_connections(|host| {
        host.when("message a", |connection| {
            connection.reconnect();
            connection.close();
        });
        host.body("data:a\n\ndata:b\n\n");
        assert_eq!(host.happened(), ["message a", "disconnect"]);
        assert_eq!(host.connection.ready_state(), ReadyState::Closed);
    });
}

#[test]
fn reconnect_twice_in_one_listener_fetches_once() {
    open_connections(|host| {
        host.when("message a", |connection| {
            connection.reconnect();
            connection.reconnect();
        });
        host.body("data:a\n\ndata:b\n\n");
        assert_eq!(host.happened(), ["message a", "disconnect", "fetch 3"]);
    });
}

#[test]
fn listener_sees_the_reconnection_time_of_the_place_of_its_event() {
    open_connections(|host| {
        for (what, expected) in [("message a", 1.0), ("message b", 2.0), ("message c", 2.0)] {
            host.when(what, move |connection| {
                assert_eq!(Some(connection.reconnection_time()), Some(expected));
            });
        }
        host.body("retry:1\ndata:a\n\nretry:2\ndata:b\n\ndata:c\n\nretry:3\n");
        assert_eq!(host.happened(), ["message a", "message b", "message c"]);
        assert_eq!(Some(host.connection.reconnection_time()), Some(3.0));
    });
}

#[test]
fn listener_that_sets_the_reconnection_time_stands_until_the_next_retry() {
    open_connections(|host| {
        host.when("message a", |connection| connection.set_reconnection_time(50.0));
        host.when("message b", |connection| {
            assert_eq!(Some(connection.reconnection_time()), Some(50.0));
        });
        host.body("retry:1\ndata:a\n\ndata:b\n\nretry:2\ndata:c\n\n");
        assert_eq!(Some(host.connection.reconnection_time()), Some(2.0));
    });
}

#[test]
fn listener_sees_the_last_event_id_of_blocks_without_data() {
    open_connections(|host| {
        host.when("message a", |connection| assert_eq!(connection.last_event_id_string(), b""));
        host.when("message b id=2", |connection| {
            assert_eq!(connection.last_event_id_string(), b"2");
        });
        host.body("data:a\n\nid:1\n\nid:2\n\ndata:b\n\nid:3\n\n");
        assert_eq!(host.happened(), ["message a", "message b id=2"]);
        assert_eq!(host.last_event_id(), "3");
    });
}

//! Every phase × every input: what is not listed here changes nothing at all.

use crate::fake_host::FakeHost;
use eventsource_wasm::connection::ReadyState::{self, Closed, Connecting, Open};
use eventsource_wasm::connection::{Options, Timer};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    Fetching,
    /// Of a URL that cannot be fetched.
    FetchingInVain,
    /// The first attempt, of another origin.
    FetchingAcrossOrigins,
    Probing,
    Open,
    /// Between two events of a batch.
    Dispatching,
    Waiting,
    Closed,
}

const PHASES: [Phase; 9] = [
    Phase::Idle,
    Phase::Fetching,
    Phase::FetchingInVain,
    Phase::FetchingAcrossOrigins,
    Phase::Probing,
    Phase::Open,
    Phase::Dispatching,
    Phase::Waiting,
    Phase::Closed,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Input {
    Open,
    Close,
    Reconnect,
    EventStream,
    OtherType,
    NoContent,
    ServerError,
    NetworkError,
    Reachable,
    Unreachable,
    Event,
    Comment,
    NextEvent,
    EndOfBody,
    ReconnectionTimer,
    ProbeTimer,
    FutileTimer,
}

const INPUTS: [Input; 17] = [
    Input::Open,
    Input::Close,
    Input::Reconnect,
    Input::EventStream,
    Input::OtherType,
    Input::NoContent,
    Input::ServerError,
    Input::NetworkError,
    Input::Reachable,
    Input::Unreachable,
    Input::Event,
    Input::Comment,
    Input::NextEvent,
    Input::EndOfBody,
    Input::ReconnectionTimer,
    Input::ProbeTimer,
    Input::FutileTimer,
];

/// An input, what happens then, and the ready state that comes of it.
type Effect = (Input, &'static [&'static str], ReadyState);

fn effects(phase: Phase) -> &'static [Effect] {
    match phase {
        Phase::Idle => &[
            (Input::Open, &["fetch 1"], Connecting),
            (Input::Close, &["disconnect"], Closed),
            (Input::Reconnect, &["disconnect", "fetch 1"], Connecting),
        ],
        Phase::Fetching => &[
            (Input::Close, &["disconnect"], Closed),
            (Input::Reconnect, &["disconnect", "fetch 2"], Connecting),
            (Input::EventStream, &["open", "read 1"], Open),
            (Input::OtherType, &["disconnect", "error 1 content-type, closed"], Closed),
            (Input::NoContent, &["disconnect", "error 1 status, closed"], Closed),
            (Input::ServerError, &["disconnect", "error 1 status, closed"], Closed),
            (
                Input::NetworkError,
                &["disconnect", "error 1 network", "timer Reconnection"],
                Connecting,
            ),
        ],
        Phase::FetchingInVain => &[
            (Input::Close, &["disconnect"], Closed),
            (Input::Reconnect, &["disconnect", "timer Futile"], Connecting),
            (Input::FutileTimer, &["disconnect", "error 1 scheme, closed"], Closed),
        ],
        Phase::FetchingAcrossOrigins => &[
            (Input::Close, &["disconnect"], Closed),
            (Input::Reconnect, &["disconnect", "fetch 2"], Connecting),
            (Input::EventStream, &["open", "read 1"], Open),
            (Input::OtherType, &["disconnect", "error 1 content-type, closed"], Closed),
            (Input::NoContent, &["disconnect", "error 1 status, closed"], Closed),
            (Input::ServerError, &["disconnect", "error 1 status, closed"], Closed),
            (Input::NetworkError, &["probe 1", "timer Probe"], Connecting),
        ],
        Phase::Probing => &[
            (Input::Close, &["disconnect"], Closed),
            (Input::Reconnect, &["disconnect", "fetch 2"], Connecting),
            (Input::Reachable, &["disconnect", "error 1 cors, closed"], Closed),
            (
                Input::Unreachable,
                &["disconnect", "error 1 network", "timer Reconnection"],
                Connecting,
            ),
            (
                Input::ProbeTimer,
                &["disconnect", "error 1 network", "timer Reconnection"],
                Connecting,
            ),
        ],
        Phase::Open => &[
            (Input::Close, &["disconnect"], Closed),
            (Input::Reconnect, &["disconnect", "fetch 2"], Connecting),
            (
                Input::NetworkError,
                &["disconnect", "error 1 network", "timer Reconnection"],
                Connecting,
            ),
            (Input::Event, &["message x"], Open),
            (Input::Comment, &[], Open),
            (
                Input::EndOfBody,
                &["disconnect", "error 1 end-of-stream", "timer Reconnection"],
                Connecting,
            ),
        ],
        // The event that is due is no action: the host dispatches it.
        Phase::Dispatching => &[
            (Input::Close, &["disconnect"], Closed),
            (Input::Reconnect, &["disconnect", "fetch 2 id=1"], Connecting),
            (
                Input::NetworkError,
                &["disconnect", "error 1 network", "timer Reconnection"],
                Connecting,
            ),
            (Input::NextEvent, &[], Open),
            (
                Input::EndOfBody,
                &["disconnect", "error 1 end-of-stream", "timer Reconnection"],
                Connecting,
            ),
        ],
        Phase::Waiting => &[
            (Input::Close, &["disconnect"], Closed),
            (Input::Reconnect, &["disconnect", "fetch 2"], Connecting),
            (Input::ReconnectionTimer, &["fetch 2"], Connecting),
        ],
        Phase::Closed => &[(Input::Reconnect, &["disconnect", "fetch 2"], Connecting)],
    }
}

/// What no host gives: answers that nobody asked for.
fn never(phase: Phase) -> &'static [Input] {
    match phase {
        Phase::Fetching | Phase::FetchingAcrossOrigins => &[Input::FutileTimer],
        Phase::FetchingInVain => &[
            Input::EventStream,
            Input::OtherType,
            Input::NoContent,
            Input::ServerError,
            Input::NetworkError,
        ],
        // The body is not read further before its bytes have been dispatched.
        Phase::Dispatching => &[Input::Event, Input::Comment],
        _ => &[],
    }
}

fn host_in(phase: Phase) -> FakeHost {
    let cross_origin = matches!(phase, Phase::FetchingAcrossOrigins | Phase::Probing);
    let fetchable = phase != Phase::FetchingInVain;
    let mut host = FakeHost::new(Options { cross_origin, fetchable, ..Options::default() });
    if phase == Phase::Idle {
        return host;
    }
    host.input(|connection, _| connection.open());
    match phase {
        Phase::Open => host.announce(),
        Phase::Dispatching => {
            host.announce();
            // Straight to the connection, for the host would dispatch all three.
            let stream = b"id:1\ndata:a\n\nid:2\ndata:b\n\nid:3\nretry:7\ndata:c\n\n";
            host.connection.process_body_bytes(1, stream, host.now);
            assert!(
                host.connection.poll_action().is_some() && host.connection.poll_action().is_none()
            );
            assert!(host.connection.dispatch_the_event(1, host.now));
        }
        Phase::Probing | Phase::Waiting => host.network_error(),
        Phase::Closed => host.input(|connection, _| connection.close()),
        Phase::Idle | Phase::Fetching | Phase::FetchingInVain | Phase::FetchingAcrossOrigins => {}
    }
    host.happened();
    host
}

fn give(input: Input, attempt: u32, host: &mut FakeHost) {
    host.input(|connection, now| match input {
        Input::Open => connection.open(),
        Input::Close => connection.close(),
        Input::Reconnect => connection.reconnect(),
        Input::EventStream => connection.process_response(attempt, 200, "text/event-stream", now),
        Input::OtherType => connection.process_response(attempt, 200, "text/html", now),
        Input::NoContent => connection.process_response(attempt, 204, "text/event-stream", now),
        Input::ServerError => connection.process_response(attempt, 500, "text/event-stream", now),
        Input::NetworkError => connection.process_network_error(attempt, now),
        Input::Reachable => connection.process_probe(attempt, true, now),
        Input::Unreachable => connection.process_probe(attempt, false, now),
        Input::Event => connection.process_body_bytes(attempt, b"data:x\n\n", now),
        Input::Comment => connection.process_body_bytes(attempt, b":\n", now),
        Input::NextEvent => {
            let dispatched = connection.dispatch_the_event(attempt, now);
            assert_eq!(
                dispatched,
                connection.last_event_id_string() == b"2",
                "only between two events"
            );
        }
        Input::EndOfBody => connection.process_response_end_of_body(attempt, now),
        Input::ReconnectionTimer => connection.process_timer(Timer::Reconnection, attempt, now),
        Input::ProbeTimer => connection.process_timer(Timer::Probe, attempt, now),
        Input::FutileTimer => connection.process_timer(Timer::Futile, attempt, now),
    });
}

/// The input changes nothing: not a single field of the connection.
fn assert_ignored(input: Input, attempt: u32, host: &mut FakeHost, when: &str) {
    let before = format!("{:?}", host.connection);
    give(input, attempt, host);
    assert_eq!(host.happened(), [""; 0], "{input:?} {when}");
    assert_eq!(format!("{:?}", host.connection), before, "{input:?} {when}");
}

#[test]
fn every_phase_takes_every_input() {
    for phase in PHASES {
        for input in INPUTS {
            let mut host = host_in(phase);
            let attempt = host.attempt;
            match effects(phase).iter().find(|effect| effect.0 == input) {
                Some((_, happened, ready_state)) => {
                    give(input, attempt, &mut host);
                    assert_eq!(host.happened(), *happened, "{input:?} while {phase:?}");
                    assert_eq!(
                        host.connection.ready_state(),
                        *ready_state,
                        "{input:?} while {phase:?}"
                    );
                }
                None if never(phase).contains(&input) => {}
                None => assert_ignored(input, attempt, &mut host, &format!("while {phase:?}")),
            }
        }
    }
}

#[test]
fn every_phase_ignores_the_inputs_of_other_attempts() {
    let of_no_attempt = [Input::Open, Input::Close, Input::Reconnect];
    for phase in PHASES {
        for input in INPUTS.into_iter().filter(|input| !of_no_attempt.contains(input)) {
            let mut host = host_in(phase);
            for attempt in [host.attempt.wrapping_sub(1), host.attempt + 1, host.attempt + 2] {
                assert_ignored(
                    input,
                    attempt,
                    &mut host,
                    &format!("of attempt {attempt} while {phase:?}"),
                );
            }
        }
    }
}

#[test]
fn what_was_under_way_before_reconnect_is_ignored() {
    for phase in PHASES.into_iter().filter(|&phase| phase != Phase::Idle) {
        for input in
            INPUTS.into_iter().filter(|input| !matches!(input, Input::Close | Input::Reconnect))
        {
            let mut host = host_in(phase);
            let attempt = host.attempt;
            host.input(|connection, _| connection.reconnect());
            host.happened();
            assert_ignored(
                input,
                attempt,
                &mut host,
                &format!("from before reconnect() while {phase:?}"),
            );
            if phase == Phase::FetchingInVain {
                continue;
            }
            host.announce();
            host.happened();
            assert_ignored(
                input,
                attempt,
                &mut host,
                &format!("from before reconnect() while {phase:?}, open"),
            );
        }
    }
}

#[test]
fn ready_state_of_every_phase() {
    for phase in PHASES {
        let expected = match phase {
            Phase::Open | Phase::Dispatching => Open,
            Phase::Closed => Closed,
            _ => Connecting,
        };
        assert_eq!(host_in(phase).connection.ready_state(), expected, "{phase:?}");
    }
}

#[test]
fn nothing_runs_after_close() {
    for phase in PHASES {
        let mut host = host_in(phase);
        host.input(|connection, _| connection.close());
        assert_eq!(host.next_timer(), None, "{phase:?}");
    }
}

#[test]
fn reconnection_time_can_be_set_in_every_phase() {
    for phase in PHASES {
        let mut host = host_in(phase);
        let ready_state = host.connection.ready_state();
        host.input(|connection, _| connection.set_reconnection_time(7_000.0));
        assert_eq!(host.happened(), [""; 0], "{phase:?}");
        assert_eq!(host.connection.ready_state(), ready_state, "{phase:?}");
        assert_eq!(Some(host.connection.reconnection_time()), Some(7_000.0), "{phase:?}");
    }
}

/// A status that is an error to most is one here too, whatever the content type says.
#[test]
fn every_status_but_200_fails_the_connection() {
    for status in [
        0, 100, 101, 199, 201, 202, 204, 205, 206, 301, 304, 307, 400, 401, 404, 429, 500, 503,
        599, 999,
    ] {
        let mut host = host_in(Phase::Fetching);
        host.respond(status, "text/event-stream");
        assert_eq!(host.happened(), ["disconnect", "error 1 status, closed"], "{status}");
    }
}

#[test]
fn ready_states_are_the_constants_of_the_interface() {
    let table = [(Connecting, "0"), (Open, "1"), (Closed, "2")];
    for (ready_state, constant) in table {
        #[expect(clippy::as_conversions, reason = "the discriminant is what is tested")]
        let discriminant = ready_state as u8;
        assert_eq!(discriminant.to_string(), constant);
    }
}

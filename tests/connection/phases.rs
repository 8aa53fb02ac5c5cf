//! Every phase × every input: what is not listed here changes nothing at all.

use crate::fake_host::{EVENT_STREAM, FakeHost};
use crate::inputs::{Input, OF_AN_ATTEMPT, OF_THE_OBJECT};
use eventsource_wasm::connection::ReadyState::{self, Closed, Connecting};
use eventsource_wasm::connection::{Options, Response};

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
    /// The network failed, and the user's policy has not answered.
    Asking,
    Waiting,
    /// The document is hidden.
    Paused,
    /// The page is in the back/forward cache.
    Suspended,
    /// The page is there, too, and the request may not be repeated.
    Interrupted,
    Closed,
}

/// Inputs, what happens then, and the ready state that comes of it.
type Effect = (&'static [Input], &'static [&'static str], ReadyState);

const FETCHES: &[&str] = &["fetch 2", "timer Connect"];
const FETCHES_ANEW: &[&str] = &["disconnect", "fetch 2", "timer Connect"];
const NETWORK: &[&str] = &["disconnect", "error 1 network", "timer Reconnection"];

const EFFECTS: &[(Phase, &[Effect])] = &[
    (
        Phase::Idle,
        &[
            (&[Input::Open], &["fetch 1", "timer Connect"], Connecting),
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect], &["disconnect", "fetch 1", "timer Connect"], Connecting),
            (&[Input::Hide], &[], Connecting),
        ],
    ),
    (
        Phase::Fetching,
        &[
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect], FETCHES_ANEW, Connecting),
            (&[Input::Hide, Input::Suspend], &["disconnect"], Connecting),
            (&[Input::EventStream], &["open", "read 1", "timer Heartbeat"], ReadyState::Open),
            (&[Input::OtherType], &["disconnect", "error 1 content-type, closed"], Closed),
            (
                &[Input::NoContent, Input::ServerError],
                &["disconnect", "error 1 status, closed"],
                Closed,
            ),
            (&[Input::OptionsError], &["disconnect", "error 1 options, closed"], Closed),
            (&[Input::NetworkError], NETWORK, Connecting),
            (
                &[Input::ConnectTimer],
                &["disconnect", "error 1 connect-timeout", "timer Reconnection"],
                Connecting,
            ),
        ],
    ),
    (
        Phase::FetchingInVain,
        &[
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect], &["disconnect", "timer Futile"], Connecting),
            (&[Input::Hide, Input::Suspend], &["disconnect"], Connecting),
            (&[Input::FutileTimer], &["disconnect", "error 1 scheme, closed"], Closed),
        ],
    ),
    (
        Phase::FetchingAcrossOrigins,
        &[
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect], FETCHES_ANEW, Connecting),
            (&[Input::Hide, Input::Suspend], &["disconnect"], Connecting),
            (&[Input::EventStream], &["open", "read 1", "timer Heartbeat"], ReadyState::Open),
            (&[Input::OtherType], &["disconnect", "error 1 content-type, closed"], Closed),
            (
                &[Input::NoContent, Input::ServerError],
                &["disconnect", "error 1 status, closed"],
                Closed,
            ),
            (&[Input::OptionsError], &["disconnect", "error 1 options, closed"], Closed),
            (&[Input::NetworkError], &["probe 1", "timer Probe"], Connecting),
            (
                &[Input::ConnectTimer],
                &["disconnect", "error 1 connect-timeout", "timer Reconnection"],
                Connecting,
            ),
        ],
    ),
    (
        Phase::Probing,
        &[
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect], FETCHES_ANEW, Connecting),
            (&[Input::Hide, Input::Suspend], &["disconnect"], Connecting),
            (&[Input::Reachable], &["disconnect", "error 1 cors, closed"], Closed),
            (&[Input::Unreachable, Input::ProbeTimer], NETWORK, Connecting),
        ],
    ),
    (
        Phase::Open,
        &[
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect], FETCHES_ANEW, Connecting),
            (&[Input::Hide, Input::Suspend], &["disconnect"], Connecting),
            (&[Input::NetworkError, Input::BrokenBody], NETWORK, Connecting),
            (&[Input::Event], &["message x"], ReadyState::Open),
            (&[Input::Comment], &[], ReadyState::Open),
            (
                &[Input::EndOfBody],
                &["disconnect", "error 1 end-of-stream", "timer Reconnection"],
                Connecting,
            ),
            (&[Input::HeartbeatTimer], &["timer Heartbeat"], ReadyState::Open),
        ],
    ),
    // The event that is due is no action: the host dispatches it.
    (
        Phase::Dispatching,
        &[
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect], &["disconnect", "fetch 2 id=1", "timer Connect"], Connecting),
            (&[Input::Hide, Input::Suspend], &["disconnect"], Connecting),
            (&[Input::NetworkError, Input::BrokenBody], NETWORK, Connecting),
            (&[Input::NextEvent], &[], ReadyState::Open),
            (
                &[Input::EndOfBody],
                &["disconnect", "error 1 end-of-stream", "timer Reconnection"],
                Connecting,
            ),
            (&[Input::HeartbeatTimer], &["timer Heartbeat"], ReadyState::Open),
        ],
    ),
    (
        Phase::Asking,
        &[
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect], FETCHES_ANEW, Connecting),
            (&[Input::Hide, Input::Suspend], &[], Connecting),
            (
                &[Input::AnswerDefault, Input::AnswerReestablish, Input::AnswerDelay],
                &["error 1 network", "timer Reconnection"],
                Connecting,
            ),
            (&[Input::AnswerFail], &["error 1 network, closed"], Closed),
            (&[Input::AnswerInvalid], &["error 1 options, closed"], Closed),
        ],
    ),
    (
        Phase::Waiting,
        &[
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect, Input::Hasten, Input::Resume], FETCHES_ANEW, Connecting),
            (&[Input::Hide, Input::Suspend], &["disconnect"], Connecting),
            (&[Input::ReconnectionTimer], FETCHES, Connecting),
        ],
    ),
    (
        Phase::Paused,
        &[
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect, Input::Suspend], &["disconnect"], Connecting),
            (&[Input::Show], FETCHES, Connecting),
        ],
    ),
    (
        Phase::Suspended,
        &[
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect], FETCHES_ANEW, Connecting),
            (&[Input::Hide], &[], Connecting),
            (&[Input::Resume], FETCHES, Connecting),
        ],
    ),
    (
        Phase::Interrupted,
        &[
            (&[Input::Close], &["disconnect"], Closed),
            (&[Input::Reconnect], FETCHES_ANEW, Connecting),
            (&[Input::Hide], &[], Connecting),
            (&[Input::Resume], &["disconnect", "error 1 network, closed"], Closed),
        ],
    ),
    (
        Phase::Closed,
        &[(&[Input::Reconnect], FETCHES_ANEW, Connecting), (&[Input::Hide], &[], Closed)],
    ),
];

fn phases() -> impl Iterator<Item = Phase> {
    EFFECTS.iter().map(|(phase, _)| *phase)
}

fn effects(phase: Phase) -> &'static [Effect] {
    EFFECTS.iter().find(|effects| effects.0 == phase).map_or(&[], |effects| effects.1)
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
            Input::OptionsError,
            Input::NetworkError,
            Input::ConnectTimer,
        ],
        Phase::Open => &[Input::Dispatched],
        // The body is not read further before its events have been dispatched, all of them.
        Phase::Dispatching => &[Input::Event, Input::Comment, Input::Dispatched],
        _ => &[],
    }
}

fn host_in(phase: Phase) -> FakeHost {
    let mut host = FakeHost::new(Options {
        cross_origin: matches!(phase, Phase::FetchingAcrossOrigins | Phase::Probing),
        fetchable: phase != Phase::FetchingInVain,
        asks: phase == Phase::Asking,
        repeatable: phase != Phase::Interrupted,
        connect_timeout: 20_000.0,
        heartbeat_timeout: 45_000.0,
        ..Options::default()
    });
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
            assert!(host.connection.poll_action().is_some());
            assert!(host.connection.poll_action().is_none());
            assert!(host.connection.dispatch_the_event(1));
        }
        Phase::Probing | Phase::Asking | Phase::Waiting => host.network_error(),
        Phase::Paused => Input::Hide.give(0, &mut host),
        Phase::Suspended | Phase::Interrupted => Input::Suspend.give(0, &mut host),
        Phase::Closed => Input::Close.give(0, &mut host),
        Phase::Idle | Phase::Fetching | Phase::FetchingInVain | Phase::FetchingAcrossOrigins => {}
    }
    host.happened();
    host
}

/// The input changes nothing: not a single field of the connection.
fn assert_ignored(input: Input, attempt: u32, host: &mut FakeHost, when: &str) {
    let before = format!("{:?}", host.connection);
    input.give(attempt, host);
    assert_eq!(host.happened(), [""; 0], "{input:?} {when}");
    assert_eq!(format!("{:?}", host.connection), before, "{input:?} {when}");
}

#[test]
fn every_phase_takes_every_input() {
    for phase in phases() {
        for input in OF_THE_OBJECT.into_iter().chain(OF_AN_ATTEMPT) {
            let mut host = host_in(phase);
            let attempt = host.attempt;
            match effects(phase).iter().find(|(inputs, ..)| inputs.contains(&input)) {
                Some((_, happened, ready_state)) => {
                    input.give(attempt, &mut host);
                    assert_eq!(host.happened(), *happened, "{input:?} while {phase:?}");
                    let what = format!("{input:?} while {phase:?}");
                    assert_eq!(host.connection.ready_state(), *ready_state, "{what}");
                }
                None if never(phase).contains(&input) => {}
                None => assert_ignored(input, attempt, &mut host, &format!("while {phase:?}")),
            }
        }
    }
}

#[test]
fn every_phase_ignores_the_inputs_of_other_attempts() {
    for phase in phases() {
        for input in OF_AN_ATTEMPT {
            let mut host = host_in(phase);
            for attempt in [host.attempt.wrapping_sub(1), host.attempt + 1, host.attempt + 2] {
                let when = format!("of attempt {attempt} while {phase:?}");
                assert_ignored(input, attempt, &mut host, &when);
            }
        }
    }
}

#[test]
fn what_was_under_way_before_reconnect_is_ignored() {
    // While it is paused, there is no new attempt either.
    let phases = phases().filter(|phase| !matches!(phase, Phase::Idle | Phase::Paused));
    for phase in phases {
        for input in OF_AN_ATTEMPT {
            let mut host = host_in(phase);
            let attempt = host.attempt;
            Input::Reconnect.give(0, &mut host);
            host.happened();
            let when = format!("from before reconnect() while {phase:?}");
            assert_ignored(input, attempt, &mut host, &when);
            if phase != Phase::FetchingInVain {
                host.announce();
                host.happened();
                assert_ignored(input, attempt, &mut host, &format!("{when}, once it is open"));
            }
        }
    }
}

#[test]
fn ready_state_of_every_phase() {
    for phase in phases() {
        let expected = match phase {
            Phase::Open | Phase::Dispatching => ReadyState::Open,
            Phase::Closed => Closed,
            _ => Connecting,
        };
        assert_eq!(host_in(phase).connection.ready_state(), expected, "{phase:?}");
    }
}

#[test]
fn no_timer_runs_where_nothing_is_under_way() {
    for phase in phases() {
        for input in [Input::Close, Input::Suspend] {
            let mut host = host_in(phase);
            input.give(0, &mut host);
            assert_eq!(host.next_timer(), None, "{input:?} while {phase:?}");
        }
    }
    assert_eq!(host_in(Phase::Paused).next_timer(), None);
    assert_eq!(host_in(Phase::Asking).next_timer(), None);
}

#[test]
fn reconnection_time_can_be_set_in_every_phase() {
    for phase in phases() {
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
    let statuses = [
        0, 100, 101, 199, 201, 202, 204, 205, 206, 301, 304, 307, 400, 401, 404, 429, 500, 503,
        599, 999,
    ];
    for status in statuses {
        let mut host = host_in(Phase::Fetching);
        host.respond(Response { status, ..EVENT_STREAM });
        assert_eq!(host.happened(), ["disconnect", "error 1 status, closed"], "{status}");
    }
}

#[test]
fn ready_states_are_the_constants_of_the_interface() {
    for (ready_state, constant) in [(Connecting, "0"), (ReadyState::Open, "1"), (Closed, "2")] {
        #[expect(clippy::as_conversions, reason = "the discriminant is what is tested")]
        let discriminant = ready_state as u8;
        assert_eq!(discriminant.to_string(), constant);
    }
}

#[test]
fn attempts_are_numbered_on_from_those_before_the_connection() {
    let mut host = FakeHost::open(Options { attempts: 2, ..Options::default() });
    assert_eq!(host.happened(), ["fetch 3"]);
    host.network_error();
    assert_eq!(host.happened()[..2], ["disconnect", "error 3 network"]);
}

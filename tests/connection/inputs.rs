//! Every input that a connection takes.

use crate::fake_host::{EVENT_STREAM, FakeHost};
use eventsource_wasm::connection::{Answer, Response, Timer};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Open,
    Close,
    Reconnect,
    Hide,
    Show,
    Hasten,
    Suspend,
    Resume,
    EventStream,
    OtherType,
    NoContent,
    ServerError,
    OptionsError,
    NetworkError,
    Reachable,
    Unreachable,
    Event,
    Comment,
    NextEvent,
    Dispatched,
    EndOfBody,
    BrokenBody,
    AnswerDefault,
    AnswerFail,
    AnswerReestablish,
    AnswerDelay,
    AnswerInvalid,
    ReconnectionTimer,
    ConnectTimer,
    HeartbeatTimer,
    ProbeTimer,
    FutileTimer,
}

/// Those that carry no attempt number.
pub(crate) const OF_THE_OBJECT: [Input; 8] = [
    Input::Open,
    Input::Close,
    Input::Reconnect,
    Input::Hide,
    Input::Show,
    Input::Hasten,
    Input::Suspend,
    Input::Resume,
];

/// Those that do.
pub(crate) const OF_AN_ATTEMPT: [Input; 24] = [
    Input::EventStream,
    Input::OtherType,
    Input::NoContent,
    Input::ServerError,
    Input::OptionsError,
    Input::NetworkError,
    Input::Reachable,
    Input::Unreachable,
    Input::Event,
    Input::Comment,
    Input::NextEvent,
    Input::Dispatched,
    Input::EndOfBody,
    Input::BrokenBody,
    Input::AnswerDefault,
    Input::AnswerFail,
    Input::AnswerReestablish,
    Input::AnswerDelay,
    Input::AnswerInvalid,
    Input::ReconnectionTimer,
    Input::ConnectTimer,
    Input::HeartbeatTimer,
    Input::ProbeTimer,
    Input::FutileTimer,
];

impl Input {
    /// Gives it, with the number of an attempt where it carries one.
    pub(crate) fn give(self, attempt: u32, host: &mut FakeHost) {
        let other_type = Response { content_type: b"text/html", ..EVENT_STREAM };
        let of_status = |status| Response { status, ..EVENT_STREAM };
        host.input(|connection, now| match self {
            Self::Open => connection.open(),
            Self::Close => connection.close(),
            Self::Reconnect => connection.reconnect(),
            Self::Hide => connection.set_hidden(true, now),
            Self::Show => connection.set_hidden(false, now),
            Self::Hasten => connection.hasten(now),
            Self::Suspend => connection.suspend(now),
            Self::Resume => connection.resume(now),
            Self::EventStream => connection.process_response(attempt, EVENT_STREAM, now),
            Self::OtherType => connection.process_response(attempt, other_type, now),
            Self::NoContent => connection.process_response(attempt, of_status(204), now),
            Self::ServerError => connection.process_response(attempt, of_status(500), now),
            Self::OptionsError => connection.process_options_error(attempt, now),
            Self::NetworkError => connection.process_network_error(attempt, now),
            Self::Reachable => connection.process_probe(attempt, true, now),
            Self::Unreachable => connection.process_probe(attempt, false, now),
            Self::Event => connection.process_body_bytes(attempt, b"data:x\n\n", now),
            Self::Comment => connection.process_body_bytes(attempt, b":\n", now),
            Self::NextEvent => {
                let dispatched = connection.dispatch_the_event(attempt);
                // Of the phases only `Dispatching` has events left; the next one has the ID 2.
                assert_eq!(dispatched, connection.last_event_id_string() == b"2");
            }
            Self::Dispatched => connection.process_dispatched(attempt, now),
            Self::EndOfBody => connection.process_response_end_of_body(attempt, false, now),
            Self::BrokenBody => connection.process_response_end_of_body(attempt, true, now),
            Self::AnswerDefault => connection.process_answer(attempt, Answer::Default, now),
            Self::AnswerFail => connection.process_answer(attempt, Answer::Fail, now),
            Self::AnswerReestablish => connection.process_answer(attempt, Answer::Reestablish, now),
            Self::AnswerDelay => {
                connection.process_answer(attempt, Answer::ReestablishAfter(50.0), now);
            }
            Self::AnswerInvalid => connection.process_answer(attempt, Answer::Invalid, now),
            Self::ReconnectionTimer => connection.process_timer(Timer::Reconnection, attempt, now),
            Self::ConnectTimer => connection.process_timer(Timer::Connect, attempt, now),
            Self::HeartbeatTimer => connection.process_timer(Timer::Heartbeat, attempt, now),
            Self::ProbeTimer => connection.process_timer(Timer::Probe, attempt, now),
            Self::FutileTimer => connection.process_timer(Timer::Futile, attempt, now),
        });
    }
}

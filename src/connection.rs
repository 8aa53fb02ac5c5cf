//! The connection of an `EventSource` as a pure state machine.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model>

mod action;
mod backoff;
mod failure;

pub use action::{Action, Timer};
pub use failure::{Failure, FailureReason};

use crate::event_stream::{Batch, DEFAULT_MAX_EVENT_BYTES, Entry, Parser};
use crate::mime;
use backoff::Backoff;
use std::collections::VecDeque;

/// The `readyState` of the interface.
///
/// <https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource-readystate>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ReadyState {
    /// No connection yet, or it is being reestablished.
    Connecting = 0,
    /// Events are dispatched as they arrive.
    Open = 1,
    /// No connection, and none will be made.
    Closed = 2,
}

/// How a connection is to behave. Times are in milliseconds.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether a `fetch` of the URL's scheme can answer with an event stream ([`is_fetchable`]).
    pub fetchable: bool,
    /// Whether the URL is of another origin than the page: then a refused first attempt is probed.
    pub cross_origin: bool,
    /// The last event ID string to start from, in UTF-8.
    pub last_event_id: Vec<u8>,
    /// The reconnection time to start with.
    pub reconnection_time: f64,
    /// The cap of the back-off.
    pub max_reconnection_time: f64,
    /// The bound on one event's buffers, in bytes.
    pub max_event_bytes: usize,
    /// Where the pseudo-random jitter of the delays starts.
    pub seed: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fetchable: true,
            cross_origin: false,
            last_event_id: Vec::new(),
            reconnection_time: 3_000.0,
            max_reconnection_time: 30_000.0,
            max_event_bytes: DEFAULT_MAX_EVENT_BYTES,
            seed: 1,
        }
    }
}

/// How long a probe may take until the network is taken to be down, in milliseconds.
const PROBE_TIMEOUT: f64 = 5_000.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Constructed, not opened.
    Idle,
    /// A request is under way.
    Fetching,
    /// The first request was refused: is there a server at all?
    Probing,
    /// Announced; the body is read.
    Open,
    /// The delay before the next attempt runs.
    Waiting,
    Closed,
}

/// The connection: inputs in, [`Action`]s out.
#[derive(Debug)]
pub struct Connection {
    phase: Phase,
    attempt: u32,
    last_event_id_string: Vec<u8>,
    reconnection_time: f64,
    max_event_bytes: usize,
    fetchable: bool,
    /// Whether a refusal of the request under way would be probed.
    probe: bool,
    cross_origin: bool,
    backoff: Backoff,
    parser: Parser,
    batch: Batch,
    actions: VecDeque<Action>,
}

impl Connection {
    /// A connection that has not been opened.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            phase: Phase::Idle,
            attempt: 0,
            parser: Parser::new(&options.last_event_id),
            last_event_id_string: options.last_event_id,
            reconnection_time: options.reconnection_time,
            max_event_bytes: options.max_event_bytes,
            fetchable: options.fetchable,
            probe: false,
            cross_origin: options.cross_origin,
            backoff: Backoff::new(options.max_reconnection_time, options.seed),
            batch: Batch::default(),
            actions: VecDeque::new(),
        }
    }

    /// The next thing to do; `None` when everything is done.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// The ready state.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        match self.phase {
            Phase::Idle | Phase::Fetching | Phase::Probing | Phase::Waiting => {
                ReadyState::Connecting
            }
            Phase::Open => ReadyState::Open,
            Phase::Closed => ReadyState::Closed,
        }
    }

    /// The last event ID string, as bytes to be decoded as UTF-8.
    #[must_use]
    pub fn last_event_id_string(&self) -> &[u8] {
        &self.last_event_id_string
    }

    /// The reconnection time in milliseconds.
    #[must_use]
    pub fn reconnection_time(&self) -> f64 {
        self.reconnection_time
    }

    /// Sets the reconnection time, as a `retry` field does.
    pub fn set_reconnection_time(&mut self, milliseconds: f64) {
        self.reconnection_time = milliseconds;
    }

    /// The events that [`Action::DispatchTheEvents`] speaks of.
    #[must_use]
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Input: the object was constructed.
    pub fn open(&mut self) {
        if self.phase == Phase::Idle {
            self.connect_afresh();
        }
    }

    /// Input: `close()`. <https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource-close>
    pub fn close(&mut self) {
        if self.phase != Phase::Closed {
            self.drop_the_connection();
            self.phase = Phase::Closed;
        }
    }

    /// Input: `reconnect()`: whatever the state, connect at once, without an event.
    pub fn reconnect(&mut self) {
        self.drop_the_connection();
        self.backoff.reset();
        self.connect_afresh();
    }

    /// Input: `fetch` resolved. <https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource>
    ///
    /// `content_type` is the value of that header; empty where there is none.
    pub fn process_response(&mut self, attempt: u32, status: u16, content_type: &str, now: f64) {
        if !self.is_current(attempt, Phase::Fetching) {
            return;
        }
        // 15. If the status is not 200, or the Content-Type is not text/event-stream, fail the connection.
        if status != 200 {
            self.process_failure(FailureReason::Status, now);
        } else if mime::is_event_stream(content_type) {
            // Otherwise announce the connection and interpret the body line by line.
            self.announce_the_connection(now);
        } else {
            self.process_failure(FailureReason::ContentType, now);
        }
    }

    /// Input: `fetch` was rejected, or reading the body was.
    pub fn process_network_error(&mut self, attempt: u32, now: f64) {
        if self.is_current(attempt, Phase::Fetching) && self.probe {
            // A cross-origin refusal and a network that is down look the same to `fetch`: ask the server.
            self.phase = Phase::Probing;
            self.actions.push_back(Action::Probe { attempt });
            self.set_timer(Timer::Probe, PROBE_TIMEOUT);
        } else if self.is_current(attempt, Phase::Fetching) || self.is_current(attempt, Phase::Open)
        {
            self.process_failure(FailureReason::Network, now);
        }
    }

    /// Input: the probe has an answer: whether there is a server at all.
    pub fn process_probe(&mut self, attempt: u32, reachable: bool, now: f64) {
        if self.is_current(attempt, Phase::Probing) {
            let reason = if reachable { FailureReason::Cors } else { FailureReason::Network };
            self.process_failure(reason, now);
        }
    }

    /// Input: bytes of the body. The bytes before must have been dispatched.
    pub fn process_body_bytes(&mut self, attempt: u32, bytes: &[u8], now: f64) {
        if !self.is_current(attempt, Phase::Open) {
            return;
        }
        self.parser.feed(bytes, &mut self.batch);
        if self.batch.has_events() {
            self.actions.push_back(Action::DispatchTheEvents { attempt });
        } else {
            let _nothing_to_dispatch = self.dispatch_the_event(attempt, now);
        }
    }

    /// Input: the host is about to dispatch the next event of the batch; `false`: it may not, or there is none.
    ///
    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage>
    pub fn dispatch_the_event(&mut self, attempt: u32, now: f64) -> bool {
        // 8. … if the readyState attribute is set to a value other than CLOSED, dispatch the event.
        if !self.is_current(attempt, Phase::Open) {
            return false;
        }
        while let Some(entry) = self.batch.next_entry() {
            match entry {
                Entry::Event => {
                    self.backoff.delivered();
                    return true;
                }
                Entry::LastEventId { start, end } => {
                    self.last_event_id_string.clear();
                    self.last_event_id_string.extend_from_slice(self.batch.id(start, end));
                }
                Entry::ReconnectionTime(milliseconds) => self.reconnection_time = milliseconds,
            }
        }
        self.batch.clear();
        if self.parser.is_too_large() {
            self.process_failure(FailureReason::TooLarge, now);
        }
        false
    }

    /// Input: the body ended.
    pub fn process_response_end_of_body(&mut self, attempt: u32, now: f64) {
        if self.is_current(attempt, Phase::Open) {
            self.process_failure(FailureReason::EndOfStream, now);
        }
    }

    /// Input: a timer that [`Action::SetTimer`] asked for is due.
    pub fn process_timer(&mut self, timer: Timer, attempt: u32, now: f64) {
        match timer {
            Timer::Reconnection if self.is_current(attempt, Phase::Waiting) => {
                // 5. Queue a task to run: if readyState is not CONNECTING, return; … fetch request.
                self.backoff.starts_an_attempt(now);
                self.fetch();
            }
            Timer::Probe if self.is_current(attempt, Phase::Probing) => {
                self.process_failure(FailureReason::Network, now);
            }
            Timer::Futile if self.is_current(attempt, Phase::Fetching) => {
                self.process_failure(FailureReason::Scheme, now);
            }
            Timer::Reconnection | Timer::Probe | Timer::Futile => {}
        }
    }

    fn is_current(&self, attempt: u32, phase: Phase) -> bool {
        self.attempt == attempt && self.phase == phase
    }

    /// The first attempt of the object, or of a `reconnect()`.
    fn connect_afresh(&mut self) {
        self.fetch();
        self.probe = self.cross_origin;
    }

    fn fetch(&mut self) {
        self.phase = Phase::Fetching;
        self.attempt += 1;
        self.probe = false;
        if self.fetchable {
            self.actions.push_back(Action::Fetch { attempt: self.attempt });
        } else {
            // As a task of its own, for nothing may fire before the constructor has returned.
            self.set_timer(Timer::Futile, 0.0);
        }
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#announce-the-connection>
    fn announce_the_connection(&mut self, now: f64) {
        self.parser = Parser::new(&self.last_event_id_string);
        self.parser.set_max_event_bytes(self.max_event_bytes);
        self.batch.forget(&self.last_event_id_string);
        self.backoff.opened(now);
        // 1. If readyState is not CLOSED, set it to OPEN and fire an event named open.
        self.phase = Phase::Open;
        self.actions.push_back(Action::FireOpen);
        self.actions.push_back(Action::Read { attempt: self.attempt });
    }

    fn process_failure(&mut self, reason: FailureReason, now: f64) {
        self.drop_the_connection();
        if reason.is_fatal() {
            self.fail_the_connection(reason);
        } else {
            self.reestablish_the_connection(reason, now);
        }
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#reestablish-the-connection>
    fn reestablish_the_connection(&mut self, reason: FailureReason, now: f64) {
        // 1.2. Set readyState to CONNECTING.
        self.phase = Phase::Waiting;
        // 1.3. Fire an event named error.
        // 2. Wait a delay equal to the reconnection time.
        // 3. Optional: wait some more. Exponential back-off with jitter, after a previous failed attempt.
        let delay = self.backoff.delay(self.reconnection_time, now);
        self.fire_error(reason, Some(delay));
        self.set_timer(Timer::Reconnection, delay);
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#fail-the-connection>
    fn fail_the_connection(&mut self, reason: FailureReason) {
        // 1. If readyState is not CLOSED, set it to CLOSED and fire an event named error.
        self.phase = Phase::Closed;
        self.fire_error(reason, None);
    }

    fn fire_error(&mut self, reason: FailureReason, delay: Option<f64>) {
        self.actions.push_back(Action::FireError(Failure { reason, attempt: self.attempt, delay }));
    }

    fn set_timer(&mut self, timer: Timer, delay: f64) {
        self.actions.push_back(Action::SetTimer { timer, attempt: self.attempt, delay });
    }

    /// What was still to be done is obsolete; so are the request, its body, what it brought, and the timers.
    fn drop_the_connection(&mut self) {
        self.actions.clear();
        self.batch.forget(b"");
        self.actions.push_back(Action::Disconnect);
    }
}

/// Whether a `fetch` of `scheme` can answer with an event stream, on a page of the scheme `own_scheme`.
///
/// Besides what every page can fetch, the scheme of the page itself: apps and extensions have their own.
#[must_use]
pub fn is_fetchable(scheme: &str, own_scheme: &str) -> bool {
    matches!(scheme, "http" | "https" | "data" | "blob")
        || (scheme == own_scheme && !matches!(scheme, "about" | "file" | ""))
}

//! The connection of an `EventSource` as a pure state machine.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model>

mod action;
mod backoff;
mod diagnosis;
mod failure;
mod heartbeat;
mod options;
mod page;
mod policy;
mod response;
mod step;

pub use action::{Action, Timer};
pub use diagnosis::Hint;
pub use failure::{Answer, Failure, FailureReason};
pub use options::Options;
pub use response::Response;

use crate::event_stream::{Batch, Entry, Parser, replace};
use crate::mime;
use backoff::Backoff;
use diagnosis::Diagnosis;
use heartbeat::Heartbeat;

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
    /// The user's policy is being asked.
    Asking,
    /// The delay before the next attempt runs.
    Waiting,
    /// The document is hidden, and the connection pauses.
    Paused,
    /// The page is in the back/forward cache.
    Suspended,
    /// The page is there, too, and what was under way may not be sent again by itself.
    Interrupted,
    Closed,
}

/// The connection: inputs in, [`Action`]s out. Times are in milliseconds, of any clock.
#[derive(Debug)]
pub struct Connection {
    /// As they were given, but for two that the stream changes: the last event ID string and the reconnection time.
    options: Options,
    phase: Phase,
    attempt: u32,
    /// Whether a refusal is still to be probed: until an attempt comes to something.
    probes: bool,
    /// What the response of this attempt asks to wait.
    retry_after: Option<f64>,
    hidden: bool,
    backoff: Backoff,
    heartbeat: Heartbeat,
    diagnosis: Diagnosis,
    parser: Parser,
    batch: Batch,
    /// Whether the host is dispatching the batch.
    dispatching: bool,
    /// What is still to be done: bits of [`step`].
    steps: u32,
    /// The timer that is to be set; each phase waits for one at most.
    timer: Timer,
    /// Its delay, which is that of a failure too: infinity where the connection is failed for good.
    delay: f64,
    /// Why the connection ended.
    reason: FailureReason,
    /// The default delay after that, apart from the limit, also where the default is to fail.
    wait: f64,
}

impl Connection {
    /// A constant, and so are its parts, for which no `Default` would do: a new connection is a copy of it, which is less code
    /// than to set one member after the other.
    const INITIAL: Self = Self {
        options: Options::INITIAL,
        phase: Phase::Idle,
        attempt: 0,
        probes: false,
        retry_after: None,
        hidden: false,
        backoff: Backoff::INITIAL,
        heartbeat: Heartbeat::INITIAL,
        diagnosis: Diagnosis::INITIAL,
        parser: Parser::INITIAL,
        batch: Batch::INITIAL,
        dispatching: false,
        steps: 0,
        timer: Timer::Reconnection,
        delay: 0.0,
        reason: FailureReason::Network,
        wait: 0.0,
    };

    /// A connection that has not been opened.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let mut connection = Self::INITIAL;
        connection.backoff.seed(options.seed);
        connection.attempt = options.attempts;
        connection.options = options;
        connection
    }

    /// The ready state.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        match self.phase {
            Phase::Open => ReadyState::Open,
            Phase::Closed => ReadyState::Closed,
            _ => ReadyState::Connecting,
        }
    }

    /// The last event ID string, as bytes to be decoded as UTF-8.
    #[must_use]
    pub fn last_event_id_string(&self) -> &[u8] {
        &self.options.last_event_id
    }

    /// The reconnection time in milliseconds.
    #[must_use]
    pub fn reconnection_time(&self) -> f64 {
        self.options.reconnection_time
    }

    /// Sets the reconnection time, as a `retry` field does.
    pub fn set_reconnection_time(&mut self, milliseconds: f64) {
        self.options.reconnection_time = milliseconds;
    }

    /// The events that [`Action::DispatchTheEvents`] speaks of.
    #[must_use]
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// The words of the batch's table, and one more where a failure follows: for that the host waits as for an event.
    #[must_use]
    pub fn words_ahead(&self) -> usize {
        self.batch.table().len() + usize::from(self.parser.is_too_large())
    }

    /// Input: the object was constructed.
    pub fn open(&mut self) {
        if self.phase == Phase::Idle {
            self.connect_afresh();
        }
    }

    /// Input: `close()`. <https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource-close>
    pub fn close(&mut self) {
        // Nor is anybody told of a failure that has closed it already.
        self.steps &= step::DISCONNECT;
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

    /// Input: `fetch` is called: how long that takes is the server's doing.
    pub fn process_request_sent(&mut self, attempt: u32, now: f64) {
        if self.is_current(attempt, Phase::Fetching) {
            self.diagnosis = Diagnosis::new(now);
        }
    }

    /// Input: `fetch` resolved. <https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource>
    pub fn process_response(&mut self, attempt: u32, response: Response<'_>, now: f64) {
        if !self.is_current(attempt, Phase::Fetching) {
            return;
        }
        // 15. If the status is not 200, or the Content-Type is not text/event-stream, fail the connection.
        if response.status != 200 {
            self.retry_after = response.retry_after;
            self.process_failure(FailureReason::Status, now);
        } else if mime::is_event_stream(response.content_type) {
            // Otherwise announce the connection and interpret the body line by line.
            self.announce_the_connection(now);
        } else {
            self.process_failure(FailureReason::ContentType, now);
        }
    }

    /// Input: there was no request to send, for an option of the user's failed.
    pub fn process_options_error(&mut self, attempt: u32, now: f64) {
        if self.is_current(attempt, Phase::Fetching) {
            self.process_failure(FailureReason::Options, now);
        }
    }

    /// Input: `fetch` was rejected.
    pub fn process_network_error(&mut self, attempt: u32, now: f64) {
        if self.is_current(attempt, Phase::Fetching) && self.probes {
            // Deviation: one more request. A cross-origin refusal and a network that is down look the same to `fetch`.
            self.phase = Phase::Probing;
            self.steps |= step::PROBE;
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

    /// Input: bytes of the body. The events of the bytes before must have been dispatched.
    pub fn process_body_bytes(&mut self, attempt: u32, bytes: &[u8], now: f64) {
        // An empty chunk is no sign of life.
        if !self.is_current(attempt, Phase::Open) || bytes.is_empty() {
            return;
        }
        self.heartbeat.heard(now);
        self.parser.feed(bytes, &mut self.batch);
        self.diagnosis.arrived(self.batch.events(), now);
        if self.batch.events() > 0 || !self.batch.unknown_fields().is_empty() {
            self.dispatching = true;
            self.steps |= step::DISPATCH_THE_EVENTS;
        } else {
            self.process_dispatched(attempt, now);
        }
    }

    /// Input: the host is about to dispatch the next event of the batch; `false`: it may not, or there is none.
    ///
    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage>
    pub fn dispatch_the_event(&mut self, attempt: u32) -> bool {
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
                    replace(&mut self.options.last_event_id, self.batch.id(start, end));
                }
                Entry::ReconnectionTime(milliseconds) => {
                    self.options.reconnection_time = milliseconds;
                }
            }
        }
        false
    }

    /// Input: the host has dispatched the batch, and whoever takes the events wants more.
    pub fn process_dispatched(&mut self, attempt: u32, now: f64) {
        if !self.is_current(attempt, Phase::Open) {
            return;
        }
        // What stands behind the last event of the bytes.
        let _no_event = self.dispatch_the_event(attempt);
        self.dispatching = false;
        self.batch.clear();
        self.heartbeat.heard(now);
        if self.parser.is_too_large() {
            self.process_failure(FailureReason::TooLarge, now);
        }
    }

    /// Input: the body ended, or reading it was rejected.
    pub fn process_response_end_of_body(&mut self, attempt: u32, broken: bool, now: f64) {
        if self.is_current(attempt, Phase::Open) {
            let reason = if broken { FailureReason::Network } else { FailureReason::EndOfStream };
            self.process_failure(reason, now);
        }
    }

    /// The timer that was set last.
    #[must_use]
    pub fn timer(&self) -> Timer {
        self.timer
    }

    /// Input: a timer that [`Action::SetTimer`] asked for is due.
    pub fn process_timer(&mut self, timer: Timer, attempt: u32, now: f64) {
        if self.attempt != attempt {
            return;
        }
        match (timer, self.phase) {
            // 5. Queue a task to run: if readyState is not CONNECTING, return; … fetch request.
            (Timer::Reconnection, Phase::Waiting) => self.attempt_by_itself(now),
            (Timer::Connect, Phase::Fetching) => {
                self.process_failure(FailureReason::ConnectTimeout, now);
            }
            (Timer::Heartbeat, Phase::Open) => self.process_heartbeat(now),
            (Timer::Probe, Phase::Probing) => self.process_failure(FailureReason::Network, now),
            (Timer::Futile, Phase::Fetching) => self.process_failure(FailureReason::Scheme, now),
            _ => {}
        }
    }

    // This and what else is not inlined is called from many places: once in the module.
    #[inline(never)]
    fn is_current(&self, attempt: u32, phase: Phase) -> bool {
        self.attempt == attempt && self.phase == phase
    }

    /// The first attempt of the object, or of a `reconnect()`.
    fn connect_afresh(&mut self) {
        self.probes = self.options.cross_origin;
        if self.hidden {
            self.phase = Phase::Paused;
        } else {
            self.fetch();
        }
    }

    #[inline(never)]
    fn fetch(&mut self) {
        self.phase = Phase::Fetching;
        self.attempt += 1;
        if self.options.fetchable {
            self.steps |= step::FETCH;
            self.set_timer(Timer::Connect, self.options.connect_timeout);
        } else {
            // As a task of its own, for nothing may fire before the constructor has returned.
            self.set_timer(Timer::Futile, 0.0);
        }
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#announce-the-connection>
    fn announce_the_connection(&mut self, now: f64) {
        self.parser = Parser::new(&self.options.last_event_id);
        self.parser.set_max_event_bytes(self.options.max_event_bytes);
        if self.options.diagnoses {
            self.batch.keep_unknown_fields();
        }
        self.probes = false;
        self.backoff.opened(now);
        self.heartbeat.heard(now);
        // 1. If readyState is not CLOSED, set it to OPEN and fire an event named open.
        self.phase = Phase::Open;
        self.steps |= step::FIRE_OPEN;
        self.steps |= step::READ;
        self.start_the_heartbeat(self.options.heartbeat_timeout, now);
    }

    /// Sets no timer where the delay is infinite.
    #[inline(never)]
    fn set_timer(&mut self, timer: Timer, delay: f64) {
        if delay < f64::INFINITY {
            self.timer = timer;
            self.delay = delay;
            self.steps |= step::SET_TIMER;
        }
    }

    /// What was still to be done is obsolete; so are the request, its body, what it brought, and the timers.
    fn drop_the_connection(&mut self) {
        // Anew, for emptied buffers keep their size, and objects that are closed may live long.
        self.parser = Parser::INITIAL;
        self.batch = Batch::INITIAL;
        self.dispatching = false;
        self.steps = step::DISCONNECT;
    }
}

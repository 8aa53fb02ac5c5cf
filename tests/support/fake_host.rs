//! A host in virtual time: runs the actions of a connection, and records what happened and when.

use super::table::Table;
use eventsource_wasm::connection::{
    Action, Answer, Connection, FailureReason, Options, ReadyState, Response, Timer,
};

/// A response that is announced.
pub(crate) const EVENT_STREAM: Response<'static> =
    Response { status: 200, content_type: b"text/event-stream", retry_after: None };

/// When the host goes on with the actions that a listener caused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drain {
    /// Before the listener returns, as a host does whose inputs all drain.
    Nested,
    /// After it, in the drain that was under way.
    Outer,
}

type Listener = Box<dyn FnOnce(&mut Connection)>;

pub(crate) struct FakeHost {
    pub(crate) connection: Connection,
    pub(crate) now: f64,
    /// What happened, and when.
    pub(crate) log: Vec<(f64, String)>,
    /// The delays that the `error` events told.
    pub(crate) delays: Vec<f64>,
    /// The default delay of the failure that the user's policy was asked about.
    pub(crate) asked_delay: Option<f64>,
    /// The number of the latest attempt.
    pub(crate) attempt: u32,
    /// Whether the user's functions take their time before a request is sent.
    pub(crate) prepares: bool,
    timers: Vec<(f64, Timer, u32)>,
    listeners: Vec<(String, Listener)>,
    table: Table,
    drain: Drain,
}

impl FakeHost {
    /// A host at the time 0, whose connection has not been opened.
    pub(crate) fn new(options: Options) -> Self {
        Self {
            connection: Connection::new(options),
            now: 0.0,
            log: Vec::new(),
            delays: Vec::new(),
            asked_delay: None,
            attempt: 0,
            prepares: false,
            timers: Vec::new(),
            listeners: Vec::new(),
            table: Table::default(),
            drain: Drain::Nested,
        }
    }

    /// The same, opened.
    pub(crate) fn open(options: Options) -> Self {
        let mut host = Self::new(options);
        host.input(|connection, _| connection.open());
        host
    }

    /// The same with this order of actions after listeners.
    pub(crate) fn draining(self, drain: Drain) -> Self {
        Self { drain, ..self }
    }

    /// Calls `listener` the next time that this happens.
    pub(crate) fn when(&mut self, what: &str, listener: impl FnOnce(&mut Connection) + 'static) {
        self.listeners.push((what.to_owned(), Box::new(listener)));
    }

    /// Gives the connection an input, and runs what it asks for.
    pub(crate) fn input<T>(&mut self, input: impl FnOnce(&mut Connection, f64) -> T) -> T {
        let answer = input(&mut self.connection, self.now);
        self.drain();
        answer
    }

    /// The server answers.
    pub(crate) fn respond(&mut self, response: Response<'_>) {
        let attempt = self.attempt;
        self.input(|connection, now| {
            connection.process_response(attempt, response, now);
        });
    }

    /// The server answers with an event stream.
    pub(crate) fn announce(&mut self) {
        self.respond(EVENT_STREAM);
    }

    /// Bytes of the body arrive.
    pub(crate) fn body(&mut self, bytes: impl AsRef<[u8]>) {
        let attempt = self.attempt;
        self.input(|connection, now| connection.process_body_bytes(attempt, bytes.as_ref(), now));
    }

    /// The body ends.
    pub(crate) fn end(&mut self) {
        let attempt = self.attempt;
        self.input(|connection, now| {
            connection.process_response_end_of_body(attempt, false, now);
        });
    }

    /// Reading the body fails.
    pub(crate) fn break_off(&mut self) {
        let attempt = self.attempt;
        self.input(|connection, now| connection.process_response_end_of_body(attempt, true, now));
    }

    /// The user's policy answers.
    pub(crate) fn answer(&mut self, answer: Answer) {
        let attempt = self.attempt;
        self.input(|connection, now| connection.process_answer(attempt, answer, now));
    }

    /// The request fails.
    pub(crate) fn network_error(&mut self) {
        let attempt = self.attempt;
        self.input(|connection, now| connection.process_network_error(attempt, now));
    }

    /// Time passes, and the timers that come due in it.
    pub(crate) fn pass(&mut self, milliseconds: f64) {
        let end = self.now + milliseconds;
        while self.next_timer().is_some_and(|due| due <= end) {
            self.wake();
        }
        self.now = end;
    }

    /// Time passes until the next timer is due.
    pub(crate) fn wake(&mut self) {
        let due = self.next_timer().expect("a timer runs");
        let index = self.timers.iter().position(|timer| timer.0 <= due).expect("it is this one");
        let (_, timer, attempt) = self.timers.remove(index);
        self.now = self.now.max(due);
        self.input(|connection, now| connection.process_timer(timer, attempt, now));
    }

    /// When the next timer is due.
    pub(crate) fn next_timer(&self) -> Option<f64> {
        self.timers.iter().map(|&(due, ..)| due).min_by(f64::total_cmp)
    }

    /// What has happened since the last call.
    pub(crate) fn happened(&mut self) -> Vec<String> {
        self.log.drain(..).map(|(_, what)| what).collect()
    }

    pub(crate) fn last_event_id(&self) -> String {
        String::from_utf8_lossy(self.connection.last_event_id_string()).into_owned()
    }

    fn drain(&mut self) {
        while let Some(action) = self.connection.poll_action() {
            self.run(action);
        }
    }

    fn run(&mut self, action: Action) {
        match action {
            Action::Disconnect => {
                self.timers.clear();
                self.tell("disconnect".to_owned());
            }
            Action::Fetch { attempt } => {
                assert!(attempt > self.attempt, "every attempt has a number of its own");
                self.attempt = attempt;
                let last_event_id = self.last_event_id();
                self.record(with_id(format!("fetch {attempt}"), &last_event_id));
                if !self.prepares {
                    self.connection.process_request_sent(attempt, self.now);
                }
            }
            Action::Probe { attempt } => self.record(format!("probe {attempt}")),
            Action::FireOpen => self.fire("open".to_owned(), ReadyState::Open),
            Action::Read { attempt } => self.record(format!("read {attempt}")),
            Action::DispatchTheEvents { attempt } => self.dispatch_the_events(attempt),
            Action::Ask(failure) => {
                self.asked_delay = failure.delay;
                let default = if failure.delay.is_some() { "" } else { ", or closed" };
                self.record(format!("ask {} {}{default}", failure.attempt, name(failure.reason)));
            }
            Action::Diagnose(hint) => self.tell(format!("hint {hint:?}")),
            Action::FireError(failure) => {
                let (outcome, ready_state) = match failure.delay {
                    Some(delay) => {
                        self.delays.push(delay);
                        ("", ReadyState::Connecting)
                    }
                    None => (", closed", ReadyState::Closed),
                };
                let what = format!("error {} {}{outcome}", failure.attempt, name(failure.reason));
                self.fire(what, ready_state);
            }
            Action::SetTimer { timer, attempt, delay } => {
                let told = self.log.last().is_some_and(|(_, what)| what.starts_with("error"));
                if timer == Timer::Reconnection && told {
                    assert_eq!(self.delays.last(), Some(&delay), "the delay that the event told");
                }
                self.attempt = attempt;
                self.timers.clear();
                // Later than now even where the delay is lost in the rounding, as for every timer.
                let due =
                    if delay > 0.0 { self.now.next_up().max(self.now + delay) } else { self.now };
                self.timers.push((due, timer, attempt));
                self.record(format!("timer {timer:?}"));
            }
        }
    }

    fn dispatch_the_events(&mut self, attempt: u32) {
        let unknown =
            String::from_utf8_lossy(self.connection.batch().unknown_fields()).into_owned();
        for line in unknown.lines() {
            self.record(format!("unknown {line}"));
        }
        // All strings are taken before the first listener runs.
        let mut events = self.table.read(self.connection.batch()).into_iter();
        while self.connection.dispatch_the_event(attempt) {
            let event = events.next().expect("a row for each event");
            assert_eq!(event.last_event_id, self.last_event_id());
            let what =
                with_id(format!("{} {}", event.event_type, event.data), &event.last_event_id);
            self.fire(what, ReadyState::Open);
        }
        self.connection.process_dispatched(attempt, self.now);
    }

    /// Something that listeners are told.
    fn fire(&mut self, what: String, ready_state: ReadyState) {
        assert_eq!(self.connection.ready_state(), ready_state, "in the listeners of {what}");
        self.tell(what);
    }

    /// Code of the user's runs: listeners, or what hears of a request that is aborted.
    fn tell(&mut self, what: String) {
        let listener = self.listeners.iter().position(|(awaited, _)| *awaited == what);
        self.record(what);
        if let Some(index) = listener {
            let (_, listener) = self.listeners.remove(index);
            listener(&mut self.connection);
            if self.drain == Drain::Nested {
                self.drain();
            }
        }
    }

    fn record(&mut self, what: String) {
        assert!(self.log.len() < 100_000, "it does not come to rest: {what}");
        self.log.push((self.now, what));
    }
}

fn with_id(what: String, last_event_id: &str) -> String {
    match last_event_id {
        "" => what,
        last_event_id => format!("{what} id={last_event_id}"),
    }
}

/// The name of a reason in the public interface.
fn name(reason: FailureReason) -> &'static str {
    match reason {
        FailureReason::Network => "network",
        FailureReason::EndOfStream => "end-of-stream",
        FailureReason::Heartbeat => "heartbeat",
        FailureReason::ConnectTimeout => "connect-timeout",
        FailureReason::Status => "status",
        FailureReason::ContentType => "content-type",
        FailureReason::Cors => "cors",
        FailureReason::Scheme => "scheme",
        FailureReason::TooLarge => "too-large",
        FailureReason::Options => "options",
    }
}

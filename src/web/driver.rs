//! Runs one action, drops the borrow, takes the next. Decides nothing.

use super::body::Body;
use super::host::Host;
use super::timer::Timer;
use super::{with, word};
use crate::connection::{Action, Connection, Failure};
use js_sys::Date;
use std::cell::RefCell;

/// One connection, and what is under way for it.
#[derive(Debug)]
pub(super) struct Driver {
    /// The number of its engine.
    engine: u32,
    pub(super) host: Host,
    connection: RefCell<Connection>,
    timer: Timer,
    pub(super) body: Body,
}

impl Driver {
    pub(super) fn new(engine: u32, host: Host, connection: Connection) -> Self {
        Self {
            engine,
            host,
            connection: RefCell::new(connection),
            timer: Timer::default(),
            body: Body::default(),
        }
    }

    pub(super) fn read<T>(&self, get: impl FnOnce(&Connection) -> T) -> T {
        get(&self.connection.borrow())
    }

    /// Gives the connection an input, and does what follows from it.
    pub(super) fn input(&self, input: impl FnOnce(&mut Connection, f64)) {
        self.input_at(Date::now(), input);
    }

    /// The same, where the time is known: JavaScript tells it with what comes for each chunk.
    pub(super) fn input_at(&self, now: f64, input: impl FnOnce(&mut Connection, f64)) {
        input(&mut self.connection.borrow_mut(), now);
        self.drain();
    }

    /// Once for each event: nothing follows from it, so there is nothing to drain.
    pub(super) fn dispatch_the_event(&self, attempt: u32) -> bool {
        self.connection.borrow_mut().dispatch_the_event(attempt)
    }

    /// See `look_up`.
    #[expect(
        clippy::as_conversions,
        reason = "the discriminants are the constants of the interface"
    )]
    pub(super) fn look_up(&self, code: u8) -> f64 {
        self.read(|connection| {
            let id = connection.last_event_id_string();
            match code {
                0 => f64::from(connection.ready_state() as u8),
                1 => connection.reconnection_time(),
                2 => word(id.as_ptr().addr()).into(),
                _ => word(id.len()).into(),
            }
        })
    }

    #[inline(never)]
    fn drain(&self) {
        loop {
            let action = self.connection.borrow_mut().poll_action();
            match action {
                Some(action) => self.run(action),
                None => return,
            }
        }
    }

    fn run(&self, action: Action) {
        // In the order of `js/codes/action.js`: what it is, the attempt, a number of its own, a delay.
        let (code, attempt, detail, delay) = match action {
            Action::Disconnect => {
                self.timer.stop();
                self.body.drop();
                (0, 0, 0, None)
            }
            Action::Fetch { attempt } => (1, attempt, 0, None),
            Action::Probe { attempt } => (2, attempt, 0, None),
            Action::FireOpen => (3, 0, 0, None),
            Action::FireError(Failure { reason, attempt, delay }) => {
                (4, attempt, reason.code(), delay)
            }
            Action::Ask(Failure { reason, attempt, delay }) => (5, attempt, reason.code(), delay),
            Action::Diagnose(hint) => (6, 0, hint.code(), None),
            Action::Read { attempt } => return self.start_reading(attempt),
            Action::DispatchTheEvents { attempt } => return self.dispatch_the_events(attempt),
            Action::SetTimer { timer, attempt, delay } => {
                let engine = self.engine;
                return self.timer.set(delay, move || {
                    with(engine, |driver| {
                        driver.input(|connection, now| {
                            connection.process_timer(timer, attempt, now);
                        });
                    });
                });
            }
        };
        self.host.act(code, attempt, detail, delay.unwrap_or(-1.0));
    }

    fn dispatch_the_events(&self, attempt: u32) {
        let parts = self.read(|connection| {
            let batch = connection.batch();
            let part = |bytes: &[u8]| [bytes.as_ptr().addr(), bytes.len()].map(word);
            let [ascii, wide, unknown] =
                [batch.ascii(), batch.wide(), batch.unknown_fields()].map(part);
            let table = [batch.table().as_ptr().addr(), batch.table().len()].map(word);
            [ascii, wide, unknown, table]
        });
        self.host.dispatch_the_events(attempt, parts.as_ptr().addr());
    }
}

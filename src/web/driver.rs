//! Runs one action, drops the borrow, takes the next. Decides nothing.

use super::body::Body;
use super::host::Host;
use super::timer::Timer;
use crate::connection::{Action, Connection, Failure};
use js_sys::Date;
use std::cell::RefCell;
use std::rc::Rc;

/// One connection, and what is under way for it.
#[derive(Debug)]
pub(super) struct Driver {
    pub(super) host: Host,
    connection: RefCell<Connection>,
    timer: Timer,
    pub(super) body: Body,
}

impl Driver {
    pub(super) fn new(host: Host, connection: Connection) -> Self {
        Self {
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
    pub(super) fn input(self: &Rc<Self>, input: impl FnOnce(&mut Connection, f64)) {
        self.input_at(Date::now(), input);
    }

    /// The same, where the time is known: JavaScript tells it with what comes for each chunk.
    pub(super) fn input_at(self: &Rc<Self>, now: f64, input: impl FnOnce(&mut Connection, f64)) {
        input(&mut self.connection.borrow_mut(), now);
        self.drain();
    }

    /// Once for each event: nothing follows from it, so there is nothing to drain.
    pub(super) fn dispatch_the_event(&self, attempt: u32) -> bool {
        self.connection.borrow_mut().dispatch_the_event(attempt)
    }

    /// See `Engine::get`.
    #[expect(
        clippy::as_conversions,
        reason = "the discriminants are the constants of the interface"
    )]
    pub(super) fn get(&self, code: u8) -> f64 {
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
    fn drain(self: &Rc<Self>) {
        loop {
            let action = self.connection.borrow_mut().poll_action();
            match action {
                Some(action) => self.run(action),
                None => return,
            }
        }
    }

    fn run(self: &Rc<Self>, action: Action) {
        let host = &self.host;
        match action {
            Action::Disconnect => {
                self.timer.stop();
                self.body.drop();
                host.disconnect();
            }
            Action::Fetch { attempt } => host.fetch(attempt),
            Action::Probe { attempt } => host.probe(attempt),
            Action::FireOpen => host.fire_open(),
            Action::Read { attempt } => self.start_reading(attempt),
            Action::DispatchTheEvents { attempt } => {
                self.body.dispatching.set(true);
                let parts = self.read(|connection| {
                    let batch = connection.batch();
                    let part = |bytes: &[u8]| [bytes.as_ptr().addr(), bytes.len()].map(word);
                    let [ascii, wide, invalid, unknown] =
                        [batch.ascii(), batch.wide(), batch.invalid(), batch.unknown_fields()]
                            .map(part);
                    let table = [batch.table().as_ptr().addr(), batch.table().len()].map(word);
                    [ascii, wide, invalid, unknown, table]
                });
                host.dispatch_the_events(attempt, parts.as_ptr().addr());
            }
            Action::Ask(Failure { reason, attempt, delay }) => {
                host.ask(reason.code(), attempt, delay.unwrap_or(-1.0));
            }
            Action::Diagnose(hint) => host.diagnose(hint.code()),
            Action::FireError(Failure { reason, attempt, delay }) => {
                host.fire_error(reason.code(), attempt, delay.unwrap_or(-1.0));
            }
            Action::SetTimer { timer, attempt, delay } => {
                let driver = Rc::clone(self);
                self.timer.set(delay, move || {
                    driver.input(|connection, now| connection.process_timer(timer, attempt, now));
                });
            }
        }
    }
}

/// What fits into it where addresses have 32 bits.
fn word(number: usize) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

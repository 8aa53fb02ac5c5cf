//! Runs one action, drops the borrow, takes the next. Decides nothing.

use super::body::Body;
use super::host::Host;
use super::timer::Timer;
use super::{DUE, input, word};
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

    /// Gives the connection an input. What follows from it is done by [`drain`](Self::drain).
    pub(super) fn give(&self, input: impl FnOnce(&mut Connection)) {
        input(&mut self.connection.borrow_mut());
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
        let connection = self.connection.borrow();
        let id = connection.last_event_id_string();
        match code {
            0 => f64::from(connection.ready_state() as u8),
            1 => connection.reconnection_time(),
            2 => word(id.as_ptr().expose_provenance()).into(),
            _ => word(id.len()).into(),
        }
    }

    /// Takes one action after the other, and runs it.
    #[inline(never)]
    pub(super) fn drain(&self) {
        loop {
            let action = self.connection.borrow_mut().poll_action();
            match action {
                Some(action) => self.run(action),
                None => return,
            }
        }
    }

    fn run(&self, action: Action) {
        // In the order of `js/codes/action.js`.
        let code = match action {
            Action::Disconnect => {
                self.timer.stop();
                self.body.drop();
                0
            }
            Action::Fetch { .. } => 1,
            Action::Probe { .. } => 2,
            Action::FireOpen => 3,
            Action::Diagnose(hint) => 3 + hint.code(),
            Action::Ask(_) => 8,
            Action::FireError(_) => 9,
            Action::Read { attempt } => return self.start_reading(attempt),
            Action::DispatchTheEvents { attempt } => return self.dispatch_the_events(attempt),
            Action::SetTimer { attempt, delay, .. } => {
                let engine = self.engine;
                return self.timer.set(delay, move || {
                    input(engine, DUE, attempt, Date::now(), 0.0, f64::NAN);
                });
            }
        };
        let Failure { reason, attempt, delay } = self.connection.borrow().failure();
        self.host.act(code, attempt, reason.code(), delay.unwrap_or(f64::INFINITY));
    }

    fn dispatch_the_events(&self, attempt: u32) {
        let parts = {
            let connection = self.connection.borrow();
            let batch = connection.batch();
            let [table, _] = part(batch.table());
            [
                part(batch.ascii()),
                part(batch.wide()),
                part(batch.unknown_fields()),
                [table, connection.words_ahead()],
            ]
        };
        self.host
            .dispatch_the_events(attempt, parts.as_ptr().expose_provenance() / size_of::<u32>());
    }
}

/// Address and length.
fn part<T>(values: &[T]) -> [usize; 2] {
    [values.as_ptr().expose_provenance(), values.len()]
}

//! Runs one action, drops the borrow, takes the next. Decides nothing.

use super::body;
use super::host::Host;
use super::timers::Timers;
use crate::connection::{Action, Connection, Failure};
use js_sys::{Date, Promise};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// One connection, and what is under way for it.
#[derive(Debug)]
pub(super) struct Driver {
    pub(super) host: Host,
    connection: RefCell<Connection>,
    timers: Timers,
    /// Settles when the batch has been dispatched.
    dispatching: RefCell<Option<Promise>>,
}

impl Driver {
    pub(super) fn new(host: Host, connection: Connection) -> Self {
        Self {
            host,
            connection: RefCell::new(connection),
            timers: Timers::default(),
            dispatching: RefCell::default(),
        }
    }

    pub(super) fn read<T>(&self, get: impl FnOnce(&Connection) -> T) -> T {
        get(&self.connection.borrow())
    }

    /// Gives the connection an input, and does what follows from it.
    pub(super) fn input(self: &Rc<Self>, input: impl FnOnce(&mut Connection, f64)) {
        // Before the borrow: tests patch it.
        let now = Date::now();
        input(&mut self.connection.borrow_mut(), now);
        self.drain();
    }

    /// Once for each event: nothing follows from it, so there is nothing to drain.
    pub(super) fn dispatch_the_event(&self, attempt: u32) -> bool {
        self.connection.borrow_mut().dispatch_the_event(attempt)
    }

    /// The promise of the batch that the last input asked to dispatch.
    pub(super) fn dispatching(&self) -> Option<Promise> {
        self.dispatching.take()
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
                self.timers.stop();
                host.disconnect();
            }
            Action::Fetch { attempt } => {
                // Copied, for `fetch` may be the user's and call back.
                let last_event_id =
                    self.read(|connection| connection.last_event_id_string().to_vec());
                host.fetch(attempt, &last_event_id);
            }
            Action::Probe { attempt } => host.probe(attempt),
            Action::FireOpen => host.fire_open(),
            Action::Read { attempt } => {
                spawn_local(body::read(Rc::clone(self), attempt, host.reader()));
            }
            Action::DispatchTheEvents { attempt } => {
                let parts = self.read(|connection| {
                    let batch = connection.batch();
                    let part = |bytes: &[u8]| [bytes.as_ptr().addr(), bytes.len()];
                    let [ascii, wide, invalid, unknown] =
                        [batch.ascii(), batch.wide(), batch.invalid(), batch.unknown_fields()]
                            .map(part);
                    let table = [batch.table().as_ptr().addr(), batch.table().len()];
                    [ascii, wide, invalid, unknown, table]
                });
                let promise = host.dispatch_the_events(attempt, parts.as_flattened());
                self.dispatching.replace(Some(promise));
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
                self.timers.set(timer, delay, move || {
                    driver.input(|connection, now| connection.process_timer(timer, attempt, now));
                });
            }
        }
    }
}

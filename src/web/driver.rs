//! Runs one action, drops the borrow, takes the next. Decides nothing.

use super::body;
use super::host::{Body, Host, Reader};
use super::timers::Timers;
use crate::connection::{Action, Connection, Failure};
use js_sys::{Date, Promise};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, Response};

/// One connection, and what is under way for it.
#[derive(Debug)]
pub(super) struct Driver {
    host: Host,
    connection: RefCell<Connection>,
    /// When the latest input came, in milliseconds.
    now: Cell<f64>,
    timers: Timers,
    request: RefCell<Option<AbortController>>,
    /// The body of a response that nobody reads yet.
    body: RefCell<Option<Body>>,
    reader: RefCell<Option<Reader>>,
    /// Settles when the batch has been dispatched.
    dispatching: RefCell<Option<Promise>>,
    /// Why the latest promise was rejected.
    cause: RefCell<JsValue>,
}

impl Driver {
    pub(super) fn new(host: Host, connection: Connection) -> Self {
        Self {
            host,
            connection: RefCell::new(connection),
            now: Cell::new(0.0),
            timers: Timers::default(),
            request: RefCell::default(),
            body: RefCell::default(),
            reader: RefCell::default(),
            dispatching: RefCell::default(),
            cause: RefCell::new(JsValue::UNDEFINED),
        }
    }

    pub(super) fn read<T>(&self, get: impl FnOnce(&Connection) -> T) -> T {
        get(&self.connection.borrow())
    }

    /// Gives the connection an input, and does what follows from it.
    pub(super) fn input(self: &Rc<Self>, input: impl FnOnce(&mut Connection, f64)) {
        let now = Date::now();
        self.now.set(now);
        input(&mut self.connection.borrow_mut(), now);
        self.drain();
    }

    /// The same for a promise that was rejected; the next `error` event tells why.
    pub(super) fn network_error(self: &Rc<Self>, attempt: u32, cause: JsValue) {
        self.cause.replace(cause);
        self.input(|connection, now| connection.process_network_error(attempt, now));
    }

    /// Once for each event: cheap, so the time is that of the bytes.
    pub(super) fn dispatch_the_event(self: &Rc<Self>, attempt: u32) -> bool {
        let dispatch = self.connection.borrow_mut().dispatch_the_event(attempt, self.now.get());
        if !dispatch {
            self.drain();
        }
        dispatch
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
        match action {
            Action::Disconnect => self.disconnect(),
            Action::Fetch { attempt } => self.fetch(attempt),
            Action::Probe { attempt } => self.probe(attempt),
            Action::FireOpen => self.host.fire_open(),
            Action::Read { attempt } => self.read_the_body(attempt),
            Action::DispatchTheEvents { attempt } => {
                let addresses = self.read(|connection| {
                    let batch = connection.batch();
                    let of = |bytes: &[u8]| [bytes.as_ptr().addr(), bytes.len()];
                    let [ascii, wide, invalid] =
                        [batch.ascii(), batch.wide(), batch.invalid()].map(of);
                    [ascii, wide, invalid, [batch.table().as_ptr().addr(), batch.table().len()]]
                });
                let promise = self.host.dispatch_the_events(attempt, addresses.as_flattened());
                self.dispatching.replace(Some(promise));
            }
            Action::FireError(Failure { reason, attempt, delay }) => {
                let cause = self.cause.replace(JsValue::UNDEFINED);
                self.host.fire_error(reason.name(), attempt, delay.unwrap_or(-1.0), cause);
            }
            Action::SetTimer { timer, attempt, delay } => {
                let driver = Rc::clone(self);
                self.timers.set(timer, delay, move || {
                    driver.input(|connection, now| connection.process_timer(timer, attempt, now));
                });
            }
        }
    }

    fn disconnect(&self) {
        self.timers.stop();
        // Cancelled as well as aborted: a user's own `fetch` may not know the signal.
        let reader = self.reader.take();
        if let Some(Ok(cancelled)) = reader.map(|reader| reader.cancel()) {
            ignore(cancelled);
        }
        // Taken, not kept: the reason of an aborted signal holds on to the stack of its `abort()`.
        if let Some(request) = self.request.take() {
            request.abort();
        }
    }

    fn fetch(self: &Rc<Self>, attempt: u32) {
        let Ok(request) = AbortController::new() else { return };
        let signal = request.signal();
        self.request.replace(Some(request));
        self.cause.replace(JsValue::UNDEFINED);
        // Copied, for `fetch` may be the user's and call back.
        let last_event_id = self.read(|connection| connection.last_event_id_string().to_vec());
        let response = self.host.fetch(attempt, &last_event_id, &signal);
        let driver = Rc::clone(self);
        spawn_local(async move {
            match JsFuture::from(response).await {
                Ok(response) => driver.response(attempt, &response.unchecked_into()),
                Err(cause) => driver.network_error(attempt, cause),
            }
        });
    }

    fn response(self: &Rc<Self>, attempt: u32, response: &Response) {
        let status = response.status();
        let content_type =
            response.headers().get("content-type").ok().flatten().unwrap_or_default();
        self.body.replace(response.body().map(JsCast::unchecked_into));
        self.input(|connection, now| {
            connection.process_response(attempt, status, &content_type, now);
        });
        // Nobody reads it: the server must not go on sending it.
        if let Some(Ok(cancelled)) = self.body.take().map(|body| body.cancel()) {
            ignore(cancelled);
        }
    }

    fn read_the_body(self: &Rc<Self>, attempt: u32) {
        let reader = match self.body.take().map(|body| body.get_reader()) {
            Some(Ok(reader)) => reader,
            Some(Err(cause)) => return self.network_error(attempt, cause),
            None => {
                return self.input(|connection, now| {
                    connection.process_response_end_of_body(attempt, now);
                });
            }
        };
        self.reader.replace(Some(reader.clone()));
        spawn_local(body::read(Rc::clone(self), attempt, reader));
    }

    fn probe(self: &Rc<Self>, attempt: u32) {
        let signal = self.request.borrow().as_ref().map(AbortController::signal);
        let Some(answer) = signal.map(|signal| self.host.probe(&signal)) else { return };
        let driver = Rc::clone(self);
        spawn_local(async move {
            let reachable = JsFuture::from(answer).await.is_ok();
            driver.input(|connection, now| connection.process_probe(attempt, reachable, now));
        });
    }
}

/// Settles unnoticed: cancelling a stream that has failed is rejected.
fn ignore(promise: Promise) {
    spawn_local(async move {
        let _settled = JsFuture::from(promise).await;
    });
}

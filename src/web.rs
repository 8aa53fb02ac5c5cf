//! Runs a [`Connection`] in a browser, worker or other JavaScript host.

mod allocator;
mod body;
mod driver;
mod host;
mod timers;

use crate::connection::{self, Answer, Connection, Options, Response, is_fetchable};
use driver::Driver;
pub use host::Host;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Runs once, when the module is instantiated.
#[cfg(feature = "panic-hook")]
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// The engine of one `EventSource`.
///
/// Every method takes `&self` and none holds a borrow while JavaScript runs: a listener may call any of them.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine(Rc<Driver>);

#[wasm_bindgen]
impl Engine {
    /// An engine that has not been opened. `own_scheme` is the page's, empty where there is none.
    ///
    /// `numbers` are, in this order: whether the URL is of another origin, whether the request may be
    /// repeated, whether the policy is asked (0 or 1 each); reconnection time, its cap, connect time-out,
    /// heartbeat time-out (milliseconds); the bound on an event's bytes; a seed; whether somebody wants hints (0 or 1).
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(
        host: Host,
        scheme: &[u8],
        own_scheme: &[u8],
        last_event_id: &[u8],
        numbers: &[f64],
    ) -> Self {
        let number = |index: usize| numbers.get(index).copied().unwrap_or_default();
        let is = |index| number(index) > 0.0;
        let options = Options {
            fetchable: is_fetchable(scheme, own_scheme),
            last_event_id: last_event_id.to_vec(),
            cross_origin: is(0),
            repeatable: is(1),
            asks: is(2),
            diagnoses: is(9),
            reconnection_time: number(3),
            max_reconnection_time: number(4),
            connect_timeout: number(5),
            heartbeat_timeout: number(6),
            max_event_bytes: whole(number(7)),
            seed: u32::try_from(whole(number(8))).unwrap_or_default(),
        };
        Self(Rc::new(Driver::new(host, Connection::new(options))))
    }

    /// An input without arguments; the codes are in `js/codes/command.js`.
    pub fn command(&self, code: u8) {
        self.0.input(|connection, now| match code {
            0 => connection.open(),
            1 => connection.close(),
            2 => connection.reconnect(),
            3 => connection.set_hidden(true, now),
            4 => connection.set_hidden(false, now),
            5 => connection.hasten(now),
            6 => connection.suspend(now),
            _ => connection.resume(now),
        });
    }

    /// `fetch` resolved. `date` is the value of `retry_after` as a date; NaN where it is none.
    pub fn respond(
        &self,
        attempt: u32,
        status: u16,
        content_type: &[u8],
        retry_after: &[u8],
        date: f64,
    ) {
        self.0.input(|connection, now| {
            let retry_after = connection::retry_after(retry_after, date, now);
            connection.process_response(
                attempt,
                Response { status, content_type, retry_after },
                now,
            );
        });
    }

    /// `fetch` was not to be had; the codes are in `js/codes/fail.js`.
    pub fn fail(&self, attempt: u32, code: u8) {
        self.0.input(|connection, now| match code {
            0 => connection.process_network_error(attempt, now),
            1 => connection.process_options_error(attempt, now),
            _ => connection.process_probe(attempt, code == 2, now),
        });
    }

    /// `fetch` is about to be called.
    pub fn sent(&self, attempt: u32) {
        self.0.input(|connection, now| connection.process_request_sent(attempt, now));
    }

    /// What the user's policy says; the codes are in `js/codes/answer.js`.
    pub fn answer(&self, attempt: u32, code: u8, delay: f64) {
        let answer = match code {
            0 => Answer::Default,
            1 => Answer::Fail,
            2 => Answer::Reestablish,
            3 => Answer::ReestablishAfter(delay),
            _ => Answer::Invalid,
        };
        self.0.input(|connection, now| connection.process_answer(attempt, answer, now));
    }

    /// `readyState`
    #[wasm_bindgen(getter, js_name = readyState)]
    #[must_use]
    #[expect(
        clippy::as_conversions,
        reason = "the discriminants are the constants of the interface"
    )]
    pub fn ready_state(&self) -> u8 {
        self.0.read(Connection::ready_state) as u8
    }

    /// The last event ID string in UTF-8; JavaScript decodes it.
    #[wasm_bindgen(getter, js_name = lastEventId)]
    #[must_use]
    pub fn last_event_id_string(&self) -> Vec<u8> {
        self.0.read(|connection| connection.last_event_id_string().to_vec())
    }

    /// The reconnection time in milliseconds.
    #[wasm_bindgen(getter, js_name = reconnectionTime)]
    #[must_use]
    pub fn reconnection_time(&self) -> f64 {
        self.0.read(Connection::reconnection_time)
    }

    /// Sets the reconnection time.
    #[wasm_bindgen(setter, js_name = reconnectionTime)]
    pub fn set_reconnection_time(&self, milliseconds: f64) {
        self.0.input(|connection, _| connection.set_reconnection_time(milliseconds));
    }

    /// Asked before each event of a batch: may it be dispatched, and is there one?
    #[wasm_bindgen(js_name = dispatchTheEvent)]
    #[must_use]
    pub fn dispatch_the_event(&self, attempt: u32) -> bool {
        self.0.dispatch_the_event(attempt)
    }
}

/// A number that is not negative as an integer; what is too large is the largest.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, which is what is wanted; nothing else converts a float to an integer"
)]
pub(crate) fn whole(number: f64) -> usize {
    number as usize
}

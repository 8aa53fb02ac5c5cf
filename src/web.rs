//! Runs a [`Connection`] in a browser, worker or other JavaScript host.
//!
//! No future and no closure waits for the body: JavaScript waits for the promise of a read, and what it brings is an
//! input as any other ([`feed`]). Four registrations for finalisation and an executor for each chunk cost
//! more than parsing it.

mod allocator;
mod body;
mod driver;
mod host;
mod timer;

use crate::connection::{Answer, Connection, Options, Response};
use driver::Driver;
pub use host::Host;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Runs once, when the module is instantiated.
#[cfg(feature = "panic-hook")]
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

thread_local! {
    /// The engines, one for each `EventSource`.
    static ENGINES: RefCell<Vec<Option<Rc<Driver>>>> = const { RefCell::new(Vec::new()) };
}

/// Calls an engine; nothing where it has been dropped. No borrow is held meanwhile: a listener may call any of them.
fn with(engine: u32, call: impl FnOnce(&Driver)) {
    if let Some(driver) = driver_of(engine) {
        call(&driver);
    }
}

#[inline(never)]
fn driver_of(engine: u32) -> Option<Rc<Driver>> {
    ENGINES.with_borrow(|engines| engines.get(index(engine))?.clone())
}

/// Engines are counted from 1, so that 0 is none.
fn index(engine: u32) -> usize {
    usize::try_from(engine).unwrap_or_default().wrapping_sub(1)
}

/// Makes an engine that has not been opened, and gives the number that stands for it until it is dropped; never 0.
///
/// `flags` is the sum of 1 where the URL is of another origin, 2 where the request may be repeated, 4 where the
/// policy is asked, 8 where somebody wants hints, 16 where the scheme can be fetched. The last event ID string is
/// in UTF-8. Times are in milliseconds.
#[wasm_bindgen]
#[must_use]
#[expect(
    clippy::too_many_arguments,
    reason = "numbers cross the boundary for nothing, objects do not"
)]
pub fn make(
    host: Host,
    last_event_id: Vec<u8>,
    flags: u8,
    reconnection_time: f64,
    max_reconnection_time: f64,
    connect_timeout: f64,
    heartbeat_timeout: f64,
    max_event_bytes: f64,
    seed: u32,
) -> u32 {
    let connection = Connection::new(Options {
        fetchable: flags & 16 != 0,
        last_event_id,
        cross_origin: flags & 1 != 0,
        repeatable: flags & 2 != 0,
        asks: flags & 4 != 0,
        diagnoses: flags & 8 != 0,
        reconnection_time,
        max_reconnection_time,
        connect_timeout,
        heartbeat_timeout,
        max_event_bytes: whole(max_event_bytes),
        seed,
    });
    ENGINES.with_borrow_mut(|engines| {
        let free = engines.iter().position(Option::is_none).unwrap_or(engines.len());
        if free == engines.len() {
            engines.push(None);
        }
        let engine = word(free + 1);
        if let Some(place) = engines.get_mut(free) {
            *place = Some(Rc::new(Driver::new(engine, host, connection)));
        }
        engine
    })
}

/// Drops an engine, which has been closed. Its number may stand for another then.
#[wasm_bindgen]
pub fn discard(engine: u32) {
    let driver = ENGINES.with_borrow_mut(|engines| engines.get_mut(index(engine))?.take());
    drop(driver);
}

/// An input; the codes are in `js/codes/input.js`. Those that belong to an attempt name it.
#[wasm_bindgen]
pub fn input(engine: u32, code: u8, attempt: u32, number: f64) {
    with(engine, |driver| {
        driver.input(|connection, now| match code {
            0 => connection.open(),
            1 => connection.close(),
            2 => connection.reconnect(),
            3 | 4 => connection.set_hidden(code == 3, now),
            5 => connection.hasten(now),
            6 => connection.suspend(now),
            7 => connection.resume(now),
            8 => connection.set_reconnection_time(number),
            9 => connection.process_request_sent(attempt, now),
            10 => connection.process_network_error(attempt, now),
            11 => connection.process_options_error(attempt, now),
            12 | 13 => connection.process_probe(attempt, code == 12, now),
            14 | 15 => connection.process_response_end_of_body(attempt, code == 15, now),
            _ => {
                let answer = match code {
                    16 => Answer::Default,
                    17 => Answer::Fail,
                    18 => Answer::Reestablish,
                    19 => Answer::ReestablishAfter(number),
                    _ => Answer::Invalid,
                };
                connection.process_answer(attempt, answer, now);
            }
        });
    });
}

/// `fetch` resolved. `retry_after` is in milliseconds, NaN where nothing is asked for.
#[wasm_bindgen]
pub fn respond(engine: u32, attempt: u32, status: u16, content_type: &[u8], retry_after: f64) {
    let retry_after = (retry_after >= 0.0).then_some(retry_after);
    with(engine, |driver| {
        driver.input(|connection, now| {
            let response = Response { status, content_type, retry_after };
            connection.process_response(attempt, response, now);
        });
    });
}

/// A read brought bytes, and the events before them are dispatched. Large chunks come in pieces of at most 64 KiB;
/// with the last one the next read starts.
#[wasm_bindgen]
pub fn feed(engine: u32, attempt: u32, bytes: &[u8], is_last: bool, now: f64) {
    with(engine, |driver| driver.feed(attempt, bytes, is_last, now));
}

/// The batch is dispatched, and the events are taken.
#[wasm_bindgen]
pub fn dispatched(engine: u32, attempt: u32, now: f64) {
    with(engine, |driver| {
        driver.input_at(now, |connection, now| connection.process_dispatched(attempt, now));
    });
}

/// Asked before each event of a batch: may it be dispatched, and is there one?
#[wasm_bindgen(js_name = dispatchTheEvent)]
#[must_use]
pub fn dispatch_the_event(engine: u32, attempt: u32) -> bool {
    // Nothing in it calls JavaScript, and so the list may stay borrowed.
    ENGINES.with_borrow(|engines| match engines.get(index(engine)) {
        Some(Some(driver)) => driver.dispatch_the_event(attempt),
        _ => false,
    })
}

/// What the connection knows; the codes are in `js/codes/look-up.js`. Of what has bytes, the address and the length.
#[wasm_bindgen(js_name = lookUp)]
#[must_use]
pub fn look_up(engine: u32, code: u8) -> f64 {
    driver_of(engine).map_or(0.0, |driver| driver.look_up(code))
}

/// What fits into 32 bits, as every address and length does here.
fn word(number: usize) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// A number that is not negative as an integer; what is too large is the largest.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, which is what is wanted; nothing else converts a float to an integer"
)]
fn whole(number: f64) -> usize {
    number as usize
}

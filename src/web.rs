//! Runs a [`Connection`] in a browser, worker or other JavaScript host.
//!
//! No future and no closure waits for the body: JavaScript waits for the promise of a read, and what it brings is an
//! input as any other. Four registrations for finalisation and an executor for each chunk cost more than parsing it.
//!
//! What comes in are numbers and the [`Host`]: bytes wait in a buffer that JavaScript writes to ([`room`]).

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

/// What the module knows.
#[derive(Default)]
struct State {
    /// The engines, one for each `EventSource`.
    engines: Vec<Option<Rc<Driver>>>,
    /// What JavaScript has written for the call that comes.
    bytes: Vec<u8>,
}

thread_local! {
    static STATE: &'static RefCell<State> = Box::leak(Box::default());
}

/// In one place, for a `thread_local` is reached through a pointer to a function.
#[inline(never)]
fn state() -> &'static RefCell<State> {
    STATE.with(|state| *state)
}

/// Makes room for so many bytes that go with the next call, and gives the address to write them to.
#[wasm_bindgen]
#[must_use]
pub fn room(length: usize) -> usize {
    let bytes = &mut state().borrow_mut().bytes;
    // Not emptied before: what is there need not be filled.
    bytes.resize(length, 0);
    bytes.as_mut_ptr().expose_provenance()
}

/// An engine; `None` where it has been dropped. No borrow of the list is held: a listener may call any of them.
#[inline(never)]
fn driver_of(engine: u32) -> Option<Rc<Driver>> {
    state().borrow().engines.get(index(engine))?.clone()
}

fn index(engine: u32) -> usize {
    usize::try_from(engine).unwrap_or_default()
}

/// Makes an engine that has not been opened, for which `engine` stands until it is dropped: any number that stands for
/// none.
///
/// `flags` is the sum of 1 where the URL is of another origin, 2 where the request may be repeated, 4 where the
/// policy is asked, 8 where somebody wants hints, 16 where the scheme can be fetched. The last event ID string waits
/// in UTF-8 ([`room`]). Times are in milliseconds.
#[wasm_bindgen]
#[expect(
    clippy::too_many_arguments,
    reason = "numbers cross the boundary for nothing, objects do not"
)]
pub fn make(
    engine: u32,
    host: Host,
    flags: u8,
    reconnection_time: f64,
    max_reconnection_time: f64,
    connect_timeout: f64,
    heartbeat_timeout: f64,
    max_event_bytes: f64,
    attempts: u32,
    seed: u32,
) {
    let connection = Connection::new(Options {
        fetchable: flags & 16 != 0,
        last_event_id: std::mem::take(&mut state().borrow_mut().bytes),
        cross_origin: flags & 1 != 0,
        repeatable: flags & 2 != 0,
        asks: flags & 4 != 0,
        diagnoses: flags & 8 != 0,
        reconnection_time,
        max_reconnection_time,
        connect_timeout,
        heartbeat_timeout,
        max_event_bytes: whole(max_event_bytes),
        attempts,
        seed,
    });
    let engines = &mut state().borrow_mut().engines;
    while engines.len() <= index(engine) {
        engines.push(None);
    }
    if let Some(place) = engines.get_mut(index(engine)) {
        *place = Some(Rc::new(Driver::new(engine, host, connection)));
    }
}

/// Drops an engine, which has been closed. Its number may stand for another then.
#[wasm_bindgen]
pub fn discard(engine: u32) {
    let driver = state().borrow_mut().engines.get_mut(index(engine)).and_then(Option::take);
    drop(driver);
}

/// An input; the codes are in `js/codes/input.js`. Those that belong to an attempt name it, and some have a number or
/// two, or bytes that wait ([`room`]). `now` was asked before those were written: a page's own clock may do anything.
#[wasm_bindgen]
pub fn input(engine: u32, code: u8, attempt: u32, now: f64, number: f64, retry_after: f64) {
    let Some(driver) = driver_of(engine) else { return };
    driver.give(|connection| match code {
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
        16 => {
            let status = u16::try_from(whole(number)).unwrap_or_default();
            let retry_after = (retry_after >= 0.0).then_some(retry_after);
            let content_type = &state().borrow().bytes;
            let response = Response { status, content_type, retry_after };
            connection.process_response(attempt, response, now);
        }
        17 | LAST_BYTES => connection.process_body_bytes(attempt, &state().borrow().bytes, now),
        19 => connection.process_dispatched(attempt, now),
        DUE => connection.process_timer(connection.timer(), attempt, now),
        _ => {
            let answer = match code {
                20 => Answer::Default,
                21 => Answer::Fail,
                22 => Answer::Reestablish,
                23 => Answer::ReestablishAfter(number),
                _ => Answer::Invalid,
            };
            connection.process_answer(attempt, answer, now);
        }
    });
    // The next read is outstanding while the events of these bytes are dispatched.
    if code == LAST_BYTES {
        driver.read_on(attempt);
    }
    driver.drain();
}

/// The last of a chunk, or all: large ones come in pieces of at most 64 KiB.
const LAST_BYTES: u8 = 18;
/// The timer is due.
const DUE: u8 = 25;

/// Asked before each event of a batch: may it be dispatched, and is there one?
#[wasm_bindgen(js_name = dispatchTheEvent)]
#[must_use]
pub fn dispatch_the_event(engine: u32, attempt: u32) -> bool {
    look_at(engine, |driver| driver.dispatch_the_event(attempt))
}

/// What the connection knows; the codes are in `js/codes/look-up.js`. Of what has bytes, the address and the length.
#[wasm_bindgen(js_name = lookUp)]
#[must_use]
pub fn look_up(engine: u32, code: u8) -> f64 {
    look_at(engine, |driver| driver.look_up(code))
}

/// For what calls no JavaScript: the list stays borrowed.
fn look_at<T: Default>(engine: u32, look: impl FnOnce(&Driver) -> T) -> T {
    match state().borrow().engines.get(index(engine)) {
        Some(Some(driver)) => look(driver),
        _ => T::default(),
    }
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

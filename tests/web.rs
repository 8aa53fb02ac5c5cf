//! `src/web` in a browser: actions run in order, calls from inside of calls, nothing left over.

#![cfg(target_arch = "wasm32")]

use eventsource_wasm::web::{self, Host};
use js_sys::Uint8Array;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/js/host.js")]
extern "C" {
    #[derive(Clone)]
    type TestHost;
    #[wasm_bindgen(constructor)]
    fn new() -> TestHost;
    #[wasm_bindgen(method)]
    fn on(this: &TestHost, name: &str, listener: JsValue);
    #[wasm_bindgen(method)]
    fn text(this: &TestHost) -> String;
    #[wasm_bindgen(method)]
    fn clear(this: &TestHost);
    #[wasm_bindgen(method)]
    fn send(this: &TestHost, text: &str);
    #[wasm_bindgen(method)]
    fn end(this: &TestHost);
    #[wasm_bindgen(method)]
    fn reads(this: &TestHost) -> String;
    #[wasm_bindgen(method, js_name = break)]
    fn break_off(this: &TestHost, cause: &str);
    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set(this: &TestHost, method: &str, function: JsValue);

    type RunningTimers;
    #[wasm_bindgen(constructor)]
    fn new() -> RunningTimers;
    #[wasm_bindgen(method)]
    fn count(this: &RunningTimers) -> u32;
    #[wasm_bindgen(method)]
    fn restore(this: &RunningTimers);

    fn strays() -> js_sys::Array;
    fn sleep(milliseconds: u32) -> js_sys::Promise;
}

// As in `js/codes/input.js`.
const OPEN: u8 = 0;
const CLOSE: u8 = 1;
const RECONNECT: u8 = 2;
const NETWORK_ERROR: u8 = 10;
const END_OF_BODY: u8 = 14;
const BROKEN_BODY: u8 = 15;
const RESPONSE: u8 = 16;
const BYTES: u8 = 17;
const LAST_BYTES: u8 = 18;
const DISPATCHED: u8 = 19;
const FAIL: u8 = 21;

// As in `js/codes/look-up.js`.
const READY_STATE: u8 = 0;
const LAST_EVENT_ID_LENGTH: u8 = 3;

const CONNECTING: f64 = 0.0;
const CLOSED: f64 = 2.0;

struct Numbers {
    asks: bool,
    reconnection_time: f64,
    max_event_bytes: f64,
}

const DEFAULT: Numbers = Numbers { asks: false, reconnection_time: 5.0, max_event_bytes: 1e6 };

thread_local! {
    /// How many have been made.
    static ENGINES: Cell<u32> = const { Cell::new(0) };
}

/// The number of an engine, with its functions as methods.
struct Engine(u32);

impl Engine {
    fn input(&self, code: u8, attempt: u32, number: f64) {
        web::input(self.0, code, attempt, js_sys::Date::now(), number, f64::NAN);
    }

    fn respond(&self, attempt: u32) {
        give(b"text/event-stream");
        self.input(RESPONSE, attempt, 200.0);
    }

    fn look_up(&self, code: u8) -> f64 {
        web::look_up(self.0, code)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        web::discard(self.0);
    }
}

/// Bytes for the next call, as `js/memory.js` gives them.
fn give(bytes: &[u8]) {
    let word = |number| u32::try_from(number).unwrap_or_default();
    let (address, length) = (word(web::room(bytes.len())), word(bytes.len()));
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let room = Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), address, length);
    room.copy_from(bytes);
}

fn engine_with(host: &TestHost, numbers: &Numbers) -> Rc<Engine> {
    let infinity = f64::INFINITY;
    let (time, most) = (numbers.reconnection_time, numbers.max_event_bytes);
    let flags = if numbers.asks { 16 + 2 + 4 } else { 16 + 2 };
    let js: Host = JsValue::from(host.clone()).unchecked_into();
    let engine = ENGINES.get();
    ENGINES.set(engine + 1);
    web::make(engine, js, flags, time, 10.0, infinity, infinity, most, 0, 1);
    let input = move |code, attempt| {
        web::input(engine, code, attempt, js_sys::Date::now(), 0.0, f64::NAN);
    };
    let ended = move |attempt| input(END_OF_BODY, attempt);
    let broken = move |attempt| input(BROKEN_BODY, attempt);
    let dispatched = move |attempt| input(DISPATCHED, attempt);
    let feed = move |attempt, bytes: Uint8Array, is_last| {
        give(&bytes.to_vec());
        input(if is_last { LAST_BYTES } else { BYTES }, attempt);
    };
    let next = move |attempt| web::dispatch_the_event(engine, attempt);
    for (name, method) in [
        ("ended", Closure::<dyn Fn(u32)>::new(ended).into_js_value()),
        ("broken", Closure::<dyn Fn(u32)>::new(broken).into_js_value()),
        ("dispatched", Closure::<dyn Fn(u32)>::new(dispatched).into_js_value()),
        ("memory", wasm_bindgen::memory()),
        ("feed", Closure::<dyn Fn(u32, Uint8Array, bool)>::new(feed).into_js_value()),
        ("dispatchTheEvent", Closure::<dyn Fn(u32) -> bool>::new(next).into_js_value()),
    ] {
        host.set(name, method);
    }
    Rc::new(Engine(engine))
}

fn engine(host: &TestHost) -> Rc<Engine> {
    engine_with(host, &DEFAULT)
}

#[expect(clippy::float_cmp, reason = "small integers")]
fn is(engine: &Engine, code: u8, number: f64) -> bool {
    engine.look_up(code) == number
}

/// A listener of the test's host.
fn calls(act: impl FnOnce() + 'static) -> JsValue {
    Closure::once_into_js(act)
}

async fn turns() {
    wait(1).await;
}

async fn wait(milliseconds: u32) {
    let _slept = JsFuture::from(sleep(milliseconds)).await;
}

#[wasm_bindgen_test]
async fn stream_is_read_dispatched_and_reestablished() {
    let strays = strays();
    let host = TestHost::new();
    let engine = engine(&host);
    engine.input(OPEN, 0, 0.0);
    engine.respond(1);
    host.send("id: 7\ndata: a\n\ndata: b\n\n");
    turns().await;
    assert_eq!(host.text(), "fetch 1, open, reader, dispatch 1 4, event, event");
    assert!(is(&engine, LAST_EVENT_ID_LENGTH, 1.0));
    host.clear();
    host.end();
    wait(40).await;
    assert_eq!(host.text(), "disconnect, error 1 1 again, fetch 2");
    engine.input(CLOSE, 0, 0.0);
    assert_eq!(strays.length(), 0);
}

#[wasm_bindgen_test]
async fn every_call_of_the_host_may_close() {
    for name in
        ["fetch", "open", "reader", "dispatch", "event", "error", "disconnect", "ask", "caused"]
    {
        let host = TestHost::new();
        let engine = engine_with(&host, &Numbers { asks: name == "ask", ..DEFAULT });
        let closing = Rc::clone(&engine);
        host.on(name, calls(move || closing.input(CLOSE, 0, 0.0)));
        engine.input(OPEN, 0, 0.0);
        engine.respond(1);
        host.send("data: a\n\ndata: b\n\n");
        turns().await;
        host.break_off("broken");
        turns().await;
        assert!(is(&engine, READY_STATE, CLOSED), "{name}: {}", host.text());
        let seen = host.text();
        wait(30).await;
        assert_eq!(host.text(), seen, "{name}: nothing after close()");
    }
}

#[wasm_bindgen_test]
async fn every_call_of_the_host_may_reconnect() {
    for name in ["fetch", "open", "reader", "dispatch", "event", "error"] {
        let host = TestHost::new();
        let engine = engine(&host);
        let again = Rc::clone(&engine);
        host.on(name, calls(move || again.input(RECONNECT, 0, 0.0)));
        engine.input(OPEN, 0, 0.0);
        engine.respond(1);
        host.send("data: a\n\ndata: b\n\n");
        turns().await;
        if name == "error" {
            host.end();
            turns().await;
        }
        assert!(host.text().contains("fetch 2"), "{name}: {}", host.text());
        assert!(is(&engine, READY_STATE, CONNECTING), "{name}");
        engine.input(CLOSE, 0, 0.0);
    }
}

#[wasm_bindgen_test]
async fn a_listener_may_run_another_engine_in_the_same_memory() {
    let host = TestHost::new();
    let engine = engine(&host);
    let (other_host, outer) = (TestHost::new(), host.clone());
    let inner = other_host.clone();
    outer.on(
        "event",
        calls(move || {
            let other = self::engine(&inner);
            other.input(OPEN, 0, 0.0);
            other.respond(1);
            inner.send(&"data: other\n\n".repeat(5_000));
            // It goes on when this call has returned.
            std::mem::forget(other);
        }),
    );
    engine.input(OPEN, 0, 0.0);
    engine.respond(1);
    host.send("data: a\n\ndata: b\n\n");
    wait(100).await;
    assert!(host.text().ends_with("dispatch 1 4, event, event"), "{}", host.text());
    assert!(other_host.text().contains("event"), "{}", other_host.text());
    engine.input(CLOSE, 0, 0.0);
}

#[wasm_bindgen_test]
async fn broken_body_is_a_network_error_with_its_cause() {
    let strays = strays();
    let host = TestHost::new();
    let engine = engine(&host);
    engine.input(OPEN, 0, 0.0);
    engine.respond(1);
    host.break_off("torn");
    turns().await;
    assert!(host.text().contains("caused torn, disconnect, error 0 1 again"), "{}", host.text());
    engine.input(CLOSE, 0, 0.0);
    assert_eq!(strays.length(), 0);
}

#[wasm_bindgen_test]
async fn close_cancels_the_pending_read() {
    let host = TestHost::new();
    let engine = engine(&host);
    engine.input(OPEN, 0, 0.0);
    engine.respond(1);
    turns().await;
    host.clear();
    engine.input(CLOSE, 0, 0.0);
    turns().await;
    assert_eq!(host.text(), "cancelled, disconnect");
}

#[wasm_bindgen_test]
async fn stale_attempts_are_ignored() {
    let host = TestHost::new();
    let engine = engine(&host);
    engine.input(OPEN, 0, 0.0);
    engine.input(RECONNECT, 0, 0.0);
    host.clear();
    engine.respond(1);
    engine.input(NETWORK_ERROR, 1, 0.0);
    engine.input(FAIL, 1, 0.0);
    assert_eq!(host.text(), "");
    engine.respond(2);
    assert_eq!(host.text(), "open, reader");
    engine.input(CLOSE, 0, 0.0);
}

#[wasm_bindgen_test]
async fn timer_is_stopped_by_close() {
    let timers = RunningTimers::new();
    let host = TestHost::new();
    let engine = engine(&host);
    engine.input(OPEN, 0, 0.0);
    engine.input(NETWORK_ERROR, 1, 0.0);
    assert_eq!(timers.count(), 1);
    engine.input(CLOSE, 0, 0.0);
    assert_eq!(timers.count(), 0);
    timers.restore();
}

#[wasm_bindgen_test]
async fn delay_that_no_timer_takes_does_not_fire_at_once() {
    let host = TestHost::new();
    let engine = engine_with(&host, &Numbers { reconnection_time: 99_999_999_999.0, ..DEFAULT });
    engine.input(OPEN, 0, 0.0);
    engine.input(NETWORK_ERROR, 1, 0.0);
    wait(300).await;
    assert!(!host.text().contains("fetch 2"), "{}", host.text());
    engine.input(CLOSE, 0, 0.0);
}

#[wasm_bindgen_test]
async fn next_read_starts_with_the_last_piece_of_a_chunk() {
    let host = TestHost::new();
    let engine = engine(&host);
    engine.input(OPEN, 0, 0.0);
    engine.respond(1);
    host.send(&format!("data: {}\n\n", "x".repeat(60_000)).repeat(4));
    wait(50).await;
    assert_eq!(host.text().matches("event").count(), 4, "{}", host.text());
    assert!(host.text().matches("dispatch").count() > 1, "{}", host.text());
    assert_eq!(host.reads(), "0 4");
    engine.input(CLOSE, 0, 0.0);
}

#[wasm_bindgen_test]
async fn event_beyond_the_bound_fails_the_connection() {
    let host = TestHost::new();
    let engine = engine_with(&host, &Numbers { max_event_bytes: 100.0, ..DEFAULT });
    engine.input(OPEN, 0, 0.0);
    engine.respond(1);
    host.send(&format!("data: a\n\ndata: {}", "x".repeat(200)));
    turns().await;
    assert!(
        host.text().ends_with("event, cancelled, disconnect, error 8 1 closed"),
        "{}",
        host.text()
    );
}

//! `src/web` in a browser: actions run in order, calls from inside of calls, nothing left over.

#![cfg(target_arch = "wasm32")]

use eventsource_wasm::web::{Engine, Host};
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
    #[wasm_bindgen(method, js_name = sendValue)]
    fn send_value(this: &TestHost, value: JsValue);
    #[wasm_bindgen(method)]
    fn end(this: &TestHost);
    #[wasm_bindgen(method, js_name = break)]
    fn break_off(this: &TestHost, cause: &str);
    #[wasm_bindgen(method, setter, js_name = dispatchTheEvent)]
    fn set_dispatch_the_event(this: &TestHost, function: JsValue);

    fn strays() -> js_sys::Array;
    fn sleep(milliseconds: u32) -> js_sys::Promise;
}

const OPEN: u8 = 0;
const CLOSE: u8 = 1;
const RECONNECT: u8 = 2;
const CLOSED: u8 = 2;
const NETWORK: u8 = 0;

/// The numbers that `Engine::new` documents.
struct Numbers {
    asks: bool,
    reconnection_time: f64,
    max_event_bytes: f64,
}

const DEFAULT: Numbers = Numbers { asks: false, reconnection_time: 5.0, max_event_bytes: 1e6 };

fn engine_with(host: &TestHost, numbers: &Numbers) -> Rc<Engine> {
    let infinity = f64::INFINITY;
    let (time, asks) = (numbers.reconnection_time, f64::from(u8::from(numbers.asks)));
    let all = [0.0, 1.0, asks, time, 10.0, infinity, infinity, numbers.max_event_bytes, 1.0];
    let js: Host = JsValue::from(host.clone()).unchecked_into();
    let engine = Rc::new(Engine::new(js, b"http", b"http", b"", &all));
    let dispatching = Rc::clone(&engine);
    let dispatch =
        Closure::<dyn Fn(u32) -> bool>::new(move |attempt| dispatching.dispatch_the_event(attempt));
    host.set_dispatch_the_event(dispatch.into_js_value());
    engine
}

fn engine(host: &TestHost) -> Rc<Engine> {
    engine_with(host, &DEFAULT)
}

/// A listener of the test's host.
fn calls(act: impl FnOnce() + 'static) -> JsValue {
    Closure::once_into_js(act)
}

fn respond(engine: &Engine, attempt: u32) {
    engine.respond(attempt, 200, b"text/event-stream", b"", f64::NAN);
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
    engine.command(OPEN);
    respond(&engine, 1);
    host.send("id: 7\ndata: a\n\ndata: b\n\n");
    turns().await;
    assert_eq!(host.text(), "fetch 1 , open, reader, dispatch 1 2, event, event");
    assert_eq!(engine.last_event_id_string(), b"7");
    host.clear();
    host.end();
    wait(40).await;
    assert_eq!(host.text(), "disconnect, error 1 1 again, fetch 2 7");
    engine.command(CLOSE);
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
        host.on(name, calls(move || closing.command(CLOSE)));
        engine.command(OPEN);
        respond(&engine, 1);
        host.send("data: a\n\ndata: b\n\n");
        turns().await;
        host.break_off("broken");
        turns().await;
        assert_eq!(engine.ready_state(), CLOSED, "{name}: {}", host.text());
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
        host.on(name, calls(move || again.command(RECONNECT)));
        engine.command(OPEN);
        respond(&engine, 1);
        host.send("data: a\n\ndata: b\n\n");
        turns().await;
        if name == "error" {
            host.end();
            turns().await;
        }
        assert!(host.text().contains("fetch 2"), "{name}: {}", host.text());
        assert_eq!(engine.ready_state(), 0, "{name}");
        engine.command(CLOSE);
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
            other.command(OPEN);
            respond(&other, 1);
            inner.send(&"data: other\n\n".repeat(5_000));
        }),
    );
    engine.command(OPEN);
    respond(&engine, 1);
    host.send("data: a\n\ndata: b\n\n");
    wait(100).await;
    assert!(host.text().ends_with("dispatch 1 2, event, event"), "{}", host.text());
    assert!(other_host.text().contains("event"), "{}", other_host.text());
    engine.command(CLOSE);
}

#[wasm_bindgen_test]
async fn what_is_not_bytes_is_a_network_error_with_its_cause() {
    let strays = strays();
    let host = TestHost::new();
    let engine = engine(&host);
    engine.command(OPEN);
    respond(&engine, 1);
    host.send_value("text".into());
    turns().await;
    assert!(
        host.text().contains("caused TypeError: not bytes, cancelled, disconnect, error 0 1 again"),
        "{}",
        host.text()
    );
    engine.command(CLOSE);
    assert_eq!(strays.length(), 0);
}

#[wasm_bindgen_test]
async fn close_cancels_the_pending_read() {
    let host = TestHost::new();
    let engine = engine(&host);
    engine.command(OPEN);
    respond(&engine, 1);
    turns().await;
    host.clear();
    engine.command(CLOSE);
    turns().await;
    assert_eq!(host.text(), "cancelled, disconnect");
}

#[wasm_bindgen_test]
async fn stale_attempts_are_ignored() {
    let host = TestHost::new();
    let engine = engine(&host);
    engine.command(OPEN);
    engine.command(RECONNECT);
    host.clear();
    respond(&engine, 1);
    engine.fail(1, NETWORK);
    engine.answer(1, 1, 0.0);
    assert_eq!(host.text(), "");
    respond(&engine, 2);
    assert_eq!(host.text(), "open, reader");
    engine.command(CLOSE);
}

#[wasm_bindgen_test]
async fn timer_is_stopped_by_close() {
    let host = TestHost::new();
    let engine = engine(&host);
    engine.command(OPEN);
    engine.fail(1, NETWORK);
    engine.command(CLOSE);
    wait(40).await;
    assert!(!host.text().contains("fetch 2"), "{}", host.text());
}

#[wasm_bindgen_test]
async fn delay_that_no_timer_takes_does_not_fire_at_once() {
    let host = TestHost::new();
    let engine = engine_with(&host, &Numbers { reconnection_time: 99_999_999_999.0, ..DEFAULT });
    engine.command(OPEN);
    engine.fail(1, NETWORK);
    wait(300).await;
    assert!(!host.text().contains("fetch 2"), "{}", host.text());
    engine.command(CLOSE);
}

#[wasm_bindgen_test]
async fn large_chunk_is_worked_on_in_pieces() {
    let host = TestHost::new();
    let engine = engine(&host);
    engine.command(OPEN);
    respond(&engine, 1);
    host.send(&format!("data: {}\n\n", "x".repeat(60_000)).repeat(4));
    wait(50).await;
    assert_eq!(host.text().matches("event").count(), 4, "{}", host.text());
    assert!(host.text().matches("dispatch").count() > 1, "{}", host.text());
    engine.command(CLOSE);
}

#[wasm_bindgen_test]
async fn event_beyond_the_bound_fails_the_connection() {
    let host = TestHost::new();
    let engine = engine_with(&host, &Numbers { max_event_bytes: 100.0, ..DEFAULT });
    engine.command(OPEN);
    respond(&engine, 1);
    host.send(&format!("data: a\n\ndata: {}", "x".repeat(200)));
    turns().await;
    assert!(
        host.text().ends_with("event, cancelled, disconnect, error 8 1 closed"),
        "{}",
        host.text()
    );
}

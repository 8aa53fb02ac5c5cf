//! What is bound from JavaScript.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::ReadableStreamDefaultReader;

#[wasm_bindgen]
extern "C" {
    /// The JavaScript half of one `EventSource` (`js/host.js`). Its methods throw only where it says so.
    #[derive(Debug)]
    pub type Host;

    /// Starts the request of one attempt, whose outcome comes through `Engine::respond` or `Engine::fail`.
    #[wasm_bindgen(method)]
    pub(super) fn fetch(this: &Host, attempt: u32, last_event_id: &[u8]);

    /// Finds out whether the server answers at all; the answer comes through `Engine::fail`.
    #[wasm_bindgen(method)]
    pub(super) fn probe(this: &Host, attempt: u32);

    /// Aborts the request, and cancels its body.
    #[wasm_bindgen(method)]
    pub(super) fn disconnect(this: &Host);

    /// A reader of the response's body, which is locked to it.
    #[wasm_bindgen(method)]
    pub(super) fn reader(this: &Host) -> ReadableStreamDefaultReader;

    /// A chunk of the body as bytes; throws where it has none.
    #[wasm_bindgen(method, catch)]
    pub(super) fn bytes(this: &Host, chunk: JsValue) -> Result<Uint8Array, JsValue>;

    /// Keeps why a read was rejected; fulfils when the failure may follow.
    #[wasm_bindgen(method)]
    pub(super) fn caused(this: &Host, attempt: u32, cause: JsValue) -> Promise;

    /// Dispatches a batch, whose parts are named by address and length; fulfils when that is done and the
    /// events are taken.
    #[wasm_bindgen(method, js_name = dispatchTheEvents)]
    pub(super) fn dispatch_the_events(this: &Host, attempt: u32, parts: &[usize]) -> Promise;

    /// Fires `open`.
    #[wasm_bindgen(method, js_name = fireOpen)]
    pub(super) fn fire_open(this: &Host);

    /// Tells the user's function of a hint.
    #[wasm_bindgen(method)]
    pub(super) fn diagnose(this: &Host, hint: u8);

    /// Fires `error`; `delay` is -1 where the connection will not be reestablished.
    #[wasm_bindgen(method, js_name = fireError)]
    pub(super) fn fire_error(this: &Host, reason: u8, attempt: u32, delay: f64);

    /// Asks the user's policy; `delay` as for `fire_error`. The answer comes through `Engine::answer`.
    #[wasm_bindgen(method)]
    pub(super) fn ask(this: &Host, reason: u8, attempt: u32, delay: f64);

    /// What a read fulfils with.
    pub(super) type ReadResult;

    #[wasm_bindgen(method, getter)]
    pub(super) fn done(this: &ReadResult) -> bool;

    #[wasm_bindgen(method, getter)]
    pub(super) fn value(this: &ReadResult) -> JsValue;
}

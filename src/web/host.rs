//! What is bound from JavaScript.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::ReadableStreamDefaultReader;

#[wasm_bindgen]
extern "C" {
    /// The JavaScript half of one `EventSource` (`js/host.js`). Its methods do not throw.
    #[derive(Debug)]
    pub type Host;

    /// Starts the request of one attempt, whose outcome comes through `Engine::respond` or `Engine::input`.
    #[wasm_bindgen(method)]
    pub(super) fn fetch(this: &Host, attempt: u32);

    /// Finds out whether the server answers at all; the answer comes through `Engine::input`.
    #[wasm_bindgen(method)]
    pub(super) fn probe(this: &Host, attempt: u32);

    /// Aborts the request, and cancels its body.
    #[wasm_bindgen(method)]
    pub(super) fn disconnect(this: &Host);

    /// A reader of the response's body, which is locked to it.
    #[wasm_bindgen(method)]
    pub(super) fn reader(this: &Host) -> ReadableStreamDefaultReader;

    /// Waits for a read, and for the events before to be dispatched; then comes `Engine::chunk`, or an input.
    #[wasm_bindgen(method)]
    pub(super) fn arrives(this: &Host, attempt: u32, read: Promise);

    /// Copies a piece of a chunk, as many bytes as there is room for.
    #[wasm_bindgen(method)]
    pub(super) fn copy(this: &Host, chunk: &Uint8Array, start: u32, to: &mut [u8]);

    /// Takes the batch, and dispatches it; `Engine::dispatched` follows when the events are taken. At the address are
    /// address and length of each of its parts.
    #[wasm_bindgen(method, js_name = dispatchTheEvents)]
    pub(super) fn dispatch_the_events(this: &Host, attempt: u32, parts: usize);

    /// Fires `open`.
    #[wasm_bindgen(method, js_name = fireOpen)]
    pub(super) fn fire_open(this: &Host);

    /// Tells the user's function of a hint.
    #[wasm_bindgen(method)]
    pub(super) fn diagnose(this: &Host, hint: u8);

    /// Fires `error`; `delay` is -1 where the connection will not be reestablished.
    #[wasm_bindgen(method, js_name = fireError)]
    pub(super) fn fire_error(this: &Host, reason: u8, attempt: u32, delay: f64);

    /// Asks the user's policy; `delay` as for `fire_error`. The answer comes through `Engine::input`.
    #[wasm_bindgen(method)]
    pub(super) fn ask(this: &Host, reason: u8, attempt: u32, delay: f64);
}

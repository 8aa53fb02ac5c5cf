//! What is bound from JavaScript.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::ReadableStreamDefaultReader;

#[wasm_bindgen]
extern "C" {
    /// The JavaScript half of one `EventSource` (`js/host.js`). Its methods do not throw, but where memory ends.
    #[derive(Debug)]
    pub type Host;

    /// Does one thing; the codes are in `js/codes/action.js`. What follows is of the latest attempt, and of the failure
    /// that is told or asked about: `delay` is in milliseconds, infinite where the connection is failed for good.
    #[wasm_bindgen(method)]
    pub(super) fn act(this: &Host, action: u8, attempt: u32, reason: u8, delay: f64);

    /// A reader of the response's body, which is locked to it. JavaScript takes from now on what its reads give.
    #[wasm_bindgen(method)]
    pub(super) fn reader(this: &Host) -> ReadableStreamDefaultReader;

    /// Keeps the promise of the latest read. When the events before are dispatched come its bytes as inputs, each piece
    /// when the events of the one before are, or what ended it.
    #[wasm_bindgen(method)]
    pub(super) fn arrives(this: &Host, attempt: u32, read: Promise);

    /// Takes the batch out of the memory. Its events are dispatched behind the call; the input `dispatched` follows when
    /// they are taken. `parts` is the word of the memory at which address and length of each part are.
    #[wasm_bindgen(method, js_name = dispatchTheEvents)]
    pub(super) fn dispatch_the_events(this: &Host, attempt: u32, parts: usize);
}

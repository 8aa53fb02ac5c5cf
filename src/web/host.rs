//! What is bound from JavaScript.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen]
extern "C" {
    /// The JavaScript half of one `EventSource` (`js/host.js`). None of its methods throws.
    #[derive(Debug)]
    pub type Host;

    /// Fulfils with the response of one attempt; `last_event_id` is UTF-8.
    #[wasm_bindgen(method)]
    pub(super) fn fetch(
        this: &Host,
        attempt: u32,
        last_event_id: &[u8],
        signal: &AbortSignal,
    ) -> Promise;

    /// Fulfils where the server answers at all.
    #[wasm_bindgen(method)]
    pub(super) fn probe(this: &Host, signal: &AbortSignal) -> Promise;

    /// Fires `open`.
    #[wasm_bindgen(method, js_name = fireOpen)]
    pub(super) fn fire_open(this: &Host);

    /// Fires `error`; `delay` is -1 where the connection will not be reestablished.
    #[wasm_bindgen(method, js_name = fireError)]
    pub(super) fn fire_error(this: &Host, reason: &str, attempt: u32, delay: f64, cause: JsValue);

    /// Dispatches a batch, whose parts are named by their addresses; fulfils when that is done.
    #[wasm_bindgen(method, js_name = dispatchTheEvents)]
    pub(super) fn dispatch_the_events(this: &Host, attempt: u32, addresses: &[usize]) -> Promise;

    /// A `ReadableStream`, or what a user's own `fetch` takes for one.
    #[derive(Debug, Clone)]
    pub(super) type Body;

    #[wasm_bindgen(method, catch, js_name = getReader)]
    pub(super) fn get_reader(this: &Body) -> Result<Reader, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn cancel(this: &Body) -> Result<Promise, JsValue>;

    /// Its reader.
    #[derive(Debug, Clone)]
    pub(super) type Reader;

    #[wasm_bindgen(method, catch)]
    pub(super) fn read(this: &Reader) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = cancel)]
    pub(super) fn cancel(this: &Reader) -> Result<Promise, JsValue>;

    /// What a read fulfils with.
    pub(super) type ReadResult;

    #[wasm_bindgen(method, getter)]
    pub(super) fn done(this: &ReadResult) -> bool;

    #[wasm_bindgen(method, getter)]
    pub(super) fn value(this: &ReadResult) -> JsValue;
}

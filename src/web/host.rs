//! What is bound from JavaScript.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

#[wasm_bindgen]
extern "C" {
    /// The JavaScript half of one `EventSource` (`js/host.js`). None of its methods throws.
    #[derive(Debug)]
    pub type Host;

    /// Fulfils with the [`Answer`] to one attempt; `last_event_id` is UTF-8.
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

    /// What is known of a response (`js/response.js`). None of its members throws.
    pub(super) type Answer;

    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &Answer) -> u16;

    #[wasm_bindgen(method, getter, js_name = contentType)]
    pub(super) fn content_type(this: &Answer) -> String;

    #[wasm_bindgen(method, getter)]
    pub(super) fn body(this: &Answer) -> Option<Body>;

    /// A `ReadableStream`, or what a user's own `fetch` takes for one.
    #[derive(Debug, Clone)]
    pub(super) type Body;

    #[wasm_bindgen(method, catch, js_name = getReader)]
    pub(super) fn get_reader(this: &Body) -> Result<Reader, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn cancel(this: &Body) -> Result<JsValue, JsValue>;

    /// Its reader.
    #[derive(Debug, Clone)]
    pub(super) type Reader;

    #[wasm_bindgen(method, catch)]
    pub(super) fn read(this: &Reader) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = cancel)]
    pub(super) fn cancel(this: &Reader) -> Result<JsValue, JsValue>;

    /// What a read fulfils with.
    pub(super) type ReadResult;

    #[wasm_bindgen(method, getter, catch)]
    pub(super) fn done(this: &ReadResult) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, catch)]
    pub(super) fn value(this: &ReadResult) -> Result<JsValue, JsValue>;
}

//! Runs a [`Connection`] in a browser, worker or other JavaScript host.

mod body;
mod driver;
mod host;
mod timers;

use crate::connection::{Connection, Options, is_fetchable};
use driver::Driver;
pub use host::Host;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

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
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(
        host: Host,
        scheme: &str,
        own_scheme: &str,
        cross_origin: bool,
        last_event_id: &str,
        seed: u32,
    ) -> Self {
        let options = Options {
            fetchable: is_fetchable(scheme, own_scheme),
            cross_origin,
            last_event_id: last_event_id.as_bytes().to_vec(),
            seed,
            ..Options::default()
        };
        Self(Rc::new(Driver::new(host, Connection::new(options))))
    }

    /// Starts the first attempt.
    pub fn open(&self) {
        self.0.input(|connection, _| connection.open());
    }

    /// `close()`
    pub fn close(&self) {
        self.0.input(|connection, _| connection.close());
    }

    /// `reconnect()`
    pub fn reconnect(&self) {
        self.0.input(|connection, _| connection.reconnect());
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

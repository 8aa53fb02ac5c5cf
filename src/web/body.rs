//! Reads the body of a response into the connection.

use super::driver::Driver;
use super::host::{ReadResult, Reader};
use js_sys::{ArrayBuffer, Promise, TypeError, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The most that the parser gets at once, in bytes: Firefox hands over chunks of several MiB.
const PIECE: u32 = 64 * 1024;

/// Reads until the body ends, or is cancelled.
pub(super) async fn read(driver: Rc<Driver>, attempt: u32, reader: Reader) {
    match read_all(&driver, attempt, &reader).await {
        Ok(()) => {
            driver.input(|connection, now| connection.process_response_end_of_body(attempt, now));
        }
        Err(cause) => driver.network_error(attempt, cause),
    }
}

async fn read_all(driver: &Rc<Driver>, attempt: u32, reader: &Reader) -> Result<(), JsValue> {
    let mut bytes = Vec::new();
    let mut read = JsFuture::from(Promise::resolve(&reader.read()?));
    loop {
        let result: ReadResult = read.await?.unchecked_into();
        if result.done()?.is_truthy() {
            return Ok(());
        }
        // The next read is outstanding while this chunk is worked on.
        read = JsFuture::from(Promise::resolve(&reader.read()?));
        let chunk = as_bytes(result.value()?)?;
        let length = chunk.length();
        let mut start = 0;
        while start < length {
            let end = length.min(start.saturating_add(PIECE));
            let piece =
                if end - start == length { chunk.clone() } else { chunk.subarray(start, end) };
            bytes.resize(usize::try_from(end - start).unwrap_or_default(), 0);
            piece.copy_to(&mut bytes);
            driver.input(|connection, now| connection.process_body_bytes(attempt, &bytes, now));
            if let Some(dispatched) = driver.dispatching() {
                JsFuture::from(dispatched).await?;
            }
            start = end;
        }
    }
}

/// A chunk as bytes; it may come from another realm, and from a stream of the user's own.
fn as_bytes(chunk: JsValue) -> Result<Uint8Array, JsValue> {
    match chunk.dyn_into::<Uint8Array>() {
        Ok(bytes) => Ok(bytes),
        Err(view) if ArrayBuffer::is_view(&view) => {
            // Not a copy of its elements: those of a Uint16Array are no bytes, and a DataView has none.
            let view: Uint8Array = view.unchecked_into();
            let (buffer, start, length) = (view.buffer(), view.byte_offset(), view.byte_length());
            Ok(Uint8Array::new_with_byte_offset_and_length(&buffer, start, length))
        }
        Err(_) => Err(TypeError::new("A chunk of the body is not a Uint8Array.").into()),
    }
}

//! Reads the body of a response into the connection.

use super::driver::Driver;
use super::host::ReadResult;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

/// The most that the parser gets at once, in bytes: Firefox hands over chunks of several MiB.
const PIECE: u32 = 64 * 1024;

/// Reads until the body ends, or is cancelled.
pub(super) async fn read(driver: Rc<Driver>, attempt: u32, reader: ReadableStreamDefaultReader) {
    let end = read_all(&driver, attempt, &reader).await;
    let broken = end.is_err();
    if let Err(cause) = end {
        // It never rejects.
        let _fulfilled = JsFuture::from(driver.host.caused(attempt, cause)).await;
    }
    driver.input(|connection, now| connection.process_response_end_of_body(attempt, broken, now));
}

async fn read_all(
    driver: &Rc<Driver>,
    attempt: u32,
    reader: &ReadableStreamDefaultReader,
) -> Result<(), JsValue> {
    let mut bytes = Vec::new();
    let mut read = JsFuture::from(reader.read());
    loop {
        let result: ReadResult = read.await?.unchecked_into();
        if result.done() {
            return Ok(());
        }
        // The next read is outstanding while this chunk is worked on.
        read = JsFuture::from(reader.read());
        let chunk = driver.host.bytes(result.value())?;
        let length = chunk.length();
        let mut start = 0;
        while start < length {
            let end = length.min(start.saturating_add(PIECE));
            bytes.resize(usize::try_from(end - start).unwrap_or_default(), 0);
            chunk.subarray(start, end).copy_to(&mut bytes);
            driver.input(|connection, now| connection.process_body_bytes(attempt, &bytes, now));
            if let Some(dispatched) = driver.dispatching() {
                JsFuture::from(dispatched).await?;
                driver.input(|connection, now| connection.process_dispatched(attempt, now));
            }
            start = end;
        }
    }
}

//! The parser alone as a module, for `benches/parser/wasm.js`: bytes in, the table out, as in `src/web`.
#![cfg(target_arch = "wasm32")]

use eventsource_wasm::event_stream::{Batch, Parser};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

/// A stream without a connection.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Stream {
    parser: Parser,
    batch: Batch,
    bytes: Vec<u8>,
    parts: Vec<usize>,
}

#[wasm_bindgen]
impl Stream {
    /// At its start.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self {
            parser: Parser::new(b""),
            batch: Batch::default(),
            bytes: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Parses a chunk of at most 64 KiB; how many events it has ended.
    pub fn feed(&mut self, chunk: &Uint8Array) -> usize {
        self.bytes.resize(usize::try_from(chunk.length()).unwrap_or_default(), 0);
        chunk.copy_to(&mut self.bytes);
        self.batch.clear();
        self.parser.feed(&self.bytes, &mut self.batch);
        let batch = &self.batch;
        self.parts.clear();
        for bytes in [batch.ascii(), batch.wide(), batch.invalid(), batch.unknown_fields()] {
            self.parts.extend([bytes.as_ptr().addr(), bytes.len()]);
        }
        self.parts.extend([batch.table().as_ptr().addr(), batch.table().len()]);
        batch.events()
    }

    /// Where address and length of the table's parts are.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.parts.as_ptr().addr()
    }
}

impl Default for Stream {
    fn default() -> Self {
        Self::new()
    }
}

//! The parser alone as a module, for `benches/parser/wasm.js`: bytes in, the table out.
#![cfg(target_arch = "wasm32")]

use eventsource_wasm::event_stream::{Batch, Parser};
use wasm_bindgen::prelude::*;

/// A stream without a connection.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Stream {
    parser: Parser,
    batch: Batch,
    parts: [[usize; 2]; 4],
}

#[wasm_bindgen]
impl Stream {
    /// At its start.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self { parser: Parser::new(b""), batch: Batch::default(), parts: [[0; 2]; 4] }
    }

    /// Parses a chunk of at most 64 KiB; how many events it has ended.
    pub fn feed(&mut self, chunk: &[u8]) -> usize {
        self.batch.clear();
        self.parser.feed(chunk, &mut self.batch);
        let batch = &self.batch;
        let part = |bytes: &[u8]| [bytes.as_ptr().addr(), bytes.len()];
        self.parts = [
            part(batch.ascii()),
            part(batch.wide()),
            part(batch.unknown_fields()),
            [batch.table().as_ptr().addr(), batch.table().len()],
        ];
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

//! Reads the body of a response into the connection.

use super::driver::Driver;
use super::whole;
use js_sys::Uint8Array;
use std::cell::{Cell, RefCell};
use web_sys::ReadableStreamDefaultReader;

/// The most that the parser gets at once, in bytes: Firefox hands over chunks of several MiB.
const PIECE: u32 = 64 * 1024;

/// The body of the latest response.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Whose it is; 0 where nothing is read.
    attempt: Cell<u32>,
    reader: RefCell<Option<ReadableStreamDefaultReader>>,
    /// The latest chunk, until it is parsed.
    chunk: RefCell<Option<Uint8Array>>,
    /// What of it comes next, and where it ends.
    start: Cell<u32>,
    end: Cell<u32>,
    /// Whether the host is dispatching a batch.
    pub(super) dispatching: Cell<bool>,
    feeding: Cell<bool>,
}

impl Body {
    /// Nothing more of it is wanted.
    pub(super) fn drop(&self) {
        self.attempt.set(0);
        drop(self.reader.take());
        drop(self.chunk.take());
        self.end.set(0);
        self.dispatching.set(false);
    }
}

impl Driver {
    /// Starts to read the body of the response.
    pub(super) fn start_reading(&self, attempt: u32) {
        self.body.attempt.set(attempt);
        let reader = self.host.reader();
        self.read_on(attempt, reader);
    }

    /// Unless a stream of the user's own has called back and ended this.
    fn read_on(&self, attempt: u32, reader: ReadableStreamDefaultReader) {
        if self.body.attempt.get() == attempt {
            self.host.arrives(attempt, reader.read());
        }
        if self.body.attempt.get() == attempt {
            self.body.reader.replace(Some(reader));
        }
    }

    /// A chunk came, and everything before it is dispatched.
    pub(super) fn chunk(&self, attempt: u32, chunk: Uint8Array, length: u32, now: f64) {
        if self.body.attempt.get() != attempt {
            return;
        }
        self.body.chunk.replace(Some(chunk));
        self.body.start.set(0);
        self.body.end.set(length);
        // The next read is outstanding while this chunk is worked on.
        if let Some(reader) = self.body.reader.take() {
            self.read_on(attempt, reader);
        }
        self.feed(attempt, now);
    }

    /// The host has dispatched the batch.
    pub(super) fn dispatched(&self, attempt: u32, now: f64) {
        if self.body.attempt.get() == attempt {
            self.body.dispatching.set(false);
            self.input_at(now, |connection, now| connection.process_dispatched(attempt, now));
            self.feed(attempt, now);
        }
    }

    /// Parses the chunk until there are events to be dispatched.
    fn feed(&self, attempt: u32, now: f64) {
        let Body { chunk, start, end, dispatching, feeding, .. } = &self.body;
        // A batch without listeners is dispatched at once: no deeper call then, for the stack is small.
        if feeding.replace(true) {
            return;
        }
        while !dispatching.get() && start.get() < end.get() {
            let at = start.get();
            let length = PIECE.min(end.get() - at);
            start.set(at + length);
            let mut bytes = vec![0; whole(length.into())];
            // Taken, for what is copied may call back; and let go with its last piece.
            let latest = chunk.take();
            let copied =
                latest.as_ref().is_some_and(|latest| self.host.copy(latest, at, &mut bytes));
            if start.get() < end.get() {
                chunk.replace(latest);
            }
            self.input_at(now, |connection, now| {
                if copied {
                    connection.process_body_bytes(attempt, &bytes, now);
                } else {
                    connection.process_response_end_of_body(attempt, true, now);
                }
            });
        }
        feeding.set(false);
    }
}

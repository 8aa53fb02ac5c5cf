//! Reads the body of a response into the connection.

use super::driver::Driver;
use std::cell::{Cell, RefCell};
use web_sys::ReadableStreamDefaultReader;

/// The body of the latest response.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Whose it is; 0 where nothing is read.
    attempt: Cell<u32>,
    reader: RefCell<Option<ReadableStreamDefaultReader>>,
}

impl Body {
    /// Nothing more of it is wanted.
    pub(super) fn drop(&self) {
        self.attempt.set(0);
        drop(self.reader.take());
    }
}

impl Driver {
    /// Starts to read the body of the response.
    pub(super) fn start_reading(&self, attempt: u32) {
        self.body.attempt.set(attempt);
        let reader = self.host.reader();
        self.read(attempt, reader);
    }

    /// Starts the next read, unless nothing more of that body is wanted.
    pub(super) fn read_on(&self, attempt: u32) {
        if self.body.attempt.get() == attempt
            && let Some(reader) = self.body.reader.take()
        {
            self.read(attempt, reader);
        }
    }

    /// Unless a stream of the user's own has called back and ended this.
    fn read(&self, attempt: u32, reader: ReadableStreamDefaultReader) {
        if self.body.attempt.get() == attempt {
            self.host.arrives(attempt, reader.read());
        }
        if self.body.attempt.get() == attempt {
            self.body.reader.replace(Some(reader));
        }
    }
}

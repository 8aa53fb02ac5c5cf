//! Hints for a stream that stays silent, where somebody wants them.

use super::{Connection, FailureReason, step};

/// What may be wrong with the server, apart from lines that are no field ([`Batch::unknown_fields`]).
///
/// [`Batch::unknown_fields`]: crate::event_stream::Batch::unknown_fields
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Hint {
    /// The stream ended inside an event.
    IncompleteEvent = 1,
    /// A long request, and all its events at its end: something buffers them.
    ArrivedAtOnce,
    /// CORS headers are missing.
    Cors,
    /// The content type is not `text/event-stream`.
    ContentType,
}

impl Hint {
    /// Its place in the table of public names, `DIAGNOSTICS` in `js/diagnostics.js`.
    #[must_use]
    #[expect(clippy::as_conversions, reason = "the discriminants are the places")]
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// A request that took longer than this was long, in milliseconds.
const LONG: f64 = 2_000.0;
/// What comes within this time of the end comes at the end, in milliseconds.
const AT_ONCE: f64 = 200.0;

/// What one attempt brought, and when. Times are in milliseconds.
#[derive(Debug)]
pub(super) struct Diagnosis {
    started: f64,
    events: usize,
    first_event: f64,
}

impl Diagnosis {
    pub(super) const INITIAL: Self = Self { started: 0.0, events: 0, first_event: 0.0 };

    /// An attempt starts.
    pub(super) fn new(now: f64) -> Self {
        Self { started: now, ..Self::INITIAL }
    }

    /// A piece of the stream came with so many events.
    pub(super) fn arrived(&mut self, events: usize, now: f64) {
        if self.events == 0 {
            self.first_event = now;
        }
        self.events += events;
    }

    fn arrived_at_once(&self, now: f64) -> bool {
        self.events > 1 && now - self.started > LONG && now - self.first_event <= AT_ONCE
    }
}

impl Connection {
    /// The connection failed; `incomplete`: inside an event.
    pub(super) fn diagnose(&mut self, reason: FailureReason, incomplete: bool, now: f64) {
        if !self.options.diagnoses {
            return;
        }
        match reason {
            FailureReason::Cors => self.steps |= step::CORS,
            FailureReason::ContentType => self.steps |= step::CONTENT_TYPE,
            FailureReason::EndOfStream | FailureReason::Network => {
                if incomplete {
                    self.steps |= step::INCOMPLETE_EVENT;
                }
                if self.diagnosis.arrived_at_once(now) {
                    self.steps |= step::ARRIVED_AT_ONCE;
                }
            }
            _ => {}
        }
    }
}

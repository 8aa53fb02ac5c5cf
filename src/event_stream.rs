//! Interprets an event stream.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>

mod batch;
mod field;
mod lines;

pub use batch::{Batch, Entry, ROW_WORDS, kind};

use field::{Field, ascii_digits};
use lines::Lines;

/// An event as the parser dispatches it: bytes as they came, not decoded.
///
/// Decode each value by itself, as UTF-8 with U+FFFD for what is invalid and without stripping a BOM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// The event type buffer; empty where the stream names no type (then the type is `message`).
    pub event_type: &'a [u8],
    /// The data buffer without its trailing U+000A.
    pub data: &'a [u8],
    /// The last event ID string.
    pub last_event_id: &'a [u8],
}

/// What a [`Parser`] tells whoever feeds it, in the order of the stream.
pub trait Sink {
    /// A blank line was processed: the last event ID string is now `id`.
    ///
    /// Called only where it differs from the one before.
    fn last_event_id_string(&mut self, id: &[u8]);
    /// A `retry` field was processed: the reconnection time is now this many milliseconds.
    fn reconnection_time(&mut self, milliseconds: f64);
    /// An event is dispatched.
    fn event(&mut self, event: Event<'_>);
    /// A line was ignored, for it is no field of the standard and no comment. A hint for whoever wrote the stream.
    fn unknown_field(&mut self, _line: &[u8]) {}
}

/// The event stream parser: fed bytes in pieces of any size, it tells a [`Sink`] what they mean.
///
/// It cannot fail: every byte sequence is an event stream. Only an event whose buffers outgrow
/// [`Parser::set_max_event_bytes`] stops it, which is a state ([`Parser::is_too_large`]).
///
/// ```
/// use eventsource_wasm::event_stream::{Event, Parser, Sink};
///
/// struct Print(Vec<String>);
/// impl Sink for Print {
///     fn last_event_id_string(&mut self, _: &[u8]) {}
///     fn reconnection_time(&mut self, _: f64) {}
///     fn event(&mut self, event: Event<'_>) {
///         self.0.push(String::from_utf8_lossy(event.data).into_owned());
///     }
/// }
///
/// let mut seen = Print(Vec::new());
/// let mut parser = Parser::new(b"");
/// parser.feed(b"data: one\n\nda", &mut seen);
/// parser.feed(b"ta: two\r\n\r\n", &mut seen);
/// assert_eq!(seen.0, ["one", "two"]);
/// ```
#[derive(Debug)]
pub struct Parser {
    lines: Lines,
    buffers: Buffers,
}

#[derive(Debug)]
struct Buffers {
    data_buffer: Vec<u8>,
    event_type_buffer: Vec<u8>,
    last_event_id_buffer: Vec<u8>,
    last_event_id_string: Vec<u8>,
    max_event_bytes: usize,
    too_large: bool,
}

/// Bound on the buffers of one event where nothing else is said: 64 MiB.
pub const DEFAULT_MAX_EVENT_BYTES: usize = 64 * 1024 * 1024;

const LF: u8 = b'\n';

impl Parser {
    /// A parser at the start of a stream.
    ///
    /// The last event ID buffer starts with the last event ID string of the connection before.
    // Deviation: the standard starts it empty; Blink seeds it too, and without that an event without
    // an ID after a reconnection would carry none.
    #[must_use]
    pub fn new(last_event_id_string: &[u8]) -> Self {
        Self {
            lines: Lines::default(),
            buffers: Buffers {
                data_buffer: Vec::new(),
                event_type_buffer: Vec::new(),
                last_event_id_buffer: last_event_id_string.to_vec(),
                last_event_id_string: last_event_id_string.to_vec(),
                max_event_bytes: DEFAULT_MAX_EVENT_BYTES,
                too_large: false,
            },
        }
    }

    /// Sets the bound on the bytes that one event may hold: its buffers and the line that comes.
    pub fn set_max_event_bytes(&mut self, bytes: usize) {
        self.buffers.max_event_bytes = bytes;
    }

    /// Whether an event outgrew the bound. Nothing is parsed from there on.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.buffers.too_large
    }

    /// Whether the stream is inside an event, which is lost if it ends here.
    #[must_use]
    pub fn is_inside_an_event(&self) -> bool {
        !self.buffers.data_buffer.is_empty() || self.lines.unfinished().starts_with(b"data")
    }

    /// Interprets the next bytes of the stream.
    pub fn feed(&mut self, bytes: &[u8], sink: &mut impl Sink) {
        let buffers = &mut self.buffers;
        if buffers.too_large {
            return;
        }
        self.lines.feed(bytes, |line| buffers.process_the_line(line, sink));
        let held = self.lines.unfinished().len() + self.buffers.held_bytes();
        if held > self.buffers.max_event_bytes {
            self.buffers.too_large = true;
        }
    }
}

impl Buffers {
    fn held_bytes(&self) -> usize {
        self.data_buffer.len() + self.event_type_buffer.len() + self.last_event_id_buffer.len()
    }

    fn process_the_line(&mut self, line: &[u8], sink: &mut impl Sink) {
        // A line counts whole, as if it had come cut before its end: where the stream is cut must not matter.
        self.too_large |= self.held_bytes() + line.len() > self.max_event_bytes;
        if self.too_large {
            return;
        }
        if line.is_empty() {
            self.dispatch_the_event(sink);
        } else if let Some(field) = Field::of_line(line) {
            self.process_the_field(field, line, sink);
        }
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#processField>
    fn process_the_field(&mut self, field: Field<'_>, line: &[u8], sink: &mut impl Sink) {
        match field.name {
            // "event": set the event type buffer to the field value.
            b"event" => replace(&mut self.event_type_buffer, field.value),
            // "data": append the field value to the data buffer, then a single U+000A.
            b"data" => {
                self.data_buffer.extend_from_slice(field.value);
                self.data_buffer.push(LF);
            }
            // "id": set the last event ID buffer to the field value, unless it contains U+0000.
            b"id" if !holds_nul(field.value) => {
                replace(&mut self.last_event_id_buffer, field.value);
            }
            // "retry": set the reconnection time, if the field value is ASCII digits only.
            b"retry" => {
                if let Some(milliseconds) = ascii_digits(field.value) {
                    sink.reconnection_time(milliseconds);
                }
            }
            // Otherwise: the field is ignored.
            b"id" => {}
            _ => sink.unknown_field(line),
        }
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage>
    fn dispatch_the_event(&mut self, sink: &mut impl Sink) {
        // 1. Set the last event ID string to the value of the last event ID buffer.
        if !is_equal(&self.last_event_id_string, &self.last_event_id_buffer) {
            replace(&mut self.last_event_id_string, &self.last_event_id_buffer);
            sink.last_event_id_string(&self.last_event_id_string);
        }
        // 2. If the data buffer is empty, empty the event type buffer too and return.
        // 3. If the data buffer's last character is U+000A, remove it.
        // 4. - 6., 8. Create the event and dispatch it: the sink's part.
        if let Some((_, data)) = self.data_buffer.split_last() {
            sink.event(Event {
                event_type: &self.event_type_buffer,
                data,
                last_event_id: &self.last_event_id_string,
            });
        }
        // 7. Set the data buffer and the event type buffer to the empty string.
        empty(&mut self.data_buffer);
        self.event_type_buffer.clear();
    }
}

#[expect(clippy::manual_contains, reason = "as fast on what is short, and a tenth of the size")]
fn holds_nul(value: &[u8]) -> bool {
    value.iter().any(|&byte| byte == 0)
}

fn replace(buffer: &mut Vec<u8>, value: &[u8]) {
    buffer.clear();
    buffer.extend_from_slice(value);
}

/// As `==`, which natively takes 100 ns where both are empty: a masked load from where nothing is allocated.
fn is_equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && (one.is_empty() || one == other)
}

/// Empties a buffer, and gives back what one huge event made it hold.
fn empty(buffer: &mut Vec<u8>) {
    const KEPT_CAPACITY: usize = 256 * 1024;
    buffer.clear();
    if buffer.capacity() > KEPT_CAPACITY {
        *buffer = Vec::new();
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::empty;

    #[test]
    fn buffer_gives_back_what_one_huge_event_made_it_hold() {
        let mut huge = vec![0; 256 * 1024 + 1];
        empty(&mut huge);
        assert!(huge.is_empty() && huge.capacity() <= 256 * 1024);
    }

    #[test]
    fn buffer_keeps_what_events_usually_need() {
        let mut usual = vec![0; 256 * 1024];
        empty(&mut usual);
        assert!(usual.is_empty() && usual.capacity() >= 256 * 1024);
        let mut small = vec![0; 100];
        empty(&mut small);
        assert!(small.is_empty() && small.capacity() >= 100);
    }
}

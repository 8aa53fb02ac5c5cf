//! Interprets an event stream.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>

mod batch;
mod field;
mod lines;
mod scan;

pub use batch::{Batch, Entry, WIDE, column};

use field::{Name, ascii_digits};
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
    /// Where the data ends in the bytes that [`Sink::bytes`] got last, if it is in them as it is.
    pub end: Option<usize>,
    /// The last event ID string.
    pub last_event_id: &'a [u8],
}

/// What a [`Parser`] tells whoever feeds it, in the order of the stream.
pub trait Sink {
    /// These bytes are interpreted next. Not called for those in which no line ends.
    fn bytes(&mut self, _bytes: &[u8]) {}
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

// Deviation: the standard knows no bound.
/// Bound on the buffers of one event where nothing else is said: 64 MiB.
pub const DEFAULT_MAX_EVENT_BYTES: usize = 64 * 1024 * 1024;

impl Parser {
    pub(crate) const INITIAL: Self = Self {
        lines: Lines::INITIAL,
        buffers: Buffers {
            data_buffer: Vec::new(),
            event_type_buffer: Vec::new(),
            last_event_id_buffer: Vec::new(),
            last_event_id_string: Vec::new(),
            max_event_bytes: DEFAULT_MAX_EVENT_BYTES,
            too_large: false,
        },
    };

    /// A parser at the start of a stream.
    ///
    /// The last event ID buffer starts with the last event ID string of the connection before.
    // Deviation: the standard starts it empty; Blink seeds it too, and without that an event without
    // an ID after a reconnection would carry none.
    #[must_use]
    pub fn new(last_event_id_string: &[u8]) -> Self {
        let mut parser = Self::INITIAL;
        append(&mut parser.buffers.last_event_id_buffer, last_event_id_string);
        append(&mut parser.buffers.last_event_id_string, last_event_id_string);
        parser
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
        !self.buffers.data_buffer.is_empty()
            || self.lines.unfinished().first_chunk() == Some(b"data")
    }

    /// Interprets the next bytes of the stream.
    pub fn feed(&mut self, bytes: &[u8], sink: &mut impl Sink) {
        if self.buffers.too_large {
            return;
        }
        let Self { lines, buffers } = self;
        let mut rest = lines.strip_the_bom(bytes);
        if let Some((joined, tail)) = lines.join(rest) {
            buffers.process_the_lines(&joined, lines, sink);
            lines.take_back(joined);
            rest = tail;
            if buffers.too_large {
                return;
            }
        }
        buffers.process_the_lines(rest, lines, sink);
        if lines.unfinished().len() + buffers.held_bytes() > buffers.max_event_bytes {
            buffers.too_large = true;
        }
    }
}

impl Buffers {
    fn held_bytes(&self) -> usize {
        self.data_buffer.len() + self.event_type_buffer.len() + self.last_event_id_buffer.len()
    }

    /// A line counts whole, as if it had come cut before its end: where the stream is cut must not matter.
    fn is_outgrown(&self, line: &[u8], first_data: Option<&[u8]>) -> bool {
        let held = self.held_bytes() + first_data.map_or(0, |data| data.len() + 1);
        held + line.len() > self.max_event_bytes
    }

    fn process_the_lines(&mut self, bytes: &[u8], lines: &mut Lines, sink: &mut impl Sink) {
        let bytes = lines.strip_the_lf(bytes);
        let mut length = lines::length(bytes);
        if length < bytes.len() {
            sink.bytes(bytes);
        }
        // Stands for the data buffer as long as that is the value of one line: most events have no other, and need
        // not be copied to it. It ends at `first_end`.
        let mut first_data = None;
        let mut first_end = 0;
        let mut rest = bytes;
        loop {
            let start = bytes.len() - rest.len();
            let Some(line) = lines.split(&mut rest, length) else { break };
            length = lines::length(rest);
            if self.is_outgrown(line, first_data) {
                self.too_large = true;
                return;
            }
            if line.is_empty() {
                self.dispatch_the_event(first_data.take(), first_end, sink);
                continue;
            }
            if first_data.is_none() {
                first_end = start + line.len();
            }
            self.process_the_field(line, &mut first_data, sink);
        }
        self.append(first_data);
        lines.keep(rest);
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#processField>
    fn process_the_field<'a>(
        &mut self,
        line: &'a [u8],
        first_data: &mut Option<&'a [u8]>,
        sink: &mut impl Sink,
    ) {
        let (name, value) = field::of_line(line);
        match name {
            // "data": append the field value to the data buffer, then a single U+000A.
            Name::Data if self.data_buffer.is_empty() && first_data.is_none() => {
                *first_data = Some(value);
            }
            Name::Data => {
                self.append(first_data.take());
                self.append(Some(value));
            }
            // "event": set the event type buffer to the field value.
            Name::Event => replace(&mut self.event_type_buffer, value),
            // "id": set the last event ID buffer to the field value, unless it contains U+0000.
            Name::Id if !scan::holds_nul(value) => {
                replace(&mut self.last_event_id_buffer, value);
            }
            // "retry": set the reconnection time, if the field value is ASCII digits only.
            Name::Retry => {
                if let Some(milliseconds) = ascii_digits(value) {
                    sink.reconnection_time(milliseconds);
                }
            }
            // Otherwise: the field is ignored.
            Name::Id | Name::Comment => {}
            Name::Unknown => sink.unknown_field(line),
        }
    }

    fn append(&mut self, value: Option<&[u8]>) {
        if let Some(value) = value {
            append(&mut self.data_buffer, value);
            self.data_buffer.push(b'\n');
        }
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage>
    fn dispatch_the_event(
        &mut self,
        first_data: Option<&[u8]>,
        first_end: usize,
        sink: &mut impl Sink,
    ) {
        // 1. Set the last event ID string to the value of the last event ID buffer.
        if !is_equal(&self.last_event_id_string, &self.last_event_id_buffer) {
            replace(&mut self.last_event_id_string, &self.last_event_id_buffer);
            sink.last_event_id_string(&self.last_event_id_string);
        }
        // 2. If the data buffer is empty, empty the event type buffer too and return.
        // 3. If the data buffer's last character is U+000A, remove it.
        // 4. - 6., 8. Create the event and dispatch it: the sink's part.
        if let Some(data) =
            first_data.or_else(|| self.data_buffer.split_last().map(|(_, data)| data))
        {
            sink.event(Event {
                event_type: &self.event_type_buffer,
                data,
                end: first_data.map(|_| first_end),
                last_event_id: &self.last_event_id_string,
            });
        }
        // 7. Set the data buffer and the event type buffer to the empty string.
        if !self.data_buffer.is_empty() {
            empty(&mut self.data_buffer);
        }
        self.event_type_buffer.clear();
    }
}

pub(crate) fn replace(buffer: &mut Vec<u8>, value: &[u8]) {
    buffer.clear();
    append(buffer, value);
}

/// Once in the module, not wherever something is kept.
#[inline(never)]
fn append(buffer: &mut Vec<u8>, value: &[u8]) {
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

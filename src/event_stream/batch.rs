//! What one piece of the stream meant, as a table that JavaScript reads in one go.
//!
//! Strings cost more than parsing does: JavaScript decodes each text once and slices it. ASCII is kept
//! apart from other text, for one character above U+007F makes engines decode and hold all of it the slow way.

use super::scan::{is_ascii, line_length};
use super::{Event, Sink, append, empty, is_equal, replace};

/// What a value in [`Batch::table`] is.
pub mod column {
    /// The data, with which the event is complete.
    pub const DATA: u32 = 0;
    /// The event type of this event and of those behind it, until another is told.
    pub const EVENT_TYPE: u32 = 1;
    /// The last event ID, likewise.
    pub const LAST_EVENT_ID: u32 = 2;
}

/// The lowest bit of the first word of a value that is not ASCII.
pub const WIDE: u32 = 1;

/// One step of a batch, in the order of the stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entry {
    /// The next event is to be dispatched.
    Event,
    /// The last event ID string becomes the bytes `start..end` of [`Batch::id`].
    LastEventId {
        /// Offset of the first byte.
        start: usize,
        /// Offset behind the last byte.
        end: usize,
    },
    /// The reconnection time becomes this many milliseconds.
    ReconnectionTime(f64),
}

/// The events of one piece of the stream; emptied and used again for the next.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Batch {
    ascii: Vec<u8>,
    /// Where in it the bytes start that came last, if they were copied there.
    bytes: Option<usize>,
    /// Whether the data of the last event was joined of lines. Then most likely that of the next is, too, which the
    /// bytes as they came are of no use for.
    joins: bool,
    wide: Vec<u8>,
    table: Vec<[u32; 2]>,
    events: usize,
    next_event: usize,
    /// What is no event, with the number of events before it.
    changes: Vec<(usize, Entry)>,
    next_change: usize,
    ids: Vec<u8>,
    /// The event type that was told last, if one was.
    event_type: Vec<u8>,
    type_is_stored: bool,
    /// Whether the last event has the ID that the next one will have, if no other is told.
    id_is_stored: bool,
    keeps_unknown_fields: bool,
    unknown_fields: Vec<u8>,
}

impl Batch {
    pub(crate) const INITIAL: Self = Self {
        ascii: Vec::new(),
        bytes: None,
        joins: false,
        wide: Vec::new(),
        table: Vec::new(),
        events: 0,
        next_event: 0,
        changes: Vec::new(),
        next_change: 0,
        ids: Vec::new(),
        event_type: Vec::new(),
        type_is_stored: false,
        id_is_stored: false,
        keeps_unknown_fields: false,
        unknown_fields: Vec::new(),
    };

    /// Text that is ASCII: values, and the bytes as they came, if all of them are and data is likely to be in them.
    #[must_use]
    pub fn ascii(&self) -> &[u8] {
        &self.ascii
    }

    /// Values that are not ASCII, each with a CR at its end, which is in no value.
    ///
    /// That is where an incomplete character ends too: decoded as one, they are what each is by itself.
    #[must_use]
    pub fn wide(&self) -> &[u8] {
        &self.wide
    }

    /// Two words for the data of each event, and before them two for its type and two for its ID, where that changes.
    ///
    /// The lowest bit of the first is [`WIDE`] where the next value of [`wide`](Self::wide) is meant. The two bits above
    /// it are the [`column`](mod@column). The others are the offset in [`ascii`](Self::ascii) at which the value starts, and the
    /// second word is the one at which it ends.
    #[must_use]
    pub fn table(&self) -> &[u32] {
        self.table.as_flattened()
    }

    /// The lines that are no field, each with an LF at its end; none unless
    /// [`keep_unknown_fields`](Self::keep_unknown_fields) asked for them.
    #[must_use]
    pub fn unknown_fields(&self) -> &[u8] {
        &self.unknown_fields
    }

    /// Keeps from now on what [`unknown_fields`](Self::unknown_fields) gives.
    pub fn keep_unknown_fields(&mut self) {
        self.keeps_unknown_fields = true;
    }

    /// How many events are in it.
    #[must_use]
    pub fn events(&self) -> usize {
        self.events
    }

    /// Takes the next step, in the order of the stream.
    pub fn next_entry(&mut self) -> Option<Entry> {
        if let Some(&(events, entry)) = self.changes.get(self.next_change)
            && events == self.next_event
        {
            self.next_change += 1;
            return Some(entry);
        }
        if self.next_event == self.events {
            return None;
        }
        self.next_event += 1;
        Some(Entry::Event)
    }

    /// The ID that an [`Entry::LastEventId`] names.
    #[must_use]
    pub fn id(&self, start: usize, end: usize) -> &[u8] {
        self.ids.get(start..end).unwrap_or_default()
    }

    /// Empties it for the next piece of the same stream.
    pub fn clear(&mut self) {
        empty(&mut self.ascii);
        empty(&mut self.wide);
        empty(&mut self.unknown_fields);
        empty(&mut self.ids);
        self.table.clear();
        self.changes.clear();
        self.events = 0;
        self.next_event = 0;
        self.next_change = 0;
    }

    /// Stores a value where its kind belongs.
    fn store(&mut self, column: u32, value: &[u8]) {
        if is_ascii(value) {
            append(&mut self.ascii, value);
            self.tell(column, self.ascii.len(), value.len());
        } else {
            append(&mut self.wide, value);
            append(&mut self.wide, b"\r");
            self.table.push([column << 1 | WIDE, 0]);
        }
    }

    /// Tells where a value ends in the ASCII text.
    fn tell(&mut self, column: u32, end: usize, length: usize) {
        let word = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        self.table.push([word(end - length) << 3 | column << 1, word(end)]);
    }

    /// Stores the event type, if it is not that of the event before.
    fn store_event_type(&mut self, value: &[u8]) {
        if !self.type_is_stored || !is_equal(&self.event_type, value) {
            self.type_is_stored = true;
            replace(&mut self.event_type, value);
            self.store(column::EVENT_TYPE, value);
        }
    }

    /// Stores the ID, if another than that of the event before was told.
    fn store_id(&mut self, value: &[u8]) {
        if !self.id_is_stored {
            self.id_is_stored = true;
            self.store(column::LAST_EVENT_ID, value);
        }
    }

    fn change(&mut self, entry: Entry) {
        self.changes.push((self.events, entry));
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self::INITIAL
    }
}

impl Sink for Batch {
    fn last_event_id_string(&mut self, id: &[u8]) {
        let start = self.ids.len();
        append(&mut self.ids, id);
        let end = self.ids.len();
        self.change(Entry::LastEventId { start, end });
        self.id_is_stored = false;
    }

    fn bytes(&mut self, bytes: &[u8]) {
        // Copied as a whole: for most events that is less work than to copy each value, and to look at it before.
        self.bytes = (!self.joins && is_ascii(bytes)).then(|| {
            let start = self.ascii.len();
            append(&mut self.ascii, bytes);
            start
        });
    }

    fn reconnection_time(&mut self, milliseconds: f64) {
        self.change(Entry::ReconnectionTime(milliseconds));
    }

    fn event(&mut self, event: Event<'_>) {
        self.store_event_type(event.event_type);
        self.store_id(event.last_event_id);
        self.joins = event.end.is_none() && line_length(event.data) < event.data.len();
        if let (Some(start), Some(end)) = (self.bytes, event.end) {
            self.tell(column::DATA, start + end, event.data.len());
        } else {
            self.store(column::DATA, event.data);
        }
        self.events += 1;
    }

    fn unknown_field(&mut self, line: &[u8]) {
        if self.keeps_unknown_fields {
            append(&mut self.unknown_fields, line);
            append(&mut self.unknown_fields, b"\n");
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::Batch;
    use crate::event_stream::Parser;

    /// What is told as ASCII of the last of these pieces.
    fn ascii_of(pieces: &[&str]) -> String {
        let mut parser = Parser::new(b"");
        let mut batch = Batch::default();
        for piece in pieces {
            batch.clear();
            parser.feed(piece.as_bytes(), &mut batch);
        }
        String::from_utf8(batch.ascii().to_vec()).expect("ASCII")
    }

    const ONE_LINE: &str = "data: a\n\n";
    const TWO_LINES: &str = "data: b\ndata: c\n\n";

    #[test]
    fn bytes_are_told_as_they_came_where_data_is_in_them() {
        assert_eq!(ascii_of(&[ONE_LINE, ONE_LINE]), ONE_LINE);
    }

    #[test]
    fn bytes_are_not_told_where_data_was_joined_last() {
        assert_eq!(ascii_of(&[TWO_LINES, TWO_LINES]), "b\nc");
    }

    #[test]
    fn bytes_are_told_behind_an_event_that_was_cut() {
        let ascii = ascii_of(&["data: a\ni", "d: 1\n\ndata: b\n\n"]);
        assert!(ascii.ends_with("data: b\n\n"), "{ascii:?}");
    }

    #[test]
    fn bytes_are_told_again_where_data_is_in_them_again() {
        assert_eq!(ascii_of(&[TWO_LINES, ONE_LINE]), "a");
        assert_eq!(ascii_of(&[TWO_LINES, ONE_LINE, ONE_LINE]), ONE_LINE);
    }
}

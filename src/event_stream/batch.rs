//! What one piece of the stream meant, as a table that JavaScript reads in one go.
//!
//! Strings cost more than parsing does: JavaScript decodes each text once and slices it. ASCII is kept
//! apart from other text, for one character above U+007F makes engines decode and hold all of it the slow way.

use super::{Event, Sink, empty};

/// Words of one row of [`Batch::table`]: the kinds, then start and end of data, event type and ID.
///
/// The kinds are `data | event type << 2 | ID << 4`, each one of [`kind`].
pub const ROW_WORDS: usize = 7;

/// Where the value of a row's column is found.
pub mod kind {
    /// The same as in the row before; no offsets.
    pub const SAME: u32 = 0;
    /// In [`Batch::ascii`](super::Batch::ascii), by byte offsets.
    pub const ASCII: u32 = 1;
    /// In [`Batch::wide`](super::Batch::wide), by offsets in UTF-16 code units of the decoded text.
    pub const WIDE: u32 = 2;
    /// In [`Batch::invalid`](super::Batch::invalid), by byte offsets: to be decoded by itself.
    pub const INVALID: u32 = 3;
}

/// One step of a batch, in the order of the stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entry {
    /// The next row of the table is to be dispatched.
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
#[derive(Debug, Default)]
pub struct Batch {
    ascii: Vec<u8>,
    wide: Vec<u8>,
    wide_units: usize,
    invalid: Vec<u8>,
    table: Vec<u32>,
    entries: Vec<Entry>,
    next_entry: usize,
    ids: Vec<u8>,
    /// The event type of the last row, where there was one since [`Batch::forget`].
    event_type: Option<Vec<u8>>,
    /// The bytes in `ids` that the next row has to tell.
    untold_id: Option<(usize, usize)>,
    keeps_unknown_fields: bool,
    unknown_fields: Vec<u8>,
}

impl Batch {
    /// Values that are ASCII, one behind the other.
    #[must_use]
    pub fn ascii(&self) -> &[u8] {
        &self.ascii
    }

    /// Values that are UTF-8 and not ASCII, one behind the other.
    #[must_use]
    pub fn wide(&self) -> &[u8] {
        &self.wide
    }

    /// Values that are not UTF-8.
    #[must_use]
    pub fn invalid(&self) -> &[u8] {
        &self.invalid
    }

    /// A row of [`ROW_WORDS`] words for each event.
    #[must_use]
    pub fn table(&self) -> &[u32] {
        &self.table
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
        self.table.len() / ROW_WORDS
    }

    /// Takes the next step, in the order of the stream.
    pub fn next_entry(&mut self) -> Option<Entry> {
        let entry = self.entries.get(self.next_entry).copied()?;
        self.next_entry += 1;
        Some(entry)
    }

    /// The ID that an [`Entry::LastEventId`] names.
    #[must_use]
    pub fn id(&self, start: usize, end: usize) -> &[u8] {
        self.ids.get(start..end).unwrap_or_default()
    }

    /// Empties it for the next piece of the same stream.
    pub fn clear(&mut self) {
        for bytes in [&mut self.ascii, &mut self.wide, &mut self.invalid, &mut self.unknown_fields]
        {
            empty(bytes);
        }
        self.wide_units = 0;
        self.table.clear();
        self.entries.clear();
        self.next_entry = 0;
        // An ID that no row has told yet is kept for the first row of the next piece.
        if let Some((start, end)) = self.untold_id {
            self.ids.copy_within(start..end, 0);
            self.ids.truncate(end - start);
            self.untold_id = Some((0, end - start));
        } else {
            self.ids.clear();
        }
    }

    /// Empties it for another stream, whose first row tells `last_event_id_string` and its event type.
    pub fn forget(&mut self, last_event_id_string: &[u8]) {
        self.untold_id = None;
        self.clear();
        self.event_type = None;
        self.ids.extend_from_slice(last_event_id_string);
        self.untold_id = Some((0, self.ids.len()));
    }

    /// Stores a value where its kind belongs; its kind and offsets.
    fn store(&mut self, value: &[u8]) -> (u32, usize, usize) {
        let (kind, bytes, start, units) = if value.is_ascii() {
            (kind::ASCII, &mut self.ascii, None, value.len())
        } else if core::str::from_utf8(value).is_ok() {
            (kind::WIDE, &mut self.wide, Some(self.wide_units), utf16_units(value))
        } else {
            (kind::INVALID, &mut self.invalid, None, value.len())
        };
        let start = start.unwrap_or(bytes.len());
        bytes.extend_from_slice(value);
        if kind == kind::WIDE {
            self.wide_units += units;
        }
        (kind, start, start + units)
    }
}

impl Sink for Batch {
    fn last_event_id_string(&mut self, id: &[u8]) {
        let start = self.ids.len();
        self.ids.extend_from_slice(id);
        let end = self.ids.len();
        self.entries.push(Entry::LastEventId { start, end });
        self.untold_id = Some((start, end));
    }

    fn reconnection_time(&mut self, milliseconds: f64) {
        self.entries.push(Entry::ReconnectionTime(milliseconds));
    }

    fn event(&mut self, event: Event<'_>) {
        const SAME: (u32, usize, usize) = (kind::SAME, 0, 0);
        let data = self.store(event.data);
        let event_type = if self.event_type.as_deref() == Some(event.event_type) {
            SAME
        } else {
            super::replace(self.event_type.get_or_insert_default(), event.event_type);
            self.store(event.event_type)
        };
        let id = match self.untold_id.take() {
            None => SAME,
            Some((start, end)) => {
                let id = self.id(start, end).to_vec();
                self.store(&id)
            }
        };
        self.table.push(data.0 | event_type.0 << 2 | id.0 << 4);
        let offsets = [data.1, data.2, event_type.1, event_type.2, id.1, id.2];
        self.table.extend(offsets.map(|offset| u32::try_from(offset).unwrap_or(u32::MAX)));
        self.entries.push(Entry::Event);
    }

    fn unknown_field(&mut self, line: &[u8]) {
        if self.keeps_unknown_fields {
            self.unknown_fields.extend_from_slice(line);
            self.unknown_fields.push(b'\n');
        }
    }
}

/// How many UTF-16 code units valid UTF-8 decodes to.
fn utf16_units(utf8: &[u8]) -> usize {
    let characters = utf8.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
    let surrogate_pairs = utf8.iter().filter(|&&byte| byte >= 0xF0).count();
    characters + surrogate_pairs
}

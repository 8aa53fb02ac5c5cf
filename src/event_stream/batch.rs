//! What one piece of the stream meant, as a table that JavaScript reads in one go.
//!
//! Strings cost more than parsing does: JavaScript decodes each text once and slices it. ASCII is kept
//! apart from other text, for one character above U+007F makes engines decode and hold all of it the slow way.

use super::{Event, Sink, empty, is_equal, replace};

/// Words of one row of [`Batch::table`]: [`kind`], start and end of each data, event type and ID.
pub const ROW_WORDS: usize = 9;

/// [`kind`], start and end of a value.
type Words = [u32; 3];

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

/// Values of one kind, one behind the other.
#[derive(Debug, Default)]
struct Text {
    bytes: Vec<u8>,
    /// What offsets count: bytes, or UTF-16 code units.
    units: usize,
}

/// The events of one piece of the stream; emptied and used again for the next.
#[derive(Debug, Default)]
pub struct Batch {
    ascii: Text,
    wide: Text,
    invalid: Text,
    table: Vec<[Words; 3]>,
    entries: Vec<Entry>,
    next_entry: usize,
    ids: Vec<u8>,
    /// The event type of the last row; `None` before the first.
    event_type: Option<Vec<u8>>,
    /// Whether the last row has the ID that the next one will have, if no other is told.
    id_is_stored: bool,
    keeps_unknown_fields: bool,
    unknown_fields: Vec<u8>,
}

impl Batch {
    /// Values that are ASCII, one behind the other.
    #[must_use]
    pub fn ascii(&self) -> &[u8] {
        &self.ascii.bytes
    }

    /// Values that are UTF-8 and not ASCII, one behind the other.
    #[must_use]
    pub fn wide(&self) -> &[u8] {
        &self.wide.bytes
    }

    /// Values that are not UTF-8.
    #[must_use]
    pub fn invalid(&self) -> &[u8] {
        &self.invalid.bytes
    }

    /// A row of [`ROW_WORDS`] words for each event.
    #[must_use]
    pub fn table(&self) -> &[u32] {
        self.table.as_flattened().as_flattened()
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
        self.table.len()
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
        for text in [&mut self.ascii, &mut self.wide, &mut self.invalid] {
            empty(&mut text.bytes);
            text.units = 0;
        }
        empty(&mut self.unknown_fields);
        self.table.clear();
        self.entries.clear();
        self.next_entry = 0;
        self.ids.clear();
    }

    /// Stores a value where its kind belongs.
    fn store(&mut self, value: &[u8]) -> Words {
        let (kind, text, units) = if ascii_length(value) == value.len() {
            (kind::ASCII, &mut self.ascii, value.len())
        } else if let Some(units) = utf16_units(value) {
            (kind::WIDE, &mut self.wide, units)
        } else {
            (kind::INVALID, &mut self.invalid, value.len())
        };
        text.bytes.extend_from_slice(value);
        let start = text.units;
        text.units += units;
        let [start, end] =
            [start, text.units].map(|offset| u32::try_from(offset).unwrap_or(u32::MAX));
        [kind, start, end]
    }

    /// Stores the event type, if it is not that of the row before.
    fn store_event_type(&mut self, value: &[u8]) -> Words {
        match &mut self.event_type {
            Some(before) if is_equal(before, value) => return [kind::SAME; 3],
            Some(before) => replace(before, value),
            None => self.event_type = Some(value.to_vec()),
        }
        self.store(value)
    }

    /// Stores the ID, if another than that of the row before was told.
    fn store_id(&mut self, value: &[u8]) -> Words {
        if self.id_is_stored {
            return [kind::SAME; 3];
        }
        self.id_is_stored = true;
        self.store(value)
    }
}

impl Sink for Batch {
    fn last_event_id_string(&mut self, id: &[u8]) {
        let start = self.ids.len();
        self.ids.extend_from_slice(id);
        let end = self.ids.len();
        self.entries.push(Entry::LastEventId { start, end });
        self.id_is_stored = false;
    }

    fn reconnection_time(&mut self, milliseconds: f64) {
        self.entries.push(Entry::ReconnectionTime(milliseconds));
    }

    fn event(&mut self, event: Event<'_>) {
        let row = [
            self.store(event.data),
            self.store_event_type(event.event_type),
            self.store_id(event.last_event_id),
        ];
        self.table.push(row);
        self.entries.push(Entry::Event);
    }

    fn unknown_field(&mut self, line: &[u8]) {
        if self.keeps_unknown_fields {
            self.unknown_fields.extend_from_slice(line);
            self.unknown_fields.push(b'\n');
        }
    }
}

/// How many bytes at the start of a value are ASCII.
// Not `is_ascii`: where the size counts, that is compiled to four bytes at a time.
fn ascii_length(value: &[u8]) -> usize {
    const ABOVE_ASCII: u128 = u128::from_ne_bytes([0x80; 16]);
    let mut rest = value;
    while let Some((bytes, tail)) = rest.split_first_chunk()
        && u128::from_ne_bytes(*bytes) & ABOVE_ASCII == 0
    {
        rest = tail;
    }
    while let [0x00..=0x7F, tail @ ..] = rest {
        rest = tail;
    }
    value.len() - rest.len()
}

/// How many UTF-16 code units a value decodes to; `None` where it is not UTF-8.
///
/// The arms are the rows of table 3-7 of the Unicode Standard, "Well-Formed UTF-8 Byte Sequences".
// Not `str::from_utf8`: with its tables it is larger than the rest of this file, and counts nothing.
fn utf16_units(mut value: &[u8]) -> Option<usize> {
    let mut units = 0;
    loop {
        // Most of what is not ASCII, in one comparison instead of the arms' three.
        while let Some((&[lead, second, third], rest)) = value.split_first_chunk()
            && (0xE1..=0xEC).contains(&lead)
            && ((second ^ 0x80) | (third ^ 0x80)) < 0x40
        {
            units += 1;
            value = rest;
        }
        let (more, rest) = match value {
            [] => return Some(units),
            [0x00..=0x7F, ..] => {
                let length = ascii_length(value);
                (length, value.get(length..)?)
            }
            [0xC2..=0xDF, 0x80..=0xBF, rest @ ..]
            | [0xE0, 0xA0..=0xBF, 0x80..=0xBF, rest @ ..]
            | [0xE1..=0xEC | 0xEE..=0xEF, 0x80..=0xBF, 0x80..=0xBF, rest @ ..]
            | [0xED, 0x80..=0x9F, 0x80..=0xBF, rest @ ..] => (1, rest),
            [0xF0, 0x90..=0xBF, 0x80..=0xBF, 0x80..=0xBF, rest @ ..]
            | [0xF1..=0xF3, 0x80..=0xBF, 0x80..=0xBF, 0x80..=0xBF, rest @ ..]
            | [0xF4, 0x80..=0x8F, 0x80..=0xBF, 0x80..=0xBF, rest @ ..] => (2, rest),
            _ => return None,
        };
        units += more;
        value = rest;
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::utf16_units;

    /// Up to four of the bytes at which UTF-8 changes its mind.
    #[test]
    fn units_are_those_of_the_decoded_text() {
        const BYTES: [u8; 22] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
            0xEC, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFE, 0xFF,
        ];
        let mut values: Vec<Vec<u8>> = vec![Vec::new()];
        for length in 0..=4 {
            for value in &values {
                let units = str::from_utf8(value).ok().map(|text| text.encode_utf16().count());
                assert_eq!(utf16_units(value), units, "{value:x?}");
            }
            assert!(values.iter().all(|value| value.len() == length));
            values = values
                .iter()
                .flat_map(|value| BYTES.map(|byte| [value.as_slice(), &[byte]].concat()))
                .collect();
        }
    }
}

//! Reads the table of a batch as JavaScript does: one string per text, cut by UTF-16 offsets.

use super::dispatched::Dispatched;
use eventsource_wasm::event_stream::{Batch, ROW_WORDS, kind};

/// What JavaScript carries from one batch of a stream to the next.
#[derive(Debug, Default)]
pub(crate) struct Table {
    event_type: Option<String>,
    last_event_id: Option<String>,
}

impl Table {
    /// The events of a batch.
    pub(crate) fn read(&mut self, batch: &Batch) -> Vec<Dispatched> {
        let texts = Texts::of(batch);
        batch.table().chunks(ROW_WORDS).map(|row| self.read_row(row, &texts)).collect()
    }

    fn read_row(&mut self, row: &[u32], texts: &Texts<'_>) -> Dispatched {
        let &[
            data_kind,
            data_start,
            data_end,
            type_kind,
            type_start,
            type_end,
            id_kind,
            id_start,
            id_end,
        ] = <&[u32; ROW_WORDS]>::try_from(row).expect("whole rows");
        let data = texts.value(data_kind, data_start, data_end).expect("data is never SAME");
        if let Some(event_type) = texts.value(type_kind, type_start, type_end) {
            self.event_type = Some(event_type);
        }
        if let Some(last_event_id) = texts.value(id_kind, id_start, id_end) {
            self.last_event_id = Some(last_event_id);
        }
        let event_type =
            match self.event_type.as_deref().expect("the first row tells its event type") {
                "" => "message",
                named => named,
            };
        let last_event_id = self.last_event_id.clone().expect("the first row tells its ID");
        Dispatched { event_type: event_type.to_owned(), data, last_event_id }
    }
}

/// The texts of a batch, each decoded in one go.
struct Texts<'a> {
    ascii: &'a str,
    wide: Vec<u16>,
    invalid: &'a [u8],
}

impl<'a> Texts<'a> {
    fn of(batch: &'a Batch) -> Self {
        let ascii = str::from_utf8(batch.ascii()).expect("ASCII");
        assert!(ascii.is_ascii());
        let wide = str::from_utf8(batch.wide()).expect("UTF-8").encode_utf16().collect();
        Self { ascii, wide, invalid: batch.invalid() }
    }

    /// A value; `None` where it is the same as in the row before.
    fn value(&self, kind: u32, start: u32, end: u32) -> Option<String> {
        let range = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
        match kind {
            kind::ASCII => Some(self.ascii.get(range).expect("offsets of the text").to_owned()),
            kind::WIDE => {
                let value = self.wide.get(range).expect("offsets of the text");
                Some(String::from_utf16(value).expect("no offset inside of a surrogate pair"))
            }
            kind::INVALID => {
                let value = self.invalid.get(range).expect("offsets of the text");
                assert!(
                    str::from_utf8(value).is_err(),
                    "what is UTF-8 need not be decoded by itself"
                );
                Some(String::from_utf8_lossy(value).into_owned())
            }
            _ => None,
        }
    }
}

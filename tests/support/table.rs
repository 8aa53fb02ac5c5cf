//! Reads the table of a batch as JavaScript does: one string per text, cut into values.

use super::dispatched::Dispatched;
use eventsource_wasm::event_stream::{Batch, WIDE, column};

/// What JavaScript carries from one batch of a stream to the next.
#[derive(Debug, Default)]
pub(crate) struct Table {
    event_type: Option<String>,
    last_event_id: Option<String>,
}

impl Table {
    /// The events of a batch.
    pub(crate) fn read(&mut self, batch: &Batch) -> Vec<Dispatched> {
        let mut texts = Texts::of(batch);
        let mut events = Vec::new();
        let (rows, rest) = batch.table().as_chunks();
        assert!(rest.is_empty(), "two words each");
        for &[word, end] in rows {
            let value = texts.next(word, end);
            match word >> 1 & 3 {
                column::EVENT_TYPE => self.event_type = Some(value),
                column::LAST_EVENT_ID => self.last_event_id = Some(value),
                other => {
                    assert_eq!(other, column::DATA);
                    events.push(self.event(value));
                }
            }
        }
        assert_eq!(texts.wide, "", "a value without a word");
        events
    }

    fn event(&self, data: String) -> Dispatched {
        let event_type =
            match self.event_type.as_deref().expect("the first event tells its event type") {
                "" => "message",
                named => named,
            };
        let last_event_id = self.last_event_id.clone().expect("the first event tells its ID");
        Dispatched { event_type: event_type.to_owned(), data, last_event_id }
    }
}

/// The texts of a batch, each decoded in one go.
struct Texts<'a> {
    ascii: &'a str,
    /// What is left of it.
    wide: String,
}

impl<'a> Texts<'a> {
    fn of(batch: &'a Batch) -> Self {
        let ascii = str::from_utf8(batch.ascii()).expect("ASCII");
        assert!(ascii.is_ascii());
        Self { ascii, wide: String::from_utf8_lossy(batch.wide()).into_owned() }
    }

    /// The value that two words name.
    fn next(&mut self, word: u32, end: u32) -> String {
        if word & WIDE == 0 {
            let [start, end] =
                [word >> 3, end].map(|offset| usize::try_from(offset).expect("32 bits"));
            return self.ascii.get(start..end).expect("offsets of the text").to_owned();
        }
        let (value, rest) = self.wide.split_once('\r').expect("a CR ends each value");
        assert!(!value.is_ascii(), "what is ASCII is kept apart");
        let [value, rest] = [value, rest].map(str::to_owned);
        self.wide = rest;
        value
    }
}

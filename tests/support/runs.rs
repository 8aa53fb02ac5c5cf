//! What the parser makes of a stream in pieces, taken in two ways.

use super::outcome::Outcome;
use super::seen::Seen;
use super::table::Table;
use eventsource_wasm::event_stream::{Batch, Entry, Parser};

/// Each value decoded as the parser tells it.
pub(crate) fn value_by_value(pieces: &[&[u8]], last_event_id_string: &str) -> Outcome {
    let mut seen = Seen::new(last_event_id_string);
    let mut parser = Parser::new(last_event_id_string.as_bytes());
    for piece in pieces {
        parser.feed(piece, &mut seen);
    }
    seen.outcome
}

/// The same with a bound on the bytes of an event; and whether one outgrew it.
pub(crate) fn bounded(pieces: &[&[u8]], max_event_bytes: usize) -> (Outcome, bool) {
    let mut seen = Seen::new("");
    let mut parser = Parser::new(b"");
    parser.set_max_event_bytes(max_event_bytes);
    for piece in pieces {
        parser.feed(piece, &mut seen);
    }
    (seen.outcome, parser.is_too_large())
}

/// Each piece as a table, with the batch used as the connection uses it.
pub(crate) fn by_table(pieces: &[&[u8]], last_event_id_string: &str) -> Outcome {
    let mut parser = Parser::new(last_event_id_string.as_bytes());
    let mut batch = Batch::default();
    let mut table = Table::default();
    let mut outcome = Outcome::new(last_event_id_string);
    let mut bytes = Vec::new();
    for piece in pieces {
        // Each where the one before was, as the engine reads them.
        (*piece).clone_into(&mut bytes);
        parser.feed(&bytes, &mut batch);
        let mut events = table.read(&batch).into_iter();
        assert_eq!(batch.events(), events.len());
        while let Some(entry) = batch.next_entry() {
            match entry {
                Entry::Event => {
                    let event = events.next().expect("a row for each event");
                    // The entries and the table tell the last event ID string apart from each other.
                    assert_eq!(event.last_event_id, outcome.last_event_id_string);
                    outcome.events.push(event);
                }
                Entry::LastEventId { start, end } => {
                    outcome.last_event_id_string =
                        String::from_utf8_lossy(batch.id(start, end)).into_owned();
                }
                Entry::ReconnectionTime(milliseconds) => {
                    outcome.reconnection_time = Some(milliseconds);
                }
            }
        }
        assert_eq!(events.next(), None, "a row without an event");
        batch.clear();
    }
    outcome
}

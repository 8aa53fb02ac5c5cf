//! A sink that decodes each value by itself: the plainest thing to do with what the parser tells.

use super::dispatched::Dispatched;
use super::outcome::Outcome;
use eventsource_wasm::event_stream::{self, Sink};

#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) outcome: Outcome,
    /// The last event ID string as it came.
    id: Vec<u8>,
}

impl Seen {
    pub(crate) fn new(last_event_id_string: &str) -> Self {
        Self {
            outcome: Outcome::new(last_event_id_string),
            id: last_event_id_string.as_bytes().to_vec(),
        }
    }
}

fn decode(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

impl Sink for Seen {
    fn last_event_id_string(&mut self, id: &[u8]) {
        assert_ne!(self.id, id, "told though it is the same as before");
        id.clone_into(&mut self.id);
        self.outcome.last_event_id_string = decode(id);
    }

    fn reconnection_time(&mut self, milliseconds: f64) {
        self.outcome.reconnection_time = Some(milliseconds);
    }

    fn event(&mut self, event: event_stream::Event<'_>) {
        let event_type = match event.event_type {
            b"" => "message".to_owned(),
            named => decode(named),
        };
        let last_event_id = self.outcome.last_event_id_string.clone();
        self.outcome.events.push(Dispatched {
            event_type,
            data: decode(event.data),
            last_event_id,
        });
    }
}

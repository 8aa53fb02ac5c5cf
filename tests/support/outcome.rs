//! What an event stream comes to, decoded.

use super::dispatched::Dispatched;

/// What a whole stream comes to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) events: Vec<Dispatched>,
    /// The last event ID string at the end.
    pub(crate) last_event_id_string: String,
    /// The reconnection time at the end; `None` where the stream sets none.
    pub(crate) reconnection_time: Option<f64>,
}

impl Outcome {
    /// Of an empty stream.
    pub(crate) fn new(last_event_id_string: &str) -> Self {
        Self {
            events: Vec::new(),
            last_event_id_string: last_event_id_string.to_owned(),
            reconnection_time: None,
        }
    }
}

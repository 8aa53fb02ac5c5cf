//! An event that was dispatched, decoded.

use std::fmt;

/// An event as a listener sees it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Dispatched {
    pub(crate) event_type: String,
    pub(crate) data: String,
    /// The last event ID string at the time of the dispatch.
    pub(crate) last_event_id: String,
}

impl fmt::Debug for Dispatched {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { event_type, data, last_event_id } = self;
        // Some rows have lines of megabytes.
        let shown: String = data.chars().take(200).collect();
        write!(formatter, "{event_type:?} {shown:?} of {} bytes, ID {last_event_id:?}", data.len())
    }
}

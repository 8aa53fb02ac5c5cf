//! How a connection is to behave.

use crate::event_stream::DEFAULT_MAX_EVENT_BYTES;

/// How a connection is to behave. Times are in milliseconds; infinity means "no limit".
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "five facts, each independent of the others")]
pub struct Options {
    /// Whether a `fetch` of the URL's scheme can answer with an event stream.
    pub fetchable: bool,
    /// Whether the URL is of another origin than the page: then a refused first attempt is probed.
    pub cross_origin: bool,
    /// Whether the request may be sent again without being asked for: GET may, nothing else.
    pub repeatable: bool,
    /// Whether the user's policy is to be asked on each failure.
    pub asks: bool,
    /// Whether somebody wants hints ([`Hint`](super::Hint)).
    pub diagnoses: bool,
    /// The last event ID string to start from, in UTF-8.
    pub last_event_id: Vec<u8>,
    /// The reconnection time to start with.
    pub reconnection_time: f64,
    /// The cap of the back-off.
    pub max_reconnection_time: f64,
    /// How long an attempt may take until there is a response.
    pub connect_timeout: f64,
    /// How long the stream may be silent.
    pub heartbeat_timeout: f64,
    /// The bound on one event's buffers, in bytes.
    pub max_event_bytes: usize,
    /// How many attempts came to nothing before there was this connection.
    pub attempts: u32,
    /// Where the pseudo-random jitter of the delays starts.
    pub seed: u32,
}

impl Options {
    pub(super) const INITIAL: Self = Self {
        fetchable: true,
        cross_origin: false,
        repeatable: true,
        asks: false,
        diagnoses: false,
        last_event_id: Vec::new(),
        reconnection_time: 3_000.0,
        max_reconnection_time: 30_000.0,
        connect_timeout: f64::INFINITY,
        heartbeat_timeout: f64::INFINITY,
        max_event_bytes: DEFAULT_MAX_EVENT_BYTES,
        attempts: 0,
        seed: 1,
    };
}

impl Default for Options {
    fn default() -> Self {
        Self::INITIAL
    }
}

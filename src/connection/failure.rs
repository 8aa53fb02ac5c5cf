//! Why a connection ended, and what becomes of it.

/// A failure, as the `error` event tells it and as `shouldReconnect` is asked about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Failure {
    /// What happened.
    pub reason: FailureReason,
    /// The attempt that failed.
    pub attempt: u32,
    /// Milliseconds until the connection is reestablished; `None` where it is failed for good.
    pub delay: Option<f64>,
}

/// What happened to the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum FailureReason {
    /// `fetch` or a read was rejected.
    Network,
    /// The body ended.
    EndOfStream,
    /// No byte came for the heartbeat time-out.
    Heartbeat,
    /// There was no response within the connect time-out.
    ConnectTimeout,
    /// The status is not 200.
    Status,
    /// The content type is not `text/event-stream`.
    ContentType,
    /// The server is there, and its CORS headers refuse us.
    Cors,
    /// The URL's scheme cannot carry an event stream.
    Scheme,
    /// One event outgrew the bound on its buffers.
    TooLarge,
    /// An option of the user's failed: a function threw, or gave what cannot be used.
    Options,
}

impl FailureReason {
    /// Whether the connection is failed for good by default; otherwise it is reestablished.
    #[must_use]
    pub fn is_fatal(self) -> bool {
        !matches!(self, Self::Network | Self::EndOfStream | Self::Heartbeat | Self::ConnectTimeout)
    }

    /// Its place in the table of public names, `REASONS` in `js/failure.js`.
    #[must_use]
    #[expect(clippy::as_conversions, reason = "the discriminants are the places")]
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// What the user's policy says to a failure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// What would happen without it.
    Default,
    /// Fail the connection.
    Fail,
    /// Reestablish it after the default delay.
    Reestablish,
    /// Reestablish it after this many milliseconds.
    ReestablishAfter(f64),
    /// Nothing that can be used.
    Invalid,
}

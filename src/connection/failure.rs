//! Why a connection ended.

/// A failure, as the `error` event tells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Failure {
    /// What happened.
    pub reason: FailureReason,
    /// The attempt that failed.
    pub attempt: u32,
    /// Milliseconds until the connection is reestablished; `None` where it was failed for good.
    pub delay: Option<f64>,
}

/// What happened to the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureReason {
    /// `fetch` or a read was rejected.
    Network,
    /// The body ended.
    EndOfStream,
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
}

impl FailureReason {
    /// Whether the connection is failed for good; otherwise it is reestablished.
    #[must_use]
    pub fn is_fatal(self) -> bool {
        !matches!(self, Self::Network | Self::EndOfStream)
    }

    /// The name of it in the public interface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::EndOfStream => "end-of-stream",
            Self::Status => "status",
            Self::ContentType => "content-type",
            Self::Cors => "cors",
            Self::Scheme => "scheme",
            Self::TooLarge => "too-large",
        }
    }
}

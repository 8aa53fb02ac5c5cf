//! What a connection asks its host to do.

use super::{Failure, Hint};

/// One thing for the host to do. Results come back as inputs, with the attempt number given here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Drop what is under way: abort the request, cancel its body, stop the timer.
    Disconnect,
    /// Start a request with the last event ID string.
    Fetch {
        /// Counts from 1, for the life of the object.
        attempt: u32,
    },
    /// Ask whether the server can be reached at all, with a request that CORS cannot refuse.
    Probe {
        /// The attempt that was refused.
        attempt: u32,
    },
    /// Fire an event named `open`.
    FireOpen,
    /// Read the body of the response.
    Read {
        /// The attempt that got the response.
        attempt: u32,
    },
    /// Dispatch the events of the batch, one by one; before that tell of its unknown fields.
    DispatchTheEvents {
        /// The attempt that they came from.
        attempt: u32,
    },
    /// Ask the user's policy. The failure shows what happens by default.
    Ask(Failure),
    /// Tell whoever wants to know what may be wrong with the server.
    Diagnose(Hint),
    /// Fire an event named `error`.
    FireError(Failure),
    /// Start the timer, in place of the one that runs: each phase waits for one at most.
    SetTimer {
        /// Which one.
        timer: Timer,
        /// To be given back when it is due.
        attempt: u32,
        /// In milliseconds; may be more than a browser's timer takes.
        delay: f64,
    },
}

/// The timers of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The delay before the connection is reestablished.
    Reconnection,
    /// How long a response may take.
    Connect,
    /// How long the stream may be silent.
    Heartbeat,
    /// How long a probe may take.
    Probe,
    /// The next task, in which a request that cannot be made fails.
    Futile,
}

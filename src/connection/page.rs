//! What the page goes through: visibility, the network, the back/forward cache.

use super::{Connection, FailureReason, Phase, Timer};

impl Connection {
    /// Input: the document is hidden, or visible again, and connections pause while it is hidden.
    ///
    /// Known before [`open`](Self::open) where the document is hidden from the start. A request that may not
    /// be repeated goes on while hidden.
    pub fn set_hidden(&mut self, hidden: bool, now: f64) {
        self.hidden = hidden;
        let under_way = matches!(self.phase, Phase::Fetching | Phase::Probing | Phase::Open);
        if !hidden && self.phase == Phase::Paused {
            self.attempt_by_itself(now);
        } else if hidden && (self.phase == Phase::Waiting || under_way && self.options.repeatable) {
            self.drop_the_connection();
            self.phase = Phase::Paused;
        }
    }

    /// Input: there may be a network again (`online`), or somebody looks (the page became visible).
    pub fn hasten(&mut self, now: f64) {
        if self.phase == Phase::Waiting && self.options.repeatable {
            self.drop_the_connection();
            self.attempt_by_itself(now);
        }
    }

    /// Input: the page goes into the back/forward cache. No event is fired for it.
    pub fn suspend(&mut self) {
        if !matches!(self.phase, Phase::Idle | Phase::Closed | Phase::Suspended { .. }) {
            // What waits has been settled: then even what may not be repeated is to be sent.
            let settled = matches!(self.phase, Phase::Waiting | Phase::Paused);
            self.drop_the_connection();
            self.phase = Phase::Suspended { resumes: settled || self.options.repeatable };
        }
    }

    /// Input: the page came back from the back/forward cache.
    pub fn resume(&mut self, now: f64) {
        match self.phase {
            Phase::Suspended { resumes: true } => self.attempt_by_itself(now),
            Phase::Suspended { resumes: false } => {
                self.process_failure(FailureReason::Network, now);
            }
            _ => {}
        }
    }

    /// An attempt that nobody asked for: as soon as the page is visible and the limit allows it.
    pub(super) fn attempt_by_itself(&mut self, now: f64) {
        let wait = self.backoff.rate_limit(now);
        if self.hidden {
            self.phase = Phase::Paused;
        } else if wait > 0.0 {
            self.phase = Phase::Waiting;
            self.set_timer(Timer::Reconnection, wait);
        } else {
            self.backoff.starts_an_attempt(now);
            self.fetch();
        }
    }
}

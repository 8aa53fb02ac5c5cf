//! What the page goes through: visibility, the network, the back/forward cache.

use super::{Connection, FailureReason, Phase, Timer};

impl Connection {
    /// Input: the document is hidden, or visible again, and connections pause while it is hidden.
    ///
    /// Known before [`open`](Self::open) where the document is hidden from the start. A request that may not
    /// be repeated goes on while hidden, and so does the delay before it is sent again.
    pub fn set_hidden(&mut self, hidden: bool, now: f64) {
        let was_hidden = std::mem::replace(&mut self.hidden, hidden);
        let pauses =
            matches!(self.phase, Phase::Fetching | Phase::Probing | Phase::Open | Phase::Waiting);
        if !hidden && self.phase == Phase::Paused {
            self.attempt_by_itself(now);
        } else if !hidden && was_hidden {
            // What was asked for while hidden was settled while hidden.
            self.hasten(now);
        } else if hidden && pauses && self.options.repeatable {
            self.interrupt(Phase::Paused, now);
        }
    }

    // Deviation: the standard waits for the whole delay.
    /// Input: there may be a network again (`online`), or somebody looks (the page became visible).
    pub fn hasten(&mut self, now: f64) {
        if self.phase == Phase::Waiting && self.options.repeatable {
            self.drop_the_connection();
            self.attempt_by_itself(now);
        }
    }

    /// Input: the page goes into the back/forward cache. No event is fired for it.
    pub fn suspend(&mut self, now: f64) {
        let repeatable = self.options.repeatable;
        match self.phase {
            // The policy's answer is worth waiting for.
            Phase::Idle | Phase::Closed | Phase::Suspended | Phase::Interrupted | Phase::Asking => {
            }
            // Nothing is under way, and only the user's policy has it sent again, in its own time.
            Phase::Waiting if !repeatable => {}
            phase => {
                // What is paused has not been sent, or is due: then even what may not be repeated is sent.
                let resumes = repeatable || phase == Phase::Paused;
                self.interrupt(if resumes { Phase::Suspended } else { Phase::Interrupted }, now);
            }
        }
    }

    /// Input: the page came back from the back/forward cache.
    pub fn resume(&mut self, now: f64) {
        match self.phase {
            Phase::Suspended => self.attempt_by_itself(now),
            Phase::Interrupted => self.process_failure(FailureReason::Network, now),
            _ => self.hasten(now),
        }
    }

    /// The page ends the connection, which is no failure.
    #[inline(never)]
    fn interrupt(&mut self, phase: Phase, now: f64) {
        self.backoff.ended(self.options.reconnection_time, now);
        self.drop_the_connection();
        self.phase = phase;
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

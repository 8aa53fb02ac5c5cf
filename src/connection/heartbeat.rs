//! How long a stream may be silent.

use super::{Connection, FailureReason, Timer};

/// A timer that comes this much too late was throttled, or the machine slept; in milliseconds.
const LATE: f64 = 100.0;
/// The longest that one more read may then take.
const GRACE: f64 = 1_000.0;

/// The silence of one connection. Times are in milliseconds.
#[derive(Debug)]
pub(super) struct Heartbeat {
    /// When the latest byte came, or the latest batch was done.
    heard: f64,
    /// When the timer is due.
    due: f64,
    /// Whether one more read has been granted.
    granted: bool,
}

impl Heartbeat {
    pub(super) const INITIAL: Self = Self { heard: 0.0, due: 0.0, granted: false };

    /// There was a sign of life.
    pub(super) fn heard(&mut self, now: f64) {
        self.heard = now;
        self.granted = false;
    }
}

impl Connection {
    /// Starts the timer; nothing needs to be done for each byte, for when it is due it is set again.
    pub(super) fn start_the_heartbeat(&mut self, delay: f64, now: f64) {
        self.heartbeat.due = now + delay;
        self.set_timer(Timer::Heartbeat, delay);
    }

    pub(super) fn process_heartbeat(&mut self, now: f64) {
        let timeout = self.options.heartbeat_timeout;
        // Compared as points in time: what rounding leaves of a span may be too short to make time pass.
        // And where the clock was set back, nothing was heard later than now.
        self.heartbeat.heard = self.heartbeat.heard.min(now);
        let end = self.heartbeat.heard + timeout;
        if self.dispatching {
            // Nothing is read before the events are dispatched: that silence is ours.
            self.start_the_heartbeat(timeout, now);
        } else if now < end {
            self.start_the_heartbeat(end - now, now);
        } else if !self.heartbeat.granted {
            self.heartbeat.granted = true;
            let is_late = now - self.heartbeat.due > LATE;
            // Not late: one turn of the event loop, for bytes that a busy script has kept waiting.
            self.start_the_heartbeat(if is_late { timeout.min(GRACE) } else { 0.0 }, now);
        } else {
            self.process_failure(FailureReason::Heartbeat, now);
        }
    }
}

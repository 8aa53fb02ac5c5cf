//! What becomes of a connection that failed.

use super::backoff::MAX_DELAY;
use super::{Answer, Connection, Failure, FailureReason, Phase, Timer, step};

impl Connection {
    /// Input: the user's policy has answered what [`Action::Ask`](super::Action::Ask) asked.
    pub fn process_answer(&mut self, attempt: u32, answer: Answer, now: f64) {
        if !self.is_current(attempt, Phase::Asking) {
            return;
        }
        match answer {
            Answer::Default => {}
            Answer::Fail => self.delay = f64::INFINITY,
            Answer::Reestablish => self.delay = self.wait,
            Answer::ReestablishAfter(delay) if (0.0..=f64::MAX).contains(&delay) => {
                self.delay = delay.min(MAX_DELAY);
            }
            Answer::ReestablishAfter(_) | Answer::Invalid => {
                self.reason = FailureReason::Options;
                self.delay = f64::INFINITY;
            }
        }
        self.settle(now);
    }

    /// Something ended the connection: what follows, by default or by the user's policy.
    pub(super) fn process_failure(&mut self, reason: FailureReason, now: f64) {
        let incomplete = self.parser.is_inside_an_event();
        self.drop_the_connection();
        self.diagnose(reason, incomplete, now);
        self.probes = false;
        self.reason = reason;
        let retry_after = self.retry_after.take();
        self.wait = self.backoff.delay(&self.options, retry_after, now);
        self.delay = if self.options.repeatable && !reason.is_fatal() {
            self.wait.max(self.backoff.rate_limit(now))
        } else {
            f64::INFINITY
        };
        if self.options.asks {
            self.phase = Phase::Asking;
            self.steps |= step::ASK;
        } else {
            self.settle(now);
        }
    }

    fn settle(&mut self, now: f64) {
        if self.delay < f64::INFINITY {
            self.reestablish_the_connection(now);
        } else {
            self.fail_the_connection();
        }
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#reestablish-the-connection>
    fn reestablish_the_connection(&mut self, now: f64) {
        // 1.2. Set readyState to CONNECTING.
        self.phase = Phase::Waiting;
        // 1.3. Fire an event named error.
        self.steps |= step::FIRE_ERROR;
        // 2. Wait a delay equal to the reconnection time.
        // 3. Optional: wait some more. Exponential back-off with jitter, after a previous failed attempt.
        let delay = self.delay.max(self.backoff.rate_limit(now));
        self.set_timer(Timer::Reconnection, delay);
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#fail-the-connection>
    fn fail_the_connection(&mut self) {
        // 1. If readyState is not CLOSED, set it to CLOSED and fire an event named error.
        self.phase = Phase::Closed;
        self.steps |= step::FIRE_ERROR;
    }

    /// The latest failure, if there was one.
    #[must_use]
    pub fn failure(&self) -> Failure {
        let delay = (self.delay < f64::INFINITY).then_some(self.delay);
        Failure { reason: self.reason, attempt: self.attempt, delay }
    }
}

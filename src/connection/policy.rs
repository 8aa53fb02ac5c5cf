//! What becomes of a connection that failed.

use super::backoff::MAX_DELAY;
use super::{Action, Answer, Connection, Failure, FailureReason, Phase, Timer};

impl Connection {
    /// Input: the user's policy has answered what [`Action::Ask`] asked.
    pub fn process_answer(&mut self, attempt: u32, answer: Answer, now: f64) {
        let Some((failure, wait)) = self.asked else { return };
        if !self.is_current(attempt, Phase::Asking) {
            return;
        }
        let delay = match answer {
            Answer::Default => failure.delay,
            Answer::Fail => None,
            Answer::Reestablish => Some(wait),
            Answer::ReestablishAfter(delay) if delay >= 0.0 && delay.is_finite() => {
                Some(delay.min(MAX_DELAY))
            }
            Answer::ReestablishAfter(_) | Answer::Invalid => {
                return self.fail_the_connection(FailureReason::Options);
            }
        };
        self.settle(failure.reason, delay, now);
    }

    /// Something ended the connection: what follows, by default or by the user's policy.
    pub(super) fn process_failure(&mut self, reason: FailureReason, now: f64) {
        let incomplete = self.parser.is_inside_an_event();
        self.drop_the_connection();
        self.diagnose(reason, incomplete, now);
        self.probes = false;
        let retry_after = self.retry_after.take().filter(|_| reason == FailureReason::Status);
        let wait = self.backoff.delay(self.reconnection_time, retry_after, now);
        let reestablishes = self.options.repeatable && !reason.is_fatal();
        let delay = reestablishes.then(|| wait.max(self.backoff.rate_limit(now)));
        if self.options.asks {
            let failure = Failure { reason, attempt: self.attempt, delay };
            self.phase = Phase::Asking;
            self.asked = Some((failure, wait));
            self.actions.push(Action::Ask(failure));
        } else {
            self.settle(reason, delay, now);
        }
    }

    fn settle(&mut self, reason: FailureReason, delay: Option<f64>, now: f64) {
        match delay {
            Some(delay) => self.reestablish_the_connection(reason, delay, now),
            None => self.fail_the_connection(reason),
        }
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#reestablish-the-connection>
    fn reestablish_the_connection(&mut self, reason: FailureReason, delay: f64, now: f64) {
        // 1.2. Set readyState to CONNECTING.
        self.phase = Phase::Waiting;
        // 1.3. Fire an event named error.
        // 2. Wait a delay equal to the reconnection time.
        // 3. Optional: wait some more. Exponential back-off with jitter, after a previous failed attempt.
        let delay = delay.max(self.backoff.rate_limit(now));
        self.fire_error(reason, Some(delay));
        self.set_timer(Timer::Reconnection, delay);
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#fail-the-connection>
    fn fail_the_connection(&mut self, reason: FailureReason) {
        // 1. If readyState is not CLOSED, set it to CLOSED and fire an event named error.
        self.phase = Phase::Closed;
        self.fire_error(reason, None);
    }

    fn fire_error(&mut self, reason: FailureReason, delay: Option<f64>) {
        self.actions.push(Action::FireError(Failure { reason, attempt: self.attempt, delay }));
    }
}

//! How long to wait before the connection is reestablished.
//!
//! The standard's delay is the reconnection time, and it lets a user agent wait longer: some jitter on the
//! first failure, exponential back-off after that, and never more than a few attempts in a few seconds.

use super::Options;

/// What a browser's timer takes, in milliseconds.
pub(super) const MAX_DELAY: f64 = 2_147_483_647.0;
/// The back-off doubles at least from here.
const MIN_BASE: f64 = 500.0;
/// A connection that was open this long was a good one.
const STEADY: f64 = 5_000.0;
// Optional: wait some more.
/// At most [`LIMIT`] automatic attempts start in any such span.
const SPAN: f64 = 10_000.0;
const LIMIT: usize = 10;
/// The factor of the back-off before the first failure.
const START: f64 = 0.5;

/// The delays of one connection. Times are in milliseconds.
#[derive(Debug)]
pub(super) struct Backoff {
    /// Doubles with each consecutive failure; 1 after the first.
    factor: f64,
    /// When the connection was announced; infinity where it is over.
    opened: f64,
    /// When the latest automatic attempts started, the oldest first.
    starts: [f64; LIMIT],
    random: u32,
}

impl Backoff {
    pub(super) const INITIAL: Self = Self {
        factor: START,
        opened: f64::INFINITY,
        starts: [f64::NEG_INFINITY; LIMIT],
        random: 1,
    };

    /// Where the jitter starts.
    pub(super) fn seed(&mut self, seed: u32) {
        self.random = seed | 1;
    }

    /// A connection was announced.
    pub(super) fn opened(&mut self, now: f64) {
        self.opened = now;
    }

    /// The connection delivered an event.
    pub(super) fn delivered(&mut self) {
        self.factor = START;
    }

    /// The connection ended: was it a good one?
    pub(super) fn ended(&mut self, reconnection_time: f64, now: f64) {
        let steady = reconnection_time.max(STEADY);
        if now - self.opened >= steady {
            self.factor = START;
        }
        self.opened = f64::INFINITY;
    }

    /// The failures so far do not count any more.
    pub(super) fn reset(&mut self) {
        self.factor = START;
        self.opened = f64::INFINITY;
    }

    /// An attempt starts that nobody asked for.
    pub(super) fn starts_an_attempt(&mut self, now: f64) {
        // How long the page then was away is not how long the connection was open.
        self.opened = f64::INFINITY;
        self.starts.copy_within(1.., 0);
        let [.., latest] = &mut self.starts;
        *latest = now;
    }

    /// One more failure: the delay before the next attempt, apart from the limit.
    pub(super) fn delay(&mut self, options: &Options, asked: Option<f64>, now: f64) -> f64 {
        let Options { reconnection_time, max_reconnection_time: cap, .. } = *options;
        self.ended(reconnection_time, now);
        self.factor *= 2.0;
        let random = self.random();
        let delay = if asked.is_some() || self.factor <= 1.0 {
            asked.unwrap_or(reconnection_time) * (1.0 + random / 10.0)
        } else {
            let exponential = reconnection_time.max(MIN_BASE) * self.factor;
            (exponential.min(cap) * (1.0 + random) / 2.0).max(reconnection_time)
        };
        delay.min(MAX_DELAY)
    }

    /// How long until one more attempt is within the limit; not more than 0 where it is now.
    pub(super) fn rate_limit(&mut self, now: f64) -> f64 {
        // Where the clock was set back, nothing started later than now.
        for start in &mut self.starts {
            *start = start.min(now);
        }
        let [oldest, ..] = self.starts;
        oldest + SPAN - now
    }

    /// Uniform in 0 to 1: xorshift, for jitter needs no better.
    fn random(&mut self) -> f64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        f64::from(self.random) / f64::from(u32::MAX)
    }
}

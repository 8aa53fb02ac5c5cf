//! The timers of one connection; the one place that knows what `setTimeout` can take.

use super::whole;
use crate::connection::Timer;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;

/// The timers that run. Dropping one stops it.
#[derive(Debug, Default)]
pub(super) struct Timers(RefCell<Vec<(Timer, Timeout)>>);

impl Timers {
    /// Starts a timer in place of one of the same kind.
    pub(super) fn set(&self, timer: Timer, delay: f64, due: impl FnOnce() + 'static) {
        let timeout = Timeout::new(whole_milliseconds(delay), due);
        let mut timers = self.0.borrow_mut();
        let same = timers.iter().position(|(running, _)| *running == timer);
        let replaced = same.map(|at| timers.swap_remove(at));
        timers.push((timer, timeout));
        // After the borrow: it calls `clearTimeout`, which pages patch.
        drop(timers);
        drop(replaced);
    }

    /// Stops all.
    pub(super) fn stop(&self) {
        drop(self.0.take());
    }
}

/// At most 2^31 - 1: what is more fires at once.
fn whole_milliseconds(delay: f64) -> u32 {
    u32::try_from(whole(delay.ceil().min(f64::from(i32::MAX)))).unwrap_or_default()
}

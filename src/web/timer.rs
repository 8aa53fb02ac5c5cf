//! The timer of one connection; the one place that knows what `setTimeout` can take.

use super::whole;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;

/// The timer that runs: each phase of a connection waits for one at most. Dropping it stops it.
#[derive(Debug, Default)]
pub(super) struct Timer(RefCell<Option<Timeout>>);

impl Timer {
    /// Starts it, in place of the one before.
    pub(super) fn set(&self, delay: f64, due: impl FnOnce() + 'static) {
        let timeout = Timeout::new(whole_milliseconds(delay), due);
        let replaced = self.0.replace(Some(timeout));
        // After the borrow: it calls `clearTimeout`, which pages patch.
        drop(replaced);
    }

    /// Stops it.
    pub(super) fn stop(&self) {
        drop(self.0.take());
    }
}

/// At most 2^31 - 1: what is more fires at once.
fn whole_milliseconds(delay: f64) -> u32 {
    u32::try_from(whole(delay.ceil().min(f64::from(i32::MAX)))).unwrap_or_default()
}

//! What a connection has yet to ask its host for: a bit for each [`Action`], taken from the lowest up.

use super::{Action, Connection, Hint};

pub(super) const DISCONNECT: u32 = 1;
pub(super) const FETCH: u32 = 1 << 1;
pub(super) const PROBE: u32 = 1 << 2;
pub(super) const FIRE_OPEN: u32 = 1 << 3;
pub(super) const INCOMPLETE_EVENT: u32 = 1 << 4;
pub(super) const ARRIVED_AT_ONCE: u32 = 1 << 5;
pub(super) const CORS: u32 = 1 << 6;
pub(super) const CONTENT_TYPE: u32 = 1 << 7;
pub(super) const ASK: u32 = 1 << 8;
pub(super) const FIRE_ERROR: u32 = 1 << 9;
pub(super) const READ: u32 = 1 << 10;
pub(super) const DISPATCH_THE_EVENTS: u32 = 1 << 11;
pub(super) const SET_TIMER: u32 = 1 << 12;

impl Connection {
    /// The next thing to do; `None` when everything is done.
    pub fn poll_action(&mut self) -> Option<Action> {
        // The lowest bit that is set.
        let step = self.steps & self.steps.wrapping_neg();
        self.steps ^= step;
        let attempt = self.attempt;
        Some(match step {
            DISCONNECT => Action::Disconnect,
            FETCH => Action::Fetch { attempt },
            PROBE => Action::Probe { attempt },
            FIRE_OPEN => Action::FireOpen,
            INCOMPLETE_EVENT => Action::Diagnose(Hint::IncompleteEvent),
            ARRIVED_AT_ONCE => Action::Diagnose(Hint::ArrivedAtOnce),
            CORS => Action::Diagnose(Hint::Cors),
            CONTENT_TYPE => Action::Diagnose(Hint::ContentType),
            ASK => Action::Ask(self.failure()),
            FIRE_ERROR => Action::FireError(self.failure()),
            READ => Action::Read { attempt },
            DISPATCH_THE_EVENTS => Action::DispatchTheEvents { attempt },
            SET_TIMER => Action::SetTimer { timer: self.timer, attempt, delay: self.delay },
            _ => return None,
        })
    }
}

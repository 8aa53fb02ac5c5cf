//! A server that is down for a while and then takes so many connections in each second.

/// What happens to the server at the time 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outage {
    /// How long no connection is possible.
    pub(crate) milliseconds: f64,
    /// How many are accepted in each whole second after that.
    pub(crate) accepted_per_second: u32,
}

/// How the server answers a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// There is nobody there.
    Refused,
    /// 503.
    Unavailable,
    /// 200, and an event stream.
    EventStream,
}

/// What arrived in one second.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Second {
    pub(crate) arrivals: u32,
    pub(crate) accepted: u32,
}

/// The server, and what it has seen since the time 0.
#[derive(Debug)]
pub(crate) struct Server {
    outage: Outage,
    /// The seconds from the time 0, the last of them under way.
    pub(crate) seconds: Vec<Second>,
    /// When that one ends.
    end: f64,
    /// When the latest connection was accepted.
    pub(crate) last_accepted: f64,
}

impl Server {
    pub(crate) fn new(outage: Outage) -> Self {
        Self { outage, seconds: Vec::new(), end: 0.0, last_accepted: 0.0 }
    }

    /// A request arrives, never before the one before it.
    pub(crate) fn reply(&mut self, now: f64) -> Reply {
        while now >= self.end {
            self.seconds.push(Second::default());
            self.end += 1_000.0;
        }
        // Before the time 0 all is well.
        let Some(second) = self.seconds.last_mut() else { return Reply::EventStream };
        second.arrivals += 1;
        if now < self.outage.milliseconds {
            Reply::Refused
        } else if second.accepted == self.outage.accepted_per_second {
            Reply::Unavailable
        } else {
            second.accepted += 1;
            self.last_accepted = now;
            Reply::EventStream
        }
    }
}

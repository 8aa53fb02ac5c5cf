//! The connections, the server, and the time that passes between them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use eventsource_wasm::connection::{Action, Answer, Connection, Options, Response, Timer};

use crate::server::{Outage, Reply, Second, Server};

/// When the connections were opened: long enough ago for each to be a good one.
const OPENED: f64 = -3_600_000.0;

const EVENT_STREAM: Response<'static> =
    Response { status: 200, content_type: b"text/event-stream", retry_after: None };
const UNAVAILABLE: Response<'static> =
    Response { status: 503, content_type: b"text/plain", retry_after: None };

/// What became of the clients.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) clients: u32,
    pub(crate) outage: Outage,
    /// What arrived, second by second.
    pub(crate) seconds: Vec<Second>,
    /// When the last client was back, in milliseconds.
    pub(crate) last_back: f64,
}

/// Lets all `clients` lose their connection at the time 0, and time pass until nobody waits any more.
pub(crate) fn simulate(clients: u32, outage: Outage, policy: Answer, salt: u32) -> Outcome {
    let mut world = World { server: Server::new(outage), policy, timers: BinaryHeap::new() };
    let mut connections: Vec<Connection> = (0..clients)
        .map(|client| {
            Connection::new(Options { asks: true, seed: seed(client, salt), ..Options::default() })
        })
        .collect();

    for (client, connection) in connections.iter_mut().enumerate() {
        connection.open();
        world.drain(client, connection, OPENED);
    }
    for (client, connection) in connections.iter_mut().enumerate() {
        connection.process_response_end_of_body(1, true, 0.0);
        world.drain(client, connection, 0.0);
    }
    while let Some(Reverse((due, client, attempt))) = world.timers.pop() {
        let now = f64::from_bits(due);
        if let Some(connection) = connections.get_mut(client) {
            connection.process_timer(Timer::Reconnection, attempt, now);
            world.drain(client, connection, now);
        }
    }
    let Server { seconds, last_accepted, .. } = world.server;
    Outcome { clients, outage, seconds, last_back: last_accepted }
}

struct World {
    server: Server,
    policy: Answer,
    /// Time, client, attempt: of numbers that are not negative, the bits are in the order of the numbers.
    timers: BinaryHeap<Reverse<(u64, usize, u32)>>,
}

impl World {
    /// Does what the connection asks for.
    fn drain(&mut self, client: usize, connection: &mut Connection, now: f64) {
        while let Some(action) = connection.poll_action() {
            match action {
                Action::Fetch { attempt } => match self.server.reply(now) {
                    Reply::Refused => connection.process_network_error(attempt, now),
                    Reply::Unavailable => connection.process_response(attempt, UNAVAILABLE, now),
                    Reply::EventStream => connection.process_response(attempt, EVENT_STREAM, now),
                },
                Action::Ask(failure) => {
                    connection.process_answer(failure.attempt, self.policy, now);
                }
                Action::SetTimer { timer: Timer::Reconnection, attempt, delay } => {
                    self.timers.push(Reverse(((now + delay).to_bits(), client, attempt)));
                }
                // Nobody listens, and the stream has no events.
                _ => {}
            }
        }
    }
}

/// A number that looks like chance and is another one for each client: the finalizer of `MurmurHash3`.
fn seed(client: u32, salt: u32) -> u32 {
    let mut hash = client ^ salt.wrapping_mul(0x9e37_79b9);
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

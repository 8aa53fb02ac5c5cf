//! Servers and policies that would have attempts start without end, over hours and whatever the page does.

use crate::fake_host::{EVENT_STREAM, FakeHost};
use eventsource_wasm::connection::{Answer, Options, Response};
use proptest::prelude::*;
use std::ops::RangeInclusive;

const SECOND: f64 = 1_000.0;
const HOUR: f64 = 3_600.0 * SECOND;
/// As many as there may be in an hour, give or take those at its ends.
const AT_THE_LIMIT: RangeInclusive<usize> = 3_590..=3_610;
/// The same where the page is hidden or away at times.
const NEARLY: RangeInclusive<usize> = 3_400..=3_610;
const NONE: RangeInclusive<usize> = 0..=0;

struct Storm {
    name: &'static str,
    options: fn() -> Options,
    /// What the server makes of an attempt.
    attempt: fn(&mut FakeHost),
    /// What the user's policy says, where there is one.
    answer: Option<Answer>,
    /// The automatic attempts of an hour, left alone.
    alone: RangeInclusive<usize>,
    /// The same where the page hastens them.
    hastened: RangeInclusive<usize>,
}

/// In all of them the last event ID string is 7, from the options or from the stream.
const STORMS: [Storm; 9] = [
    Storm {
        name: "retry: 0 and the end at once, without an event",
        options: Options::default,
        attempt: |host| stream(host, "retry: 0\nid: 7\n\n"),
        answer: None,
        // The back-off goes up to its cap of 30 s.
        alone: 120..=260,
        hastened: NEARLY,
    },
    Storm {
        name: "retry: 0 and the end at once, with an event each time",
        options: Options::default,
        attempt: |host| stream(host, "retry: 0\nid: 7\ndata: a\n\n"),
        answer: None,
        alone: AT_THE_LIMIT,
        hastened: NEARLY,
    },
    Storm {
        name: "retry: 99999999999",
        options: Options::default,
        attempt: |host| stream(host, "retry: 99999999999\nid: 7\ndata: a\n\n"),
        answer: None,
        alone: NONE,
        hastened: NEARLY,
    },
    Storm {
        name: "204",
        options: resuming,
        attempt: |host| host.respond(Response { status: 204, ..EVENT_STREAM }),
        answer: None,
        alone: NONE,
        hastened: NONE,
    },
    Storm {
        name: "500 and a policy that says true",
        options: resuming,
        attempt: |host| host.respond(Response { status: 500, ..EVENT_STREAM }),
        answer: Some(Answer::Reestablish),
        alone: 120..=260,
        hastened: NEARLY,
    },
    Storm {
        name: "500, Retry-After: 0 and a policy that says true",
        options: resuming,
        attempt: |host| {
            host.respond(Response { status: 500, retry_after: Some(0.0), ..EVENT_STREAM });
        },
        answer: Some(Answer::Reestablish),
        alone: AT_THE_LIMIT,
        hastened: NEARLY,
    },
    Storm {
        name: "a refused port and a policy that says 0",
        options: resuming,
        attempt: FakeHost::network_error,
        answer: Some(Answer::ReestablishAfter(0.0)),
        alone: AT_THE_LIMIT,
        hastened: NEARLY,
    },
    Storm {
        name: "a POST to a refused port and a policy that says 0",
        options: || Options { repeatable: false, ..resuming() },
        attempt: FakeHost::network_error,
        answer: Some(Answer::ReestablishAfter(0.0)),
        alone: AT_THE_LIMIT,
        hastened: NEARLY,
    },
    Storm {
        name: "a body that breaks off in the middle of a line",
        options: Options::default,
        attempt: |host| {
            host.announce();
            host.body("retry: 0\nid: 7\ndata: a\n\nid: 8\ndata: b");
            host.break_off();
        },
        answer: None,
        alone: AT_THE_LIMIT,
        hastened: NEARLY,
    },
];

fn resuming() -> Options {
    Options { last_event_id: b"7".to_vec(), ..Options::default() }
}

fn stream(host: &mut FakeHost, body: &str) {
    host.announce();
    host.body(body);
    host.end();
}

/// A storm that goes on, and when its automatic attempts started.
struct Run<'a> {
    storm: &'a Storm,
    host: FakeHost,
    /// The attempt that the server has dealt with.
    done: u32,
    starts: Vec<f64>,
}

impl<'a> Run<'a> {
    fn new(storm: &'a Storm) -> Self {
        let options = Options { asks: storm.answer.is_some(), ..(storm.options)() };
        let host = FakeHost::open(options);
        let mut run = Self { storm, host, done: 0, starts: Vec::new() };
        run.note();
        assert_eq!(run.starts.pop(), Some(0.0), "the first attempt is nobody's but the user's");
        run
    }

    /// The policy answers if it is asked; the attempts that have started are taken down.
    fn note(&mut self) {
        if let Some(answer) = self.storm.answer {
            self.host.answer(answer);
        }
        let fetches = self.host.log.drain(..).filter(|(_, what)| what.starts_with("fetch"));
        self.starts.extend(fetches.map(|(now, _)| now));
        assert!(self.starts.len() < 20_000, "{}: no end of attempts", self.storm.name);
    }

    /// The server deals with the attempt that is under way, if one is.
    fn serve(&mut self) {
        if self.host.attempt > self.done {
            self.done = self.host.attempt;
            (self.storm.attempt)(&mut self.host);
        }
        self.note();
    }

    /// The storm left alone for so long.
    fn rage(&mut self, milliseconds: f64) {
        let end = self.host.now + milliseconds;
        self.serve();
        while self.host.next_timer().is_some_and(|due| due <= end) {
            self.host.wake();
            self.serve();
        }
        self.host.now = end;
    }

    fn page(&mut self, event: PageEvent) {
        self.host.input(|connection, now| match event {
            PageEvent::Hasten => connection.hasten(now),
            PageEvent::Hide => connection.set_hidden(true, now),
            PageEvent::Show => connection.set_hidden(false, now),
            PageEvent::Suspend => connection.suspend(now),
            PageEvent::Resume => connection.resume(now),
        });
        self.note();
    }

    fn assert_limited(&self) {
        for (first, eleventh) in self.starts.iter().zip(self.starts.iter().skip(10)) {
            // A sum of doubles may be a trifle short.
            assert!(
                eleventh - first > 9_999.999,
                "{}: 11 attempts from {first} to {eleventh}",
                self.storm.name
            );
        }
    }

    /// The server is well again: `reconnect()` connects at once, and nothing is lost.
    fn assert_revives(&mut self) {
        let Self { storm: Storm { name, .. }, host, .. } = self;
        host.happened();
        host.input(|connection, _| connection.reconnect());
        let fetch = format!("fetch {} id=7", host.attempt);
        assert_eq!(host.happened(), ["disconnect", &fetch], "{name}");
        host.announce();
        host.body("data: x\n\nid: 9\ndata: y\n\n");
        let read = format!("read {}", host.attempt);
        let expected = ["open", &read, "message x id=7", "message y id=9"];
        assert_eq!(host.happened(), expected, "{name}");
    }
}

#[derive(Clone, Copy, Debug)]
enum PageEvent {
    Hasten,
    Hide,
    Show,
    Suspend,
    Resume,
}

#[test]
fn storms_left_alone() {
    for storm in &STORMS {
        let mut run = Run::new(storm);
        for _ in 0..3 {
            let before = run.starts.len();
            run.rage(HOUR);
            let count = run.starts.len() - before;
            assert!(storm.alone.contains(&count), "{}: {count} in an hour", storm.name);
        }
        run.assert_limited();
        run.assert_revives();
    }
}

#[test]
fn storms_that_the_page_hastens() {
    // Something every quarter of a second, and an answer of the server to every other attempt.
    const EVENTS: [PageEvent; 9] = [
        PageEvent::Hasten,
        PageEvent::Hide,
        PageEvent::Show,
        PageEvent::Suspend,
        PageEvent::Resume,
        PageEvent::Hasten,
        PageEvent::Hide,
        PageEvent::Hasten,
        PageEvent::Show,
    ];
    for storm in &STORMS {
        let mut run = Run::new(storm);
        run.serve();
        for (step, event) in EVENTS.into_iter().cycle().take(4 * 3_600).enumerate() {
            run.page(event);
            if step % 2 == 0 {
                run.serve();
            }
            run.host.pass(250.0);
        }
        let count = run.starts.len();
        assert!(storm.hastened.contains(&count), "{}: {count} in an hour", storm.name);
        run.assert_limited();
        run.page(PageEvent::Show);
        run.assert_revives();
    }
}

#[test]
fn reconnect_in_the_middle_of_a_storm() {
    for storm in &STORMS {
        let mut run = Run::new(storm);
        for _ in 0..40 {
            run.rage(3.0 * SECOND);
            run.host.input(|connection, _| connection.reconnect());
            run.note();
            assert_eq!(run.starts.pop(), Some(run.host.now), "{}: at once", storm.name);
        }
        run.rage(HOUR);
        run.assert_limited();
        run.assert_revives();
    }
}

/// Somebody hammers on the page, and the server answers now and then.
fn hammering() -> impl Strategy<Value = Vec<(Option<PageEvent>, f64)>> {
    let event = prop_oneof![
        2 => Just(None),
        3 => Just(Some(PageEvent::Hasten)),
        1 => Just(Some(PageEvent::Hide)),
        2 => Just(Some(PageEvent::Show)),
        1 => Just(Some(PageEvent::Suspend)),
        2 => Just(Some(PageEvent::Resume)),
    ];
    let pause = prop_oneof![
        4 => Just(0.0),
        4 => 1.0..500.0,
        1 => 1_000.0..30_000.0,
    ];
    prop::collection::vec((event, pause), 0..300)
}

fn configuration() -> ProptestConfig {
    let mut configuration =
        ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        configuration.cases = 100;
    }
    configuration
}

proptest! {
    #![proptest_config(configuration())]

    #[test]
    fn storms_that_the_page_hammers(
        storm in 0..STORMS.len(),
        hammering in hammering(),
    ) {
        let mut run = Run::new(&STORMS[storm]);
        run.serve();
        for (event, pause) in hammering {
            match event {
                Some(event) => run.page(event),
                None => run.serve(),
            }
            run.host.pass(pause);
        }
        run.page(PageEvent::Resume);
        run.page(PageEvent::Show);
        run.rage(60.0 * SECOND);
        run.assert_limited();
        run.assert_revives();
    }
}

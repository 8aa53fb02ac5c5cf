//! The figures in words.

use std::fmt::Write;

use crate::server::Second;
use crate::simulation::Outcome;

impl Outcome {
    pub(crate) fn attempts(&self) -> u32 {
        self.seconds.iter().map(|second| second.arrivals).sum()
    }

    /// How many came back.
    pub(crate) fn back(&self) -> u32 {
        self.seconds.iter().map(|second| second.accepted).sum()
    }

    /// The most arrivals in one second since the server is up.
    pub(crate) fn peak(&self) -> u32 {
        let mut start = 0.0;
        let mut peak = 0;
        for second in &self.seconds {
            if start >= self.outage.milliseconds {
                peak = peak.max(second.arrivals);
            }
            start += 1_000.0;
        }
        peak
    }

    /// Until the last client was back, in seconds.
    pub(crate) fn seconds_until_all_are_back(&self) -> f64 {
        self.last_back / 1_000.0
    }
}

/// Both policies after the same outage.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) fixed: Outcome,
    pub(crate) backoff: Outcome,
}

struct Figure {
    name: &'static str,
    of: fn(&Outcome) -> f64,
    /// The decimals that it is printed with.
    decimals: usize,
    /// What part of the fixed delay's figure it may be at most.
    target: f64,
}

const FIGURES: [Figure; 3] = [
    Figure {
        name: "attempts, all clients",
        of: |outcome| f64::from(outcome.attempts()),
        decimals: 0,
        target: 0.2,
    },
    Figure {
        name: "seconds until the last is back",
        of: Outcome::seconds_until_all_are_back,
        decimals: 1,
        target: 0.65,
    },
    Figure {
        name: "most arrivals in one second, server up",
        of: |outcome| f64::from(outcome.peak()),
        decimals: 0,
        target: 0.2,
    },
];

impl Comparison {
    pub(crate) fn new(fixed: Outcome, backoff: Outcome) -> Self {
        for outcome in [&fixed, &backoff] {
            assert_eq!(outcome.back(), outcome.clients, "every client comes back, once");
        }
        Self { fixed, backoff }
    }

    fn ratio(&self, figure: &Figure) -> f64 {
        (figure.of)(&self.backoff) / (figure.of)(&self.fixed)
    }

    pub(crate) fn meets_the_targets(&self) -> bool {
        FIGURES.iter().all(|figure| self.ratio(figure) <= figure.target)
    }

    /// Each second's arrivals, of the fixed delay and of ours; 0 after the last.
    pub(crate) fn arrivals(&self) -> impl Iterator<Item = (u32, u32)> {
        let length = self.fixed.seconds.len().max(self.backoff.seconds.len());
        let of = |outcome: &Outcome, second| {
            outcome.seconds.get(second).map_or(0, |second: &Second| second.arrivals)
        };
        (0..length).map(move |second| (of(&self.fixed, second), of(&self.backoff, second)))
    }
}

/// All of it, as a text of its own.
pub(crate) fn text(comparison: &Comparison, others: &[Comparison]) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ok = write(&mut text, comparison, others);
    text
}

fn write(out: &mut String, comparison: &Comparison, others: &[Comparison]) -> std::fmt::Result {
    let Outcome { clients, outage, .. } = &comparison.fixed;
    writeln!(
        out,
        "{clients} clients lose their connection at 0 s. The server is down for {} s,\n\
         then accepts the first {} connections of each second and answers 503 to the rest.\n",
        outage.milliseconds / 1_000.0,
        outage.accepted_per_second,
    )?;

    let seeds = format!("{} other seeds", others.len());
    writeln!(
        out,
        "{:38}  {:>9}  {:>9}  {:>6}  {:>7}  {seeds}",
        "", "fixed 3 s", "package", "ratio", "target"
    )?;
    for figure in &FIGURES {
        let ratio = comparison.ratio(figure);
        let ratios = || others.iter().map(|other| other.ratio(figure));
        writeln!(
            out,
            "{:38}  {:9.decimals$}  {:9.decimals$}  {ratio:6.3}  <= {:4}  {:.3} to {:.3}  {}",
            figure.name,
            (figure.of)(&comparison.fixed),
            (figure.of)(&comparison.backoff),
            figure.target,
            ratios().fold(f64::INFINITY, f64::min),
            ratios().fold(0.0, f64::max),
            if ratio <= figure.target { "met" } else { "MISSED" },
            decimals = figure.decimals,
        )?;
    }

    writeln!(out, "\nArrivals in each second\n\nsecond  fixed 3 s    package")?;
    for (second, (fixed, backoff)) in comparison.arrivals().enumerate() {
        writeln!(out, "{second:6}  {fixed:9}  {backoff:9}")?;
    }
    Ok(())
}

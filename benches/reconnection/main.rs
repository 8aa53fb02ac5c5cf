//! 100,000 clients lose their server at the same moment. How does it fare when it is back?
//!
//! The clients are the real connections of the crate, in virtual time and without latency. They are run twice:
//! with the package's delays, and with a fixed one. The only difference is what `shouldReconnect` answers.
//!
//! `cargo bench --bench reconnection` prints the figures and writes `benches/results/reconnection.{txt,svg}`;
//! it fails if a target is missed.

mod plot;
mod report;
mod server;
mod simulation;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use eventsource_wasm::connection::Answer;
use report::Comparison;
use server::Outage;
use simulation::simulate;

const CLIENTS: u32 = 100_000;
const OUTAGE: Outage = Outage { milliseconds: 10_000.0, accepted_per_second: 2_000 };
/// `shouldReconnect: () => 3000`
const FIXED: Answer = Answer::ReestablishAfter(3_000.0);
/// `shouldReconnect: () => true`
const BACKOFF: Answer = Answer::Reestablish;
/// How often the whole is run with other seeds, to see what of it is chance.
const OTHER_SEEDS: u32 = 20;

fn main() -> io::Result<ExitCode> {
    let fixed = simulate(CLIENTS, OUTAGE, FIXED, 0);
    let comparison = Comparison::new(fixed.clone(), simulate(CLIENTS, OUTAGE, BACKOFF, 0));
    // The fixed delay has no chance in it: it needs no second run.
    let others: Vec<Comparison> = (1..=OTHER_SEEDS)
        .map(|salt| Comparison::new(fixed.clone(), simulate(CLIENTS, OUTAGE, BACKOFF, salt)))
        .collect();

    let text = report::text(&comparison, &others);
    let results = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/results");
    fs::create_dir_all(&results)?;
    fs::write(results.join("reconnection.txt"), &text)?;
    fs::write(results.join("reconnection.svg"), plot::svg(&comparison))?;
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(if comparison.meets_the_targets() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

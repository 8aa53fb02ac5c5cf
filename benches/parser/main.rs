//! The parser alone, natively, beside the least that finds the lines of a stream.
//!
//! `npm run bench:parser` runs it and the same in wasm, and writes both to `benches/results/parser.md`. The streams
//! are those of `benches/workloads.js`, which Node has to make.

use std::hint::black_box;
use std::io;
use std::process::Command;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use eventsource_wasm::event_stream::{Batch, Parser};

const WORKLOADS: [&str; 7] = ["token", "tick", "wiki", "crlf", "multi", "utf8", "big"];
const BYTES: &str = "4000000";
const KIB: usize = 1024;

fn main() -> io::Result<()> {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    for name in WORKLOADS {
        let body = generate(name)?;
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(u64::try_from(body.len()).unwrap_or_default()));
        group.bench_function("lines", |bencher| bencher.iter(|| count_lines(black_box(&body))));
        group.bench_function("values", |bencher| bencher.iter(|| copy_values(black_box(&body))));
        for (cut, chunks) in [
            ("64k", body.chunks(64 * KIB).collect()),
            ("4k", body.chunks(4 * KIB).collect()),
            ("event", events(&body)),
        ] {
            group.bench_function(cut, |bencher| bencher.iter(|| parse(black_box(&chunks))));
        }
        group.finish();
    }
    criterion.final_summary();
    Ok(())
}

fn generate(name: &str) -> io::Result<Vec<u8>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/workloads.js");
    let output = Command::new("node").args([script, name, BYTES]).output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// The bare scan: where does each line end?
fn count_lines(bytes: &[u8]) -> usize {
    memchr::memchr2_iter(b'\n', b'\r', bytes).count()
}

/// The plainest way to give values away: each line found, its value copied once, and asked whether it is ASCII.
fn copy_values(bytes: &[u8]) -> usize {
    let mut values = Vec::new();
    let mut count = 0;
    for chunk in bytes.chunks(64 * KIB) {
        values.clear();
        let mut start = 0;
        for end in memchr::memchr2_iter(b'\n', b'\r', chunk) {
            let line = chunk.get(start..end).unwrap_or_default();
            let value = line.strip_prefix(b"data: ").unwrap_or(line);
            count += usize::from(value.is_ascii());
            values.extend_from_slice(value);
            start = end + 1;
        }
        black_box(&values);
    }
    count
}

/// What the engine does with a stream before it calls JavaScript.
fn parse(chunks: &[&[u8]]) -> usize {
    let mut parser = Parser::new(b"");
    let mut batch = Batch::default();
    let mut count = 0;
    for chunk in chunks {
        batch.clear();
        parser.feed(chunk, &mut batch);
        count += black_box(&batch).events();
    }
    count
}

/// One chunk for each event: a blank line ends it.
fn events(body: &[u8]) -> Vec<&[u8]> {
    let blank: &[u8] = if memchr::memchr(b'\r', body).is_some() { b"\r\n\r\n" } else { b"\n\n" };
    let mut chunks = Vec::new();
    let mut rest = body;
    while let Some(at) = memchr::memmem::find(rest, blank) {
        let (event, tail) = rest.split_at(at + blank.len());
        chunks.push(event);
        rest = tail;
    }
    chunks
}

//! The figures as a picture: three panels over one axis of time.

use std::fmt::{Result, Write};

use crate::report::Comparison;
use crate::simulation::Outcome;

const WIDTH: f64 = 860.0;
const LEFT: f64 = 72.0;
const RIGHT: f64 = 844.0;
/// Seconds between two marks of the axis of time.
const MARK: u32 = 20;

const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#596175}.title{font-weight:600;fill:#161a26}\
    .end{text-anchor:end}.middle{text-anchor:middle}.page{fill:#fff}.down{fill:#fde6e8}.grid{stroke:#e2e5ee}\
    .limit{stroke:#0b7f4f;stroke-dasharray:5 4}.fixed{color:#d2541b}.backoff{color:#5a3df0}\
    .bar{fill:currentcolor}.line{fill:none;stroke:currentcolor;stroke-width:2}\
    @media(prefers-color-scheme:dark){text{fill:#97a1b7}.title{fill:#e7eaf3}.page{fill:#131824}\
    .down{fill:#3d1a22}.grid{stroke:#232a3a}.limit{stroke:#41d896}.fixed{color:#ff8f52}.backoff{color:#8e7bff}}";

/// One panel: where it stands, and what its height means.
#[derive(Clone, Copy)]
struct Panel {
    title: &'static str,
    top: f64,
    height: f64,
    most: u32,
    step: u32,
}

impl Panel {
    fn y(&self, value: u32) -> f64 {
        self.top + self.height * (1.0 - f64::from(value) / f64::from(self.most))
    }
}

struct Plot<'a> {
    comparison: &'a Comparison,
    /// How many seconds are shown.
    seconds: u32,
}

/// The plot, as a document of its own that is light or dark as its reader wants it.
pub(crate) fn svg(comparison: &Comparison) -> String {
    let seconds = u32::try_from(comparison.arrivals().count()).unwrap_or(MARK);
    let seconds = seconds.next_multiple_of(MARK);
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ok = Plot { comparison, seconds }.write(&mut text);
    text
}

impl Plot<'_> {
    fn write(&self, out: &mut String) -> Result {
        let Comparison { fixed, backoff } = self.comparison;
        let clients = fixed.clients;
        let enlarged = backoff.peak().div_ceil(5_000) * 5_000;
        let both = Panel {
            title: "Connections that arrive in each second",
            top: 52.0,
            height: 170.0,
            most: clients,
            step: clients / 4,
        };
        let ours = Panel {
            title: "The package’s alone, enlarged (while the server is down, the bars are cut off)",
            top: 278.0,
            height: 130.0,
            most: enlarged,
            step: 5_000,
        };
        let back = Panel {
            title: "Clients that are back",
            top: 464.0,
            height: 130.0,
            most: clients,
            step: clients / 4,
        };
        writeln!(
            out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 646" role="img">"#
        )?;
        writeln!(out, "<title>{clients} clients reconnect after an outage</title>")?;
        writeln!(
            out,
            r#"<style>{STYLE}</style><rect class="page" width="{WIDTH}" height="646"/>"#
        )?;
        legend(out)?;

        self.frame(out, both)?;
        // Side by side, for in the same second one would hide the other.
        self.bars(out, both, fixed, "fixed", (0.0, 0.45))?;
        self.bars(out, both, backoff, "backoff", (0.45, 0.45))?;

        self.frame(out, ours)?;
        self.bars(out, ours, backoff, "backoff", (0.0, 0.85))?;
        let accepted = fixed.outage.accepted_per_second;
        let y = ours.y(accepted);
        writeln!(out, r#"<path class="limit" d="M{LEFT} {y:.1}H{RIGHT}"/>"#)?;
        let y = y - 5.0;
        let label = format!("accepted: {} in each second", grouped(accepted));
        writeln!(out, r#"<text class="end" x="{RIGHT}" y="{y:.1}">{label}</text>"#)?;

        self.frame(out, back)?;
        self.line(out, back, fixed, "fixed")?;
        self.line(out, back, backoff, "backoff")?;

        for second in (0..=self.seconds).step_by(20) {
            let x = self.x(f64::from(second));
            writeln!(out, r#"<text class="middle" x="{x:.1}" y="614">{second}</text>"#)?;
        }
        let middle = f64::midpoint(LEFT, RIGHT);
        writeln!(
            out,
            r#"<text class="middle" x="{middle}" y="634">seconds since the connections were lost</text></svg>"#
        )
    }

    fn x(&self, second: f64) -> f64 {
        LEFT + (RIGHT - LEFT) * second / f64::from(self.seconds)
    }

    fn frame(&self, out: &mut String, panel: Panel) -> Result {
        let Panel { title, top, height, most, step } = panel;
        let y = top - 10.0;
        writeln!(out, r#"<text class="title" x="{LEFT}" y="{y}">{title}</text>"#)?;
        let down = self.x(self.comparison.fixed.outage.milliseconds / 1_000.0) - LEFT;
        writeln!(
            out,
            r#"<rect class="down" x="{LEFT}" y="{top}" width="{down:.1}" height="{height}"/>"#
        )?;
        let count = most / step;
        for value in (0..=count).map(|index| index * step) {
            let y = panel.y(value);
            let (x, text) = (LEFT - 8.0, y + 4.0);
            writeln!(out, r#"<path class="grid" d="M{LEFT} {y:.1}H{RIGHT}"/>"#)?;
            let label = grouped(value);
            writeln!(out, r#"<text class="end" x="{x}" y="{text:.1}">{label}</text>"#)?;
        }
        Ok(())
    }

    /// One bar for each second; it takes the part of the second that begins at `from` and is `length` long.
    fn bars(
        &self,
        out: &mut String,
        panel: Panel,
        outcome: &Outcome,
        class: &str,
        (from, length): (f64, f64),
    ) -> Result {
        let width = self.x(length) - LEFT;
        let bottom = panel.y(0);
        write!(out, r#"<path class="bar {class}" d=""#)?;
        let mut at = from;
        for second in &outcome.seconds {
            if second.arrivals > 0 {
                let (x, y) = (self.x(at), panel.y(second.arrivals.min(panel.most)));
                write!(out, "M{x:.1} {bottom:.1}V{y:.1}h{width:.1}V{bottom:.1}z")?;
            }
            at += 1.0;
        }
        writeln!(out, r#""/>"#)
    }

    fn line(&self, out: &mut String, panel: Panel, outcome: &Outcome, class: &str) -> Result {
        write!(out, r#"<path class="line {class}" d="M{LEFT} {:.1}"#, panel.y(0))?;
        let mut back = 0;
        let mut end = 1.0;
        for second in &outcome.seconds {
            back += second.accepted;
            write!(out, "L{:.1} {:.1}", self.x(end), panel.y(back))?;
            end += 1.0;
        }
        writeln!(out, r#""/>"#)
    }
}

fn legend(out: &mut String) -> Result {
    let mut x = LEFT;
    for (class, label, width) in [
        ("bar fixed", "a fixed 3 s", 100.0),
        ("bar backoff", "the package", 110.0),
        ("down", "server down", 0.0),
    ] {
        let text = x + 17.0;
        writeln!(out, r#"<rect class="{class}" x="{x}" y="7" width="11" height="11" rx="2"/>"#)?;
        writeln!(out, r#"<text x="{text}" y="17">{label}</text>"#)?;
        x += width;
    }
    Ok(())
}

/// The number with a comma before each three digits.
fn grouped(value: u32) -> String {
    if value < 1_000 {
        value.to_string()
    } else {
        format!("{},{:03}", value / 1_000, value % 1_000)
    }
}

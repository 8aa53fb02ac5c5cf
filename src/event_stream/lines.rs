//! Cuts a byte stream into lines; the one owner of the byte order mark.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>

use super::{append, empty, scan};

const BOM: &[u8; 3] = b"\xEF\xBB\xBF";
const LF: u8 = b'\n';
const CR: u8 = b'\r';

/// How many bytes are before the first line end; all of them where there is none.
pub(super) fn length(bytes: &[u8]) -> usize {
    // Every event ends in a blank line: no search for what is there.
    if bytes.first() == Some(&LF) { 0 } else { scan::line_length(bytes) }
}

/// The state between two pieces of the stream.
#[derive(Debug)]
pub(super) struct Lines {
    /// How much of the byte order mark has been seen; `BOM.len()` once the start is over.
    start: usize,
    /// A CR ended the last line: an LF that follows belongs to it.
    after_cr: bool,
    /// The line that no line end has followed yet. It is appended to and never scanned again.
    unfinished: Vec<u8>,
}

impl Lines {
    pub(super) const INITIAL: Self = Self { start: 0, after_cr: false, unfinished: Vec::new() };

    /// Where a CR ended the last line, an LF that follows belongs to it.
    pub(super) fn strip_the_lf<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let rest = match bytes {
            [LF, rest @ ..] if self.after_cr => rest,
            _ => bytes,
        };
        self.after_cr &= bytes.is_empty();
        rest
    }

    /// Takes the line that ends first, whose length is known ([`length`] of the rest). A CR ends it at once.
    pub(super) fn split<'a>(&mut self, rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
        debug_assert_eq!(length, self::length(rest));
        let (line, end) = rest.split_at_checked(length)?;
        *rest = match end {
            [] => return None,
            [CR] => {
                self.after_cr = true;
                &[]
            }
            [CR, LF, tail @ ..] | [_, tail @ ..] => tail,
        };
        Some(line)
    }

    /// The line that has not ended with the end it has in `bytes`, and what is behind that.
    pub(super) fn join<'a>(&mut self, bytes: &'a [u8]) -> Option<(Vec<u8>, &'a [u8])> {
        if self.unfinished.is_empty() {
            return None;
        }
        let mut at = length(bytes) + 1;
        // A blank line with it, so that what is joined need not be kept for that.
        if bytes.get(at) == Some(&LF) {
            at += 1;
        }
        let (end, rest) = bytes.split_at_checked(at)?;
        append(&mut self.unfinished, end);
        Some((std::mem::take(&mut self.unfinished), rest))
    }

    /// What was joined is done: its buffer is used again. A huge one is kept only if this line filled a quarter of it, and by
    /// [`keep`](Self::keep) only if another line has begun.
    pub(super) fn take_back(&mut self, mut joined: Vec<u8>) {
        if joined.len() < joined.capacity() / 4 {
            empty(&mut joined);
        }
        joined.clear();
        self.unfinished = joined;
    }

    /// Keeps what no line end has followed yet.
    pub(super) fn keep(&mut self, bytes: &[u8]) {
        append(&mut self.unfinished, bytes);
        if self.unfinished.is_empty() {
            empty(&mut self.unfinished);
        }
    }

    /// The line that has not ended.
    pub(super) fn unfinished(&self) -> &[u8] {
        &self.unfinished
    }

    /// One leading BOM is ignored, wherever the stream is cut.
    pub(super) fn strip_the_bom<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let mut rest = bytes;
        while let Some(&expected) = BOM.get(self.start) {
            match rest.split_first() {
                None => break,
                Some((&byte, tail)) if byte == expected => {
                    self.start += 1;
                    rest = tail;
                }
                Some(_) => {
                    // No BOM after all: what looked like one starts the first line.
                    append(&mut self.unfinished, BOM.get(..self.start).unwrap_or_default());
                    self.start = BOM.len();
                }
            }
        }
        rest
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::Lines;

    const HUGE: usize = 1024 * 1024;

    /// What is held after these lines, each of which came in two pieces, and the start of another.
    fn held_after(lengths: &[usize], rest: &[u8]) -> usize {
        let mut lines = Lines::INITIAL;
        for length in lengths {
            lines.keep(&vec![b'x'; *length]);
            let (joined, _) = lines.join(b"\n").expect("a line end");
            assert_eq!(joined.len(), length + 1);
            lines.take_back(joined);
        }
        lines.keep(rest);
        lines.unfinished.capacity()
    }

    #[test]
    fn huge_line_leaves_room_for_the_next_that_has_begun() {
        assert!(held_after(&[HUGE], b"data") >= HUGE);
    }

    #[test]
    fn huge_line_leaves_nothing_where_no_other_has_begun() {
        assert_eq!(held_after(&[HUGE], b""), 0);
    }

    #[test]
    fn huge_line_leaves_nothing_behind_a_short_one() {
        assert!(held_after(&[HUGE, 100], b"data") < HUGE / 4);
    }

    #[test]
    fn usual_lines_leave_room_for_the_next() {
        assert!(held_after(&[100], b"") >= 100);
    }
}

//! Cuts a byte stream into lines; the one owner of the byte order mark.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>

const BOM: &[u8; 3] = b"\xEF\xBB\xBF";
const LF: u8 = b'\n';
const CR: u8 = b'\r';

/// The state between two pieces of the stream.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// How much of the byte order mark has been seen; `BOM.len()` once the start is over.
    start: usize,
    /// A CR ended the last line: an LF that follows belongs to it.
    after_cr: bool,
    /// The line that no line end has followed yet. It is appended to and never scanned again.
    unfinished: Vec<u8>,
}

impl Lines {
    /// Calls `line` for each line that ends in `bytes`. A CR ends its line at once.
    pub(super) fn feed(&mut self, bytes: &[u8], mut line: impl FnMut(&[u8])) {
        let mut rest = self.strip_the_bom(bytes);
        if self.after_cr && !rest.is_empty() {
            self.after_cr = false;
            if let [LF, tail @ ..] = rest {
                rest = tail;
            }
        }
        while let Some(end) = end_of_line(rest) {
            let (head, tail) = rest.split_at(end);
            if self.unfinished.is_empty() {
                line(head);
            } else {
                self.unfinished.extend_from_slice(head);
                line(&self.unfinished);
                super::empty(&mut self.unfinished);
            }
            rest = match tail {
                [CR] => {
                    self.after_cr = true;
                    &[]
                }
                [CR, LF, next @ ..] | [_, next @ ..] => next,
                [] => &[],
            };
        }
        self.unfinished.extend_from_slice(rest);
    }

    /// The line that has not ended.
    pub(super) fn unfinished(&self) -> &[u8] {
        &self.unfinished
    }

    /// One leading BOM is ignored, wherever the stream is cut.
    fn strip_the_bom<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
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
                    self.unfinished.extend(BOM.iter().take(self.start));
                    self.start = BOM.len();
                }
            }
        }
        rest
    }
}

fn end_of_line(bytes: &[u8]) -> Option<usize> {
    match bytes {
        // Every event ends in a blank line: no search for what is there.
        [LF | CR, ..] => Some(0),
        _ => memchr::memchr2(LF, CR, bytes),
    }
}

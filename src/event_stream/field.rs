//! A line taken apart into field name and field value.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>

/// A field of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    pub(super) name: &'a [u8],
    pub(super) value: &'a [u8],
}

impl<'a> Field<'a> {
    /// The field of a line that is not empty; `None` for a comment.
    pub(super) fn of_line(line: &'a [u8]) -> Option<Self> {
        match line.iter().position(|&byte| byte == b':') {
            // If the line starts with U+003A (:), ignore the line.
            Some(0) => None,
            // If it contains one, the name is before it and the value after it, less one leading U+0020.
            Some(colon) => {
                let (name, rest) = line.split_at(colon);
                let ([_, b' ', value @ ..] | [_, value @ ..] | value) = rest;
                Some(Self { name, value })
            }
            // Otherwise the whole line is the name, and the value is empty.
            None => Some(Self { name: line, value: b"" }),
        }
    }
}

/// The largest reconnection time in milliseconds: beyond it not every integer has a double of its own.
const MAX: f64 = 9_007_199_254_740_991.0;

/// The value of one or more ASCII digits, base ten, saturating at 2^53 - 1.
// Not `str::parse`: it takes a sign, and gives an error for what is merely large.
pub(super) fn ascii_digits(value: &[u8]) -> Option<f64> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let add = |sum: f64, digit: &u8| (sum * 10.0 + f64::from(digit - b'0')).min(MAX);
    Some(value.iter().fold(0.0, add))
}

//! A line taken apart into field name and field value.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>

/// What a line is by its field name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Data,
    Event,
    Id,
    Retry,
    /// A name that the standard does not know.
    Unknown,
    /// No field.
    Comment,
}

/// Name and value of a line that is not empty.
pub(super) fn of_line(line: &[u8]) -> (Name, &[u8]) {
    // In one comparison: most lines are data.
    let (name, rest) = if let Some((b"data", rest)) = line.split_first_chunk() {
        (Name::Data, rest)
    } else {
        match line {
            [b'e', b'v', b'e', b'n', b't', rest @ ..] => (Name::Event, rest),
            [b'i', b'd', rest @ ..] => (Name::Id, rest),
            [b'r', b'e', b't', b'r', b'y', rest @ ..] => (Name::Retry, rest),
            // If the line starts with U+003A (:), ignore the line.
            [b':', ..] => return (Name::Comment, b""),
            _ => return (Name::Unknown, b""),
        }
    };
    match rest {
        // If it contains one, the name is before it and the value after it, less one leading U+0020.
        [b':', b' ', value @ ..] | [b':', value @ ..] => (name, value),
        // Otherwise the whole line is the name, and the value is empty.
        [] => (name, b""),
        _ => (Name::Unknown, b""),
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

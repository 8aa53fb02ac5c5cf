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
    let (name, rest) = if let Some((name, rest)) = line.split_first_chunk()
        && name == b"data"
    {
        // In one comparison: most lines are data.
        (Name::Data, rest)
    } else if let Some(rest) = line.strip_prefix(b"event") {
        (Name::Event, rest)
    } else if let Some(rest) = line.strip_prefix(b"id") {
        (Name::Id, rest)
    } else if let Some(rest) = line.strip_prefix(b"retry") {
        (Name::Retry, rest)
    } else if line.first() == Some(&b':') {
        // If the line starts with U+003A (:), ignore the line.
        return (Name::Comment, b"");
    } else {
        return (Name::Unknown, b"");
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
    let mut sum = 0.0;
    for byte in value {
        if !byte.is_ascii_digit() {
            return None;
        }
        sum = f64::min(sum * 10.0 + f64::from(byte - b'0'), MAX);
    }
    (!value.is_empty()).then_some(sum)
}

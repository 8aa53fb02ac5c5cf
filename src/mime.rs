//! Is a response an event stream?

/// Whether the essence of a `Content-Type` value is `text/event-stream`: case does not matter, nor do parameters.
///
/// A list of several values is judged by the last one that is a MIME type at all, as in Fetch's
/// "extract a MIME type". <https://mimesniff.spec.whatwg.org/#mime-type-essence>
#[must_use]
pub fn is_event_stream(content_type: &[u8]) -> bool {
    let mut answer = false;
    let mut quoted = false;
    let mut escaped = false;
    // A comma ends a value, unless a quoted string holds it.
    let values = content_type.split(|&byte| {
        let ends = byte == b',' && !quoted;
        quoted ^= byte == b'"' && !escaped;
        escaped = byte == b'\\' && quoted && !escaped;
        ends
    });
    for value in values {
        let end = value.iter().position(|&byte| byte == b';').unwrap_or(value.len());
        let essence = trim(value.get(..end).unwrap_or_default());
        if is_essence(essence) {
            answer = essence.eq_ignore_ascii_case(b"text/event-stream");
        }
    }
    answer
}

/// The value without the HTTP whitespace around it. Not `trim_ascii`: a form feed is none.
fn trim(mut value: &[u8]) -> &[u8] {
    while let [b'\t' | b'\n' | b'\r' | b' ', rest @ ..]
    | [rest @ .., b'\t' | b'\n' | b'\r' | b' '] = value
    {
        value = rest;
    }
    value
}

/// A type and a subtype, each of HTTP token code points; not `*/*`, which Fetch passes over.
fn is_essence(value: &[u8]) -> bool {
    let mut slashes = 0;
    for &byte in value {
        if byte == b'/' {
            slashes += 1;
        } else if !is_token_byte(byte) {
            return false;
        }
    }
    slashes == 1 && !matches!(value, [b'/', ..] | [.., b'/'] | b"*/*")
}

fn is_token_byte(byte: u8) -> bool {
    matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
        || byte.is_ascii_alphanumeric()
}

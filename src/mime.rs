//! Is a response an event stream?

/// Whether the essence of a `Content-Type` value is `text/event-stream`: case does not matter, nor do parameters.
///
/// A list of several values is judged by the last one that is a MIME type at all, as in Fetch's
/// "extract a MIME type". <https://mimesniff.spec.whatwg.org/#mime-type-essence>
#[must_use]
pub fn is_event_stream(content_type: &str) -> bool {
    let mut answer = false;
    let mut rest = content_type.as_bytes();
    while !rest.is_empty() {
        let value = rest.get(..unquoted_comma(rest)).unwrap_or_default();
        rest = rest.get(value.len() + 1..).unwrap_or_default();
        let essence = value.split(|&byte| byte == b';').next().map(trim).unwrap_or_default();
        if essence != b"*/*" && is_essence(essence) {
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

/// A type and a subtype, each of HTTP token code points.
fn is_essence(value: &[u8]) -> bool {
    let mut parts = value.split(|&byte| byte == b'/');
    let mut token = || {
        parts.next().is_some_and(|part| !part.is_empty() && part.iter().copied().all(is_token_byte))
    };
    token() && token() && parts.next().is_none()
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Where the first comma is that no quoted string holds; the length where there is none.
fn unquoted_comma(value: &[u8]) -> usize {
    let mut quoted = false;
    let mut escaped = false;
    for (index, &byte) in value.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => return index,
            _ => {}
        }
    }
    value.len()
}

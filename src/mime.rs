//! Is a response an event stream?

// What a value holds so far. `| TOKEN` is what follows of each of them when a token code point comes.
const START: u8 = 0;
const TYPE: u8 = START | TOKEN;
const SLASH: u8 = 2;
const SUBTYPE: u8 = SLASH | TOKEN;
/// Whitespace behind the subtype.
const END: u8 = 4;
const INVALID: u8 = END | TOKEN;
const TOKEN: u8 = 1;

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
        let mut state = START;
        // In lower case, whose bit `*`, `-` and `/` have as well; cut where it is longer than what is looked for.
        let mut essence = [0; 18];
        let mut length = 0;
        for &byte in value {
            state = match byte {
                b';' => break,
                b'\t' | b'\n' | b'\r' | b' ' => {
                    if matches!(state, SUBTYPE | END) {
                        state = END;
                    } else if state != START {
                        state = INVALID;
                    }
                    continue;
                }
                b'/' if state == TYPE => SLASH,
                // No HTTP token code points.
                ..=b' '
                | b'"'
                | b'('
                | b')'
                | b'/'
                | b':'..=b'@'
                | b'['..=b']'
                | b'{'
                | b'}'
                | 0x7F.. => INVALID,
                _ => state | TOKEN,
            };
            if let Some(place) = essence.get_mut(length) {
                *place = byte | 0x20;
            }
            length += 1;
        }
        // Fetch passes over what is no MIME type, and over this one.
        let passes = essence == *b"*/*\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        if matches!(state, SUBTYPE | END) && !passes {
            answer = essence == *b"text/event-stream\0";
        }
    }
    answer
}

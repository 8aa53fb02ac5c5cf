//! The standard's algorithm, literal and slow: the whole stream is decoded, then taken apart as text.
//!
//! <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>

use super::dispatched::Dispatched;
use super::outcome::Outcome;

/// What `stream` comes to on a connection that starts with `last_event_id_string`.
pub(crate) fn interpret(stream: &[u8], last_event_id_string: &str) -> Outcome {
    let mut source = Source {
        data_buffer: String::new(),
        event_type_buffer: String::new(),
        // Deviation: the standard starts this buffer empty.
        last_event_id_buffer: last_event_id_string.to_owned(),
        outcome: Outcome::new(last_event_id_string),
    };
    for line in lines(&utf8_decode(stream)) {
        // If the line is empty (a blank line): dispatch the event.
        if line.is_empty() {
            source.dispatch_the_event();
        // If the line starts with a U+003A COLON character (:): ignore the line.
        } else if line.starts_with(':') {
            // If the line contains a U+003A COLON character (:):
        } else if line.contains(':') {
            // Collect the characters before the first U+003A, and let field be that string.
            let field: String = line.chars().take_while(|&character| character != ':').collect();
            // Collect the characters after the first U+003A, and let value be that string.
            let mut value: String =
                line.chars().skip_while(|&character| character != ':').skip(1).collect();
            // If value starts with a U+0020 SPACE character, remove it from value.
            if value.starts_with(' ') {
                value.remove(0);
            }
            source.process_the_field(&field, &value);
        // Otherwise: the whole line is the field name, and the empty string the field value.
        } else {
            source.process_the_field(&line, "");
        }
    }
    // Once the end of the file is reached, any pending data must be discarded.
    source.outcome
}

/// <https://encoding.spec.whatwg.org/#utf-8-decode>
fn utf8_decode(stream: &[u8]) -> String {
    let text = String::from_utf8_lossy(stream).into_owned();
    match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// The lines that end: with a CRLF pair, an LF without a CR before it, or a CR without an LF after it.
fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' => lines.push(std::mem::take(&mut line)),
            '\r' => {
                if characters.peek() == Some(&'\n') {
                    characters.next();
                }
                lines.push(std::mem::take(&mut line));
            }
            _ => line.push(character),
        }
    }
    lines
}

struct Source {
    data_buffer: String,
    event_type_buffer: String,
    last_event_id_buffer: String,
    outcome: Outcome,
}

impl Source {
    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#processField>
    fn process_the_field(&mut self, field: &str, value: &str) {
        // If the field name is "event": set the event type buffer to the field value.
        if field == "event" {
            value.clone_into(&mut self.event_type_buffer);
        }
        // If the field name is "data": append the field value to the data buffer, then append a single
        // U+000A LINE FEED (LF) character to the data buffer.
        if field == "data" {
            self.data_buffer.push_str(value);
            self.data_buffer.push('\n');
        }
        // If the field name is "id": if the field value does not contain U+0000 NULL, then set the last
        // event ID buffer to the field value. Otherwise, ignore the field.
        if field == "id" && !value.contains('\0') {
            value.clone_into(&mut self.last_event_id_buffer);
        }
        // If the field name is "retry": if the field value consists of only ASCII digits, then interpret the
        // field value as an integer in base ten, and set the reconnection time to that integer.
        // Otherwise, ignore the field.
        if field == "retry"
            && !value.is_empty()
            && value.chars().all(|digit| digit.is_ascii_digit())
        {
            let integer: f64 = value.parse().expect("digits are a number");
            self.outcome.reconnection_time = Some(integer.min(9_007_199_254_740_991.0));
        }
        // Otherwise: the field is ignored.
    }

    /// <https://html.spec.whatwg.org/multipage/server-sent-events.html#dispatchMessage>
    fn dispatch_the_event(&mut self) {
        // 1. Set the last event ID string of the event source to the value of the last event ID buffer.
        self.outcome.last_event_id_string.clone_from(&self.last_event_id_buffer);
        // 2. If the data buffer is an empty string, set the data buffer and the event type buffer to the
        // empty string and return.
        if self.data_buffer.is_empty() {
            self.event_type_buffer.clear();
            return;
        }
        // 3. If the data buffer's last character is a U+000A LINE FEED (LF) character, then remove it.
        if self.data_buffer.ends_with('\n') {
            self.data_buffer.pop();
        }
        // 4. - 6. Create the event. Its type is "message", or the event type buffer where that is not empty.
        let event_type = match self.event_type_buffer.as_str() {
            "" => "message",
            named => named,
        };
        let event = Dispatched {
            event_type: event_type.to_owned(),
            data: self.data_buffer.clone(),
            last_event_id: self.outcome.last_event_id_string.clone(),
        };
        // 7. Set the data buffer and the event type buffer to the empty string.
        self.data_buffer.clear();
        self.event_type_buffer.clear();
        // 8. Dispatch it.
        self.outcome.events.push(event);
    }
}

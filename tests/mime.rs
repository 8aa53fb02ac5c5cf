//! Which values of `Content-Type` name an event stream: "extract a MIME type" of Fetch, row by row.

#![cfg(not(target_arch = "wasm32"))]

use eventsource_wasm::mime::is_event_stream;

const EVENT_STREAMS: &[&str] = &[
    "text/event-stream",
    // Case does not matter.
    "TEXT/EVENT-STREAM",
    "Text/Event-Stream",
    // Parameters do not matter, nor do broken ones.
    "text/event-stream;charset=utf-8",
    "text/event-stream; charset=utf-8",
    "text/event-stream ; charset=utf-8",
    "text/event-stream\t;\tcharset=utf-8",
    "text/event-stream;charset=windows-1251",
    "text/event-stream;",
    "text/event-stream;;;",
    "text/event-stream;x",
    "text/event-stream; x=\"",
    "text/event-stream; x=text/html",
    "text/event-stream;\0",
    // HTTP whitespace around it.
    " text/event-stream ",
    "\ttext/event-stream\t",
    "\r\n text/event-stream\r\n",
    // The last value that is a MIME type counts.
    "text/html, text/event-stream",
    "text/html,text/event-stream;charset=utf-8",
    "text/event-stream, text/event-stream",
    "text/event-stream,",
    ",text/event-stream",
    ",,text/event-stream,,",
    "text/event-stream, */*",
    "text/event-stream, html",
    "text/event-stream, text/",
    "text/event-stream, /html",
    "text/event-stream, text/h tml",
    "text/event-stream, text/html/x",
    "text/event-stream, t\u{E9}xt/html",
    // A comma or a quotation mark inside of a quoted string.
    "text/event-stream; x=\"a, text/html\"",
    "text/event-stream; x=\"a\\\", text/html\"",
    "text/event-stream; x=\"\\\", text/html, \"",
    "text/event-stream; x=\", text/html",
    "text/html; x=\"a\\\\\", text/event-stream",
    "text/html; x=\"a, b\", text/event-stream",
    "text/html; x=\\, text/event-stream",
];

const OTHERS: &[&str] = &[
    "",
    " ",
    ",",
    ";",
    "/",
    "*/*",
    "text",
    "event-stream",
    "text/",
    "/event-stream",
    "text/html",
    "text/plain",
    "application/json",
    "application/octet-stream",
    // Nearly.
    "text/event-streamx",
    "text/event-stream/x",
    "xtext/event-stream",
    "x/text/event-stream",
    "text/event_stream",
    "text/event-strea",
    "text/eventstream",
    "text/x-dom-event-stream",
    "text/event-stream+json",
    "application/event-stream",
    "text//event-stream",
    "text\\event-stream",
    "text/event-stream charset=utf-8",
    "text/event-stream:charset=utf-8",
    "text /event-stream",
    "text/ event-stream",
    "text/event- stream",
    "text;/event-stream",
    "\"text/event-stream\"",
    "text/event-stream\"",
    "text/event-stream\0",
    // Not HTTP whitespace.
    "text/event-stream\u{B}",
    "text/event-stream\u{C}",
    "\u{C}text/event-stream",
    "text/event-stream\u{A0}",
    "\u{FEFF}text/event-stream",
    // Letters that some other case folding takes for ASCII.
    "text/event-\u{17F}tream",
    // Only in a parameter.
    "text/html; charset=text/event-stream",
    "text/html;text/event-stream",
    "text/html; x=\"text/event-stream\"",
    // Another value comes later.
    "text/event-stream, text/html",
    "text/event-stream,text/plain;charset=utf-8",
    "text/event-stream, text/html, */*",
    "text/event-stream, x/y, ",
    // A comma inside of a quoted string.
    "text/html; x=\"a, text/event-stream",
    "text/html; x=\"a\\\", text/event-stream\"",
    "text/html; x=\"\\\", text/event-stream, \"",
    "text/event-stream; x=\"a\\\\\", text/html",
    "text/event-stream; x=\\, text/html",
];

#[test]
fn event_streams() {
    for content_type in EVENT_STREAMS {
        assert!(is_event_stream(content_type.as_bytes()), "{content_type:?} is one");
    }
}

#[test]
fn other_types() {
    let taken: Vec<_> =
        OTHERS.iter().filter(|content_type| is_event_stream(content_type.as_bytes())).collect();
    assert_eq!(taken, Vec::<&&str>::new());
}

/// Header values are bytes, whatever they mean.
#[test]
fn bytes_that_are_no_text() {
    assert!(is_event_stream(b"text/event-stream;\xFF"));
    assert!(is_event_stream(b"text/event-stream,\xFF"));
    assert!(!is_event_stream(b"text/event-stream\xFF"));
    assert!(!is_event_stream(b"\xFFtext/event-stream"));
}

//! What the module scans with SIMD of its own: each length, each place.

#![cfg(target_arch = "wasm32")]

use eventsource_wasm::event_stream::{Batch, Entry, Parser, WIDE};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The data of the one event in a stream, and whether it is told as ASCII.
fn data_of(stream: &str) -> (String, bool) {
    let mut batch = Batch::default();
    Parser::new(b"").feed(stream.as_bytes(), &mut batch);
    assert_eq!(batch.events(), 1, "{stream:?}");
    let &[word, end] = batch.table().last_chunk().expect("two words for each value");
    if word & WIDE == WIDE {
        let wide = str::from_utf8(batch.wide()).expect("UTF-8");
        return (wide.strip_suffix('\r').expect("a CR behind it").to_owned(), false);
    }
    let [start, end] = [word >> 3, end].map(|offset| usize::try_from(offset).expect("32 bits"));
    let data = batch.ascii().get(start..end).expect("offsets of the text");
    (str::from_utf8(data).expect("ASCII").to_owned(), true)
}

#[wasm_bindgen_test]
fn line_ends_are_found_wherever_they_are() {
    for length in 0..70 {
        let data = "a".repeat(length);
        for end in ["\n", "\r", "\r\n"] {
            for behind in ["", "\n", ": another line, and no line end"] {
                let stream = format!("data: {data}{end}{end}{behind}");
                assert_eq!(data_of(&stream), (data.clone(), true), "{stream:?}");
            }
        }
    }
}

#[wasm_bindgen_test]
fn what_is_not_ascii_is_seen_wherever_it_is() {
    for length in 0..70 {
        for at in 0..=length {
            let data = format!("{}\u{80}{}", "a".repeat(at), "a".repeat(length - at));
            assert_eq!(data_of(&format!("data: {data}\n\n")), (data, false));
        }
    }
}

#[wasm_bindgen_test]
fn nul_in_an_id_is_seen_wherever_it_is() {
    let last_id = |id: &str| {
        let mut batch = Batch::default();
        Parser::new(b"").feed(format!("id: {id}\n\n").as_bytes(), &mut batch);
        match batch.next_entry() {
            Some(Entry::LastEventId { start, end }) => batch.id(start, end).to_vec(),
            _ => Vec::new(),
        }
    };
    for length in 0..70 {
        for letter in ["a", "\u{80}"] {
            assert_eq!(last_id(&letter.repeat(length)), letter.repeat(length).as_bytes());
            for at in 0..=length {
                let with_nul = format!("{}\0{}", letter.repeat(at), letter.repeat(length - at));
                assert_eq!(last_id(&with_nul), b"", "{with_nul:?}");
            }
        }
    }
}

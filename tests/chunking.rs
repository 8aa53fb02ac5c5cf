//! Any stream in any pieces comes to what the standard's algorithm makes of the whole.
//!
//! `PROPTEST_CASES=100000 cargo test --test chunking` looks further. A stream that fails becomes a row of
//! `event_stream.rs`.

#![cfg(not(target_arch = "wasm32"))]

mod support;

use proptest::prelude::*;
use support::{oracle, runs};

const FIELDS: &[&[u8]] = &[
    b"data", b"data:", b"data: ", b"event", b"event:", b"event: ", b"id", b"id:", b"id: ",
    b"retry", b"retry:", b"retry: ", b":", b"Data:", b"dat",
];
const LINE_ENDS: &[&[u8]] = &[b"\n", b"\r", b"\r\n", b"\n\n", b"\r\r", b"\r\n\r\n", b"\n\r"];
const ASCII: &[&[u8]] =
    &[b"a", b"b", b"message", b" ", b"  ", b"\t", b":", b"\0", b"0", b"7", b"1000", b"+", b"-"];
const CHARACTERS: &[&str] =
    &["\u{FEFF}", "é", "事", "😀", "\u{10FFFF}", "\u{FFFD}", "\u{2028}", "\u{663}"];

/// Text, bytes that are none, and what a cut leaves of a character.
fn not_ascii() -> impl Strategy<Value = Vec<u8>> {
    let character = prop::sample::select(CHARACTERS).prop_map(str::as_bytes);
    let cut = (character.clone(), 0..4_usize, 1..4_usize).prop_map(|(bytes, start, length)| {
        bytes.iter().skip(start).take(length).copied().collect()
    });
    prop_oneof![
        2 => character.prop_map(<[u8]>::to_vec),
        2 => cut,
        1 => prop::collection::vec(0x80..=0xFF_u8, 1..4),
    ]
}

/// A stream of words of the format. Line ends and fields are frequent, so that there are events.
fn streams() -> impl Strategy<Value = Vec<u8>> {
    let start = prop_oneof![Just(vec![]), Just("\u{FEFF}".into()), not_ascii()];
    let word = prop_oneof![
        6 => prop::sample::select(LINE_ENDS).prop_map(<[u8]>::to_vec),
        6 => prop::sample::select(FIELDS).prop_map(<[u8]>::to_vec),
        3 => prop::sample::select(ASCII).prop_map(<[u8]>::to_vec),
        4 => not_ascii(),
    ];
    (start, prop::collection::vec(word, 0..48))
        .prop_map(|(start, words)| [start, words.concat()].concat())
}

/// Where the stream is cut; what is beyond its end does not count.
fn positions() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        prop::collection::vec(0..160_usize, 0..12),
        // Somewhere, and a few bytes further on: inside of line ends and characters.
        (0..160_usize, 1..4_usize).prop_map(|(first, length)| vec![first, first + length]),
    ]
}

/// Pieces that end at these positions.
fn cut_at<'a>(positions: &[usize], stream: &'a [u8]) -> Vec<&'a [u8]> {
    let mut ends = positions.to_vec();
    ends.sort_unstable();
    let mut rest = stream;
    let mut pieces = Vec::new();
    for end in ends {
        let (piece, tail) =
            rest.split_at(end.saturating_sub(stream.len() - rest.len()).min(rest.len()));
        pieces.push(piece);
        rest = tail;
    }
    pieces.push(rest);
    pieces
}

fn configuration() -> ProptestConfig {
    let mut configuration =
        ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        configuration.cases = 500;
    }
    configuration
}

proptest! {
    #![proptest_config(configuration())]

    #[test]
    fn cut_stream_is_the_whole_stream(
        stream in streams(),
        positions in positions(),
        seed in prop::sample::select(&["", "7", "é😀"][..]),
    ) {
        let expected = oracle::interpret(&stream, seed);
        let pieces = cut_at(&positions, &stream);
        prop_assert_eq!(&runs::value_by_value(&pieces, seed), &expected);
        prop_assert_eq!(&runs::by_table(&pieces, seed), &expected);
    }

    #[test]
    fn stream_of_single_bytes_is_the_whole_stream(stream in streams()) {
        let expected = oracle::interpret(&stream, "");
        let pieces = stream.chunks(1).collect::<Vec<_>>();
        prop_assert_eq!(&runs::value_by_value(&pieces, ""), &expected);
        prop_assert_eq!(&runs::by_table(&pieces, ""), &expected);
    }

    #[test]
    fn any_bytes_are_an_event_stream(
        noise in prop::collection::vec(any::<u8>(), 0..64),
        positions in positions(),
    ) {
        let stream = [b"data:", &noise[..], b"\n\nid:", &noise[..], b"\ndata\n\n"].concat();
        let expected = oracle::interpret(&stream, "");
        let pieces = cut_at(&positions, &stream);
        prop_assert_eq!(&runs::value_by_value(&pieces, ""), &expected);
        prop_assert_eq!(&runs::by_table(&pieces, ""), &expected);
    }

    #[test]
    fn cut_stream_is_too_large_where_the_whole_stream_is(
        stream in streams(),
        positions in positions(),
        max_event_bytes in 0..40_usize,
    ) {
        let (expected, too_large) = runs::bounded(&[&stream], max_event_bytes);
        let pieces = cut_at(&positions, &stream);
        prop_assert_eq!(runs::bounded(&pieces, max_event_bytes), (expected, too_large));
    }
}

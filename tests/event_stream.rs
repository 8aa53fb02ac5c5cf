//! What event streams mean: one row a behaviour, each run in every way the network may cut it.
//!
//! Each row is `name: stream => [events], id "the last event ID string", retry milliseconds`; the last two
//! where the stream sets them.

#![cfg(not(target_arch = "wasm32"))]

mod support;

use support::dispatched::Dispatched;
use support::outcome::Outcome;
use support::{oracle, runs};

/// Streams shorter than this are cut at every pair of positions.
const SHORT: usize = 40;

/// Calls `check` with the stream whole, byte by byte, cut at every position, and a short one at every pair.
fn every_cut(stream: &[u8], mut check: impl FnMut(&[&[u8]])) {
    check(&[stream]);
    check(&stream.chunks(1).collect::<Vec<_>>());
    // A piece may be empty.
    check(&stream.chunks(1).flat_map(|byte| [b"", byte, b""]).collect::<Vec<_>>());
    for first in 1..stream.len() {
        let (head, tail) = stream.split_at(first);
        check(&[head, tail]);
        if stream.len() < SHORT {
            for second in 1..tail.len() {
                let (middle, end) = tail.split_at(second);
                check(&[head, middle, end]);
            }
        }
    }
}

/// An event of a type that the stream names.
fn typed(event_type: &str, data: &str) -> Dispatched {
    Dispatched {
        event_type: event_type.to_owned(),
        data: data.to_owned(),
        last_event_id: String::new(),
    }
}

/// An event of the type that the stream need not name.
fn message(data: &str) -> Dispatched {
    typed("message", data)
}

impl Dispatched {
    /// The same event with a last event ID.
    fn id(self, last_event_id: &str) -> Self {
        Self { last_event_id: last_event_id.to_owned(), ..self }
    }
}

fn check(seed: &str, stream: impl AsRef<[u8]>, expected: &Outcome) {
    let stream = stream.as_ref();
    assert_eq!(oracle::interpret(stream, seed), *expected, "the oracle");
    every_cut(stream, |pieces| {
        assert_eq!(
            runs::value_by_value(pieces, seed),
            *expected,
            "value by value, {} pieces",
            pieces.len()
        );
        assert_eq!(runs::by_table(pieces, seed), *expected, "by table, {} pieces", pieces.len());
    });
}

macro_rules! streams {
    ($($name:ident: $stream:expr =>
        [$($event:expr),*] $(, id $id:literal)? $(, retry $retry:literal)?;)*) => {
        $(
            #[test]
            fn $name() {
                let expected = Outcome {
                    events: vec![$($event),*],
                    reconnection_time: [$($retry)?].first().copied(),
                    ..Outcome::new(concat!("" $(, $id)?))
                };
                check("", $stream, &expected);
            }
        )*
    };
}

// The examples of the standard, section 9.2.6, in order; those that a blank line would change, with it too.
streams! {
    example_1_data_lines_are_joined: b"data: YHOO\ndata: +2\ndata: 10\n\n" => [message("YHOO\n+2\n10")];
    example_2_comment_id_and_leading_space:
        b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n" =>
        [message("first event").id("1"), message("second event")];
    example_2_followed_by_a_blank_line:
        b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n" =>
        [message("first event").id("1"), message("second event"), message(" third event")];
    example_3_empty_data: b"data\n\ndata\ndata\n\ndata:\n" => [message(""), message("\n")];
    example_3_followed_by_a_blank_line:
        b"data\n\ndata\ndata\n\ndata:\n\n" => [message(""), message("\n"), message("")];
    example_4_the_space_after_the_colon_does_not_matter:
        b"data:test\n\ndata: test\n\n" => [message("test"), message("test")];
}

// The examples of the introduction, section 9.2.1.
streams! {
    introduction_messages:
        b"data: This is the first message.\n\n\
          data: This is the second message, it\ndata: has two lines.\n\n\
          data: This is the third message.\n\n" =>
        [message("This is the first message."), message("This is the second message, it\nhas two lines."),
         message("This is the third message.")];
    introduction_event_types:
        b"event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n" =>
        [typed("add", "73857293"), typed("remove", "2153"), typed("add", "113411")];
}

// Line ends.
streams! {
    lf_ends_a_line: b"data:1\ndata:2\n\n" => [message("1\n2")];
    cr_ends_a_line: b"data:1\rdata:2\r\r" => [message("1\n2")];
    crlf_ends_a_line: b"data:1\r\ndata:2\r\n\r\n" => [message("1\n2")];
    crlf_is_one_line_end: b"data:1\r\nevent:a\r\ndata:2\r\n\r\n" => [typed("a", "1\n2")];
    lf_cr_is_two_line_ends: b"data:1\n\rdata:2\n\r" => [message("1"), message("2")];
    cr_cr_is_a_blank_line_at_once: b"data:1\r\r" => [message("1")];
    cr_after_lf_is_a_blank_line: b"data:1\n\r" => [message("1")];
    crlf_after_lf_is_a_blank_line: b"data:1\n\r\n" => [message("1")];
    lf_after_crlf_is_a_blank_line: b"data:1\r\n\n" => [message("1")];
    cr_after_crlf_is_a_blank_line: b"data:1\r\n\r" => [message("1")];
    crlf_after_cr_is_a_blank_line: b"data:1\r\r\n" => [message("1")];
    lf_after_cr_is_no_blank_line: b"data:1\r\ndata:2\r\n" => [];
    lf_after_cr_cr_belongs_to_the_second: b"data:1\r\r\ndata:2\r\r\n\n" => [message("1"), message("2")];
    all_line_ends_in_one_block: b"data:1\rdata:2\ndata:3\r\ndata\n\r" => [message("1\n2\n3\n")];
    all_line_ends_without_a_value: b"data:test\r\ndata\ndata:test\r\n\r" => [message("test\n\ntest")];
    one_event_after_each_kind_of_blank_line:
        b"data:1\n\ndata:2\r\rdata:3\r\n\r\ndata:4\n\r\ndata:5\r\n\n" =>
        [message("1"), message("2"), message("3"), message("4"), message("5")];
    blank_lines_alone: b"\n\r\r\n\n\r\n\r" => [];
    blank_lines_before_between_and_after:
        b"\r\n\r\n\n\rdata:1\n\n\n\r\n\rdata:2\r\r\r\n\n" => [message("1"), message("2")];
    other_line_separators_are_characters:
        "data:a\u{B}b\u{C}c\u{85}d\u{2028}e\u{2029}f\n\n" =>
        [message("a\u{B}b\u{C}c\u{85}d\u{2028}e\u{2029}f")];
}

// The end of the stream.
streams! {
    empty_stream: b"" => [];
    event_without_its_blank_line_is_discarded: b"data:1\n\ndata:2\n" => [message("1")];
    line_without_its_end_is_discarded: b"data:1\n\ndata:2\n\ndata:3" => [message("1"), message("2")];
    blank_line_is_not_made_up_from_the_end: b"data:1\n" => [];
    retry_without_its_line_end_is_discarded: b"retry:5" => [];
    id_without_its_blank_line_is_discarded: b"id:1\ndata:1\n\nid:2\ndata:2\n" =>
        [message("1").id("1")], id "1";
}

// The byte order mark.
streams! {
    bom_is_ignored: b"\xEF\xBB\xBFdata:1\n\n" => [message("1")];
    bom_alone: b"\xEF\xBB\xBF" => [];
    bom_before_a_blank_line: b"\xEF\xBB\xBF\n\xEF\xBB\xBFdata:1\n\ndata:2\n\n" => [message("2")];
    bom_before_a_comment: b"\xEF\xBB\xBF:data:1\ndata:2\n\n" => [message("2")];
    bom_before_cr: b"\xEF\xBB\xBF\r\ndata:1\r\n\r\n" => [message("1")];
    second_bom_belongs_to_the_field_name: b"\xEF\xBB\xBF\xEF\xBB\xBFdata:1\n\ndata:2\n\n" => [message("2")];
    second_bom_later_in_the_stream_belongs_to_the_field_name:
        b"\xEF\xBB\xBFdata:1\n\n\xEF\xBB\xBFdata:2\n\ndata:3\n\n" => [message("1"), message("3")];
    bom_after_a_blank_line_belongs_to_the_field_name: b"\n\xEF\xBB\xBFdata:1\n\ndata:2\n\n" => [message("2")];
    bom_after_a_space_is_no_bom: b" \xEF\xBB\xBF\ndata:1\n\n" => [message("1")];
    first_byte_of_a_bom_then_a_field: b"\xEFdata:1\n\ndata:2\n\n" => [message("2")];
    two_bytes_of_a_bom_then_a_field: b"\xEF\xBBdata:1\n\ndata:2\n\n" => [message("2")];
    first_byte_of_a_bom_then_a_bom: b"\xEF\xEF\xBB\xBFdata:1\n\ndata:2\n\n" => [message("2")];
    two_bytes_of_a_bom_then_a_bom: b"\xEF\xBB\xEF\xBB\xBFdata:1\n\ndata:2\n\n" => [message("2")];
    first_byte_of_a_bom_then_a_line_end: b"\xEF\ndata:1\n\n" => [message("1")];
    two_bytes_of_a_bom_then_a_line_end: b"\xEF\xBB\r\ndata:1\n\n" => [message("1")];
    first_byte_of_a_bom_then_a_comment_is_no_comment: b"\xEF:\ndata:1\n\n" => [message("1")];
    part_of_a_bom_at_the_end: b"\xEF\xBB" => [];
    character_that_starts_like_a_bom: "\u{FEFE}data:1\n\ndata:2\n\n" => [message("2")];
    utf_16_byte_order_mark_is_invalid_utf_8: b"\xFF\xFEdata:1\n\ndata:2\n\n" => [message("2")];
    bom_at_the_start_of_a_value_stays:
        "data:\u{FEFF}1\nid:\u{FEFF}2\nevent:\u{FEFF}3\n\n" =>
        [typed("\u{FEFF}3", "\u{FEFF}1").id("\u{FEFF}2")], id "\u{FEFF}2";
    bom_at_the_start_of_each_value_stays:
        "data:\u{FEFF}\ndata:\u{FEFF}\n\ndata:\u{FEFF}\n\n" =>
        [message("\u{FEFF}\n\u{FEFF}"), message("\u{FEFF}")];
    bom_before_the_colon_belongs_to_the_field_name: "data\u{FEFF}:1\n\ndata:2\n\n" => [message("2")];
}

// Field names and values.
streams! {
    one_space_after_the_colon_is_removed: b"data: 1\n\n" => [message("1")];
    only_one_space_is_removed: b"data:  1\n\n" => [message(" 1")];
    value_of_one_space_is_empty: b"data: \n\n" => [message("")];
    value_of_two_spaces_is_one: b"data:  \n\n" => [message(" ")];
    spaces_at_the_end_stay: b"data: 1 \n\n" => [message("1 ")];
    tab_after_the_colon_stays: b"data:\ttest\rdata: \ndata:test\n\n" => [message("\ttest\n\ntest")];
    no_break_space_after_the_colon_stays: "data:\u{A0}1\n\n" => [message("\u{A0}1")];
    further_colons_belong_to_the_value: b"data:a:b: c\n\ndata::\n\n" => [message("a:b: c"), message(":")];
    space_removed_from_every_field:
        b"event: a\nid: 1\nretry: 5\ndata: x\n\n" => [typed("a", "x").id("1")], id "1", retry 5.0;
    leading_space_makes_another_name: b" data:1\n\ndata:2\n\n" => [message("2")];
    space_before_the_colon_makes_another_name: b"data :1\n\ndata:2\n\n" => [message("2")];
    tab_before_the_name_makes_another_name: b"\tdata:1\n\ndata:2\n\n" => [message("2")];
    field_names_have_one_case: b"DATA:1\nData:2\ndatA:3\nEVENT:a\nId:1\nRETRY:5\ndata:4\n\n" =>
        [message("4")];
    field_names_are_whole: b"dat:1\ndatab:2\ndata2:3\nda-ta:4\ndata_5\neven:a\ni:1\nidd:2\ndata:6\n\n" =>
        [message("6")];
    unknown_fields_are_ignored:
        b"data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n" =>
        [message("test\n\ntest")];
    block_of_unknown_fields_only: b"foo:1\nbar\n\ndata:1\n\n" => [message("1")];
    line_of_one_colon_is_a_comment: b":\ndata:1\n:\n\n" => [message("1")];
    comments_are_ignored: b":data:1\n: data:2\n::\n:event:a\n:id:1\n:retry:5\ndata:3\n\n" => [message("3")];
    comment_does_not_end_a_block: b"data:1\n:\ndata:2\n\n" => [message("1\n2")];
    comments_around_lines: b"data:1\r:\0\n:\r\ndata:2\n:x\rdata:3\n:data:fail\r:x\ndata:4\n\n" =>
        [message("1\n2\n3\n4")];
    keep_alive_comments_fire_nothing: b":\n\n:\n\n: ping\n\n" => [];
    name_without_a_colon_has_an_empty_value: b"data\n\n" => [message("")];
    names_without_a_colon:
        b"event:a\nid:1\ndata:x\n\nevent:b\nevent\nid\nretry\ndata\n\n" =>
        [typed("a", "x").id("1"), message("")];
    names_without_a_colon_have_one_case: b"DATA\n\ndata \n\n data\n\ndata\n\n" => [message("")];
}

// Data.
streams! {
    block_without_data_fires_nothing: b"event:a\nid:1\n\n" => [], id "1";
    empty_data_line_fires_an_empty_event: b"data:\n\n" => [message("")];
    two_empty_data_lines_are_one_line_feed: b"data:\ndata:\n\n" => [message("\n")];
    three_empty_data_lines: b"data\ndata:\ndata: \n\n" => [message("\n\n")];
    leading_empty_data_line_stays: b"data:\ndata:1\n\n" => [message("\n1")];
    trailing_empty_data_line_stays: b"data:1\ndata:\n\n" => [message("1\n")];
    data_does_not_leak_into_the_next_event: b"data:1\n\ndata:2\n\n\n\ndata:3\n\n" =>
        [message("1"), message("2"), message("3")];
    data_may_look_like_a_field: b"data:event:a\ndata:data:1\n\n" => [message("event:a\ndata:1")];
    data_around_other_fields: b"data:1\nevent:a\nfoo\ndata:2\nid:3\ndata:4\n\n" =>
        [typed("a", "1\n2\n4").id("3")], id "3";
    field_parsing:
        b"data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n \
          data:32\ndata:4\n\n" =>
        [message("\0\n 2\n1\n3\n\n4")];
}

// Event types.
streams! {
    event_type_is_that_of_its_block: b"event:test\ndata:x\n\ndata:x\n\n" =>
        [typed("test", "x"), message("x")];
    last_event_type_of_a_block_wins: b"event:a\nevent:b\ndata:x\n\n" => [typed("b", "x")];
    event_type_after_the_data: b"data:x\nevent:a\n\n" => [typed("a", "x")];
    empty_event_type_is_message: b"event:\ndata:x\n\nevent: \ndata:y\n\n" => [message("x"), message("y")];
    empty_event_type_resets_the_one_before: b"event:a\nevent:\ndata:x\n\n" => [message("x")];
    event_without_a_colon_resets_the_one_before: b"event:a\nevent\ndata:x\n\n" => [message("x")];
    event_type_may_be_message: b"event:message\ndata:x\n\ndata:y\n\n" => [message("x"), message("y")];
    event_type_of_a_block_without_data_is_forgotten: b"event:a\n\ndata:x\n\n" => [message("x")];
    event_type_keeps_case_and_spaces: b"event:  Open \ndata:x\n\n" => [typed(" Open ", "x")];
    event_types_of_the_interface_are_nothing_special:
        b"event:error\ndata:1\n\nevent:open\ndata:2\n\n" => [typed("error", "1"), typed("open", "2")];
    event_types_in_turn:
        "data:1\n\nevent:a\ndata:2\n\nevent:a\ndata:3\n\nevent:é\ndata:4\n\n\
         event:é\ndata:5\n\ndata:6\n\nevent:a\ndata:7\n\n" =>
        [message("1"), typed("a", "2"), typed("a", "3"), typed("é", "4"), typed("é", "5"), message("6"),
         typed("a", "7")];
}

// IDs.
streams! {
    id_persists: b"id:1\ndata:a\n\ndata:b\n\ndata:c\n\n" =>
        [message("a").id("1"), message("b").id("1"), message("c").id("1")], id "1";
    id_after_the_data: b"data:a\nid:1\n\n" => [message("a").id("1")], id "1";
    last_id_of_a_block_wins: b"id:1\nid:2\ndata:a\nid:3\n\n" => [message("a").id("3")], id "3";
    id_only_block_commits: b"id:1\n\n" => [], id "1";
    id_only_block_holds_for_later_events: b"id:1\n\ndata:a\n\n" => [message("a").id("1")], id "1";
    id_of_an_unfinished_block_does_not_count: b"id:1\n\nid:2\n" => [], id "1";
    id_of_an_unfinished_block_with_data_does_not_count:
        b"data:a\nid:1\n\ndata:b\nid:2\n" => [message("a").id("1")], id "1";
    empty_id_resets: b"id:1\ndata:a\n\nid:\ndata:b\n\ndata:c\n\n" =>
        [message("a").id("1"), message("b"), message("c")];
    id_without_a_colon_resets: b"id:1\ndata:a\n\nid\ndata:b\n\n" => [message("a").id("1"), message("b")];
    empty_id_alone_commits: b"id:1\ndata:a\n\nid\n\ndata:b\n\n" => [message("a").id("1"), message("b")];
    empty_id_alone_at_the_end_commits: b"id:1\ndata:a\n\nid:\n\n" => [message("a").id("1")];
    id_keeps_spaces: b"id:  1 \ndata:a\n\n" => [message("a").id(" 1 ")], id " 1 ";
    id_keeps_a_tab: b"id:\t1\ndata:a\n\n" => [message("a").id("\t1")], id "\t1";
    id_need_not_be_a_number: "id:…é😀\ndata:a\n\ndata:b\n\n" =>
        [message("a").id("…é😀"), message("b").id("…é😀")], id "…é😀";
    id_that_changes_and_changes_back:
        b"id:1\ndata:a\n\nid:2\n\nid:1\n\ndata:b\n\n" => [message("a").id("1"), message("b").id("1")], id "1";
    id_told_again: b"id:1\ndata:a\n\nid:1\ndata:b\n\nid:2\ndata:c\n\n" =>
        [message("a").id("1"), message("b").id("1"), message("c").id("2")], id "2";
    id_with_nul_is_ignored: b"id:1\ndata:a\n\nid:2\0\ndata:b\n\n" =>
        [message("a").id("1"), message("b").id("1")], id "1";
    id_that_starts_with_nul_is_ignored: b"id:\x002\ndata:a\n\n" => [message("a")];
    id_of_nul_alone_is_ignored: b"id:1\nid:\0\ndata:a\n\n" => [message("a").id("1")], id "1";
    id_with_nul_in_the_middle_is_ignored: b"id:1\x002\ndata:a\n\n" => [message("a")];
    id_before_one_with_nul_stands: b"id:1\nid:\x002\nid:3\0\ndata:a\n\n" => [message("a").id("1")], id "1";
    id_with_invalid_utf_8: b"id:\xFF\ndata:a\n\ndata:b\n\nid:\xFE\ndata:c\n\n" =>
        [message("a").id("�"), message("b").id("�"), message("c").id("�")], id "�";
}

// The reconnection time.
streams! {
    retry_is_milliseconds: b"retry:3000\n\n" => [], retry 3000.0;
    retry_counts_at_its_line_not_at_the_blank_one: b"retry:2\n" => [], retry 2.0;
    retry_after_a_space: b"retry: 500\n" => [], retry 500.0;
    retry_of_zero: b"retry:0\n" => [], retry 0.0;
    retry_with_leading_zeros: b"retry:0001000\n" => [], retry 1000.0;
    last_retry_wins: b"retry:1\nretry:2\n\nretry:3\n\n" => [], retry 3.0;
    retry_beside_an_event: b"retry:7\ndata:a\n\n" => [message("a")], retry 7.0;
    retry_does_not_end_a_block: b"data:a\nretry:7\ndata:b\n\n" => [message("a\nb")], retry 7.0;
    empty_retry_is_ignored: b"retry:5\nretry:\nretry: \nretry\n\n" => [], retry 5.0;
    retry_with_a_sign_is_ignored: b"retry:5\nretry:+6\nretry:-6\n" => [], retry 5.0;
    retry_with_two_spaces_is_ignored: b"retry:5\nretry:  6\n" => [], retry 5.0;
    retry_with_a_trailing_space_is_ignored: b"retry:5\nretry:6 \nretry:6\t\n" => [], retry 5.0;
    retry_with_a_space_inside_is_ignored: b"retry:5\nretry:1 000\n" => [], retry 5.0;
    retry_with_letters_is_ignored: b"retry:5\nretry:6ms\nretry:60000x\nretry:x6\n" => [], retry 5.0;
    retry_with_a_point_is_ignored: b"retry:5\nretry:6.5\nretry:6.\nretry:6,5\n" => [], retry 5.0;
    retry_with_an_exponent_is_ignored: b"retry:5\nretry:1e3\nretry:0x10\n" => [], retry 5.0;
    retry_with_words_for_numbers_is_ignored: b"retry:5\nretry:inf\nretry:NaN\n" => [], retry 5.0;
    retry_with_an_underscore_is_ignored: b"retry:5\nretry:1_000\n" => [], retry 5.0;
    retry_with_nul_is_ignored: b"retry:5\nretry:6\0\nretry:\x006\n" => [], retry 5.0;
    retry_with_other_digits_is_ignored: "retry:5\nretry:\u{662}\nretry:\u{FF16}\nretry:\u{B2}\n" =>
        [], retry 5.0;
    retry_with_digits_beside_ascii_is_ignored: b"retry:5\nretry:6/\nretry:6:\nretry:/\nretry::\n" =>
        [], retry 5.0;
    retry_beyond_32_bits: b"retry:99999999999\n" => [], retry 99_999_999_999.0;
    retry_of_2_to_the_53rd_less_one: b"retry:9007199254740991\n" => [], retry 9_007_199_254_740_991.0;
    retry_saturates: b"retry:9007199254740992\n" => [], retry 9_007_199_254_740_991.0;
    retry_beyond_64_bits_saturates: b"retry:18446744073709551616\n" => [], retry 9_007_199_254_740_991.0;
    retry_beyond_every_double_saturates: format!("retry:{}\n", "9".repeat(400)) =>
        [], retry 9_007_199_254_740_991.0;
    retry_with_many_leading_zeros: format!("retry:{}1\n", "0".repeat(400)) => [], retry 1.0;
}

// NUL.
streams! {
    nul_in_data_stays: b"data:\0\n\n" => [message("\0")];
    nul_in_data_among_text_stays: b"data:a\0b\ndata:\0c\n\n" => [message("a\0b\n\0c")];
    nul_in_an_event_type_stays: b"event:a\0b\ndata:x\n\nevent:\0\ndata:y\n\n" =>
        [typed("a\0b", "x"), typed("\0", "y")];
    nul_in_a_field_name_makes_another_name: b"da\0ta:1\ndata\0:2\n\0data:3\ndata:4\n\n" => [message("4")];
    nul_in_a_comment: b":\0\ndata:1\n\n" => [message("1")];
    nul_after_the_colon_keeps_the_space: b"data:\0 1\n\n" => [message("\0 1")];
    line_of_nul_is_no_blank_line: b"data:1\n\0\ndata:2\n\n" => [message("1\n2")];
    nul_between_cr_and_lf_is_a_line: b"data:1\r\0\ndata:2\r\n\r\n" => [message("1\n2")];
    nul_at_the_start_of_the_stream: b"\0data:1\n\ndata:2\n\n" => [message("2")];
}

// UTF-8. Each value decodes by itself, and never eats of the next.
streams! {
    utf_8_of_each_length: "data:aéह😀\n\n" => [message("aéह😀")];
    utf_8_in_every_value: "event:é\nid:ह\ndata:😀\n\n" => [typed("é", "😀").id("ह")], id "ह";
    utf_8_in_a_comment_and_an_unknown_field: ":é\nह:😀\ndata:1\n\n" => [message("1")];
    utf_8_in_a_field_name_makes_another_name: "dàta:1\ndata:2\n\n" => [message("2")];
    composed_and_decomposed_stay_as_they_are: "data:\u{E9}e\u{301}\n\n" => [message("\u{E9}e\u{301}")];
    replacement_character_sent_as_such: "data:\u{FFFD}\n\n" => [message("�")];
    noncharacters_stay: "data:\u{FFFE}\u{FFFF}\u{10FFFF}\n\n" => [message("\u{FFFE}\u{FFFF}\u{10FFFF}")];
    invalid_byte_is_replaced: b"data:a\xFFb\n\n" => [message("a�b")];
    latin_1_is_replaced: b"data:ok\xE4\n\n" => [message("ok�")];
    continuation_bytes_alone_are_replaced: b"data:\x80\xBF\n\n" => [message("��")];
    overlong_form_is_replaced: b"data:\xC0\xAF\xE0\x80\xAF\n\n" => [message("�����")];
    surrogate_is_replaced: b"data:\xED\xA0\x80\n\n" => [message("���")];
    beyond_the_last_code_point_is_replaced: b"data:\xF4\x90\x80\x80\n\n" => [message("����")];
    incomplete_sequence_is_replaced_by_one: b"data:\xF0\x9F\x98\n\n" => [message("�")];
    incomplete_sequence_among_text: b"data:\xE2\x82x\xC3\n\n" => [message("�x�")];
    incomplete_value_does_not_eat_the_line_end: b"data:\xC3\ndata:\xA9\n\n" => [message("�\n�")];
    incomplete_value_does_not_eat_of_the_next_event: b"data:\xC3\n\ndata:\xA9\n\n" =>
        [message("�"), message("�")];
    incomplete_value_of_each_length_before_its_rest:
        b"data:\xE2\x82\n\ndata:\xAC\n\ndata:\xF0\x9F\n\ndata:\x98\x80\n\n" =>
        [message("�"), message("�"), message("�"), message("��")];
    incomplete_type_and_id_before_data:
        b"event:\xC3\nid:\xE2\x82\ndata:\xA9\n\n" => [typed("�", "�").id("�")], id "�";
    incomplete_data_before_type_and_id:
        b"data:\xC3\nevent:\xA9\nid:\xAC\n\ndata:\xA9\n\n" =>
        [typed("�", "�").id("�"), message("�").id("�")], id "�";
    incomplete_value_before_a_valid_one: b"data:\xF0\x9F\x98\n\ndata:\xC3\xA9\n\n" =>
        [message("�"), message("é")];
    incomplete_field_name_before_a_field: b"\xC3\ndata:1\n\xC3:\xA9\n\n" => [message("1")];
    incomplete_sequence_before_the_colon: b"data\xC3:\xA9\ndata:1\n\n" => [message("1")];
    incomplete_sequence_before_cr: b"data:\xE2\x82\rdata:\xAC\r\r" => [message("�\n�")];
    incomplete_sequence_at_the_end_of_the_stream: b"data:1\n\ndata:\xF0\x9F" => [message("1")];
    invalid_and_valid_values_in_turn:
        b"data:\xFF\n\ndata:1\n\ndata:\xC3\xA9\n\ndata:\xFE2\n\ndata:3\n\n" =>
        [message("�"), message("1"), message("é"), message("�2"), message("3")];
}

// Offsets: code units, not bytes and not characters.
streams! {
    astral_characters_before_other_values: "data:😀a\n\ndata:b\n\ndata:é\n\n" =>
        [message("😀a"), message("b"), message("é")];
    astral_characters_in_every_value:
        "event:😀\nid:𝒳\ndata:x😀y\n\nevent:é😀\nid:ह\ndata:😀😀\n\n" =>
        [typed("😀", "x😀y").id("𝒳"), typed("é😀", "😀😀").id("ह")], id "ह";
    last_character_before_the_astral_ones: "data:\u{FFFD}\u{E000}\n\ndata:\u{10000}é\n\ndata:é\n\n" =>
        [message("\u{FFFD}\u{E000}"), message("\u{10000}é"), message("é")];
    ascii_between_wide_values: "data:é\n\nevent:a\ndata:b\n\ndata:é\n\ndata:c\n\n" =>
        [message("é"), typed("a", "b"), message("é"), message("c")];
    empty_values_between_wide_ones: "data:é\n\ndata\n\ndata:😀\n\ndata\n\n" =>
        [message("é"), message(""), message("😀"), message("")];
    wide_id_stays_while_data_changes: "id:é\ndata:a\n\ndata:😀\n\nid:b\ndata:é\n\n" =>
        [message("a").id("é"), message("😀").id("é"), message("é").id("b")], id "b";
}

// The last event ID buffer starts with the last event ID string of the connection before.
#[test]
fn event_without_an_id_has_that_of_the_connection_before() {
    let expected = |events: &[_], id: &str| Outcome { events: events.to_vec(), ..Outcome::new(id) };
    for seed in ["7", "…é😀", " "] {
        check(seed, "", &expected(&[], seed));
        check(seed, "data:a\n\n", &expected(&[message("a").id(seed)], seed));
        check(seed, "id:8\ndata:a\n", &expected(&[], seed));
        check(seed, "id\n\ndata:a\n\n", &expected(&[message("a")], ""));
        check(seed, "id:8\0\n\ndata:a\n\n", &expected(&[message("a").id(seed)], seed));
        let changes = [message("a").id(seed), message("b").id("8")];
        check(seed, "data:a\n\nid:8\ndata:b\n\n", &expected(&changes, "8"));
    }
}

/// Exactly `bound` bytes fit: with one less the stream stops after its first `delivered` events.
fn check_bound(stream: &[u8], bound: usize, delivered: usize) {
    let unbounded = oracle::interpret(stream, "");
    every_cut(stream, |pieces| {
        let count = pieces.len();
        assert_eq!(
            runs::bounded(pieces, bound),
            (unbounded.clone(), false),
            "at the bound, {count} pieces"
        );
        assert_eq!(
            runs::bounded(pieces, bound + 1),
            (unbounded.clone(), false),
            "below it, {count} pieces"
        );
        let (outcome, too_large) = runs::bounded(pieces, bound - 1);
        assert!(too_large, "above it, {count} pieces");
        assert_eq!(
            Some(&outcome.events[..]),
            unbounded.events.get(..delivered),
            "above it, {count} pieces"
        );
    });
}

macro_rules! bounds {
    ($($name:ident: $stream:literal fits $bound:literal, delivered $delivered:literal;)*) => {
        $(
            #[test]
            fn $name() {
                check_bound($stream, $bound, $delivered);
            }
        )*
    };
}

// The bound on one event: what its buffers hold (each data line with its line feed) and the line that comes.
bounds! {
    bound_on_one_line: b"data:12345\n\n" fits 10, delivered 0;
    bound_on_an_unfinished_line: b"data:12345" fits 10, delivered 0;
    bound_on_a_line_of_crlf: b"data:12345\r\n\r\n" fits 10, delivered 0;
    bound_on_many_lines: b"data:12\ndata:34\ndata:56\n\n" fits 13, delivered 0;
    bound_on_an_unfinished_line_after_others: b"data:12\ndata:34\ndata:56" fits 13, delivered 0;
    bound_on_empty_lines_of_data: b"data\ndata\ndata\n\n" fits 6, delivered 0;
    bound_on_an_event_type: b"event:abc\ndata\n\n" fits 9, delivered 0;
    bound_on_event_type_and_data: b"event:abc\ndata:12\n\n" fits 10, delivered 0;
    bound_counts_an_event_type_once: b"event:a\nevent:b\nevent:c\n\n" fits 8, delivered 0;
    bound_on_an_id_and_data: b"id:abc\ndata:12\n\n" fits 10, delivered 0;
    bound_on_a_comment: b":12345\n\n" fits 6, delivered 0;
    bound_on_an_unfinished_comment: b"data\n:12345" fits 7, delivered 0;
    bound_on_an_unknown_field: b"foo:12345\n\n" fits 9, delivered 0;
    bound_on_a_retry: b"retry:1\n\n" fits 7, delivered 0;
    bound_does_not_count_the_mark: b"\xEF\xBB\xBFdata:1\n\n" fits 6, delivered 0;
    bound_does_not_add_comments_up: b":123\n:123\n:123\ndata\n\n" fits 4, delivered 0;
    bound_starts_anew_with_each_event: b"data:1\n\ndata:2\n\ndata:3\n\n" fits 6, delivered 0;
    bound_starts_anew_after_a_block_without_data: b"event:a\n\nevent:b\n\ndata:1\n\n" fits 7, delivered 0;
    events_before_the_bound_are_delivered: b"data:1\n\ndata:2\n\ndata:345\n\ndata:6\n\n" fits 8, delivered 2;
    events_before_an_unfinished_line_are_delivered: b"data:1\n\ndata:345" fits 8, delivered 1;
    id_of_the_event_before_is_held: b"id:12345\ndata\n\ndata:1\n\n" fits 11, delivered 1;
}

#[test]
fn nothing_is_parsed_beyond_the_bound() {
    let pieces: [&[u8]; 4] =
        [b"id:1\nretry:1\ndata:1\n\n", b"data:2345678", b"\n\nid:2\ndata:3\n", b"retry:2\n\n"];
    let (outcome, too_large) = runs::bounded(&pieces, 12);
    assert!(too_large);
    let expected = Outcome {
        events: vec![message("1").id("1")],
        reconnection_time: Some(1.0),
        ..Outcome::new("1")
    };
    assert_eq!(outcome, expected);
}

/// Lines that outgrow the buffers which are kept between lines, in the pieces that a network makes.
#[test]
fn lines_of_megabytes() {
    let huge = "é".repeat(2_500_000);
    let long = "é".repeat(150_000);
    let stream = format!(
        "data:{huge}\n\nid:1\n:{long}\ndata:a\n\n{long}:{long}\ndata:{long}\r\ndata:{long}\r\n\r\n"
    );
    let expected = Outcome {
        events: vec![
            message(&huge),
            message("a").id("1"),
            message(&format!("{long}\n{long}")).id("1"),
        ],
        ..Outcome::new("1")
    };
    let pieces: Vec<_> = stream.as_bytes().chunks(1_460).collect();
    // Not `assert_eq!`: nobody reads megabytes.
    assert!(runs::value_by_value(&pieces, "") == expected, "value by value");
    assert!(runs::by_table(&pieces, "") == expected, "by table");
}

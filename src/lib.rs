//! The engine of the npm package `eventsource-wasm`: a Server-Sent Events client as the
//! [standard](https://html.spec.whatwg.org/multipage/server-sent-events.html) has it.
//!
//! # Who owns what
//!
//! - [`event_stream`] interprets an event stream: bytes in, events out. It cannot fail.
//! - [`mime`] says whether a `Content-Type` names an event stream.
//! - [`connection`] is the connection: when to fetch, when to announce, reestablish or fail, how long to
//!   wait. It has no clock, no I/O, no JavaScript and no async: inputs go in (with the time), [`Action`]s come out.
//! - `web` (for `wasm32` with the feature `web`) runs those actions in a browser. It decides nothing.
//!
//! Whatever is Web IDL is JavaScript's: the class, its exceptions, strings, event objects, the order of listeners.
//!
//! # The contract of the core
//!
//! Each input of [`Connection`] is followed by a drain: take one action, run it, take the next, until there is
//! none. An action may run code of the user that calls an input again (a listener that closes); what that
//! makes obsolete is no longer there when the outer drain goes on.
//!
//! [`Action`]: connection::Action
//! [`Connection`]: connection::Connection

pub mod connection;
pub mod event_stream;
pub mod mime;

#[cfg(all(target_arch = "wasm32", feature = "web"))]
pub mod web;

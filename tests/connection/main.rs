//! The connection in virtual time: a fake host runs its actions and records what happened.

#![cfg(not(target_arch = "wasm32"))]

mod back_forward_cache;
mod delays;
mod diagnosis;
mod inputs;
mod listeners;
mod page;
mod phases;
mod policy;
mod probe;
mod rate;
mod storms;
mod stream;
mod timeouts;

#[path = "../support/dispatched.rs"]
mod dispatched;
#[path = "../support/fake_host.rs"]
mod fake_host;
#[path = "../support/table.rs"]
mod table;

#![cfg(not(target_arch = "wasm32"))]
//! The connection in virtual time: a fake host runs its actions and records what happened.

mod delays;
mod listeners;
mod phases;
mod probe;
mod rate;
mod stream;

#[path = "../support/dispatched.rs"]
mod dispatched;
#[path = "../support/fake_host.rs"]
mod fake_host;
#[path = "../support/table.rs"]
mod table;

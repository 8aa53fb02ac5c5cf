//! The allocator: a list of what is free, for the engine has few and long-lived buffers.

use lol_alloc::{FreeListAllocator, LockedAllocator};

// Locked, for the constructor of the other one is unsafe; without threads the lock is a word that is written.
#[global_allocator]
static ALLOCATOR: LockedAllocator<FreeListAllocator> =
    LockedAllocator::new(FreeListAllocator::new());

//! The allocator: talc, with fewer free lists.

use talc::base::CHUNK_UNIT;
use talc::base::binning::Binning;
use talc::cell::TalcSyncCell;
use talc::wasm::WasmGrowAndExtend;

#[global_allocator]
static ALLOCATOR: TalcSyncCell<WasmGrowAndExtend, PowersOfTwo> =
    TalcSyncCell::new_wasm(WasmGrowAndExtend::new());

/// A free list for each power of two: the engine has few and long-lived buffers.
struct PowersOfTwo;

impl Binning for PowersOfTwo {
    type AvailabilityBitField = u32;

    fn size_to_bin(size: usize) -> u32 {
        CHUNK_UNIT.leading_zeros().wrapping_sub(size.leading_zeros())
    }
}

/** What `Host.diagnose` is about; the others are told by the engine (`Hint` in `src/connection/diagnosis.rs`). */
export const unknownField = 0;

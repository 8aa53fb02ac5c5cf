//! What the native tests of the event stream share.

pub(crate) mod dispatched;
pub(crate) mod oracle;
pub(crate) mod outcome;
pub(crate) mod runs;
pub(crate) mod seen;
pub(crate) mod table;

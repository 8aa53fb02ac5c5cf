//! What comes of a request.

/// What a response says, as far as a connection has to know.
#[derive(Clone, Copy, Debug)]
pub struct Response<'a> {
    /// The status.
    pub status: u16,
    /// The value of `Content-Type`; empty where there is none.
    pub content_type: &'a [u8],
    /// What `Retry-After` asks for, in milliseconds from now.
    pub retry_after: Option<f64>,
}

//! An event stream with axum: numbered events, resumed by Last-Event-ID, keep-alive comments, a reconnection time.

use std::convert::Infallible;
use std::env;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::{Stream, StreamExt, stream};
use tower_http::cors::CorsLayer;

const LAST: u32 = 10_000;
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What a page of another origin needs to send Authorization and Last-Event-ID.
    let cors = CorsLayer::new()
        .allow_origin(env::var("ORIGIN")?.parse::<HeaderValue>()?)
        .allow_headers([AUTHORIZATION, LAST_EVENT_ID])
        .expose_headers([WWW_AUTHENTICATE]);
    let app = Router::new()
        .route("/events", get(events))
        .route("/quiet", get(quiet))
        .layer(middleware::from_fn(authorize))
        .layer(cors);
    let listener =
        tokio::net::TcpListener::bind(format!("127.0.0.1:{}", env::var("PORT")?)).await?;
    axum::serve(listener, app).await?;
    Ok(())
}

async fn authorize(request: Request, next: Next) -> Response {
    let wanted = format!("Bearer {}", env::var("TOKEN").unwrap_or_default());
    match request.headers().get(AUTHORIZATION) {
        Some(given) if given.as_bytes() == wanted.as_bytes() => next.run(request).await,
        _ => (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response(),
    }
}

async fn events(headers: HeaderMap) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let seen =
        headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok()?.parse().ok()).unwrap_or(0);
    let numbers = stream::iter(seen + 1..=LAST)
        .map(|n| Ok(Event::default().id(n.to_string()).data(format!("{{\"n\":{n}}}"))));
    Sse::new(numbers.chain(stream::pending())).keep_alive(KeepAlive::default())
}

/// A reconnection time, and then nothing but comments.
async fn quiet() -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let first =
        stream::iter([Ok(Event::default().retry(Duration::from_millis(250)).data("{\"n\":1}"))]);
    let every_second = KeepAlive::new().interval(Duration::from_secs(1)).text("still here");
    Sse::new(first.chain(stream::pending())).keep_alive(every_second)
}

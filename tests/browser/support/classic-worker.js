importScripts("/tests/browser/support/watch.js", "/dist/eventsource.global.js");
importScripts("/tests/browser/support/worker-stream.js");
serveStreams(EventSourceWasm.EventSource);

/** What a test gives as the option `fetch`: it sees the requests and writes the responses. */
export function fakeServer() {
  const requests = [];
  let body;
  return {
    requests,
    send: (text) => body.enqueue(new TextEncoder().encode(text)),
    end: () => body.close(),
    breakDown: () => body.error(new TypeError("connection lost")),
    async fetch(url, { method, headers }) {
      requests.push({ url, method, headers: Object.fromEntries(headers) });
      const stream = new ReadableStream({ start: (controller) => void (body = controller) });
      return new Response(stream, { headers: { "Content-Type": "text/event-stream" } });
    },
  };
}

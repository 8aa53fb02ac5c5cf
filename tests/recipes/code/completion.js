import { readEvents } from "eventsource-wasm/stream";

export async function* complete(url, prompt, signal) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ messages: [{ role: "user", content: prompt }], stream: true }),
    signal,
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  for await (const { data } of readEvents(response)) {
    signal?.throwIfAborted(); // else what has arrived would still be given
    if (data === "[DONE]") return;
    yield JSON.parse(data).choices[0].delta.content ?? "";
  }
}

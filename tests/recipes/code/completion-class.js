import { EventSource } from "eventsource-wasm";

export async function complete(url, prompt, onText, signal) {
  const source = new EventSource(url, {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ messages: [{ role: "user", content: prompt }], stream: true }), // so it is a POST
    signal,
  });
  for await (const { data } of source) {
    if (data === "[DONE]") source.close();
    else onText(JSON.parse(data).choices[0].delta.content ?? "");
  }
}

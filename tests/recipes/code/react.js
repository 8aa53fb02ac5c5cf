import { useEffect, useState } from "react";
import { EventSource } from "eventsource-wasm";

/** The latest message of a stream, and whether it is connected. */
export function useLatest(url, token) {
  const [latest, setLatest] = useState(null);
  const [connected, setConnected] = useState(false);
  useEffect(() => {
    const source = new EventSource(url, { headers: { Authorization: `Bearer ${token}` } });
    source.onopen = () => setConnected(true);
    source.onerror = () => setConnected(false);
    source.onmessage = ({ data }) => setLatest(JSON.parse(data));
    return () => {
      source.close(); // no event after this
      setConnected(false);
    };
  }, [url, token]);
  return { latest, connected };
}

/** A host that records what the engine asks for, with a real stream as its body, and lets a test cut in. */
export class TestHost {
  log = [];
  #listeners = new Map();
  #controller;
  #reader;

  constructor() {
    this.stream = new ReadableStream({
      start: (controller) => (this.#controller = controller),
      cancel: () => this.#note("cancelled"),
    });
  }

  /** What happens inside of that call; once. */
  on(name, listener) {
    this.#listeners.set(name, listener);
  }

  #note(name, ...details) {
    this.log.push([name, ...details].join(" "));
    const listener = this.#listeners.get(name);
    this.#listeners.delete(name);
    listener?.();
  }

  text() {
    return this.log.join(", ");
  }

  clear() {
    this.log = [];
  }

  send(text) {
    this.#controller.enqueue(new TextEncoder().encode(text));
  }

  sendValue(value) {
    this.#controller.enqueue(value);
  }

  end() {
    this.#controller.close();
  }

  break(cause) {
    this.#controller.error(cause);
  }

  fetch(attempt, lastEventId) {
    this.#note("fetch", attempt, new TextDecoder().decode(lastEventId));
  }

  probe(attempt) {
    this.#note("probe", attempt);
  }

  disconnect() {
    this.#reader?.cancel().catch(() => {});
    this.#note("disconnect");
  }

  reader() {
    this.#note("reader");
    return (this.#reader = this.stream.getReader());
  }

  bytes(chunk) {
    if (chunk instanceof Uint8Array) return chunk;
    throw new TypeError("not bytes");
  }

  async caused(attempt, cause) {
    this.#note("caused", String(cause));
  }

  fireOpen() {
    this.#note("open");
  }

  fireError(reason, attempt, delay) {
    this.#note("error", reason, attempt, delay < 0 ? "closed" : "again");
  }

  ask(reason, attempt) {
    this.#note("ask", reason, attempt);
  }

  async dispatchTheEvents(attempt, parts) {
    const rows = parts[9] / 9;
    this.#note("dispatch", attempt, rows);
    // oxlint-disable-next-line no-unmodified-loop-condition -- each call takes the next event
    while (this.dispatchTheEvent?.(attempt)) {
      this.#note("event");
      await null;
    }
  }
}

/** Rejections and errors that nobody has handled, from now on. */
export function strays() {
  const seen = [];
  for (const type of ["unhandledrejection", "error"]) {
    globalThis.addEventListener(type, (event) => seen.push(String(event.reason ?? event.message)));
  }
  return seen;
}

export function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

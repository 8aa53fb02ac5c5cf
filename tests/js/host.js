const PIECE = 64 * 1024;

/** A host that records what the engine asks for, with a real stream as its body, and lets a test cut in. */
export class TestHost {
  log = [];
  #listeners = new Map();
  #controller;
  #reader;
  #dispatched;
  #fed = 0;
  #reads = [];

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

  end() {
    this.#controller.close();
  }

  break(cause) {
    this.#controller.error(cause);
  }

  /** The codes are in `js/codes/action.js`. */
  act(action, attempt, reason, delay) {
    const again = delay === Infinity ? "closed" : "again";
    if (action === 0) {
      this.#reader?.cancel().catch(() => {});
      this.#note("disconnect");
    } else if (action === 1) this.#note("fetch", attempt);
    else if (action === 2) this.#note("probe", attempt);
    else if (action === 3) this.#note("open");
    else if (action === 8) this.#note("ask", reason, attempt);
    else if (action === 9) this.#note("error", reason, attempt, again);
    else throw new Error(`unknown: ${action}`);
  }

  reader() {
    this.#note("reader");
    return (this.#reader = this.stream.getReader());
  }

  /** How many pieces had been fed at each read. */
  reads() {
    return this.#reads.join(" ");
  }

  async arrives(attempt, read) {
    this.#reads.push(this.#fed);
    try {
      const { done, value } = await read;
      for (let [at, isLast] = [0, false]; !isLast; at += PIECE) {
        await this.#dispatched;
        if (done) return this.ended(attempt);
        isLast = at + PIECE >= value.length;
        this.#fed++;
        this.feed(attempt, value.subarray(at, at + PIECE), isLast);
      }
    } catch (cause) {
      await this.#dispatched;
      this.#note("caused", String(cause));
      this.broken(attempt);
    }
  }

  /** Of the words from `parts` on, the last is how many the table has. */
  dispatchTheEvents(attempt, parts) {
    const words = new Uint32Array(this.memory.buffer);
    this.#dispatched = this.#dispatch(attempt, words[parts + 7]);
  }

  async #dispatch(attempt, words) {
    // Two for each value: of the first batch's, two values are the event type and the ID.
    this.#note("dispatch", attempt, words / 2);
    while (this.dispatchTheEvent(attempt)) {
      this.#note("event");
      await null;
    }
    this.dispatched(attempt);
  }
}

/** Which timers run, of those that are set from now on. */
export class RunningTimers {
  #running = new Set();
  #platform = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

  constructor() {
    const { setTimeout, clearTimeout } = this.#platform;
    globalThis.setTimeout = (call, delay) => {
      const timer = setTimeout(() => (this.#running.delete(timer), call()), delay);
      this.#running.add(timer);
      return timer;
    };
    globalThis.clearTimeout = (timer) => (this.#running.delete(timer), clearTimeout(timer));
  }

  count() {
    return this.#running.size;
  }

  restore() {
    Object.assign(globalThis, this.#platform);
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

import { EventSource } from "eventsource-wasm";

import { element, setText } from "./element.js";
import { formatSeconds, plural, sentence } from "./format.js";

/** Longer than any reconnection time here: what had been sent again would have arrived by then. */
const SECOND_LOOK = 5_000;

/** A prompt by POST, and its answer token by token as a language model gives it. */
export class Completion {
  #settings;
  #url;
  #controlToken;
  #form = element("completion", HTMLFormElement);
  #prompt = element("prompt", HTMLInputElement);
  #answer = element("answer", HTMLParagraphElement);
  #state = element("answer-state", HTMLParagraphElement);
  #counts = element("answer-counts", HTMLParagraphElement);
  #send = element("send", HTMLButtonElement);
  #stop = element("stop", HTMLButtonElement);
  #cut = element("cut-answer", HTMLButtonElement);
  /** @type {AbortController | null} */
  #running = null;
  #sent = 0;

  /**
   * @param {import("./settings.js").Config} config
   * @param {import("./settings.js").Settings} settings
   */
  constructor({ stream, token }, settings) {
    this.#settings = settings;
    this.#controlToken = token;
    this.#url = new URL("answers", stream);
    this.#url.searchParams.set("client", settings.client);
  }

  /** Listens to the form. */
  listen() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run();
    });
    this.#stop.addEventListener("click", () => this.#running?.abort());
    this.#cut.addEventListener("click", () => this.#ask("control/cut-answer", "POST"));
    this.#enable();
  }

  async #run() {
    const abort = new AbortController();
    this.#running = abort;
    this.#sent += 1;
    this.#answer.textContent = "";
    setText(this.#state, "Sent.");
    this.#enable();

    const started = performance.now();
    const source = new EventSource(this.#url, {
      method: "POST",
      headers: { Authorization: `Bearer ${this.#settings.token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ prompt: this.#prompt.value }),
      signal: abort.signal,
    });
    let words = 0;
    let outcome = "";
    try {
      for await (const { type, data } of source) {
        if (type === "done") {
          outcome = `Complete: ${plural(words, "word")} in ${formatSeconds(performance.now() - started)}.`;
          break;
        }
        words += 1;
        this.#answer.append(JSON.parse(data).text);
        this.#answer.scrollTop = this.#answer.scrollHeight;
        setText(this.#state, plural(words, "word"));
      }
      outcome ||= `It ended early, after ${plural(words, "word")}. It is not sent again.`;
      if (abort.signal.aborted) outcome = `Stopped by you after ${plural(words, "word")}.`;
    } catch (error) {
      const { reason, message } = /** @type {import("eventsource-wasm").Failure} */ (error);
      outcome = `Lost after ${plural(words, "word")} (${reason}): ${sentence(message)} It is not sent again.`;
    } finally {
      source.close();
    }
    setText(this.#state, outcome);
    this.#running = null;
    this.#enable();
    await this.#count();
    setTimeout(() => this.#count(), SECOND_LOOK);
  }

  #enable() {
    const running = this.#running !== null;
    // The button that was pressed is disabled: the focus must not fall off the page.
    const held = this.#form.contains(document.activeElement) && document.activeElement !== this.#prompt;
    this.#send.disabled = running;
    this.#stop.disabled = !running;
    this.#cut.disabled = !running;
    if (held) (running ? this.#stop : this.#send).focus();
  }

  /** What the server has seen of it: the proof that nothing was sent twice, and that it stopped. */
  async #count() {
    const response = await this.#ask("answers", "GET");
    if (!response?.ok) return;
    const { prompts, running } = await response.json();
    const still = running > 0 ? `${running} still being answered` : "none being answered";
    setText(this.#counts, `Sent ${this.#sent} · the server received ${prompts}, ${still}`);
  }

  /**
   * @param {string} path
   * @param {string} method
   */
  async #ask(path, method) {
    const url = new URL(path, this.#url);
    url.search = this.#url.search;
    const headers = { Authorization: `Bearer ${this.#controlToken}` };
    return fetch(url, { method, headers }).catch(() => null);
  }
}

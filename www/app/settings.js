import { element, setText } from "./element.js";
import { plural } from "./format.js";

const RATES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const DEFAULT_RATE = "5";
const WRONG_TOKEN = "not-the-token";

/** @typedef {{ stream: string, token: string }} Config where the page's own server streams */

/** The form: what is typed there, and the rate and size as part of the URL. */
export class Settings extends EventTarget {
  #config;
  /** What the server takes, as far as we know: the first token, later the latest. */
  #goodToken;
  #form = element("settings", HTMLFormElement);
  #url = element("url", HTMLInputElement);
  #rate = element("rate", HTMLInputElement);
  #size = element("size", HTMLSelectElement);
  #token = element("token", HTMLInputElement);
  #wrongToken = element("wrong-token", HTMLButtonElement);
  #heartbeat = element("heartbeat", HTMLSelectElement);
  #rows = element("headers", HTMLDivElement);

  /** @param {Config} config */
  constructor(config) {
    super();
    this.#config = config;
    this.#goodToken = config.token;
    const url = new URL(config.stream);
    url.searchParams.set("rate", DEFAULT_RATE);
    url.searchParams.set("client", Math.random().toString(36).slice(2, 10));
    this.#url.value = url.href;
    this.#token.value = config.token;
    this.#addHeader("X-Team", "blue");
    this.#readUrl();
    this.#showToken();

    this.#url.addEventListener("input", () => this.#readUrl());
    this.#rate.addEventListener("input", () => this.#writeUrl("rate", String(this.#ratePicked())));
    this.#rate.addEventListener("change", () => this.dispatchEvent(new Event("stream")));
    this.#size.addEventListener("change", () => {
      this.#writeUrl("size", this.#size.value);
      this.dispatchEvent(new Event("stream"));
    });
    this.#heartbeat.addEventListener("change", () => this.dispatchEvent(new Event("stream")));
    this.#token.addEventListener("input", () => this.#showToken());
    this.#wrongToken.addEventListener("click", () => this.#toggleToken());
    element("add-header", HTMLButtonElement).addEventListener("click", () => this.#addHeader("", "").focus());
    this.#form.addEventListener("input", () => this.dispatchEvent(new Event("change")));
  }

  get url() {
    return this.#url.value.trim();
  }

  get token() {
    return this.#token.value.trim();
  }

  get withCredentials() {
    return element("with-credentials", HTMLInputElement).checked;
  }

  get retryTransient() {
    return element("retry-transient", HTMLInputElement).checked;
  }

  /** Whether a token that is refused is exchanged for a fresh one; other servers than ours know no exchange. */
  get refreshesToken() {
    const own = this.url.startsWith(`${new URL(this.#config.stream).origin}/`);
    return own && element("refresh-token", HTMLInputElement).checked;
  }

  /** In milliseconds; undefined: none. */
  get heartbeatTimeout() {
    return this.#heartbeat.value ? Number(this.#heartbeat.value) : undefined;
  }

  /** Gets a fresh token from the page's own server. */
  async refreshToken() {
    const { stream, token } = this.#config;
    const headers = { Authorization: `Bearer ${token}` };
    const response = await fetch(new URL("token", stream), { method: "POST", headers });
    if (!response.ok) throw new Error(`no token: status ${response.status}`);
    this.#goodToken = (await response.json()).token;
    this.#token.value = this.#goodToken;
    this.#showToken();
    this.dispatchEvent(new Event("change"));
  }

  /** The headers to send, in the order of the form. */
  get headers() {
    /** @type {[string, string][]} */
    const headers = this.token ? [["Authorization", `Bearer ${this.token}`]] : [];
    for (const row of this.#rows.children) {
      const [name, value] = [...row.querySelectorAll("input")].map((input) => input.value.trim());
      if (name) headers.push([name, value ?? ""]);
    }
    return headers;
  }

  /** The name by which the page's own server knows this page. */
  get client() {
    return this.#parameters.get("client") ?? "";
  }

  get #parameters() {
    return new URLSearchParams(this.url.split("?")[1]);
  }

  #ratePicked() {
    return RATES[this.#rate.valueAsNumber] ?? RATES[0];
  }

  #readUrl() {
    const parameters = this.#parameters;
    const rate = Number(parameters.get("rate") ?? DEFAULT_RATE);
    const nearest = RATES.findLastIndex((candidate) => candidate <= rate);
    this.#rate.valueAsNumber = Math.max(0, nearest);
    this.#size.value = parameters.get("size") ?? "";
    if (this.#size.selectedIndex < 0) this.#size.selectedIndex = 0;
    setText(element("rate-text", HTMLOutputElement), `${plural(rate, "event")}/s`);
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #writeUrl(name, value) {
    const [base = ""] = this.url.split("?");
    const parameters = this.#parameters;
    if (value) parameters.set(name, value);
    else parameters.delete(name);
    this.#url.value = `${base}?${parameters}`;
    this.#readUrl();
  }

  #toggleToken() {
    this.#token.value = this.token === this.#goodToken ? WRONG_TOKEN : this.#goodToken;
    this.#showToken();
    this.dispatchEvent(new Event("change"));
  }

  #showToken() {
    const right = this.token === this.#goodToken;
    this.#wrongToken.setAttribute("aria-pressed", String(!right));
    setText(this.#wrongToken, right ? "Use a wrong one" : "Use the right one");
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #addHeader(name, value) {
    const row = element("header-row", HTMLTemplateElement).content.cloneNode(true);
    const [nameInput, valueInput] = /** @type {DocumentFragment} */ (row).querySelectorAll("input");
    const remove = /** @type {DocumentFragment} */ (row).querySelector("button");
    if (!nameInput || !valueInput || !remove) throw new TypeError("the template of a header is not complete");
    nameInput.value = name;
    valueInput.value = value;
    remove.addEventListener("click", () => {
      remove.parentElement?.remove();
      this.dispatchEvent(new Event("change"));
      element("add-header", HTMLButtonElement).focus();
    });
    this.#rows.append(row);
    return nameInput;
  }
}

import { element, setText } from "./element.js";
import { plural } from "./format.js";

/**
 * The buttons that make the page's own server fail. They show its token, not the one in the form, which may be wrong.
 * @param {import("./settings.js").Config} config
 * @param {() => string} client the name by which the server knows this page
 */
export function wireFaults({ stream, token }, client) {
  const panel = element("faults", HTMLDivElement);
  const answer = element("fault-answer", HTMLParagraphElement);

  panel.addEventListener("click", async ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    const url = new URL(`control/${target.dataset.action}`, stream);
    url.search = target.dataset.query ?? "";
    url.searchParams.set("client", client());
    try {
      const response = await fetch(url, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
      const text = response.ok ? outcome((await response.json()).streams) : await response.text();
      setText(answer, `${target.textContent?.trim()}: ${text.trim()}`);
    } catch {
      setText(answer, "The demo’s server cannot be reached.");
    }
  });

  return {
    /** @param {boolean} enabled */
    enable(enabled) {
      for (const button of panel.querySelectorAll("button")) button.disabled = !enabled;
    },
  };
}

/** @param {number} streams */
function outcome(streams) {
  return streams
    ? `done to ${plural(streams, "stream")}.`
    : "no stream is open; the next request will meet it.";
}

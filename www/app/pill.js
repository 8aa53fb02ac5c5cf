import { setText } from "./element.js";

const STATES = ["connecting", "open", "closed"];

/**
 * Shows a readyState as a coloured pill.
 * @param {HTMLElement} pill
 * @param {{ readyState: number } | null} source
 */
export function showReadyState(pill, source) {
  const state = source ? (STATES[source.readyState] ?? "idle") : "idle";
  if (pill.dataset.state === state) return;
  pill.dataset.state = state;
  setText(pill, state);
}

// First: it makes uPlot evaluate where it would throw.
import "./language.js";

import uPlot from "uplot";

import { STEP } from "./rate-meter.js";

const SECONDS = 60;
const HEIGHT = 136;

/** How many steps a plot shows. */
export const PLOT_STEPS = SECONDS / STEP + 1;

/** @typedef {{ at: number, kind: "open" | "error" }} Mark a moment, in milliseconds of performance.now() */

const scheme = matchMedia("(prefers-color-scheme: dark)");

/** The last minute of one figure, with the moments at which the connection broke and came back. */
export class Plot {
  #seconds = Array.from({ length: PLOT_STEPS }, (_, index) => index * STEP - SECONDS);
  /** @type {Mark[]} */
  #marks = [];
  #plot;

  /**
   * @param {HTMLElement} container
   * @param {{ colour: string, least: number, format: (value: number) => string }} options `colour` names a CSS property
   */
  constructor(container, { colour, least, format }) {
    const style = getComputedStyle(document.documentElement);
    const css = (/** @type {string} */ name) => style.getPropertyValue(name);
    const axis = {
      stroke: () => css("--muted"),
      font: `11px ${css("--sans")}`,
      grid: { stroke: () => css("--grid"), width: 1 },
      ticks: { show: false },
    };

    this.#plot = new uPlot(
      {
        width: Math.max(container.clientWidth, 100),
        height: HEIGHT,
        padding: [8, 12, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, range: [-SECONDS, 0] },
          y: { range: (_, __, highest) => [0, Math.max(least, (highest ?? 0) * 1.15)] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 28,
            gap: 6,
            space: 60,
            values: (_, values) => values.map((value) => (value === 0 ? "now" : `−${-value} s`)),
          },
          { ...axis, size: 54, space: 28, values: (_, values) => values.map(format) },
        ],
        series: [
          {},
          {
            stroke: () => css(colour),
            fill: (plot) => fade(plot, css(colour)),
            width: 1.75,
            points: { show: false },
          },
        ],
        hooks: { draw: [(plot) => this.#drawMarks(plot, css)] },
      },
      [this.#seconds, this.#seconds.map(() => 0)],
      container,
    );

    new ResizeObserver(() => {
      this.#plot.setSize({ width: Math.max(container.clientWidth, 100), height: HEIGHT });
    }).observe(container);
    scheme.addEventListener("change", () => this.#plot.redraw(false));
  }

  /**
   * @param {number[]} values newest last
   * @param {Mark[]} marks
   */
  update(values, marks) {
    this.#marks = marks;
    this.#plot.setData([this.#seconds, values]);
  }

  /**
   * @param {uPlot} plot
   * @param {(name: string) => string} css
   */
  #drawMarks({ ctx, bbox, valToPos }, css) {
    const now = performance.now();
    ctx.save();
    ctx.lineWidth = devicePixelRatio;
    for (const { at, kind } of this.#marks) {
      const seconds = (at - now) / 1000;
      if (seconds < -SECONDS) continue;
      const x = Math.round(valToPos(seconds, "x", true)) + 0.5;
      ctx.strokeStyle = css(kind === "open" ? "--open" : "--failed");
      ctx.setLineDash(kind === "open" ? [] : [3 * devicePixelRatio, 3 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }
}

/**
 * A colour that fades out towards the bottom.
 * @param {uPlot} plot
 * @param {string} colour
 */
function fade({ ctx, bbox }, colour) {
  const gradient = ctx.createLinearGradient(0, bbox.top, 0, bbox.top + bbox.height);
  gradient.addColorStop(0, `${colour.trim()}55`);
  gradient.addColorStop(1, `${colour.trim()}05`);
  return gradient;
}

const NOTICES = [
  "Opening auction at noon.",
  "Maintenance window moved to Sunday.",
  "Fees are halved until Friday.",
  "A new instrument was listed: WASM.",
];

const MESSAGES = [
  "Guten Morgen, Zürich.\nDer Markt ist offen.",
  "東京市場は静かです。",
  "Καλημέρα, κόσμε!\nДобрый день, мир!\nمرحبا بالعالم",
  "Rain over Reykjavík: ☔️ 4 °C, wind 11 m/s.",
  "Two lines,\nand a third follows:\n🦀 → 🕸️ → 📈",
];

/** What the stream tells: a price that walks at random, and now and then a notice or a line of text. */
export class Market {
  #price = 100;

  /**
   * @param {number} number
   * @returns {import("./history.js").NumberedEvent}
   */
  next(number) {
    if (number % 25 === 0) return { number, type: "notice", data: pick(NOTICES, number / 25) };
    if (number % 10 === 0) return { number, type: "message", data: pick(MESSAGES, number / 10) };

    // A pull towards 100 keeps a long walk in the picture.
    const change = (Math.random() - 0.5) * 0.8 + (100 - this.#price) * 0.002;
    this.#price += change;
    const tick = { n: number, price: round(this.#price), change: round(change) };
    return { number, type: "tick", data: JSON.stringify(tick) };
  }
}

/**
 * @param {string[]} texts
 * @param {number} turn
 */
function pick(texts, turn) {
  return texts[turn % texts.length] ?? "";
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100;
}

const WORDS_PER_SECOND = 12;

/** The words of an answer, one event each as a language model sends them, and "done" after the last. */
export class Answer {
  #response;
  #words;

  /**
   * @param {import("node:http").ServerResponse} response
   * @param {string} prompt
   */
  constructor(response, prompt) {
    this.#response = response;
    this.#words = answerTo(prompt).match(/\S+\s*/g) ?? [];
    response.write(": thinking\n\n");
    const total = this.#words.length;
    const timer = setInterval(() => {
      const word = this.#words.shift();
      if (word !== undefined) response.write(`event: token\ndata: ${JSON.stringify({ text: word })}\n\n`);
      else response.end(`event: done\ndata: ${JSON.stringify({ words: total })}\n\n`);
    }, 1000 / WORDS_PER_SECOND);
    response.on("close", () => clearInterval(timer));
  }

  /** Destroys the socket. */
  cut() {
    this.#response.destroy();
  }
}

/** @param {string} prompt */
function answerTo(prompt) {
  const quoted = prompt.length > 80 ? `${prompt.slice(0, 80)}…` : prompt;
  return (
    `You asked: “${quoted}” This is no language model, only a server that sends one word after the other, ` +
    "each as an event of its own, in the answer to a POST. Stop it, and the server stops too: it sees the " +
    "connection close and says no further word. Cut it, and the request is not sent again: a prompt that " +
    "was paid for once is not paid for twice, unless your code says so."
  );
}

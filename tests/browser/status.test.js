/** What the status of the response decides. https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource */

import { expect } from "chai";

import { BEATS, BROWSER, connect, next, OTHER_ORIGIN, record, STALL, Stream } from "./support/streams.js";
import { sleep, test } from "./support/test.js";

/** Everything but 200; 1xx never reach a page. */
const SUCCESS = [201, 202, 203, 204, 205, 206, 226, 299];
const REDIRECTION = [300, 304, 305, 306];
const CLIENT_ERROR = [400, 401, 403, 404, 405, 408, 410, 412, 415, 418, 425, 429, 451];
const SERVER_ERROR = [500, 501, 502, 503, 504, 511, 599];
const REDIRECTS = [301, 302, 303, 307, 308];

describe("status", () => {
  test("200 is announced", async () => {
    const source = connect(new Stream({ body: ["data: a\n\n", STALL] }));
    const events = record(source);
    await next(source, "message");
    expect(events.map(({ type }) => type)).to.deep.equal(["open", "message"]);
    expect(source.readyState).to.equal(1);
  });

  for (const status of [...SUCCESS, ...REDIRECTION, ...CLIENT_ERROR, ...SERVER_ERROR]) {
    test(`${status} fails the connection for good`, async () => {
      const stream = new Stream({
        status,
        body: [204, 205, 304].includes(status) ? [] : ["retry: 1\ndata: a\n\n"],
      });
      const source = connect(stream);
      const events = record(source);
      await next(source, "error");
      expect(source.readyState).to.equal(2);
      expect(events.map(({ type, reason }) => [type, reason])).to.deep.equal([["error", "status"]]);
      expect(events[0].status).to.equal(status);
      await sleep(20);
      // Chromium asks again by itself where the server says that it has waited too long for a request.
      const requests = status === 408 && BROWSER === "chromium" ? 2 : 1;
      expect(await stream.requests()).to.have.length(requests);
    });
  }

  test("a body that never ends of a status that fails is not held", async () => {
    const stream = new Stream({ status: 404, body: [BEATS] });
    await next(connect(stream), "error");
    const [request] = await stream.ended();
    expect(request.endedBy).to.equal("client");
  });

  for (const status of REDIRECTS) {
    for (const [where, origin] of [
      ["the same origin", location.origin],
      ["another origin", OTHER_ORIGIN],
    ]) {
      test(`${status} to ${where} is followed`, async () => {
        const target = new Stream({ body: ["data: a\n\n", BEATS] });
        const stream = new Stream({ status, type: null, headers: { Location: target.at(origin) } });
        const source = connect(stream);
        expect((await next(source, "message")).data).to.equal("a");
        expect(source).to.include({ url: stream.url, readyState: 1 });
        const [request] = await target.requests();
        expect(request).to.include({ method: "GET", origin });
      });
    }

    test(`${status} to a status that fails: the connection fails`, async () => {
      const target = new Stream({ status: 204, type: null });
      const source = connect(new Stream({ status, type: null, headers: { Location: target.url } }));
      const event = await next(source, "error");
      expect(event).to.include({ reason: "status", status: 204, url: target.url });
      expect(source.readyState).to.equal(2);
    });

    test(`${status} without a Location fails the connection`, async () => {
      const source = connect(new Stream({ status, body: ["data: a\n\n"] }));
      const event = await next(source, "error");
      expect(event).to.include({ reason: "status", status, willReconnect: false });
      expect(source.readyState).to.equal(2);
    });
  }

  test("a redirect that goes round in circles is an error of the network", async () => {
    const source = connect(new Stream({ status: 302, type: null, headers: { Location: "#again" } }));
    expect(await next(source, "error")).to.include({ reason: "network", willReconnect: true });
    expect(source.readyState).to.equal(0);
  });
});

/** What the server is asked: headers, credentials, cache. */

import { expect } from "chai";

import {
  BEATS,
  BROWSER,
  connect,
  EventSource,
  next,
  OTHER_ORIGIN,
  STALL,
  Stream,
  until,
} from "./support/streams.js";
import { test } from "./support/test.js";

/** The first request of a stream with these options. */
async function requestWith(/** @type {object} */ options, origin = location.origin) {
  const stream = new Stream({ body: [STALL] });
  connect(stream.at(origin), options);
  const [request] = await stream.requested();
  return request;
}

describe("request", () => {
  test("asks for an event stream, with GET, and nothing from a cache", async () => {
    const { method, headers } = await requestWith({});
    expect(method).to.equal("GET");
    expect(headers.accept).to.equal("text/event-stream");
    expect(headers["cache-control"]).to.equal("no-cache");
    expect(headers).to.not.have.any.keys("last-event-id", "content-type", "content-length");
    // WebKitGTK sends no metadata to an origin that is not https.
    if (headers["sec-fetch-mode"])
      expect(headers).to.include({ "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" });
    if (BROWSER !== "webkit") expect(headers).to.have.property("sec-fetch-mode");
  });

  test("a response that could be cached is asked for anew", async () => {
    const headers = { "Cache-Control": "max-age=3600" };
    const stream = new Stream(
      { headers, body: ["retry: 1\ndata: 1\n\n"] },
      { headers, body: ["data: 2\n\n", STALL] },
    );
    const source = connect(stream);
    await next(source, "message");
    expect((await next(source, "message")).data).to.equal("2");
  });

  const pairs = { authorization: "Bearer token", "x-test": "a, b" };
  for (const [name, headers] of Object.entries({
    "an object": { Authorization: "Bearer token", "X-Test": "a, b" },
    "a Headers object": new Headers(pairs),
    entries: [
      ["Authorization", "Bearer token"],
      ["X-Test", "a"],
      ["X-Test", "b"],
    ],
    "an iterable": new Map(Object.entries(pairs)),
  })) {
    test(`headers as ${name} are sent`, async () => {
      expect((await requestWith({ headers })).headers).to.include(pairs);
    });
  }

  test("headers are sent to another origin, with its permission", async () => {
    const { headers } = await requestWith({ headers: pairs }, OTHER_ORIGIN);
    expect(headers).to.include({ ...pairs, origin: location.origin });
  });

  test("headers are sent again with every reconnection, as they were at the start", async () => {
    const headers = { "X-Test": "1" };
    const stream = new Stream({ body: ["retry: 1\ndata: a\n\n"] }, { body: [STALL] });
    connect(stream, { headers });
    headers["X-Test"] = "2";
    for (const request of await stream.requested(2)) expect(request.headers["x-test"]).to.equal("1");
  });

  test("an Accept of one's own wins", async () => {
    expect((await requestWith({ headers: { Accept: "text/event-stream;v=2" } })).headers.accept).to.equal(
      "text/event-stream;v=2",
    );
  });

  for (const headers of [undefined, {}, [], new Headers()]) {
    test(`headers: ${headers && `${headers.constructor.name} without members`}: nothing is added`, async () => {
      expect((await requestWith({ headers })).headers.accept).to.equal("text/event-stream");
    });
  }

  test("to another origin without credentials: no permission is asked for", async () => {
    const stream = new Stream({ body: [":\n", STALL] });
    await next(connect(stream.at(OTHER_ORIGIN)), "open");
    expect((await stream.allRequests()).map(({ method }) => method)).to.deep.equal(["GET"]);
  });

  describe("cookies", () => {
    before(() => void (document.cookie = "test=a cookie; path=/play; SameSite=Lax"));
    after(() => void (document.cookie = "test=; path=/play; max-age=0"));

    for (const withCredentials of [false, true]) {
      test(`withCredentials: ${withCredentials}, same origin: sent`, async () => {
        expect((await requestWith({ withCredentials })).headers.cookie).to.equal("test=a cookie");
      });
    }

    test("withCredentials: false, another origin: not sent", async () => {
      expect((await requestWith({}, OTHER_ORIGIN)).headers).to.not.have.property("cookie");
    });

    test("withCredentials: true, another origin: sent, also with a reconnection", async () => {
      const stream = new Stream({ body: ["retry: 1\ndata: a\n\n"] }, { body: [STALL] });
      const source = connect(stream.at(OTHER_ORIGIN), { withCredentials: true });
      expect(source.withCredentials).to.equal(true);
      for (const { headers } of await stream.requested(2)) expect(headers.cookie).to.equal("test=a cookie");
    });

    test("withCredentials: true, after a redirect to another origin: sent", async () => {
      const target = new Stream({ body: ["data: a\n\n", BEATS] });
      const redirect = { status: 307, type: null, headers: { Location: target.at(OTHER_ORIGIN) } };
      await next(connect(new Stream(redirect), { withCredentials: true }), "message");
      expect((await target.requests())[0]?.headers.cookie).to.equal("test=a cookie");
    });
  });

  test("an option that nobody knows is ignored", async () => {
    await requestWith({ unknown: 1, [Symbol("x")]: 2 });
  });

  test("a URL with a fragment: it is not sent, and stays in url", async () => {
    const stream = new Stream({ body: ["data: a\n\n", STALL] });
    const source = new EventSource(`${stream.url}#fragment`);
    await next(source, "message");
    expect(source.url).to.equal(`${stream.url}#fragment`);
    source.close();
    await until(async () => (await stream.requests()).length === 1);
  });
});

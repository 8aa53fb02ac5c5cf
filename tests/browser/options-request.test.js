/** The options that are the request's own, as the server and `fetch` see them. */

import { expect } from "chai";

import {
  BEATS,
  BROWSER,
  connect,
  next,
  OTHER_ORIGIN,
  record,
  STALL,
  Stream,
  until,
} from "./support/streams.js";
import { sleep, test } from "./support/test.js";

const stays = { body: ["data: a\n\n", STALL] };

/** The first request of a stream with these options. */
async function requestWith(/** @type {object} */ options, origin = location.origin) {
  const stream = new Stream(stays);
  connect(stream.at(origin), options);
  return (await stream.requested())[0];
}

describe("the option method", () => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    for (const given of [method, method.toLowerCase()]) {
      test(`${given} is sent as ${method}`, async () => {
        const stream = new Stream(stays);
        const source = connect(stream, { method: given });
        expect((await next(source, "message")).data).to.equal("a");
        expect((await stream.requests())[0]?.method).to.equal(method);
      });
    }
  }

  test("GET and get", async () => {
    for (const method of ["GET", "get"]) expect((await requestWith({ method })).method).to.equal("GET");
  });

  test("undefined is none: GET, and POST with a body", async () => {
    expect((await requestWith({ method: undefined })).method).to.equal("GET");
    expect((await requestWith({ method: undefined, body: "x" })).method).to.equal("POST");
  });

  test("with a body", async () => {
    const stream = new Stream(stays);
    await next(connect(stream, { method: "PUT", body: "x" }), "message");
    expect((await stream.requests())[0]).to.include({ method: "PUT", body: "x" });
  });

  for (const method of ["OPTIONS", "QUERY"]) {
    test(`${method} is handed on to fetch`, async () => {
      const inits = [];
      connect(new Stream(stays), {
        method,
        fetch: (/** @type {string} */ _url, /** @type {RequestInit} */ init) => {
          inits.push(init);
          return new Promise(() => {});
        },
      });
      await until(() => inits.length === 1);
      expect(inits[0].method).to.equal(method);
    });
  }

  for (const method of ["POST", "DELETE"]) {
    test(`${method} is not sent again by default: every failure ends CLOSED`, async () => {
      const stream = new Stream({ body: ["retry: 1\ndata: a\n\n"] });
      const source = connect(stream, { method });
      const event = await next(source, "error");
      expect(event).to.include({ reason: "end-of-stream", willReconnect: false, delay: 0 });
      expect(source.readyState).to.equal(2);
      await sleep(50);
      expect(await stream.requests()).to.have.length(1);
    });
  }

  test("POST is sent again by reconnect(), with the last event ID", async () => {
    const stream = new Stream({ body: ["id: 7\ndata: a\n\n"] }, stays);
    const source = connect(stream, { body: "x" });
    await next(source, "error");
    source.reconnect();
    await next(source, "message");
    const [, second] = await stream.requests();
    expect(second).to.include({ method: "POST", body: "x" });
    expect(second?.headers["last-event-id"]).to.equal("7");
  });

  test("POST that waits for its second attempt: online and visibility do not hasten it", async () => {
    const stream = new Stream({ body: ["data: a\n\n"] }, stays);
    const source = connect(stream, { method: "POST", shouldReconnect: () => 60_000 });
    await next(source, "error");
    dispatchEvent(new Event("online"));
    document.dispatchEvent(new Event("visibilitychange"));
    await sleep(50);
    expect(await stream.requests()).to.have.length(1);
  });
});

describe("the option credentials", () => {
  before(() => void (document.cookie = "test=a cookie; path=/play; SameSite=Lax"));
  after(() => void (document.cookie = "test=; path=/play; max-age=0"));

  test("omit: no cookie, also to the own origin", async () => {
    expect((await requestWith({ credentials: "omit" })).headers).to.not.have.property("cookie");
  });

  test("include: a cookie to another origin", async () => {
    const { headers } = await requestWith({ credentials: "include" }, OTHER_ORIGIN);
    expect(headers.cookie).to.equal("test=a cookie");
  });

  test("same-origin: a cookie to the own origin only", async () => {
    const credentials = "same-origin";
    expect((await requestWith({ credentials })).headers.cookie).to.equal("test=a cookie");
    expect((await requestWith({ credentials }, OTHER_ORIGIN)).headers).to.not.have.property("cookie");
  });

  for (const credentials of ["omit", "same-origin"]) {
    test(`${credentials} wins over withCredentials: true, which stays true`, async () => {
      const stream = new Stream(stays);
      const source = connect(stream.at(OTHER_ORIGIN), { credentials, withCredentials: true });
      expect(source.withCredentials).to.equal(true);
      expect((await stream.requested())[0].headers).to.not.have.property("cookie");
    });
  }
});

describe("the options mode and redirect", () => {
  test("mode: no-cors gives an opaque response, which fails for its status", async () => {
    const stream = new Stream({ body: [":\n", STALL] });
    const event = await next(connect(stream.at(OTHER_ORIGIN), { mode: "no-cors" }), "error");
    expect(event).to.include({ reason: "status", status: 0, willReconnect: false });
    const [{ headers }] = await stream.requests();
    if (BROWSER !== "webkit") expect(headers["sec-fetch-mode"]).to.equal("no-cors");
  });

  test("mode: same-origin reads the own origin", async () => {
    await next(connect(new Stream(stays), { mode: "same-origin" }), "message");
  });

  test("mode: same-origin refuses another origin: no request with anything of ours", async () => {
    const stream = new Stream(stays);
    const source = connect(stream.at(OTHER_ORIGIN), { mode: "same-origin", headers: { "X-Test": "x" } });
    const event = await next(source, "error");
    expect(event).to.include({ status: 0, headers: null });
    expect(event.cause).to.be.instanceOf(Error);
    for (const { headers } of await stream.allRequests()) expect(headers).to.not.have.property("x-test");
  });

  const redirect = (/** @type {Stream} */ to) => ({ status: 302, type: null, headers: { Location: to.url } });

  test("redirect: error makes it an error of the network", async () => {
    const target = new Stream(stays);
    const source = connect(new Stream(redirect(target)), { redirect: "error", reconnectionTime: 60_000 });
    expect(await next(source, "error")).to.include({ reason: "network", status: 0, willReconnect: true });
    expect(await target.requests()).to.deep.equal([]);
  });

  test("redirect: manual gives a filtered response, which fails for its status", async () => {
    const target = new Stream(stays);
    const source = connect(new Stream(redirect(target)), { redirect: "manual" });
    expect(await next(source, "error")).to.include({ reason: "status", status: 0, willReconnect: false });
    expect(await target.requests()).to.deep.equal([]);
  });

  test("redirect: follow", async () => {
    await next(
      connect(new Stream(redirect(new Stream({ body: ["data: a\n\n", BEATS] }))), { redirect: "follow" }),
      "message",
    );
  });
});

describe("the option cache", () => {
  for (const [cache, sent] of [
    ["default", undefined],
    ["no-cache", "max-age=0"],
    ["reload", "no-cache"],
  ]) {
    test(`${cache}: Cache-Control ${sent ?? "is not sent"}`, async () => {
      expect((await requestWith({ cache })).headers["cache-control"]).to.equal(sent);
    });
  }

  test("force-cache answers from the cache where it can", async () => {
    const headers = { "Cache-Control": "max-age=3600" };
    const stream = new Stream({ headers, body: ["data: stored\n\n"] }, { body: ["data: new\n\n", STALL] });
    // The sessions of WebKit's driver keep no cache.
    if (BROWSER === "webkit") return;
    for (let round = 0; round < 2; round += 1) {
      const source = connect(stream, { cache: "force-cache", reconnectionTime: 60_000 });
      const events = record(source, "message");
      await next(source, "error");
      expect(events.map(({ data }) => data)).to.deep.equal(["stored"]);
    }
    expect(await stream.requests()).to.have.length(1);
  });
});

describe("the options referrer and referrerPolicy", () => {
  test("by default as every request of the page", async () => {
    expect((await requestWith({})).headers.referer).to.equal(location.href);
    expect((await requestWith({}, OTHER_ORIGIN)).headers.referer).to.equal(`${location.origin}/`);
  });

  test('referrer: "" sends none', async () => {
    expect((await requestWith({ referrer: "" })).headers).to.not.have.property("referer");
  });

  test("referrer: another URL of the own origin", async () => {
    const { headers } = await requestWith({ referrer: `${location.origin}/elsewhere` });
    expect(headers.referer).to.equal(`${location.origin}/elsewhere`);
  });

  test("referrerPolicy: no-referrer", async () => {
    const { headers } = await requestWith({ referrerPolicy: "no-referrer" });
    expect(headers).to.not.have.property("referer");
  });

  test("referrerPolicy: origin", async () => {
    const { headers } = await requestWith({ referrerPolicy: "origin" });
    expect(headers.referer).to.equal(`${location.origin}/`);
  });
});

describe("the option integrity", () => {
  const text = "data: a\n\n";
  const digest = async (/** @type {string} */ of) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(of)));
    return `sha256-${btoa(String.fromCharCode(...bytes))}`;
  };

  test("that matches: the events come", async () => {
    const integrity = await digest(text);
    const source = connect(new Stream({ body: [text] }), { integrity, reconnectionTime: 60_000 });
    expect((await next(source, "message")).data).to.equal("a");
  });

  test("that does not match: an error of the network, and no event", async () => {
    const integrity = await digest("something else");
    const source = connect(new Stream({ body: [text] }), { integrity, reconnectionTime: 60_000 });
    const messages = record(source, "message");
    expect(await next(source, "error")).to.include({ reason: "network", willReconnect: true });
    expect(messages).to.deep.equal([]);
  });
});

describe("the options keepalive and priority", () => {
  for (const [name, value, normal] of [
    ["keepalive", true, false],
    ["priority", "low", undefined],
    ["priority", "high", undefined],
  ]) {
    test(`${name}: ${value} reaches fetch, and the events come`, async () => {
      /** @type {any[]} */
      const inits = [];
      const asked = (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
        inits.push({ ...init, request: new Request(url, init) });
        return fetch(url, init);
      };
      for (const options of [{ [/** @type {string} */ (name)]: value }, {}]) {
        const source = connect(new Stream(stays), { ...options, fetch: asked });
        expect((await next(source, "message")).data).to.equal("a");
        source.close();
      }
      expect(inits[0][/** @type {string} */ (name)]).to.equal(value);
      expect(inits[1]).to.not.have.property(/** @type {string} */ (name));
      // Firefox has no Request.keepalive before 133; none tells a request's priority.
      if (name === "keepalive" && "keepalive" in Request.prototype)
        expect(inits.map(({ request }) => request.keepalive)).to.deep.equal([value, normal]);
    });
  }
});

describe("the option lastEventIdParameter", () => {
  const ended = { body: ["retry: 1\nid: ä 1&\ndata: a\n\n"] };
  const parameters = ({ url }) => new URL(url, location.origin).searchParams;

  test("nothing is sent without an ID; then the parameter, and no header", async () => {
    const stream = new Stream(ended, stays);
    const source = connect(stream, { lastEventIdParameter: "last id" });
    const [first, second] = await stream.requested(2);
    expect(parameters(first).has("last id")).to.equal(false);
    expect(parameters(second).get("last id")).to.equal("ä 1&");
    for (const { headers } of [first, second]) expect(headers).to.not.have.property("last-event-id");
    expect(source.url).to.equal(stream.url);
  });

  test("to another origin: no permission is asked for", async () => {
    const stream = new Stream(ended, stays);
    const source = connect(stream.at(OTHER_ORIGIN), { lastEventIdParameter: "id" });
    await stream.requested(2);
    await until(() => source.readyState === 1);
    const requests = await stream.allRequests();
    expect(requests.map(({ method }) => method)).to.deep.equal(["GET", "GET"]);
    expect(parameters(requests[1]).get("id")).to.equal("ä 1&");
  });

  test("the rest of the query is kept, byte by byte", async () => {
    const stream = new Stream(stays);
    const url = `${stream.url}&a=+x%20&b&c=;#fragment`;
    connect(url, { lastEventId: "7", lastEventIdParameter: "id" });
    const [request] = await stream.requested();
    const sent = request.url.slice(request.url.indexOf("&a="));
    expect(sent).to.equal("&a=+x%20&b&c=;&id=7");
    expect(location.origin + request.url.replace(sent, "")).to.equal(stream.url);
  });

  test("what only looks like a parameter of that name is kept", async () => {
    const stream = new Stream(stays);
    const url = stream.url.replace("?", "??id=1&");
    /** @type {string[]} */
    const urls = [];
    const fetch = (/** @type {string} */ asked) => (urls.push(asked), Promise.reject(new Error("down")));
    const source = connect(url, { lastEventId: "7", lastEventIdParameter: "id", fetch });
    await next(source, "error");
    expect(urls).to.deep.equal([`${url}&id=7`]);
  });

  test("a parameter of that name is replaced", async () => {
    const stream = new Stream(stays);
    connect(`${stream.url}&id=old&x=1&id=older`, { lastEventId: "7", lastEventIdParameter: "id" });
    const [request] = await stream.requested();
    expect(parameters(request).getAll("id")).to.deep.equal(["7"]);
    expect(parameters(request).get("x")).to.equal("1");
  });

  test("a parameter of that name stays as it is while there is no ID", async () => {
    const stream = new Stream(stays);
    connect(`${stream.url}&id=old`, { lastEventIdParameter: "id" });
    const [request] = await stream.requested();
    expect(parameters(request).getAll("id")).to.deep.equal(["old"]);
  });

  test("a failure without a response tells the URL requested", async () => {
    const url = `${location.origin}/path?x=1`;
    const fetch = () => Promise.reject(new Error("down"));
    const source = connect(url, { lastEventId: "7", lastEventIdParameter: "id", fetch });
    expect((await next(source, "error")).url).to.equal(`${url}&id=7`);
  });
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { createElement, StrictMode, useEffect } from "react";
import { create } from "react-test-renderer";

import { STALL } from "../server/answers.js";
import { serve, until } from "../support/serving.js";
import { useLatest } from "./code/react.js";

// Otherwise the renderer prints that react-dom is to be preferred, which needs a document.
Object.assign(globalThis, { IS_REACT_NATIVE_TEST_ENVIRONMENT: true });

let server;
before(async () => {
  server = await serve();
});
after(() => server.close());

test("StrictMode mounts twice and one connection stays; a new one for a new token; none at the end", async () => {
  const { url, requests } = server.play({ body: ['data: {"price":1}\n\n', STALL] });
  const open = () => requests().filter(({ endedBy }) => endedBy === null);
  let mounted = 0;
  const Price = ({ token }) => {
    const { latest, connected } = useLatest(url, token);
    useEffect(() => void mounted++, []);
    return `${connected} ${latest?.price}`;
  };
  const page = (token) => createElement(StrictMode, null, createElement(Price, { token }));

  const root = create(page("one"));
  await until(() => root.toJSON() === "true 1");
  await until(() => open().length === 1);
  assert.equal(mounted, 2);

  root.update(page("two"));
  await until(() => open().length === 1 && open()[0].headers.authorization === "Bearer two");
  await until(() => root.toJSON() === "true 1");

  root.unmount();
  await until(() => open().length === 0);
});

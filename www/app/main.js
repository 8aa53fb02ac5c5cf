import { Demo } from "./demo.js";

async function start() {
  const response = await fetch("/config.json");
  new Demo(await response.json()).run();
}

start();

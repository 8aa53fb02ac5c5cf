import { EventSource } from "eventsource-wasm";

import { connectWith } from "../connect.js";

export const connect = connectWith(EventSource);

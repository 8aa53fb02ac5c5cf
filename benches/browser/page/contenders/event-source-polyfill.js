import { EventSourcePolyfill } from "event-source-polyfill";

import { connectWith } from "../connect.js";

export const connect = connectWith(EventSourcePolyfill);

import { SSE } from "sse.js";

import { connectWith } from "../connect.js";

export const connect = connectWith(SSE);

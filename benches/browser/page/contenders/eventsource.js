import { EventSource } from "eventsource";

import { connectWith } from "../connect.js";

export const connect = connectWith(EventSource);

import { EventSource } from "extended-eventsource";

import { connectWith } from "../connect.js";

export const connect = connectWith(EventSource);

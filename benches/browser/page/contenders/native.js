import { connectWith } from "../connect.js";

export const connect = connectWith(globalThis.EventSource);

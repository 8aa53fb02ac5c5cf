/** The two modules that the build puts in: the glue of wasm-bindgen, and the module's bytes. */

declare module "engine:glue" {
  /** `Engine` of `src/web.rs`. */
  export class Engine {
    constructor(
      host: import("./host.js").Host,
      scheme: string,
      ownScheme: string,
      crossOrigin: boolean,
      lastEventId: string,
      seed: number,
    );
    open(): void;
    close(): void;
    reconnect(): void;
    readonly readyState: number;
    readonly lastEventId: Uint8Array;
    reconnectionTime: number;
    dispatchTheEvent(attempt: number): boolean;
  }
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

declare module "engine:bytes" {
  /** Code units 0 to 255, one for each byte. */
  const bytes: string;
  export default bytes;
}

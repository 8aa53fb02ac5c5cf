/** What the build puts in: how the entry loads its engine, the glue of wasm-bindgen, and the engine itself. */

declare module "engine:load" {
  /** Whether the engine only has to be compiled. */
  export const isHere: boolean;
  /** Throws, or is rejected, where there is no engine to be had; may be called again then. */
  export function load(): import("./engine.js").Loaded | Promise<import("./engine.js").Loaded>;
}

declare module "engine:glue" {
  /** The functions of `src/web.rs`. An engine is a number, which is not 0. */
  export interface Engine {
    make(
      host: import("./host.js").Host,
      lastEventId: Uint8Array,
      flags: number,
      reconnectionTime: number,
      maxReconnectionTime: number,
      connectTimeout: number,
      heartbeatTimeout: number,
      maxEventBytes: number,
      seed: number,
    ): number;
    discard(engine: number): void;
    input(engine: number, code: number, attempt: number, number: number): void;
    respond(
      engine: number,
      attempt: number,
      status: number,
      contentType: Uint8Array,
      retryAfter: number,
    ): void;
    feed(engine: number, attempt: number, bytes: Uint8Array, isLast: boolean, now: number): void;
    dispatched(engine: number, attempt: number, now: number): void;
    dispatchTheEvent(engine: number, attempt: number): boolean;
    lookUp(engine: number, code: number): number;
  }
  /** Evaluates the glue. */
  export function evaluate(): {
    engine: Engine;
    imports: WebAssembly.ModuleImports;
    setWasm(exports: WebAssembly.Exports): void;
    start(exports: WebAssembly.Exports): void;
    memoryOf(exports: WebAssembly.Exports): WebAssembly.Memory;
  };
}

declare module "engine:bytes" {
  /** Code units 0 to 255, one for each byte, each exclusive-ored with the key. */
  export const bytes: string;
  export const key: number;
}

declare module "engine:js" {
  /** Evaluates the translation to JavaScript, with its glue; `guard` wraps what goes in and out. */
  export function evaluate(guard: (call: (...args: any[]) => unknown) => (...args: any[]) => unknown): {
    engine: import("engine:glue").Engine;
    linearMemory: { readonly buffer: ArrayBufferLike };
  };
}

declare module "engine:build" {
  /** What the custom section "build" of `engine.wasm` holds: which build it is. */
  export const BUILD: string;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

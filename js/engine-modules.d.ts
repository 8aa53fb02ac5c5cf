/** What the build puts in: how the entry loads its engine, and the engine itself. */

declare module "engine:load" {
  /** Whether the engine only has to be compiled. */
  export const isHere: boolean;
  /** Whether `load` never gives it at once. */
  export const comesLater: boolean;
  /** Throws, or is rejected, where there is no engine to be had; may be called again then. */
  export function load(): import("./engine.js").Name | Promise<import("./engine.js").Name>;
}

declare module "engine:module" {
  /** What an instance of the module imports. */
  export function imports(): WebAssembly.Imports;
  /** Makes an instance the engine: what follows is its own. */
  export function use(exports: WebAssembly.Exports): void;

  export let memory: { readonly buffer: ArrayBufferLike };

  // The functions of `src/web.rs`. An engine is a number, which is not 0.
  export function room(length: number): number;
  /** Of the host a reference, which is the engine's then. */
  export function make(
    engine: number,
    host: number,
    flags: number,
    reconnectionTime: number,
    maxReconnectionTime: number,
    connectTimeout: number,
    heartbeatTimeout: number,
    maxEventBytes: number,
    attempts: number,
    seed: number,
  ): void;
  export function discard(engine: number): void;
  export function input(
    engine: number,
    code: number,
    attempt: number,
    now: number,
    number?: number,
    retryAfter?: number,
  ): void;
  export function dispatchTheEvent(engine: number, attempt: number): number;
  export function lookUp(engine: number, code: number): number;

  // Those of wasm-bindgen.
  export function invokeClosure(address: number, table: number): void;
  export function destroyClosure(address: number, table: number): void;
}

declare module "engine:bytes" {
  /** Code units 0 to 255, one for each byte, each exclusive-ored with the key. */
  export const bytes: string;
  export const key: number;
}

declare module "engine:js" {
  /** Evaluates the translation to JavaScript; `guard` wraps what goes in and out. */
  export function evaluate(
    guard: (call: (...args: any[]) => unknown) => (...args: any[]) => unknown,
    imports: WebAssembly.Imports,
  ): { exports: WebAssembly.Exports; memory: { readonly buffer: ArrayBufferLike } };
}

declare module "engine:build" {
  /** What the custom section "b" of `engine.wasm` holds: which build it is. */
  export const BUILD: string;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

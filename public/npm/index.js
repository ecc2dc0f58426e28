// The calculators without the form: what the command line prints, as values of JavaScript. For browsers and bundlers.
import start, * as engine from "./engine.js";

let starting;
let isReady = false;

/**
 * Loads the calculators. Calls after the first do nothing more; one that failed may be tried again.
 * @param {string | URL | Request | Response | BufferSource | WebAssembly.Module} [source] the wasm file or where it is; it stands
 *   beside this one unless told otherwise
 */
export function init(source = new URL("./engine_bg.wasm", import.meta.url)) {
  starting ??= start({ module_or_path: source }).then(
    () => void (isReady = true),
    (error) => {
      starting = undefined;
      throw error;
    },
  );
  return starting;
}

/** Numbers that JSON does not have would be left out on the way, and a default taken for them. As words they are refused. */
const kept = (_, value) =>
  typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value)) ? String(value) : value;

function call(name, ...words) {
  if (!isReady) throw new Error("The calculators are not loaded yet. Await init() first.");
  return JSON.parse(engine[name](...words));
}

/** Every page. */
export const list = () => call("list");

/** The inputs that a page takes. */
export const schema = (slug) => call("schema", String(slug));

/** The inputs of a worked example of a page, of the first unless it is named. */
export const example = (slug, name) => call("example", String(slug), name === undefined ? undefined : String(name));

/** The answer of a page to inputs, or what is wrong with them. */
export const run = (slug, inputs = {}) => call("run", String(slug), JSON.stringify(inputs, kept) ?? "");

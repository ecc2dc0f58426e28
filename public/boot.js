// Starts the app: in the page, or in a worker that the page asks to do slow work. In the page it loads the wasm under a progress bar,
// says plainly why when it cannot start, and takes over when the app stops later. It is an external file so that the security
// policy needs neither hash nor nonce, and it sets no inline style. Its syntax is that of 2018, so that every browser that knows
// modules can read it and give its reason.

const $ = (id) => document.getElementById(id);

/** A start that failed for a reason the reader or the site's owner can act on. */
class CannotStart extends Error {
  constructor(message, reason) {
    super(message);
    this.reason = reason;
  }
}

const tooOld = "This browser is too old to run the calculators. Please use a browser from 2022 or later.";
const blocked =
  "The security policy of this site does not let the calculators run. " +
  "Its owner can allow them by adding 'wasm-unsafe-eval' to script-src.";
const notWasm =
  "The server sent a web page or nothing where the calculators should be. " +
  "Its owner can check that every file was uploaded and that .wasm files are served.";

/** The bytes of the wasm, told to the progress bar as they come. */
async function loaded(address) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin" });
  } catch (error) {
    throw new CannotStart("The calculators could not be loaded. Please check the connection, then reload.");
  }
  if (!response.ok) throw new CannotStart(`${notWasm} (The answer was ${response.status}.)`);

  // A compressed answer names its compressed length, while the bytes that arrive here are not: the bar then only moves.
  const length = response.headers.get("Content-Encoding") ? 0 : Number(response.headers.get("Content-Length"));
  const progress = $("boot-progress");
  const parts = [];
  let received = 0;
  try {
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      received += value.length;
      if (length && progress) progress.value = Math.min(1, received / length);
    }
  } catch (error) {
    throw new CannotStart("The connection broke off while the calculators were loading. Please reload.");
  }
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  // Every wasm file begins with these four bytes. The type the server gives is not asked: many give a wrong one.
  if (![0x00, 0x61, 0x73, 0x6d].every((byte, at) => bytes[at] === byte)) throw new CannotStart(notWasm);
  return bytes;
}

/** The files of the app that load on demand, by their addresses: compiled, or on their way. */
const files = new Map();

/** A compiled file; one that failed is asked for anew the next time. */
function file(address) {
  if (!files.has(address)) {
    const coming = (async () => {
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok) throw new Error(`${address} was answered by ${response.status}.`);
      return WebAssembly.compile(await response.arrayBuffer());
    })();
    coming.catch(() => files.delete(address));
    files.set(address, coming);
  }
  return files.get(address);
}

/** The compiled files of a page's part, which the build names in the head. Pages of a family have some in common. */
function part(slug) {
  const links = [...document.querySelectorAll("link[data-pages]")];
  return Promise.all(links.filter((link) => link.dataset.pages.split(" ").includes(slug)).map((link) => file(link.href)));
}

/** Joins a compiled file to the running app: it works on its memory and puts its functions into its table. */
const join = (module, app) => WebAssembly.instantiate(module, { __wasm_split: app });

async function start() {
  if (typeof WebAssembly !== "object") throw new CannotStart(tooOld);
  const bytes = loaded($("app-wasm").href);
  // Waited for below, after the script: a refusal before that is not an unhandled one.
  bytes.catch(() => {});
  // The part that the address needs comes at the same time. Should it fail, the app asks again and says so.
  const first = part(location.hash.slice(2).split("?")[0]).catch(() => {});
  let app;
  try {
    app = await import($("app-js").href);
  } catch (error) {
    throw new CannotStart("A part of the calculators could not be loaded. Please reload, or tell the owner of this page.", error);
  }
  let module;
  try {
    module = await WebAssembly.compile(await bytes);
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw new CannotStart(/unsafe-eval|Content Security Policy|CSP/i.test(error.message) ? blocked : tooOld, error);
  }
  // The worker gets what is compiled, so that it loads nothing anew but the scripts.
  window.ccWorker = (slug) => {
    const worker = new Worker(import.meta.url, { type: "module" });
    part(slug).then((modules) => worker.postMessage({ script: $("app-js").href, module, modules }));
    return worker;
  };
  await first;
  let running;
  const joined = new Map();
  // A file that two pages have in common is joined once, and both wait for it.
  window.ccPart = async (slug) => {
    const modules = await part(slug);
    const app = await running;
    for (const module of modules) if (!joined.has(module)) joined.set(module, join(module, app));
    return Promise.all(modules.map((module) => joined.get(module)));
  };
  running = app.default({ module_or_path: module });
  await running;
  const shell = $("boot");
  if (shell) shell.remove();
}

/** An element with its text and attributes. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

async function copy(text, status, details) {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = "Copied.";
  } catch (error) {
    details.open = true;
    status.textContent = "The browser did not allow copying. Select the text below instead.";
  }
}

let stopped = false;

/** The whole page once the app has stopped: nothing of it answers any more, so nothing of it stays in sight. */
function stop(message) {
  if (stopped) return;
  stopped = true;
  const reload = element("button", { type: "button", id: "panic-reload" }, "Reload with my inputs");
  const leave = element("button", { type: "button", id: "panic-leave" }, "Go to all calculators");
  const copied = element("button", { type: "button", id: "panic-copy" }, "Copy the technical message");
  const status = element("p", { role: "status" });
  const technical = `${message}\n${navigator.userAgent}`;
  const details = element(
    "details",
    {},
    element("summary", {}, "Technical message"),
    element("pre", { tabindex: "0" }, technical),
  );
  reload.addEventListener("click", () => location.reload());
  leave.addEventListener("click", () => {
    history.pushState(null, "", "#/");
    location.reload();
  });
  copied.addEventListener("click", () => copy(technical, status, details));
  const page = element(
    "main",
    { id: "panic", class: "panic" },
    element(
      "div",
      { role: "alert" },
      element("h1", {}, "The calculator stopped working"),
      element("p", {}, "Your inputs are kept. Reload the page to go on with them."),
    ),
    element("p", { class: "panic-choices" }, reload, leave, copied),
    status,
    details,
  );
  document.body.replaceChildren(page);
  reload.focus();
}

// A panic of the Rust side is a trap, as a full stack is: the browser tells the window, and nothing in the app runs after it. Its
// words are not in the wasm, where they and what prints them took a tenth of the size; the places in the stack lead to them.
const watch = (error) => {
  if (!(error instanceof Error)) return;
  const stack = String(error.stack);
  if (error.name !== "RuntimeError" && !(/call stack|recursion/.test(error.message) && /wasm/.test(stack))) return;
  stop(stack.includes(error.message) ? stack : `${error}\n${stack}`);
};

/** In a worker: the first message brings the app with the part that it needs, which then takes the messages itself. */
async function serve({ data: { script, module, modules } }) {
  const app = await import(script);
  const running = await app.default({ module_or_path: module });
  await Promise.all(modules.map((module) => join(module, running)));
  self.postMessage("ready");
}

if (typeof window === "undefined") {
  self.onmessage = serve;
} else {
  window.addEventListener("error", (event) => watch(event.error));
  window.addEventListener("unhandledrejection", (event) => watch(event.reason));
  start().catch((error) => {
    if (stopped) return;
    const known = error instanceof CannotStart;
    const status = $("boot-status");
    status.textContent = known ? error.message : "The calculators could not start. Please reload, or try another browser.";
    status.setAttribute("role", "alert");
    $("boot-progress").remove();
    console.error((known && error.reason) || error);
  });
}

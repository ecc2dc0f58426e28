// Starts the app: in the page, or in a worker that the page asks to do slow work. In the page it loads the wasm under a progress bar,
// says plainly why when it cannot start, and takes over when the app stops later. It is an external file so that the security
// policy needs neither hash nor nonce, and it sets no inline style. Its syntax is that of 2018, so that every browser that knows
// modules can read it and give its reason.
//
// The app as one file (tests/tools/one-file.mjs) runs this script too. There the page itself holds what a site serves: the app's
// script is `ccApp`, and the wasm is packed in elements of the page, where a site has links.

const $ = (id) => document.getElementById(id);

/** The script of the app, at its address on a site. */
const script = async (address) => globalThis.ccApp || import(address);

/** A start that failed for a reason the reader or the site's owner can act on. */
class CannotStart extends Error {
  constructor(message, reason) {
    super(message);
    this.reason = reason;
  }
}

const tooOld = "This browser is too old to run the calculators. Please use a browser from 2022 or later.";
const tooOldForFile = "This browser is too old for the calculators as one file. Please use a browser from 2023 or later.";
const blocked =
  "The security policy of this site does not let the calculators run. " +
  "Its owner can allow them by adding 'wasm-unsafe-eval' to script-src.";
const notWasm =
  "The server sent a web page or nothing where the calculators should be. " +
  "Its owner can check that every file was uploaded and that .wasm files are served.";

/** The bytes of the app's wasm, told to the progress bar as they come. */
async function loaded(link) {
  if (!link.href) return unpacked(link);
  let response;
  try {
    response = await fetch(link.href, { credentials: "same-origin" });
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

/** The bytes that an element of the page holds: raw deflate, each four bytes written as five letters (one-file.mjs). */
async function unpacked({ textContent, dataset }) {
  if (typeof DecompressionStream !== "function") throw new CannotStart(tooOldForFile);
  const letters = new TextEncoder().encode(textContent);
  const bytes = new DataView(new ArrayBuffer((letters.length / 5) * 4));
  for (let at = 0; at < letters.length; at += 5) {
    let four = 0;
    for (const letter of letters.subarray(at, at + 5)) four = four * 85 + (letter === 125 ? 60 : letter) - 40;
    bytes.setUint32((at / 5) * 4, four);
  }
  const packed = bytes.buffer.slice(0, dataset.length);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}

/** The files of the app that load on demand, by what names them: compiled, or on their way. */
const files = new Map();

/** A compiled file; one that failed is asked for anew the next time. */
function file(link) {
  if (!files.has(link)) {
    const coming = (async () => {
      return WebAssembly.compile(await (link.href ? fetched(link.href) : unpacked(link)));
    })();
    coming.catch(() => files.delete(link));
    files.set(link, coming);
  }
  return files.get(link);
}

/** The compiled files of a page's part, which the build names in the head. Pages of a family have some in common. */
function part(slug) {
  const links = [...document.querySelectorAll("[data-pages]")];
  return Promise.all(links.filter((link) => link.dataset.pages.split(" ").includes(slug)).map(file));
}

/** Joins a compiled file to the running app: it works on its memory and puts its functions into its table. */
const join = (module, app) => WebAssembly.instantiate(module, { app });

/** What only the app as one file can do: run its script in a worker without an address, and make the file anew. */
function oneFile(own) {
  if (!own) return undefined;
  // As it came, before the app changes the page.
  const file = document.documentElement.outerHTML;
  // The text of the file with work in it, as JSON, that it opens with.
  window.ccCopy = (work) => {
    const place = /(<script [^>]*id="saved"[^>]*>)[^<]*/;
    return `<!DOCTYPE html>\n${file.replace(place, (_, tag) => tag + work.replace(/</g, "\\u003c"))}\n`;
  };
  return URL.createObjectURL(new Blob([own.textContent], { type: "text/javascript" }));
}

/** What the address says besides its page: after its `#`, or else in its query. */
const given = new URLSearchParams(`${location.hash.split("?")[1]}&${location.search.slice(1)}`);

/** Whether it asks for the app as a part of somebody else's page. */
const embedded = given.get("_embed") === "1";

/** What went wrong, for the page around this one, once it has given a port (boot-frame.js). */
const tellHost = (code, message) => window.ccTell && window.ccTell(code, message);

/** Whether a language is written from right to left. */
const turns = (language) => /Adlm|Arab|Hebr|Nkoo|Rohg|Syrc|Thaa/.test(new Intl.Locale(language).maximize().script);

/** The language that the reader has set (src/web/settings.rs keeps it in the fourth line), or the page around this one asks for. */
function askedLanguage() {
  if (embedded) return given.get("_lang");
  try {
    return (localStorage.getItem("cc:settings") || "").split("\n")[3];
  } catch (error) {
    // Storage is blocked.
    return "";
  }
}

/** The language of the page: what was asked for, or else the first of the browser's that there is, or else English. */
function chosenLanguage() {
  const files = [...document.querySelectorAll("[data-language]")];
  const shipped = ["en", ...files.map((file) => file.dataset.language)];
  const offered = (tag) => [tag, tag.split("-")[0]].find((name) => shipped.includes(name));
  const own = [...navigator.languages];
  const asked = askedLanguage();
  // The app as one file with a language in it opens in that.
  const here = document.documentElement.lang;
  const by = [asked, here !== "en" && here, ...own].find((tag) => tag && offered(tag)) || "en";
  const tag = offered(by);
  const file = files.find((file) => file.dataset.language === tag);
  // Numbers follow the language as the browser knows it more exactly, if it does: German as in Austria. Where nobody asked for
  // English, the browser's own way of writing them stays.
  const closer = own.find((other) => other.split("-")[0] === tag && by === tag) || by;
  const numbers = by === asked || file ? closer : "";
  return [{ tag, shipped: shipped.join(" "), direction: turns(tag) ? "rtl" : "ltr", numbers }, file];
}

/** It with its texts. They are English in the app itself; the file of another language has each with its translation. */
async function translated([language, file]) {
  if (!file) return language;
  try {
    language.texts = await (file.href ? fetched(file.href) : unpacked(file)).then((bytes) => JSON.parse(new TextDecoder().decode(bytes)));
    return language;
  } catch (error) {
    console.error(error);
    return { tag: "en", shipped: language.shipped, direction: "ltr", missing: language.tag };
  }
}

async function fetched(address) {
  const response = await fetch(address, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${address} was answered by ${response.status}.`);
  return response.arrayBuffer();
}

/** A text of this script in the language of the page, once that is known. */
function say(text) {
  const { texts } = window.ccLanguage || {};
  return (texts && texts[text]) || text;
}

/** Whether the app will open the page's example and write numbers as they are written in English. */
function opensExample() {
  try {
    return /^en(-US)?$/.test(navigator.language) && !location.hash.includes("?") && localStorage.length === 0;
  } catch (error) {
    // Storage is blocked: then it holds no work either.
    return true;
  }
}

/**
 * Lets the shell say what the page will, until the app does: the catalogue, or the page's head with the answer to its example. Tests
 * hold that to what the app says (public/first.json). The app as one file has none of it: it opens at once.
 */
function preview(slug) {
  // A browser without the latter is told why it cannot run the app, in the shell as it is.
  if (!$("first") || !document.body.replaceChildren) return;
  const shelves = JSON.parse($("first").textContent);
  const text = (name, kind, words) => element(name, { class: kind }, words);
  const link = ({ slug }) => ({ href: `#/${slug}` });
  const brand = element("span", { class: "brand" }, text("span", "brand-mark", ""), "Commerce calculators");
  const header = element("header", { class: "site" }, brand);
  const status = element("div", { class: "toolbar" }, $("boot-status"), $("boot-progress"));
  const shown = (kind, ...parts) => $("boot").replaceChildren(header, element("div", { class: "first" }, element("div", { class: kind }, ...parts)));
  $("boot").className = "";
  if (!slug) {
    const tile = (page) => {
      const title = [text("span", "tile-title", page.title), text("span", "tile-text", page.summary)];
      if (page.family !== page.title) title.unshift(text("span", "tile-family", page.family));
      return element("li", {}, element("a", { class: "tile", ...link(page) }, ...title));
    };
    const shelf = ({ title, summary, pages }) =>
      element("section", { class: "shelf" }, element("h2", {}, title), text("p", "shelf-text", summary), element("ul", { class: "tiles" }, ...pages.map(tile)));
    return shown("catalogue", element("h1", {}, "Commerce calculators"), status, ...shelves.map(shelf));
  }
  const pages = shelves.flatMap((shelf) => shelf.pages);
  const page = pages.find((page) => page.slug === slug);
  if (!page) return;
  const family = pages.filter((other) => other.family === page.family);
  const title = element("div", {}, element("h1", {}, page.title), text("p", "summary", page.summary));
  if (page.family !== page.title) title.prepend(text("p", "of-family", page.family));
  const head = element("header", { class: "page-head" }, title);
  if (family.length > 1) {
    const item = (other) => element("li", {}, element("a", { ...link(other), ...(other === page && { "aria-current": "page" }) }, other.title));
    head.append(element("nav", { class: "family" }, element("ul", {}, ...family.map(item))));
  }
  const answer = opensExample() ? [text("p", "example-line", page.example), element("div", { class: "headline" }, element("p", {}, page.answer))] : [];
  const columns = element("div", { class: "columns" }, text("section", "form", ""), element("section", { class: "answer" }, ...answer.slice(1)));
  shown("page", head, status, ...answer.slice(0, 1), columns);
}

async function start() {
  if (embedded) document.documentElement.classList.add("embed");
  // What only a frame needs is a file of its own. Without it the app works, and nobody outside hears of it.
  const page = location.hash.slice(2).split("?")[0] || given.get("_page") || "";
  const framed = embedded && import("./boot-frame.js").then(({ frame }) => frame(page, given.get("_id")));
  if (typeof WebAssembly !== "object") throw new CannotStart(tooOld);
  const own = oneFile($("whole"));
  const bytes = loaded($("app-wasm"));
  const chosen = chosenLanguage();
  if (chosen[0].tag === "en" && !embedded) preview(page);
  const language = translated(chosen);
  // Waited for below, after the script: a refusal before that is not an unhandled one.
  bytes.catch(() => {});
  // The part that the address needs comes at the same time. Should it fail, the app asks again and says so.
  const report = `${page}_report`;
  const first = Promise.all([part(page), ...(embedded ? [part("_tools"), part(report), framed] : [])]).catch(() => {});
  // What makes reports and draws charts comes next: the first figures do not wait for it.
  if (page) bytes.then(() => Promise.all([part(report), part("_charts")])).catch(() => {});
  const address = $("app-js") && $("app-js").href;
  let app;
  try {
    app = await script(address);
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
    // A page that came from a file may have no worker that is a module.
    const worker = own ? new Worker(own) : new Worker(import.meta.url, { type: "module" });
    Promise.all([slug, `${slug}_report`, "_worker"].map(part)).then((modules) => worker.postMessage({ address, module, modules: modules.flat() }));
    return worker;
  };
  await first;
  window.ccLanguage = await language;
  Object.assign(document.documentElement, { lang: window.ccLanguage.tag, dir: window.ccLanguage.direction });
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
  // Later, so that what it fetches does not keep the reader waiting. Not from a file, nor in somebody else's page.
  if (!own && !embedded && window === window.top) setTimeout(keepOffline, 3000);
}

/**
 * Shows the buttons that install the app while the browser offers to. A page in a frame, in a sandbox or from a file is nothing to
 * install. The app as one file has no manifest, so no browser offers it.
 */
function offerInstalling() {
  if (embedded || window !== window.top || window.origin === "null") return;
  const may = (is) => document.documentElement.classList.toggle("installable", is);
  window.addEventListener("beforeinstallprompt", (offer) => {
    // Without this some browsers lay an offer of their own over the page.
    offer.preventDefault();
    may(true);
    window.ccInstall = () => {
      // An offer can be taken up once.
      may(false);
      offer.prompt();
    };
  });
  window.addEventListener("appinstalled", () => may(false));
}

/** Has the browser keep the app, so that it opens without a network; and offers a newer version when there is one. */
async function keepOffline() {
  const container = navigator.serviceWorker;
  if (!container) return;
  const hadOne = container.controller;
  let registration;
  try {
    registration = await container.register("./sw.js", { updateViaCache: "none" });
  } catch (error) {
    // Blocked, or not offered here: then the app needs the network, as any page does.
    return;
  }
  const offer = () => registration.waiting && container.controller && offerUpdate(registration.waiting);
  offer();
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    if (coming) coming.addEventListener("statechange", offer);
  });
  // The parts that this page may still want went with the old version. What was entered is kept.
  container.addEventListener("controllerchange", () => hadOne && location.reload());
}

/** Tells that there is a newer version, once. */
function offerUpdate(waiting) {
  if ($("update")) return;
  const reload = element("button", { type: "button", class: "button primary" }, say("Reload with it"));
  const later = element("button", { type: "button", class: "button" }, say("Later"));
  const notice = element(
    "div",
    { id: "update", class: "update", role: "status" },
    element("p", {}, say("There is a new version of the calculators. Your inputs stay.")),
    reload,
    later,
  );
  reload.addEventListener("click", () => waiting.postMessage("take over"));
  later.addEventListener("click", () => notice.remove());
  document.body.append(notice);
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
    status.textContent = say("Copied.");
  } catch (error) {
    details.open = true;
    status.textContent = say("The browser did not allow copying. Select the text below instead.");
  }
}

let stopped = false;

/** The whole page once the app has stopped: nothing of it answers any more, so nothing of it stays in sight. */
function stop(message) {
  if (stopped) return;
  stopped = true;
  tellHost("internal", say("The calculator stopped working."));
  const reload = element("button", { type: "button", id: "panic-reload" }, say("Reload with my inputs"));
  const leave = element("button", { type: "button", id: "panic-leave" }, say("Go to all calculators"));
  const copied = element("button", { type: "button", id: "panic-copy" }, say("Copy the technical message"));
  const status = element("p", { role: "status" });
  const technical = `${message}\n${navigator.userAgent}`;
  const details = element(
    "details",
    {},
    element("summary", {}, say("Technical message")),
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
      element("h1", {}, say("The calculator stopped working")),
      element("p", {}, say("Your inputs are kept. Reload the page to go on with them.")),
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
async function serve({ data: { address, module, modules } }) {
  const app = await script(address);
  const running = await app.default({ module_or_path: module });
  await Promise.all(modules.map((module) => join(module, running)));
  self.postMessage("ready");
}

if (typeof window === "undefined") {
  self.onmessage = serve;
} else {
  window.addEventListener("error", (event) => watch(event.error));
  window.addEventListener("unhandledrejection", (event) => watch(event.reason));
  offerInstalling();
  start().catch((error) => {
    if (stopped) return;
    const known = error instanceof CannotStart;
    const status = $("boot-status");
    status.textContent = known ? error.message : "The calculators could not start. Please reload, or try another browser.";
    tellHost(error.message === blocked ? "wasm-blocked" : "internal", status.textContent);
    status.setAttribute("role", "alert");
    $("boot-progress").remove();
    console.error((known && error.reason) || error);
  });
}

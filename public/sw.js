// Keeps the app in the browser, so that it opens without a network. The build puts the list of its files before this, as FILES.
//
// All files of a version are kept together under a name of that version's own, and nothing else is: a page and the parts that it
// loads later always come from one build. A new version is fetched aside and waits until the reader asks for it.

const OURS = `commerce-calculators ${registration.scope} `;
const NAME = OURS + VERSION;
/** The page itself, under the address of the folder. */
const PAGE = "./";

const request = async (address, cache) => {
  const response = await fetch(address, { cache, credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(`${address} was answered by ${response.status}.`);
  return response;
};

/** Fetches the files of this version; fails if the server has another one, or part of one, to be tried again at the next visit. */
async function fetched() {
  // The page's address stays the same from version to version, so the browser's own cache may hold an old one.
  const page = await request(PAGE, "reload");
  const text = await page.clone().text();
  if (!FILES.every((name) => text.includes(name))) throw new Error("The page on the server is of another version.");
  const cache = await caches.open(NAME);
  const keep = async (name) => {
    const response = await request(name, "default");
    // Some servers answer with a page where there is no file.
    if ((response.headers.get("Content-Type") || "").includes("html")) throw new Error(`${name} is not there.`);
    await cache.put(name, response);
  };
  await Promise.all(FILES.map(keep));
  await cache.put(PAGE, page);
}

async function cleared() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== NAME).map((name) => caches.delete(name)));
  await clients.claim();
}

async function answer(request, key) {
  const kept = await caches.match(key, { cacheName: NAME });
  return kept || fetch(request);
}

addEventListener("install", (event) => event.waitUntil(fetched()));
addEventListener("activate", (event) => event.waitUntil(cleared()));
addEventListener("message", ({ data }) => data === "take over" && skipWaiting());
addEventListener("fetch", (event) => {
  const { request } = event;
  const here = request.url.split(/[?#]/)[0];
  if (request.method !== "GET" || !here.startsWith(registration.scope)) return;
  if (request.mode !== "navigate") event.respondWith(answer(request, here));
  else if ([PAGE, "./index.html"].some((page) => new URL(page, registration.scope).href === here)) event.respondWith(answer(request, PAGE));
});

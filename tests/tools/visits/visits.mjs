// What a visit takes on a slow phone: until the static shell and the first figure are painted, and until the app itself runs; that
// again from what the browser keeps, with the network and without; and what Lighthouse makes of it. Each is the median of five.
// Usage: node visits.mjs FOLDER [ROUTE...]
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import lighthouse from "lighthouse";
import puppeteer, { PredefinedNetworkConditions } from "puppeteer-core";

const [folder, ...given] = process.argv.slice(2);
const routes = given.length ? given : ["/", "/tiered-pricing", "/contribution-margin", "/ltv-cac"];
const TIMES = 5;
/** Milliseconds until the first figure, and Lighthouse's scores. */
const FIGURE_LIMIT = 2500;
const SCORES = { performance: 95, accessibility: 100, "best-practices": 100 };
/** How many times slower than this machine the phone is. */
const SLOWER = 4;

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

// Hosts compress what they send.
const site = mkdtempSync(join(tmpdir(), "commerce-calculators-visits-"));
process.on("exit", () => rmSync(site, { recursive: true, force: true }));
cpSync(folder, site, { recursive: true });
for (const file of readdirSync(site, { recursive: true })) {
  if (/\.(html|js|css|wasm|svg|json|webmanifest)$/.test(file)) {
    writeFileSync(join(site, `${file}.br`), brotliCompressSync(readFileSync(join(site, file))));
  }
}
const server = spawn(process.execPath, [join(import.meta.dirname, "../serve.mjs"), site, "0"]);
const address = await new Promise((told) => server.stdout.on("data", (text) => told(/http:\S+/.exec(text)[0])));

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
let within = true;

/** Opens a route anew; gives when the shell, the first figure (or the catalogue) and those of the app were painted, in milliseconds. */
async function visited(page, route, network) {
  await page.goto("about:blank");
  await page.emulateNetworkConditions(network);
  await page.goto(`${address}#${route}`, { waitUntil: "commit" }).catch(() => page.goto(`${address}#${route}`));
  await page.waitForFunction("window.ccRuns", { timeout: 60_000 });
  return page.evaluate(() => ({
    shell: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
    figure: window.ccFigure,
    runs: window.ccRuns,
  }));
}

const watching = () => {
  const watched = (places, name) => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector(places)) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => (window[name] = performance.now())));
    });
    watch.observe(document, { subtree: true, childList: true });
  };
  watched(".headline p, .catalogue", "ccFigure");
  watched("#main :is(.headline p, .catalogue)", "ccRuns");
};

const OFFLINE = { ...PredefinedNetworkConditions["Slow 4G"], offline: true };
console.log(`A visit on a slow phone (processor ${SLOWER} times slower, slow 4G), in milliseconds (limit ${FIGURE_LIMIT})`);
console.log(`${"".padEnd(32)}${["shell", "figure", "runs", "again", "offline"].map((name) => name.padStart(9)).join("")}`);
for (const route of routes) {
  const times = { shell: [], figure: [], runs: [], again: [], offline: [] };
  for (let turn = 0; turn < TIMES; turn += 1) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
    await page.evaluateOnNewDocument(watching);
    await page.emulateCPUThrottling(SLOWER);
    const first = await visited(page, route, PredefinedNetworkConditions["Slow 4G"]);
    times.shell.push(first.shell);
    times.figure.push(first.figure);
    times.runs.push(first.runs);
    // The service worker keeps the app once the page is idle.
    await page.emulateNetworkConditions(null);
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    await page.waitForNetworkIdle({ idleTime: 2_000 });
    times.again.push((await visited(page, route, PredefinedNetworkConditions["Slow 4G"])).runs);
    times.offline.push((await visited(page, route, OFFLINE)).runs);
    await context.close();
  }
  const medians = Object.values(times).map(median);
  within &&= medians[1] <= FIGURE_LIMIT;
  console.log(`${route.padEnd(32)}${medians.map((value) => value.toFixed(0).padStart(9)).join("")}`);
}

console.log("\nLighthouse, mobile (at least 95, 100, 100)");
for (const route of routes) {
  const scores = Object.fromEntries(Object.keys(SCORES).map((name) => [name, []]));
  const shifts = [];
  for (let turn = 0; turn < TIMES; turn += 1) {
    const page = await browser.newPage();
    const { lhr } = await lighthouse(`${address}#${route}`, { onlyCategories: Object.keys(SCORES), logLevel: "silent" }, undefined, page);
    for (const name in SCORES) scores[name].push(lhr.categories[name].score * 100);
    shifts.push(lhr.audits["cumulative-layout-shift"].numericValue);
    await page.close();
  }
  const medians = Object.entries(scores).map(([name, values]) => [name, median(values)]);
  within &&= medians.every(([name, value]) => value >= SCORES[name]);
  console.log(`${route.padEnd(32)}${medians.map(([name, value]) => `${name} ${value.toFixed(0)}`).join(", ")}, layout shift ${median(shifts).toFixed(3)}`);
}

await browser.close();
server.kill();
if (!within) {
  console.log("A measurement is outside its limit.");
  process.exitCode = 1;
}

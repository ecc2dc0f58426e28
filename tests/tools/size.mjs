// Prints what the browser loads for the app, raw and compressed, and fails above the budget.
// Usage: node size.mjs FOLDER BUDGET, the budget in bytes of brotli over all files that a visit to the heaviest page loads.
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [folder, budget] = process.argv.slice(2);
/** The most that embed.js may have, uncompressed: what a page of another site loads of ours before anything else. */
const EMBED = 2_048;

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const bytes = readFileSync(path);
    const gzip = gzipSync(bytes, { level: 9 }).length;
    return { name: relative(folder, path), raw: bytes.length, gzip, brotli: brotli(bytes) };
  })
  .sort((a, b) => b.brotli - a.brotli);

// A visit loads what the head names: what is named with pages is loaded by these alone. What is named as another form of the app
// is not loaded, and asked for by who wants it; the texts of a language load for its readers, beside all the rest.
const head = readFileSync(join(folder, "index.html"), "utf8");
const every = new Set(["index.html"]);
const pagesOf = new Map();
for (const [tag, name] of head.matchAll(/<(?:link|script)[^>]* (?:href|src)="\.\/([^"]*)"[^>]*>/g)) {
  const [, pages] = tag.match(/data-pages="([^"]*)"/) ?? [];
  if (pages) pagesOf.set(name, pages.split(" "));
  else if (!/rel="(alternate|language)"/.test(tag)) every.add(name);
}
const pages = [...new Set([...pagesOf.values()].flat())].sort();

const sum = (name, rows) =>
  rows.reduce(
    (sum, row) => ({ name, raw: sum.raw + row.raw, gzip: sum.gzip + row.gzip, brotli: sum.brotli + row.brotli }),
    { name, raw: 0, gzip: 0, brotli: 0 },
  );
const catalogue = sum("a visit to the catalogue", files.filter((file) => every.has(file.name)));
// What begins so is no page, and loads when it is first used; what ends so, and what draws charts, comes after the page's figures.
const [REPORT, CHARTS] = ["_report", "_charts"];
const loadedBy = (page) => files.filter((file) => every.has(file.name) || pagesOf.get(file.name)?.includes(page));
const visits = pages.filter((page) => !page.startsWith("_") && !page.endsWith(REPORT)).flatMap((page) => {
  const before = loadedBy(page);
  const after = files.filter((file) => [page + REPORT, CHARTS].some((part) => pagesOf.get(file.name)?.includes(part)));
  return [
    sum(`a visit to ${page}`, before),
    sum(`  and after its first figures`, after.filter((file) => !before.includes(file))),
  ];
});

const line = (...cells) => console.log(cells[0].padEnd(60) + cells.slice(1).map((cell) => cell.padStart(11)).join(""));
line("bytes", "raw", "gzip", "brotli");
for (const row of [...files, catalogue, ...visits]) line(row.name, ...[row.raw, row.gzip, row.brotli].map((count) => count.toLocaleString("en")));

const heaviest = Math.max(catalogue.brotli, ...visits.map((visit) => visit.brotli));
const within = heaviest <= Number(budget);
console.log(`${within ? "Within" : "Over"} the budget of ${Number(budget).toLocaleString("en")} bytes brotli for a visit.`);
const script = files.find((file) => file.name === "embed.js").raw;
const small = script <= EMBED;
console.log(`${small ? "Within" : "Over"} the budget of ${EMBED.toLocaleString("en")} bytes for embed.js: ${script.toLocaleString("en")}.`);
process.exit(within && small ? 0 : 1);

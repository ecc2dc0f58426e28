// Prints what the browser loads for the app, raw and compressed, and fails above the budget.
// Usage: node size.mjs FOLDER BUDGET, the budget in bytes of brotli over all files that a visit loads.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [folder, budget] = process.argv.slice(2);

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length;

// Every file counts: what stands in the folder is what a host uploads, and no part is loaded on demand yet.
const rows = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => {
    const bytes = readFileSync(join(entry.parentPath ?? entry.path, entry.name));
    const gzip = gzipSync(bytes, { level: 9 }).length;
    return { name: entry.name, raw: bytes.length, gzip, brotli: brotli(bytes) };
  })
  .sort((a, b) => b.brotli - a.brotli);

const total = rows.reduce(
  (sum, row) => ({ name: "total", raw: sum.raw + row.raw, gzip: sum.gzip + row.gzip, brotli: sum.brotli + row.brotli }),
  { raw: 0, gzip: 0, brotli: 0 },
);
const line = (...cells) => console.log(cells[0].padEnd(44) + cells.slice(1).map((cell) => cell.padStart(11)).join(""));
line("bytes", "raw", "gzip", "brotli");
for (const row of [...rows, total]) line(row.name, ...[row.raw, row.gzip, row.brotli].map((count) => count.toLocaleString("en")));

const within = total.brotli <= Number(budget);
console.log(`${within ? "Within" : "Over"} the budget of ${Number(budget).toLocaleString("en")} bytes brotli.`);
process.exit(within ? 0 : 1);

// Runs make targets one after the other, whatever becomes of each, and ends with one line over all: "N passed, N failed".
// A target whose runner counts its tests ("test result: … 12 passed; 1 failed") counts by test, any other as one.
// Usage: node tally.mjs MAKE TARGET...
import { spawn } from "node:child_process";

const [make, ...targets] = process.argv.slice(2);

function run(target) {
  return new Promise((resolve) => {
    const child = spawn(make, ["--no-print-directory", target], { stdio: ["ignore", "pipe", "pipe"] });
    let seen = "";
    for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
      from.setEncoding("utf8").on("data", (text) => {
        to.write(text);
        seen += text;
      });
    }
    child.on("error", (error) => resolve({ target, passed: 0, failed: 1, why: error.message }));
    child.on("close", (status) => {
      let passed = 0;
      let failed = 0;
      for (const [, good, bad] of seen.matchAll(/^test result: .*?(\d+) passed; (\d+) failed/gm)) {
        passed += Number(good);
        failed += Number(bad);
      }
      if (status === 0 && passed === 0) passed = 1;
      if (status !== 0 && failed === 0) failed = 1;
      resolve({ target, passed, failed });
    });
  });
}

const results = [];
const began = Date.now();
for (const target of targets) {
  const start = Date.now();
  console.log(`\n== ${target}`);
  const result = await run(target);
  results.push({ ...result, seconds: Math.round((Date.now() - start) / 1000) });
}

console.log("");
for (const { target, passed, failed, seconds } of results) {
  console.log(`${failed ? "FAILED" : "ok    "}  ${target.padEnd(14)} ${passed} passed, ${failed} failed (${seconds} s)`);
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`${Math.round((Date.now() - began) / 1000)} seconds in all`);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") ? 1 : 0;

// Serves the built app on this machine alone, under the security policy that the app promises to run with.
// Usage: node serve.mjs FOLDER [PORT [HOSTS]]. A taken port gives way to the next one; port 0 lets the system choose. HOSTS are the
// sites that may embed the app, besides itself.
//
// The headers are those of the samples in public/kit, which tests/native/kit.rs compares with these.
import { createServer } from "node:http";
import sirv from "sirv";

const [folder, port = "8080", hosts = ""] = process.argv.slice(2);

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  `frame-ancestors 'self' ${hosts}`.trim(),
].join("; ");

const files = sirv(folder, {
  // Reads the disk for each request, so that a rebuild is seen without a restart.
  dev: true,
  // Where a file has a compressed one beside it, as measurements of a visit make them.
  brotli: true,
  setHeaders(response) {
    response.setHeader("Content-Security-Policy", policy);
    // A frame in a sandbox has no origin, and so asks even its own site as a stranger.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-cache");
  },
});

const server = createServer((request, response) =>
  files(request, response, () => {
    response.statusCode = 404;
    response.end("Not found");
  }),
);

let wanted = Number(port);
server.on("error", (error) => {
  if (error.code !== "EADDRINUSE" || wanted >= 65535) throw error;
  console.log(`Port ${wanted} is taken; trying ${wanted + 1}.`);
  server.listen(++wanted, "127.0.0.1");
});
server.on("listening", () => console.log(`Commerce calculators: http://127.0.0.1:${server.address().port}/ (Ctrl+C stops)`));
server.listen(wanted, "127.0.0.1");

// The tests hold the other end of this pipe: when they end, however they end, so does the server.
if (port === "0") process.stdin.resume().on("end", () => process.exit(0));

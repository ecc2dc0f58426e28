// The start of the app in somebody else's page: loaded by boot.js where the address has _embed=1, and by no other visit. It makes
// the app look like a part of that page, and speaks to the page before anything large has come.

/** Begins as the app's page `calc`, called `id` by the page around it; waits for the style. */
export function frame(calc, id) {
  if (window.parent !== window) {
    document.documentElement.classList.add("framed");
    greet(calc, id);
  }
  // The ground shows through only where both pages agree on the colours that the browser itself brings.
  const scheme = document.querySelector("meta[name=color-scheme]");
  if (scheme) scheme.remove();
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "./embed.css";
  document.head.append(style);
  return new Promise((done) => (style.onload = style.onerror = done));
}

/**
 * Says `hello` until the page around this one says `init`. `hello` names no figure, so whoever that page is may hear it; figures go
 * to the port that comes with the first `init`, and to nobody else. The app takes over the port when it has started.
 */
function greet(calc, id) {
  const hello = { cc: 1, type: "hello", payload: { app: "commerce-calculators", calc, proto: [1] } };
  if (id && /^[\w-]{1,32}$/.test(id)) hello.id = id;
  const say = () => window.parent.postMessage(hello, "*");
  say();
  const again = setInterval(say, 500);
  setTimeout(() => clearInterval(again), 10000);
  window.ccHost = new Promise((done) => {
    const hear = ({ source, data, ports: [port] }) => {
      if (source !== window.parent || !port || !data || data.cc !== 1 || data.type !== "init") return;
      window.removeEventListener("message", hear);
      clearInterval(again);
      window.ccTell = (code, message) => port.postMessage({ cc: 1, type: "error", payload: { code, message } });
      done({ port, payload: data.payload });
    };
    window.addEventListener("message", hear);
  });
}

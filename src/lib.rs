//! Calculators for commerce strategy that run whole in the browser, and natively as a small command line.
//!
//! # The map
//!
//! Text goes in on the left, data comes out on the right, and only the edges know who is looking:
//!
//! ```text
//! typed, linked, imported ─▶ Draft ─ fill ─▶ Inputs ─ check, compute ─▶ Outputs ─▶ Answer, Report ─▶ page, JSON
//! ```
//!
//! - [`calculator`]: what a calculator is: plain inputs, a pure computation, an answer and a report as data.
//! - [`calculators`]: the registry, and a folder a shelf with a file or folder for each family.
//! - [`input`]: fields, drafts and the walks between text and typed inputs; what people type and paste, undo.
//! - [`report`]: sentences, figures, tables, charts and accounts as data; how numbers are written.
//! - [`ledger`]: where an account finds the inputs, figures and cells that it names.
//! - [`arithmetic`]: exact decimals and fractions, rounding, piecewise linear functions; statistics.
//! - [`chart`]: charts to SVG, and their values at a position.
//! - [`export`]: results for other programs.
//! - [`embed`]: the app in somebody else's page: what that page asks for, how it may look there, how high it is.
//! - [`link`]: drafts to and from the text of addresses, and of files and storage that hold it.
//! - [`past`]: what a page once was: its revisions with their migrations, and where short links start.
//! - [`kept`]: a history as storage holds it, long tables beside it.
//! - [`pieces`]: pieces of work beside each other: under names, and all of them as one file.
//! - [`wire`]: results as bytes, from a worker to the page.
//! - `contract`: pages, drafts and answers as JSON, for other programs (not in the app).
//! - `cli`: list, schema, example, run (native only).
//! - `engine`: the same for JavaScript (wasm, feature `engine`).
//! - `web`: the page (wasm, feature `app`).
//!
//! # In parts
//!
//! Natively the program is whole. The build of the app cuts it up (`tests/tools/parts.mjs`): what only one page's calculator
//! leads to loads with that page, and what several pages of a family share loads with these. What makes the page's report and
//! what draws charts (`web::charts`) come once the figures stand, and other tools (`web::tools`) when they are first used.
//! [`calculators`] has the seams.
//! From the same files it makes the app as one file that opens without a network (`tests/tools/one-file.mjs`), and the service
//! worker by which a browser keeps a hosted app (`public/sw.js`, `tests/tools/offline.mjs`). What only a page in somebody else's
//! frame needs loads there alone: `web::host` and `web::locks` with the tools, and `public/embed.css`. What other sites
//! load goes out beside the app: `public/embed.js`, laid out by `tests/tools/embed.mjs`; so do `public/kit` and the self-check.
//!
//! # The start
//!
//! Before the program runs, the page says what it will: `public/boot.js` shows the catalogue, or a page's head with the answer to
//! its first example, from `public/first.json`, which a test holds to what the pages say. The app is then made step by step
//! (`web::dom`), so that a slow phone goes on answering, and takes the place of that when it is whole.
//!
//! # Languages
//!
//! The program holds its texts in English; `public/languages` has a file for each other language, from each text to its
//! translation. `public/boot.js` chooses and fetches it beside the program, `web::language` asks it text by text and remembers.
//! `tests/native/texts.rs` gathers the texts from the sources, by which each file is held to them, and makes up a language that
//! shows in the browser what was left behind. The command line, links, files and keys know no language.
//!
//! # Invariants
//!
//! Most of them say what is absent. `tests/native/tidy.rs` and the tests over the registry keep them.
//!
//! - Only `web` names Leptos, gloo and the browser. Leptos is a dependency of the wasm target alone. Only `contract` and `engine`
//!   know the JSON library, which the app does without.
//! - A page imports only `calculator`, `input`, `report`, `arithmetic` and its own family; only the registry names pages.
//!   So a calculator cannot tell whether it runs in a browser, a test or a command line.
//! - Only [`input::fill`] makes typed inputs. Nobody downstream checks a range again.
//! - No float decides anything: `f64` lives where charts are drawn, and in the statistics of `arithmetic`, whose results are
//!   marked approximate. All other arithmetic of a calculator is [checked](arithmetic::Checked): exact, or it says that it has
//!   too many digits.
//! - Nothing panics, whatever comes in. If something still does, the page says so and keeps the inputs.
//! - What does not exist is a sentence, never a NaN, an infinity or a negative break-even.
//! - A report holds no markup and no formatted number. Every text for the reader is a template with named arguments.
//! - Every such text is translated once, where it is shown, and the type says so: a `&'static str` is the program's and has a
//!   translation, a `String` is the reader's own or has been through it ([`report::sentence`], `web::language`, `web::dom`).
//! - Every figure has an account, and every formula among them is evaluated by a test and must give the figure.
//! - No calculator reads the clock: a date is an input. Only the page does, to say when work was changed or printed.
//! - In somebody else's page figures go to the port that this page gave, and to nobody else; nothing is kept there.
//! - Nothing leaves the browser: the app requests nothing but the files it is made of, and tells nobody anything. As one file it
//!   is kept to that by its own security policy.
//! - Keys in links are a public promise. A renamed key keeps its old name; a changed formula raises the page's revision;
//!   the links in `tests/golden/links` open for ever, and say what became of the answer that stands in `tests/golden/answers`.

pub mod arithmetic;
pub mod calculator;
pub mod calculators;
pub mod chart;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod contract;
pub mod embed;
#[cfg(all(target_arch = "wasm32", feature = "engine"))]
pub mod engine;
pub mod export;
pub mod input;
pub mod kept;
pub mod ledger;
pub mod link;
pub mod past;
pub mod pieces;
pub mod report;
#[cfg(all(target_arch = "wasm32", feature = "app"))]
pub mod web;
pub mod wire;

# All that the project does from the command line. `make` alone lists it.
#
# Tools live in one place per user, each in a folder of its version: a second clone finds them there. Their versions are pinned
# here, in tests/package-lock.json (npm) and in Cargo.lock (wasm-bindgen, whose command must equal the library).

TRUNK_VERSION := 0.21.14
DENY_VERSION := 0.20.2
GECKODRIVER_VERSION := 0.37.1
SPLIT_VERSION := 0.2.4
BINDGEN_VERSION := $(shell sed -n '/^name = "wasm-bindgen"$$/{n;s/version = "\(.*\)"/\1/p;}' Cargo.lock)
NODE_OLDEST := 18
# Bytes of brotli over all that a visit to the heaviest page loads before its first figures.
SIZE_BUDGET := 239000
PORT ?= 8080

CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/commerce-calculators
TRUNK := $(CACHE)/trunk-$(TRUNK_VERSION)/bin/trunk
BINDGEN := $(CACHE)/wasm-bindgen-$(BINDGEN_VERSION)/bin/wasm-bindgen
GECKODRIVER := $(CACHE)/geckodriver-$(GECKODRIVER_VERSION)/bin/geckodriver
DENY := $(CACHE)/cargo-deny-$(DENY_VERSION)/bin/cargo-deny
SPLIT := $(CACHE)/wasm-split-$(SPLIT_VERSION)/bin/wasm-split-cli
NPM := $(CACHE)/npm-$(firstword $(shell sha256sum tests/package-lock.json | cut -c1-12))/node_modules
VISITS := $(CACHE)/visits-$(firstword $(shell sha256sum tests/tools/visits/package-lock.json | cut -c1-12))/node_modules
WASM := wasm32-unknown-unknown

# The calculators without the page, laid out as an npm package.
PACKAGE := target/npm/package.json
PACKAGE_SOURCES := Cargo.toml Cargo.lock index.html tests/tools/npm.mjs \
	$(shell find src public/npm ! -path 'src/web*' ! -name '.*' ! -name '*~')
# Folders stand for the files removed from them.
SOURCES := Cargo.toml Cargo.lock Trunk.toml index.html tests/tools/parts.mjs tests/tools/languages.mjs tests/tools/first.mjs \
	tests/tools/one-file.mjs tests/tools/deflate.mjs \
	$(shell find src public ! -path 'public/npm*' ! -name '.*' ! -name '*~')
# The same app with an entry to its pricing alone, for what is measured.
BENCH := target/dist-bench

# They wait for the browser, not for themselves: optimising their WebDriver client would only cost a minute.
BROWSER_TESTS := cargo test --quiet --profile dev --features browser-tests --test browser

MAKEFLAGS += --no-builtin-rules --no-print-directory
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help serve dist test test-browsers check size bench visits fuzz shots texts
.PHONY: fmt clippy clippy-wasm deny tidy native app module browser cargo node wasm-target linter cc chromium engines

help:
	@echo "Commerce calculators. Targets:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

serve: dist/index.html tests/node_modules ## build the app if its sources changed and serve it on this machine (PORT=8080)
	@node tests/tools/serve.mjs dist $(PORT)

dist: dist/npm/package.json ## build the app into dist/: for a web server, as one file, and without the page as an npm package

test: node tests/node_modules ## run every check and every test; ends with "N passed, N failed"
	@node tests/tools/tally.mjs $(MAKE) fmt clippy clippy-wasm deny native app module browser size

check: fmt clippy clippy-wasm deny tidy ## the quick part: format, clippy natively and for wasm, dependencies, house rules

size: app tests/node_modules ## print what a visit loads; fails above the budget
	@node tests/tools/size.mjs dist $(SIZE_BUDGET)

bench: dist/index.html $(BENCH)/index.html tests/node_modules chromium ## measure the work per keystroke, and the pricing beside decimal.js
	@$(BROWSER_TESTS) -- --bench

visits: dist/index.html tests/node_modules tests/tools/visits/node_modules chromium ## measure a visit on a slow phone: ROUTES="/"
	@node tests/tools/visits/visits.mjs dist $(ROUTES)

test-browsers: dist/index.html tests/node_modules chromium engines ## walk through the app in Firefox and WebKit, hosted and as one file
	@GECKODRIVER=$(GECKODRIVER) $(BROWSER_TESTS) -- --engines

fuzz: cargo cc ## feed made-up and mangled input to all that reads some, at length: RUNS=1000000 SEED=1
	@RUNS=$(or $(RUNS),1000000) SEED=$(or $(SEED),1) cargo test --quiet --profile fuzz --test native nothing_from_outside -- \
		--nocapture

shots: dist/index.html tests/node_modules chromium ## screenshots into target/shots: ROUTES="/" WIDTHS="390 1440" SCHEMES="light dark"
	@$(BROWSER_TESTS) -- --shots

texts: cargo cc ## write what a language has to translate into public/languages, and keep what is there: LANGUAGE=fr
	@UPDATE_LANGUAGE=$(or $(LANGUAGE),de) cargo test --quiet --test native every_language

# The parts of `check` and `test`.

fmt: cargo linter
	@echo "Checking the format (a few seconds)."
	@cargo fmt --check

clippy: cargo linter cc
	@echo "Linting the native code and the tests (about a minute in a new clone)."
	@cargo clippy --all-targets --features browser-tests -- -D warnings

# In the release profile and with the same leave, so that it shares macros and build scripts with the build of the app.
CLIPPY_WASM = env $(filter RUSTC_BOOTSTRAP=%,$(LEAN)) cargo clippy --release --target $(WASM)

clippy-wasm: cargo linter cc wasm-target
	@echo "Linting the app (about a minute in a new clone)."
	@$(CLIPPY_WASM) --features parts -- -D warnings
	@$(CLIPPY_WASM) --features parts,bench -- -D warnings
	@$(CLIPPY_WASM) --lib --no-default-features --features engine -- -D warnings

# Duplicates are those of the app alone: what only tests need weighs on nobody. Known holes stand in a database that is fetched:
# where it cannot be, this is said and that part is left out.
DENY_ALL = $(DENY) --all-features --locked --log-level error --config .deny.toml

deny: cargo $(DENY)
	@echo "Checking the dependencies: licences, where they come from, duplicates, known holes (seconds)."
	@$(DENY_ALL) check licenses sources
	@$(DENY) --features engine --exclude-dev --locked --log-level error --config .deny.toml check bans
	@if timeout 120 $(DENY_ALL) fetch db >/dev/null 2>&1; then $(DENY_ALL) check advisories; \
		else echo "The database of known holes cannot be fetched here: not checked."; fi

tidy: cargo cc
	@echo "Checking the house rules (seconds; a minute where the tests must be built)."
	@cargo test --quiet --test native tidy

native: cargo cc
	@echo "Running the native tests (half a minute; three minutes in a new clone)."
	@cargo test --no-fail-fast

app: dist/index.html

module: $(PACKAGE) tests/node_modules cargo cc
	@echo "Testing the calculators without the page, in Node and from a bundler (seconds)."
	@cargo build --quiet
	@node tests/tools/module.mjs target/npm $(or $(CARGO_TARGET_DIR),target)/debug/commerce-calculators

browser: dist/npm/package.json tests/node_modules chromium
	@echo "Running the browser tests (a minute to build them in a new clone)."
	@$(BROWSER_TESTS) -- $(TESTS)

# The app. Its time is that of the start, so that a source saved during the build is built next time.

# Messages of panics name files: those names are kept free of this machine's folders. And whatever is longer than eight bytes is
# copied by one instruction: a twentieth less to load. The linker leaves its notes, by which the app is taken apart.
WASM_FLAGS := --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=cargo --remap-path-prefix=$(CURDIR)= \
	-C llvm-args=-max-store-memcpy=1 -C llvm-args=-disable-lsr -C link-arg=--emit-relocs

# Rust's standard library is compiled with the app, for size, and a panic is a bare trap: a tenth less to load. Both are previews
# that stable Rust only runs when asked in this way, with names that may change: where this compiler does not know them (1.95
# does), or its sources cannot be had, the app is built without, larger and otherwise the same.
LEAN_FLAGS := -Zunstable-options -Cpanic=immediate-abort
LEAN = $(shell test -d "$$(rustc --print sysroot)/lib/rustlib/src/rust/library" && \
	RUSTC_BOOTSTRAP=1 rustc --print cfg --target $(WASM) $(LEAN_FLAGS) >/dev/null 2>&1 && echo RUSTC_BOOTSTRAP=1 \
	CARGO_UNSTABLE_BUILD_STD=std,panic_abort CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size)
LEAN_ENV = $(LEAN) RUSTFLAGS="$(WASM_FLAGS)$(if $(LEAN), $(LEAN_FLAGS))"

# Trunk takes NO_COLOR=1, as some services set it, for a mistake.
# The app is taken apart on the way, see tests/tools/apart.
TRUNK_BUILD = env -u NO_COLOR $(LEAN_ENV) BINDGEN=$(BINDGEN) SPLIT=$(SPLIT) \
	PARTS=$(CURDIR)/target/parts PATH="$(CURDIR)/tests/tools/apart:$(NPM)/.bin:$$PATH" $(TRUNK) build --features parts
FETCH = env $(LEAN_ENV) cargo fetch --quiet --locked --target $(WASM)

dist/index.html: $(SOURCES) $(TRUNK) $(BINDGEN) $(SPLIT) | tests/node_modules cargo cc wasm-target
	@echo "Building the app (about 5 minutes; optimising it takes most of them)."
	@$(FETCH)
	@mkdir -p target && touch target/dist-began
	@$(TRUNK_BUILD)
	@touch -r target/dist-began $@

$(BENCH)/index.html: $(SOURCES) $(TRUNK) $(BINDGEN) $(SPLIT) | tests/node_modules cargo cc wasm-target
	@echo "Building the app once more with an entry to its pricing (about 5 minutes)."
	@$(FETCH)
	@mkdir -p target && touch target/dist-began
	@$(TRUNK_BUILD) --features bench --dist $(BENCH)
	@touch -r target/dist-began $@

# Like the app, so that both share what they are made of.
$(PACKAGE): $(PACKAGE_SOURCES) $(BINDGEN) | $(NPM) cargo cc wasm-target
	@echo "Building the calculators without the page (about a minute)."
	@$(FETCH)
	@mkdir -p target && touch target/npm-began
	@env $(LEAN_ENV) cargo rustc --quiet --locked --release --target $(WASM) --lib --crate-type cdylib \
		--no-default-features --features engine
	@BINDGEN=$(BINDGEN) PATH="$(NPM)/.bin:$$PATH" node tests/tools/npm.mjs target/$(WASM)/release/commerce_calculators.wasm target/npm
	@touch -r target/npm-began $@

dist/npm/package.json: dist/index.html $(PACKAGE)
	@rm -rf dist/npm && cp -R target/npm dist/npm && touch $@

# The tools. cargo builds each in a folder of its own and puts the program in place last, so a broken-off install starts again.
# A caller's target folder is kept out of it.

# Without optimisation: it saves 4 of 6 minutes here and costs no build a second.
QUICK_INSTALL := env -u CARGO_TARGET_DIR CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 \
	CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 cargo install --quiet

$(TRUNK): | cargo cc
	@echo "Installing trunk $(TRUNK_VERSION), which builds the app (once per user, about 5 minutes)."
	@$(QUICK_INSTALL) --locked --version $(TRUNK_VERSION) --root $(TRUNK:/bin/trunk=) trunk

# Without --locked: the lock file shipped with 0.2.130 names a version of webpki-roots that registry mirrors may lack.
$(BINDGEN): | cargo cc
	@test -n "$(BINDGEN_VERSION)" || { echo "Cargo.lock names no wasm-bindgen; run: cargo generate-lockfile"; exit 1; }
	@echo "Installing wasm-bindgen-cli $(BINDGEN_VERSION), which joins the app to the browser (once per user, about 2 minutes)."
	@$(QUICK_INSTALL) --version $(BINDGEN_VERSION) --root $(BINDGEN:/bin/wasm-bindgen=) wasm-bindgen-cli

$(DENY): | cargo cc
	@echo "Installing cargo-deny $(DENY_VERSION), which checks the dependencies (once per user, about 2 minutes)."
	@$(QUICK_INSTALL) --locked --version $(DENY_VERSION) --root $(DENY:/bin/cargo-deny=) cargo-deny

$(SPLIT): | cargo cc
	@echo "Installing wasm-split-cli $(SPLIT_VERSION), which takes the app apart (once per user, about a minute)."
	@$(QUICK_INSTALL) --locked --version $(SPLIT_VERSION) --features build-binary --root $(SPLIT:/bin/wasm-split-cli=) wasm_split_cli_support

# What installs a folder of npm tools at the versions of its lock file, the folder's name given.
define npm_install
	@rm -rf $(dir $@) && mkdir -p $(dir $@)
	@cp $(1)/package.json $(1)/package-lock.json $(dir $@)
	@cd $(dir $@) && npm ci --silent --no-audit --no-fund --ignore-scripts
endef

$(NPM): | node
	@echo "Installing wasm-opt, the minifier, the web server and the test tools by npm (once per user, about 20 seconds)."
	$(call npm_install,tests)

tests/node_modules: $(NPM)
	@ln -sfn $(NPM) $@

$(VISITS): | node
	@echo "Installing what measures a visit by npm (once per user, about a minute)."
	$(call npm_install,tests/tools/visits)

tests/tools/visits/node_modules: $(VISITS)
	@ln -sfn $(VISITS) $@

cargo:
	@command -v cargo >/dev/null || { echo "Rust is missing. Install it by rustup (https://rustup.rs), open a new shell and run this again."; exit 1; }

linter: cargo
	@cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 || { \
		echo "Adding rustfmt and clippy to Rust (about 20 seconds)."; rustup component add rustfmt clippy; }

wasm-target: cargo
	@test -d "$$(rustc --print sysroot)/lib/rustlib/$(WASM)" || { \
		echo "Adding the WebAssembly target to Rust (about 20 seconds)."; rustup target add $(WASM); }
	@test -d "$$(rustc --print sysroot)/lib/rustlib/src/rust/library" || { \
		echo "Adding the sources of the standard library to Rust (about 10 seconds)."; rustup component add rust-src || true; }

node:
	@command -v node >/dev/null && command -v npm >/dev/null || { \
		echo "Node with npm is missing. Install version $(NODE_OLDEST) or later (https://nodejs.org) and run this again."; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node) >= $(NODE_OLDEST) ? 0 : 1)' || { \
		echo "Node $(NODE_OLDEST) or later is needed; this is $$(node --version)."; exit 1; }

cc:
	@command -v cc >/dev/null || { echo "Installing a C compiler and linker for Rust by apt (about a minute)."; \
		$(call apt,gcc libc6-dev); }

chromium:
	@command -v chromedriver >/dev/null || { echo "Installing Chromium and its driver for the browser tests by apt (about a minute)."; \
		$(call apt,chromium chromium-driver); }

engines: $(GECKODRIVER)
	@command -v firefox-esr >/dev/null && command -v WebKitWebDriver >/dev/null && command -v xvfb-run >/dev/null || { \
		echo "Installing Firefox, and WebKit with its driver, by apt (about a minute)."; \
		$(call apt,firefox-esr webkit2gtk-driver xvfb xauth); }

$(GECKODRIVER): | cargo cc
	@echo "Installing geckodriver $(GECKODRIVER_VERSION), which drives Firefox (once per user, about 3 minutes)."
	@$(QUICK_INSTALL) --locked --version $(GECKODRIVER_VERSION) --root $(GECKODRIVER:/bin/geckodriver=) geckodriver

# Installs Debian packages, by sudo for those who are not root. Never asks where nobody can answer.
define apt
if ! command -v apt-get >/dev/null; then echo "This system has no apt. Install by its own means, then run this again: $(1)"; exit 1; fi; \
if [ "$$(id -u)" = 0 ]; then root="env"; \
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then root="sudo env"; \
else echo "Installing needs root. Run this, then try again: apt-get install $(1)"; exit 1; fi; \
$$root DEBIAN_FRONTEND=noninteractive apt-get update -qq && \
$$root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null
endef

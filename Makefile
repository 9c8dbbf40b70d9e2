# Two commands do everything: `make run` builds Switchboard and starts it, `make test` checks all of it.
# They need git, make, rustup and Node.js 20 or newer; whatever else is missing, they install. What they
# have done already they leave alone, so the second time is quick. `make` alone lists the rest.

# bash, because a step that fails half-way (in a pipe, say) has to stop the whole.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
# One step after the other even with -j: cargo fills every core by itself, and the cheap checks go first.
.NOTPARALLEL:
.DEFAULT_GOAL := help

# Everything built is under here, the tools included: one folder to keep, to share or to throw away.
CARGO_TARGET_DIR ?= $(CURDIR)/target
# Some steps run in end2end/, so a relative path is made absolute.
ifeq ($(filter /%,$(CARGO_TARGET_DIR)),)
override CARGO_TARGET_DIR := $(CURDIR)/$(CARGO_TARGET_DIR)
endif
export CARGO_TARGET_DIR

BIN := $(CARGO_TARGET_DIR)/release/switchboard

# Ahead of the rest of PATH: the tools of exactly the versions wanted, and wasm-opt and sass out of npm.
# (Debian's wasm-opt, for one, is too old for what Rust writes today.)
OURS := $(CARGO_TARGET_DIR)/tools/bin:$(CURDIR)/end2end/node_modules/.bin
export PATH := $(OURS):$(PATH)

# The newest cargo-leptos that the pinned Rust compiles.
CARGO_LEPTOS := 0.3.10
# The command and the crate talk in a format that changes with every release, so Cargo.lock decides.
WASM_BINDGEN := $(shell awk '/^name = "wasm-bindgen"$$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' Cargo.lock)
WASM := wasm32-unknown-unknown

## run      build the release and start it; ARGS="--addr 0.0.0.0:80" goes to the program (see ARGS=--help)
run: build
	@"$(BIN)" $(ARGS)

## build    make the release binary, with the whole site inside
build: tools
	@.ci/build-release

## watch    for development: build, serve, and do both again after every change
watch: tools
	cargo leptos watch

## test     every check there is, the quick ones first
test: fmt lint unit end2end
	@echo "== Everything passed"

## fmt      is the code formatted?
fmt: rust
	@echo "== Format"
	cargo fmt --check

## lint     clippy's opinion of the server and of the browser's half; a warning is an error
lint: rust
	@echo "== Clippy: the server and its tests"
	cargo clippy --features ssr --all-targets -- -D warnings
	@echo "== Clippy: the browser's half"
	cargo clippy --features hydrate,split --lib --target $(WASM) -- -D warnings

## unit     unit and integration tests, over real sockets
unit: rust
	@echo "== Unit and integration tests"
	@pebble="$$(.ci/find-pebble)"; set -x; \
	PEBBLE="$$pebble" cargo test --features ssr -- $${pebble:+--include-ignored}

PLAYWRIGHT = browser="$$(.ci/find-browser)"; cd end2end && \
	CHROMIUM="$$browser" SWITCHBOARD_BIN="$(BIN)" npx playwright test

## end2end  two people in real browsers, against the release binary; ARGS="calls.spec.js" runs some of it
end2end: browser build
	@echo "== Browser tests"
	@.ci/find-network-tools
	@FIREFOX="$$(.ci/find-firefox)"; COTURN="$$(.ci/find-coturn)"; NGINX="$$(.ci/find-proxy nginx)"; \
		CADDY="$$(.ci/find-proxy caddy)"; export FIREFOX COTURN NGINX CADDY; $(PLAYWRIGHT) $(ARGS)

## measure  print the figures that the README quotes
measure: browser build
	@$(PLAYWRIGHT) --config measure.config.js $(ARGS)

## measure-relay  what the relay costs, beside coturn; Linux on two cores
measure-relay: rust
	@cargo bench --features ssr --bench relay --no-run
# One socket for each client, in both programs.
	@COTURN="$$(.ci/find-coturn)"; export COTURN; ulimit -n 8192; taskset -c 1 cargo bench --features ssr --bench relay

FUZZ_SECONDS := 600

## fuzz     ten minutes of whatever clients and peers may say to the relay; FUZZ_SECONDS=60 for one
fuzz: rust
	@FUZZ_SECONDS=$(FUZZ_SECONDS) nice cargo test --features ssr --lib rehearsal -- --nocapture

## tools    install what building needs, and nothing that is there already
tools: rust npm
	@.ci/install-tool wasm-bindgen $(WASM_BINDGEN) wasm-bindgen-cli "about 3 minutes" \
		--config profile.release.opt-level=1
# Unoptimised: it mostly starts other programs, and it is 700 crates. What it computes itself is the
# compressed site; the parts that do that are optimised, or they would take minutes at every build.
	@.ci/install-tool cargo-leptos $(CARGO_LEPTOS) cargo-leptos "about 8 minutes" --locked \
		--config profile.release.opt-level=0 \
		--config profile.release.package.cargo-leptos.opt-level=1 \
		--config profile.release.package.brotli.opt-level=3 \
		--config profile.release.package.libflate.opt-level=3 \
		--config profile.release.package.libflate_lz77.opt-level=3

## path     what to add to PATH to use cargo leptos without make: export PATH="$(make -s path):$PATH"
path:
	@echo "$(OURS)"

help:
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^## /  /p' Makefile

# `cargo --version` makes rustup fetch the release that rust-toolchain.toml names, where it may; the target
# is then asked for by name, because a toolchain that was there before may have come without it.
rust:
	@command -v cargo >/dev/null || { echo "Rust is missing: install rustup, then come back." >&2; exit 1; }
	@cargo --version >/dev/null
	@if command -v rustup >/dev/null && ! rustup target list --installed | grep -x $(WASM) >/dev/null; then \
		echo "Adding Rust's $(WASM) target (once)"; rustup target add $(WASM); fi

# npm ci starts from nothing every time, so it is run only when the list of packages is newer than the last run.
npm: end2end/node_modules/.installed
end2end/node_modules/.installed: end2end/package.json end2end/package-lock.json
	@command -v npm >/dev/null || { echo "Node.js is missing: install version 20 or newer, then come back." >&2; exit 1; }
	@echo "Installing the npm packages (when their list has changed)"
	@cd end2end && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

browser: npm
	@.ci/find-browser >/dev/null

.PHONY: run build watch test fmt lint unit end2end measure measure-relay fuzz tools path help rust npm browser

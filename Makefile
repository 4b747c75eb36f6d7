.DEFAULT_GOAL := help
.PHONY: help up sample test accuracy coverage bench build fmt lint clean

export PORT ?= 3000
export DATA ?= .spin

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile

up: ## set up, build and serve on http://127.0.0.1:$PORT (3000), the shop on $PORT + 1; data in $DATA (.spin)
	@scripts/up.sh

sample: ## load a year of made-up answers into what `make up` serves: $RESPONSES (20,000) of them
	@scripts/sample.sh

test: ## set up and run every check: format, lints, unit, property, component and browser tests
	@scripts/test.sh

bench: build ## measure against a minimal component on the same host
	scripts/build-wasm.sh -p minimal
	cargo run -p glas-bench

accuracy: ## measure the coding of comments on labelled ones that the rules were not written from
	cargo test -q -p glas --lib coding::accuracy::the_rules_are -- --nocapture

coverage: ## how often intervals cover the truth, tests are wrong and charts raise false alarms, by simulation
	scripts/build-static.sh
	cargo run --example coverage

build: ## the pages, the component and the host
	scripts/build-static.sh
	scripts/build-wasm.sh -p glas
	cargo build -p glas-host

fmt: ## format the Rust code
	cargo fmt --all

lint: ## what `make test` lints, natively
	scripts/build-static.sh
	cargo clippy --workspace --all-targets -- -D warnings

clean: ## remove what was built and downloaded; never $DATA
	cargo clean
	rm -rf .tools static/dist static/node_modules tests/browser/node_modules

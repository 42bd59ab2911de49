# Everything that a stranger needs: `make run` shows what this is, `make test` proves it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

SWIFT ?= swift
BUILD := $(SWIFT) build -c release
# The tests and the program that they run. What `--build-tests` adds is compilers of the libraries' own, five minutes of them.
BUILD_TESTS := $(BUILD) --product pledged && $(BUILD) --product pledgedPackageTests
PRODUCT := .build/static/release/pledged
# Nobody links to the program: without a table of the names of all that is inside it starts a fifth sooner.
PRIVATE := -Xlinker --no-export-dynamic
VENV := .venv
LIBRARIES := libsodium-dev libsqlite3-dev pkg-config
CHECKERS := iproute2 nftables
BLACK_BOX := $(patsubst %.swift,%,$(notdir $(wildcard Tests/PledgedTests/BlackBox/*Tests.swift Tests/PledgedTests/Hosts/*Tests.swift)))
empty :=
space := $(empty) $(empty)
# Many small nodes lie all over the memory: with large pages a run takes a seventh less time.
SIMULATE := GLIBC_TUNABLES=glibc.malloc.hugetlb=1 .build/release/pledge-simulate
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: help libraries deps run build install deb test fast contract bench simulate nightly simulated day swim compare proto clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

# $(call debian,PACKAGES): installs those of Debian's packages that are missing.
debian = missing=""; for package in $(1); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "Installing$$missing"; \
	  $(SUDO) apt-get update -qq; \
	  DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $$missing >/dev/null; \
	fi

libraries:
	@command -v $(SWIFT) >/dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install"; exit 1; }
	@if command -v dpkg-query >/dev/null; then $(call debian,$(LIBRARIES)); \
	elif ! pkg-config --exists libsodium sqlite3; then \
	  echo "libsodium and SQLite are needed, with what compiling takes, and pkg-config; Debian calls them: $(LIBRARIES)"; exit 1; \
	fi

deps: libraries ## Install the system libraries, and what checks our work, where they are missing
	@if command -v dpkg-query >/dev/null; then \
	  $(call debian,$(CHECKERS) $$(python3 -c 'import venv, ensurepip' 2>/dev/null || echo python3-venv)); \
	fi
	@if [ ! -x $(VENV)/bin/python ] || ! $(VENV)/bin/python -c 'import nacl, jsonschema, rfc3339_validator' 2>/dev/null; then \
	  [ -x $(VENV)/bin/python ] || python3 -m venv $(VENV); \
	  $(VENV)/bin/pip install -q --disable-pip-version-check -r Tests/independent/requirements.txt; \
	fi

build: libraries ## Build the program, with the Swift library inside
	@[ -x $(PRODUCT) ] || echo "A first build takes about 10 minutes on 2 cores; later ones take seconds."
	@$(BUILD) --static-swift-stdlib --scratch-path .build/static --product pledged $(PRIVATE)
	@touch $(PRODUCT)
	@echo "The program is $(PRODUCT)"

# What is packaged is never older than its sources; a program that was built elsewhere is taken as it is.
$(PRODUCT): Package.swift $(wildcard Package.resolved) $(shell find Sources -type f)
	@$(MAKE) --no-print-directory build

PROGRAM ?= $(PRODUCT)
PREFIX ?= /usr/local
DEB ?= .build/deb
LINTIAN ?= lintian --allow-root --fail-on error
# $(call need,COMMAND:PACKAGE …): says which commands are missing, and which of Debian's packages have them.
need = missing=""; for one in $(1); do command -v "$${one%%:*}" >/dev/null || missing="$$missing $${one%%:*} ($${one\#*:})"; done; \
	[ -z "$$missing" ] || { echo "missing commands, and Debian's packages that have them:$$missing"; exit 1; }

install: $(PROGRAM) ## Install program, manual, completions and service: PREFIX=/usr/local DESTDIR=
	@$(call need,python3:python3-minimal gzip:gzip)
	@PROGRAM=$(PROGRAM) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) packaging/install.sh

deb: $(PROGRAM) ## Make a Debian package, and look it over with lintian where that is installed
	@$(call need,python3:python3-minimal gzip:gzip strip:binutils dpkg-deb:dpkg dpkg-shlibdeps:dpkg-dev)
	@package=$$(PROGRAM=$(PROGRAM) packaging/deb.sh $(DEB) | tail -n 1); echo "$$package"; \
	if command -v $(firstword $(LINTIAN)) >/dev/null; then $(LINTIAN) "$$package"; fi

run: build ## Build, then watch three nodes share a ledger
	@$(PRODUCT) demo

test: deps ## Everything that CI runs
	@[ -d .build/release ] || echo "A first build takes about 10 minutes on 2 cores; later ones take seconds."
	@$(BUILD_TESTS)
	@PLEDGED_PYTHON=$(CURDIR)/$(VENV)/bin/python $(SWIFT) test -c release --skip-build --no-parallel $(if $(FILTER),--filter $(FILTER)) 2>&1 \
	  | tee .build/test.log || { echo "What failed, again:"; grep -A 12 "✘ Test .* recorded" .build/test.log || tail -n 20 .build/test.log; exit 1; }

fast: ## The quick tests alone: no processes, no large ledgers
	@$(BUILD_TESTS)
	@$(SWIFT) test -c release --skip-build --skip '^PledgedTests\.($(subst $(space),|,$(BLACK_BOX)))/'

contract: build ## Try the API against its own document with schemathesis, brought into .venv: ARGS="-n 200"
	@$(VENV)/bin/pip install -q --disable-pip-version-check -r Tests/browser/requirements.txt
	@PLEDGED=$(PRODUCT) SCHEMATHESIS=$(VENV)/bin/st Tests/browser/contract.sh $(ARGS)

bench: deps build ## Measure the figures in docs/performance.md, as JSON lines
	@$(BUILD) --product pledged
	@$(BUILD) --product pledge-bench
	@PLEDGED_BIN=$(PRODUCT) .build/release/pledge-bench $(FIGURES)

simulate: ## Run many nodes in one process: NODES=100 SEED=1 SECONDS=60 SCENARIO=calm RUNS=1 WATCH=10 INTERVAL=1000 UPTIME=75 SWIM=plain
	@$(BUILD) --product pledge-simulate
	@$(SIMULATE) --nodes $(or $(NODES),100) --seed $(or $(SEED),1) --seconds $(or $(SECONDS),60) \
	  --scenario $(or $(SCENARIO),calm) --runs $(or $(RUNS),1) $(if $(WATCH),--watch $(WATCH)) \
	  $(if $(INTERVAL),--interval $(INTERVAL)) $(if $(UPTIME),--uptime $(UPTIME)) $(if $(filter plain,$(SWIM)),--plain-swim)

SCENARIOS = $(shell sed -nE 's/^ *case ([a-zA-Z]+)( = "(.*)")?$$/\1 \3/p' Sources/GossipSim/Plan/Scenario.swift | awk '{ print $$NF }')
nightly: ## Run all scenarios with 1,000 nodes and 5 seeds each, and the slowest tests: NODES=1000 SECONDS=60 RUNS=5
	@$(BUILD_TESTS)
	@$(BUILD) --product pledge-simulate
	@PLEDGED_NIGHTLY=1 $(SWIFT) test -c release --skip-build --filter OverlayTests
	@[ -n "$(SCENARIOS)" ] || { echo "no scenarios found in Sources/GossipSim/Plan/Scenario.swift"; exit 1; }
	@bad=""; for scenario in $(SCENARIOS); do \
	  $(SIMULATE) --nodes $(or $(NODES),1000) --seconds $(or $(SECONDS),60) \
	    --scenario $$scenario --runs $(or $(RUNS),5) || bad="$$bad $$scenario"; \
	done; [ -z "$$bad" ] || { echo "not good:$$bad"; exit 1; }

simulated: ## The table of all scenarios' figures: SEEDS=5 SECONDS=60 LARGE=1 (some with 1,000 nodes too)
	@$(BUILD) --product pledge-simulate
	@[ -n "$(SCENARIOS)" ] || { echo "no scenarios found in Sources/GossipSim/Plan/Scenario.swift"; exit 1; }
	@python3 Benchmarks/compare/simulated.py .build/release/pledge-simulate --seeds $(or $(SEEDS),5) \
	  --seconds $(or $(SECONDS),60) $(if $(LARGE),--large) $(SCENARIOS)

day: ## A day of churn at 1,000 nodes, with memory every hour: NODES=1000 SECONDS=86400 SEED=1 INTERVAL=600000 UPTIME=2400
	@$(BUILD) --product pledge-simulate
	@$(SIMULATE) --scenario churn --nodes $(or $(NODES),1000) --seconds $(or $(SECONDS),86400) \
	  --seed $(or $(SEED),1) --interval $(or $(INTERVAL),600000) --uptime $(or $(UPTIME),2400) --watch 3600

swim: ## False deaths with Lifeguard and with plain SWIM, on the same seeds: NODES=100 SECONDS=60 RUNS=5
	@$(BUILD) --product pledge-simulate
	@for swim in "" --plain-swim; do \
	  $(SIMULATE) --scenario overload --nodes $(or $(NODES),100) --seconds $(or $(SECONDS),60) \
	    --runs $(or $(RUNS),5) $$swim 2>/dev/null | grep -oE '"(seed|lifeguard|false_deaths)":[a-z0-9.]+' | paste -sd ' \n' -; \
	done

compare: build ## Measure beside serf and iroh, which are brought into a temporary place
	@python3 Benchmarks/compare/compare.py $(ARGS)

proto: ## Make the Swift of proto/*.proto anew (needs Debian's protobuf-compiler)
	@command -v protoc >/dev/null || { $(SUDO) apt-get update -qq; $(SUDO) apt-get install -y -qq protobuf-compiler; }
	@$(BUILD) --product protoc-gen-swift
	@for pair in facts:Sources/PledgeLedger/Entry/Generated frames:Sources/GossipNet/Wire/Generated; do \
	  protoc --plugin=.build/release/protoc-gen-swift --swift_opt=Visibility=Package --swift_opt=FileNaming=DropPath \
	    --swift_out="$${pair#*:}" -I proto "$${pair%%:*}.proto"; \
	done

clean: ## Remove everything that was built
	@rm -rf .build $(VENV)

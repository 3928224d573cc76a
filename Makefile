# The targets that others rely on: drill, test, check, bench-up, conformance, verify. Each can be run on a fresh clone.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
LINT    := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
BIN     := bin/firedrill

export CGO_ENABLED = 0
# Programs and tests share what is compiled.
export GOFLAGS := $(shell $(GO) env GOFLAGS) -trimpath

.PHONY: all build drill test test-short check engine clean

all: build

build: $(BIN)

.PHONY: $(BIN)
$(BIN):
	@$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/firedrill

# Starts an engine where none answers and we may, else says how to get one.
engine:
	@.ci/engine

# The binaries that labs on an engine of another architecture need beside bin/firedrill.
.PHONY: cross
cross: build
	@for arch in amd64 arm64; do GOOS=linux GOARCH=$$arch $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN)-linux-$$arch ./cmd/firedrill; done

# A first drill, from nothing to a graded report. Its verdict is the report's, not make's.
drill: engine build
	@$(BIN) run db-outage; code=$$?; case $$code in 0|3|4) exit 0;; *) exit $$code;; esac

# Every test, those with containers included. The tests of cmd/firedrill run drills with many users, several side by side, and
# so by themselves.
test: engine build
	$(GO) vet ./...
	$(GO) test -count=1 -p 2 -parallel 3 -timeout 40m ./stack/... $$($(GO) list ./... | grep -v -e /stack -e /cmd/firedrill)
	$(GO) test -count=1 -parallel 4 -timeout 40m ./cmd/firedrill

# The tests that need no container.
test-short: build
	$(GO) test -short -timeout 10m ./...

clean: build
	$(BIN) clean

# What is made from the code and the library: docs/faults.md, docs/drills.md, the schema of scenarios.
.PHONY: pages
pages:
	$(GO) test ./chaos/manual -run TestTheManualIsCurrent -update
	$(GO) test ./cmd/firedrill -run 'ThePublishedSchema|ThePageOfTheDrills|TheGradingPage' -update

# What the machine can say of the code without running it, and the race detector. The linter is fetched as a module.
.PHONY: check
check:
	$(GO) vet ./...
	$(GO) run $(LINT) run ./...
	CGO_ENABLED=1 $(GO) test -race -short ./chaos/... ./internal/... ./scenarios/... ./stack/...

# The bars that are measured. Each prints what it saw; the figures of a day stand in the notes of its release.
.PHONY: bench-up bench-grade proof-kill proof-verdicts conformance
bench-up: engine
	$(GO) test ./cmd/firedrill -run '^$$' -bench BenchmarkUp -benchtime 7x -timeout 20m

bench-grade:
	FIREDRILL_SAMPLES=10000000 $(GO) test ./internal/grade -run ALargeRecord -v -count=1

# The controller killed at 100 random moments, and 30 times with its watchdog; four labs at a time.
proof-kill: engine
	FIREDRILL_TEST_KILLS=100 FIREDRILL_TEST_CLEANS=30 $(GO) test ./cmd/firedrill -run 'KilledControllerLeavesNothing|CleanTakesBack' -v -count=1 -parallel 4 -timeout 60m

# Drills whose client's stream is cut or silent, whose client is paused or killed: right, or invalid with the reason.
.PHONY: proof-stream
proof-stream: engine
	$(GO) test ./internal/link -run '^$$' -fuzz FuzzLink -fuzztime 20s
	$(GO) test ./internal/labtest/streams -v -count=1 -timeout 15m
	FIREDRILL_TEST_LONG=1 $(GO) test ./cmd/firedrill -run TestDrill_ClientStream -v -count=1 -timeout 20m

# The controller killed in the middle of each kind of fault, on a lab that is kept; KINDS narrows it (KINDS='^net').
# The table goes into docs/faults.md.
.PHONY: proof-kill-kinds
KINDS ?= .
proof-kill-kinds: engine
	FIREDRILL_TEST_KINDS='$(KINDS)' $(GO) test ./cmd/firedrill -run LeavesNoKindOfFault -record -v -count=1 -timeout 60m
	$(GO) test ./chaos/manual -run TestTheManualIsCurrent -update

# db-outage five times on each lab: fragile must fail, hardened must pass.
proof-verdicts: engine build
	@for lab in fragile hardened; do for n in 1 2 3 4 5; do \
		$(BIN) run db-outage --lab $$lab >/dev/null 2>&1; echo "$$lab $$n: exit $$?"; done; done

# Every drill of the library, as docs/verifying.md says. JOBS labs side by side; AGAIN=--again also what is known already.
.PHONY: verify
JOBS ?= 2
verify: engine build
	$(BIN) verify --jobs $(JOBS) --book docs/verified.json $(AGAIN)
	$(GO) test ./cmd/firedrill -run ThePageOfTheDrills -update

# No false alarm: the two drills without an incident, 20 times each. Each must report none.
.PHONY: proof-quiet
TIMES ?= 20
proof-quiet: engine build
	@for drill in all-quiet decoy-restart; do $(BIN) run $$drill --repeat $(TIMES) 2>/dev/null; done

# Every kind of fault, the whole suite.
conformance: engine
	FIREDRILL_TEST_LONG=1 $(GO) test ./stack -run Conforms -v -count=1 -timeout 60m

# How well the load is held at 500 requests a second, with the whole stack on this machine.
.PHONY: proof-load
proof-load: engine build
	@for lab in fragile hardened; do $(BIN) run ./cmd/firedrill/testdata/busy.yaml --lab $$lab --json 2>/dev/null | grep -E '"lab"|_fraction' ; done

# How exact a delay of packets is, on connections that were open before.
.PHONY: bench-delay
bench-delay:
	$(GO) test ./chaos/packet -run ADelayIsNeverShorter -v -count=3

# What a delay and a loss of packets come to in a lab, against what was asked.
.PHONY: proof-packets
proof-packets: engine
	FIREDRILL_TEST_LONG=1 $(GO) test ./stack -run WhatWasAsked -v -count=1 -timeout 10m

# Throughput through nginx to the shop with idle packet agents in both namespaces, against none, in turn. The bar is 2 %.
# It means something only on a machine that does nothing else.
.PHONY: bench-idle
bench-idle: engine
	$(GO) test ./stack -run '^$$' -bench BenchmarkIdle -benchtime 30x -timeout 20m

# Drills through a proxy in front of the engine's socket that fails one call in twenty: FAILS drills with answers of 500,
# and as many with answers that are lost.
.PHONY: proof-engine
FAILS ?= 6
proof-engine: engine
	FIREDRILL_TEST_ENGINE=$(FAILS) $(GO) test ./cmd/firedrill -run 'TestRun_EndsRightOnAnEngineThatFails' -v -count=1 -timeout 60m

# Drills beside noise, of which none may come to a wrong verdict or name a wrong hop. NOISE=light is containers that come and
# go, heavy also processor, disk, memory and forks (stress-ng). BOOK keeps what was found.
.PHONY: proof-busy
NOISE ?= light
BUSYTIMES ?= $(if $(filter light,$(NOISE)),2,1)
BUSYROUNDS ?= $(if $(filter light,$(NOISE)),0,10)
proof-busy: engine build
	.ci/noise $(NOISE) env FIREDRILL_TEST_BUSY=$(NOISE) FIREDRILL_TEST_TIMES=$(BUSYTIMES) FIREDRILL_TEST_ROUNDS=$(BUSYROUNDS) FIREDRILL_TEST_BOOK='$(BOOK)' \
		$(GO) test ./cmd/firedrill -run TestProofBusy -v -count=1 -timeout 80m

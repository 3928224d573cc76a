# Every target works on a fresh clone. "make help" prints the text after ## of each target.

GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
LINT    := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
BIN     := bin/firedrill

export CGO_ENABLED = 0
# The same flags everywhere, so that builds and tests share the cache. The user's own are kept; without Go only the environment has some.
export GOFLAGS := $(shell cd / && GOTOOLCHAIN=local $(GO) env GOFLAGS 2>/dev/null || echo "$$GOFLAGS") -trimpath

.PHONY: all help build drill test test-short check engine go clean

all: build

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "%-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(BIN) ## build bin/firedrill

.PHONY: $(BIN)
$(BIN): go
	@$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/firedrill

# Installs Go if there is none and we may, else prints how to get it.
go: ## check for Go, install it if possible
	@GO='$(GO)' .ci/go

# Installs and starts an engine if none answers and we may, else prints how to get one.
engine: ## check for a container engine, install it if possible
	@.ci/engine

# Labs on an engine of another architecture need one of these binaries beside bin/firedrill.
.PHONY: cross
cross: build ## build the Linux binaries for engines of another architecture
	@for arch in amd64 arm64; do GOOS=linux GOARCH=$$arch $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN)-linux-$$arch ./cmd/firedrill; done

# The man pages and completions come from the binary itself. Where bin/ has Linux binaries of "make cross", they go beside it.
.PHONY: install
PREFIX ?= /usr/local
share   = $(DESTDIR)$(PREFIX)/share
install: build ## install the binary, shell completions and man pages (PREFIX=/usr/local, DESTDIR=)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BIN) $(wildcard $(BIN)-linux-*) $(DESTDIR)$(PREFIX)/bin
	.ci/extras $(BIN) $(share)/bash-completion/completions $(share)/zsh/site-functions $(share)/fish/vendor_completions.d $(share)/man/man1

# The same commit, built by the same Go, gives the same bytes.
.PHONY: release
release: build ## build archives for linux and darwin, amd64 and arm64, with SHA256SUMS, into dist/
	GO='$(GO)' LDFLAGS='$(LDFLAGS)' .ci/release $(VERSION) dist

# The target succeeds whatever the verdict, as long as the drill ran to its report.
drill: go engine build ## run a first drill, from nothing to a graded report
	@$(BIN) run db-outage; code=$$?; case $$code in 0|3|4) exit 0;; *) exit $$code;; esac

# The tests of cmd/firedrill run alone: they run several drills with many users side by side.
test: go engine build ## run every test, including those with containers
	$(GO) vet ./...
	$(GO) test -count=1 -p 2 -parallel 3 -timeout 40m ./stack/... $$($(GO) list ./... | grep -v -e /stack -e /cmd/firedrill)
	$(GO) test -count=1 -parallel 4 -timeout 40m ./cmd/firedrill

test-short: build ## run the tests that need no container
	$(GO) test -short -timeout 10m ./...

clean: build ## remove what interrupted runs left behind
	$(BIN) clean

# Everything that is generated from the code and the library.
.PHONY: pages
pages: go ## generate docs/faults.md, docs/drills.md, tables of docs/grading.md, the schema of scenarios
	$(GO) generate ./internal/pages

# The linter is fetched as a module.
.PHONY: check
check: go ## run vet, the linter and the race detector
	$(GO) vet ./...
	$(GO) run $(LINT) run ./...
	CGO_ENABLED=1 $(GO) test -race -short ./chaos/... ./internal/... ./scenarios/... ./stack/...

# Measurements. Each prints what it saw; a release's notes hold the figures of its day.
.PHONY: bench-up bench-grade proof-kill proof-verdicts conformance
bench-up: go engine ## measure the start of a lab against docker-compose's
	$(GO) test ./cmd/firedrill -run '^$$' -bench BenchmarkUp -benchtime 7x -timeout 20m

bench-grade: go ## read and grade ten million samples
	FIREDRILL_SAMPLES=10000000 $(GO) test ./internal/grade -run TestGrade_LargeRecord -v -count=1

# Four labs at a time.
proof-kill: go engine ## kill the controller at 100 random moments, and 30 times with its watchdog
	FIREDRILL_TEST_KILLS=100 FIREDRILL_TEST_CLEANS=30 $(GO) test ./cmd/firedrill -run 'KilledControllerLeavesNothing|CleanTakesBack' -v -count=1 -parallel 4 -timeout 60m

# Each drill must end with the right verdict, or invalid with the right reason.
.PHONY: proof-stream
proof-stream: go engine ## run drills whose client stream is cut or silent, or whose client is paused or killed
	$(GO) test ./internal/link -run '^$$' -fuzz FuzzLink -fuzztime 20s
	$(GO) test ./internal/labtest/streams -v -count=1 -timeout 15m
	FIREDRILL_TEST_LONG=1 $(GO) test ./cmd/firedrill -run TestDrill_ClientStream -v -count=1 -timeout 20m

# The lab is kept. KINDS selects kinds by a regular expression.
.PHONY: proof-kill-kinds
KINDS ?= .
proof-kill-kinds: go engine ## kill the controller during each kind of fault (KINDS='^net'), for docs/faults.md
	FIREDRILL_TEST_KINDS='$(KINDS)' $(GO) test ./cmd/firedrill -run LeavesNoKindOfFault -record -v -count=1 -timeout 60m
	$(GO) generate ./internal/pages

proof-verdicts: engine build ## run db-outage five times on fragile (must fail) and hardened (must pass)
	@for lab in fragile hardened; do for n in 1 2 3 4 5; do \
		$(BIN) run db-outage --lab $$lab >/dev/null 2>&1; echo "$$lab $$n: exit $$?"; done; done

# docs/verifying.md describes the checks. AGAIN=--again repeats those whose result is known.
.PHONY: verify
JOBS ?= 2
verify: engine build ## verify the library and generate docs/drills.md (JOBS=2 labs at a time, AGAIN=--again)
	$(BIN) verify --jobs $(JOBS) --book docs/verified.json $(AGAIN)
	$(GO) generate ./internal/pages

# There must be no false alarm.
.PHONY: proof-quiet
TIMES ?= 20
proof-quiet: engine build ## run the two drills without an incident (TIMES=20); none may report one
	@for drill in all-quiet decoy-restart; do $(BIN) run $$drill --repeat $(TIMES) 2>/dev/null; done

# The whole suite, at both ends of each parameter's range.
conformance: go engine ## run every kind of fault on real containers
	FIREDRILL_TEST_LONG=1 $(GO) test ./stack -run TestKinds_ -v -count=1 -timeout 60m

# The whole stack runs on this machine.
.PHONY: proof-load
proof-load: engine build ## measure late and dropped sends at 500 requests a second
	@for lab in fragile hardened; do $(BIN) run ./cmd/firedrill/testdata/busy.yaml --lab $$lab --json 2>/dev/null | grep -E '"lab"|_fraction' ; done

# On connections that were open before the fault.
.PHONY: bench-delay
bench-delay: go ## measure how exact a delay of packets is
	$(GO) test ./chaos/packet -run ADelayIsNeverShorter -v -count=3

.PHONY: proof-packets
proof-packets: go engine ## measure delay and loss of packets in a lab against what was asked
	FIREDRILL_TEST_LONG=1 $(GO) test ./stack -run 'TestNetwork_DelayIsExact|TestNetwork_LossIsExact' -v -count=1 -timeout 10m

# Compares throughput through nginx to the shop with and without idle packet agents in both namespaces, alternating. The limit is
# 2 %. The result is only meaningful on a machine that does nothing else.
.PHONY: bench-idle
bench-idle: go engine ## measure what an idle packet agent costs
	$(GO) test ./stack -run '^$$' -bench BenchmarkIdle -benchtime 30x -timeout 20m

# A proxy in front of the engine's socket fails the calls: FAILS drills with status 500, and as many with lost answers.
.PHONY: proof-engine
FAILS ?= 6
proof-engine: go engine ## run drills on an engine that fails one call in twenty (FAILS=6)
	FIREDRILL_TEST_ENGINE=$(FAILS) $(GO) test ./cmd/firedrill -run 'TestRun_EndsRightOnAnEngineThatFails' -v -count=1 -timeout 60m

# NOISE=light starts and removes containers; heavy also uses CPU, disk, memory and forks (stress-ng). BOOK is the file that keeps
# the results.
.PHONY: proof-busy
NOISE ?= light
BUSYTIMES ?= $(if $(filter light,$(NOISE)),2,1)
BUSYROUNDS ?= $(if $(filter light,$(NOISE)),0,10)
proof-busy: engine build ## run drills beside noise (NOISE=light or heavy); no verdict or hop may be wrong
	.ci/noise $(NOISE) env FIREDRILL_TEST_BUSY=$(NOISE) FIREDRILL_TEST_TIMES=$(BUSYTIMES) FIREDRILL_TEST_ROUNDS=$(BUSYROUNDS) FIREDRILL_TEST_BOOK='$(BOOK)' \
		$(GO) test ./cmd/firedrill -run TestProofBusy -v -count=1 -timeout 80m

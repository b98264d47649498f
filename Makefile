# make run     build, get Envoy, start a demo chatbot behind it, print what to try
# make test    everything that can be tested on this machine
# make build   build/chatguard.wasm, the filter, and build/chatguard, the command line
# make bench   what the filter costs, in one table
# make soak    half an hour of mixed traffic, and what it does to memory: build/soak.json, build/soak.svg
# make chaos    everything around the filter fails, and the filter itself: what came of each, as a table
# make fuzz     every fuzz target for a minute;  make cover   what the tests reach of filter/, natively and in wasm: 90 % at least
# make compose-up    Envoy, a demo chatbot, Prometheus and Grafana in docker compose (envoy/compose.yaml); compose-down ends it
# make e2e-compose   the test of that, which is part of make test
# make image   build/image, the filter as a container image; PUSH=registry/name:tag pushes it
# make e2e-istio, make e2e-gateway   envoy/istio and envoy/gateway in the real control planes, which are built first
# make eval    policies/RESULTS.md, what the rules find in the labelled texts, if they are there
# make clean   remove build/ (Envoy stays in .cache/)

GO ?= go
MODULE = GOOS=wasip1 GOARCH=wasm $(GO) build -buildmode=c-shared -trimpath -ldflags=-w
PACK = $(GO) run ./filter/cmd/modpack

.PHONY: run test build module test-modules image bench soak chaos fuzz cover mutate eval clean compose-build compose-up compose-down e2e-compose e2e-istio e2e-gateway
.DEFAULT_GOAL := build

build: module
	$(GO) build -trimpath -o build/chatguard ./filter/cmd/chatguard

module:
	$(MODULE) -o build/chatguard.wasm ./filter/cmd/plugin
	$(PACK) build/chatguard.wasm

# The build that panics on demand: the end-to-end tests show what a panic does.
test-modules: module
	$(MODULE) -tags chatguard_testpanic -o build/chatguard-testpanic.wasm ./filter/cmd/plugin
	$(PACK) build/chatguard-testpanic.wasm

run: build
	$(GO) build -trimpath -o build/bot ./envoy/bot
	$(GO) build -trimpath -o build/demo ./e2e/cmd/demo
	build/demo

# ENVOY is for the tests that compare a model with the real one; without an Envoy they say that they skip.
test: build test-modules compose-build
	$(GO) vet ./...
	@unformatted=$$(gofmt -l envoy e2e filter policies); if [ -n "$$unformatted" ]; then echo "gofmt:" $$unformatted; exit 1; fi
	$(GO) test -C envoy/image ./...
	ENVOY=$$($(GO) run ./e2e/cmd/getenvoy) $(GO) test -timeout 30m ./...

# What compose mounts: the module, and the chatbot for the containers' system.
compose-build: module
	CGO_ENABLED=0 GOOS=linux $(GO) build -trimpath -o build/compose/bot ./envoy/bot

COMPOSE = docker compose --file envoy/compose.yaml --profile dashboards

compose-up: compose-build
	$(COMPOSE) up --detach --wait
	@echo "chat http://127.0.0.1:$${CHATGUARD_PORT:-10000}, Envoy's admin page :$${CHATGUARD_ADMIN_PORT:-9901}, Prometheus :$${PROMETHEUS_PORT:-9090}, Grafana :$${GRAFANA_PORT:-3000}"
	@echo "envoy/verify.sh checks it, make compose-down ends it"

compose-down:
	$(COMPOSE) --profile ratelimit down --volumes

e2e-compose: compose-build
	$(GO) test -count=1 -timeout 15m -v ./e2e/compose

# SOURCE_DATE_EPOCH and the version come from the commit, so that everybody who builds it gets the same image.
image: module
	$(GO) build -C envoy/image -trimpath -o ../../build/image-tool .
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct)} build/image-tool \
		-version $${VERSION:-$$(git describe --tags --always)} -revision $$(git rev-parse HEAD) $(if $(PUSH),-push $(PUSH))

e2e-istio: module
	$(GO) run ./e2e/cmd/gettools istio
	$(GO) test -count=1 -v -timeout 30m ./e2e/istio

e2e-gateway: module
	$(GO) run ./e2e/cmd/gettools gateway
	$(GO) test -count=1 -v -timeout 30m ./e2e/gateway

bench: build
	$(GO) run ./e2e/bench

soak: module
	$(GO) run ./e2e/cmd/soak

# A fault after the other, ten seconds each, and ten minutes of configuration updates.
chaos: test-modules
	$(GO) run ./e2e/cmd/chaos

# FUZZTIME=10s make fuzz is a shorter one; RECORD=e2e/FUZZING.md writes the record.
fuzz:
	$(GO) run ./e2e/cmd/fuzz -for $${FUZZTIME:-60s} -record "$(RECORD)"

# The plugin runs linked natively in its own tests and in the scenarios, and as a module that counts its statements.
# RECORD=e2e/COVERAGE.md make cover writes the record.
COVERED = GOOS=wasip1 GOARCH=wasm $(GO) build -buildmode=c-shared -trimpath -cover -covermode=atomic -coverpkg=./filter/...

cover:
	rm -rf build/cover && mkdir -p build/cover/counts
	$(GO) test -coverpkg=./filter/... -coverprofile=build/cover/native.out ./filter/... > /dev/null
	$(GO) test -coverpkg=./filter/... -coverprofile=build/cover/scenarios.out ./e2e -run 'TestScenarios/native' > /dev/null
	$(COVERED) -tags chatguard_cover -o build/cover/chatguard.wasm ./filter/cmd/plugin
	$(COVERED) -tags chatguard_cover,chatguard_testpanic -o build/cover/chatguard-testpanic.wasm ./filter/cmd/plugin
	GOCOVERDIR=$(CURDIR)/build/cover/counts CHATGUARD_MODULES=$(CURDIR)/build/cover $(GO) test -count=1 -timeout 30m ./e2e \
		-run 'TestScenarios/wazero|TestHostileModel|TestWorkersCountTogether|TestStreamsOfADeadWorker|TestLargeBodies' > /dev/null
	$(GO) tool covdata textfmt -i=build/cover/counts -o=build/cover/wasm.out
	$(GO) run ./e2e/cmd/cover -wasm build/cover/wasm.out -record "$(RECORD)" build/cover/native.out build/cover/scenarios.out

# e2e/MUTANTS.md tells of a run. SAMPLE=0 tries all there are, for hours.
mutate:
	$(GO) run ./e2e/cmd/mutate -sample $${SAMPLE:-100} filter/jsonscan filter/mask filter/wire

eval: ; $(GO) test ./filter/eval -run TestRecord -record -v

clean:
	rm -rf build

# The two commands of this project: `make run` to use it, `make test` to check it. `make help` names the others.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Temporal's programs are built from source into bin/, apart from our go.mod: their dependencies do not agree with ours.
TEMPORAL_SERVER := v1.32.1
TEMPORAL_UI     := v2.55.0
GOLANGCI        := v2.15.0
WORKFLOWCHECK   := v0.6.0

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
WEB     := $(shell find web/src web/public web/index.html web/vite.config.ts web/tsconfig.json web/package-lock.json -type f 2>/dev/null)
NPM     := npm --no-update-notifier --no-audit --no-fund --loglevel=error

.PHONY: help
help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

## Using it --------------------------------------------------------------------------------------------------------

.PHONY: run
run: ## install what is missing, build, and start everything with demo data
	@deploy/need.sh go node postgres
	@$(MAKE) --no-print-directory --silent tools bin/steward
	@exec bin/steward up

.PHONY: build
build: bin/steward ## build bin/steward with the web application in it

.PHONY: bin/steward
bin/steward: web/dist/index.html paper/font/regular.ttf.gz
	@echo "building bin/steward"
	@go build -trimpath -ldflags "-X main.version=$(VERSION)" -o $@ ./cmd/steward

.PHONY: web
web: web/dist/index.html ## build the web application

web/node_modules/.package-lock.json: web/package-lock.json
	@echo "installing the web application's packages (npm ci)"
	@cd web && $(NPM) ci
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB)
	@echo "building the web application"
	@cd web && $(NPM) run build --silent -- --logLevel warn
	@touch $@ web/dist/.gitkeep

.PHONY: font
font: paper/font/regular.ttf.gz ## bring the font of printed pages from its package (once)

paper/font/regular.ttf.gz: paper/package-lock.json deploy/font.sh
	@echo "bringing the font of printed pages (npm ci, once)"
	@deploy/font.sh
	@touch $@

.PHONY: tools
tools: bin/.stamps/temporal-$(TEMPORAL_SERVER) bin/.stamps/temporal-ui-$(TEMPORAL_UI) ## build Temporal's server, schema tool and Web UI into bin/

# $(call install,package@version,name of what comes out,our name)
install = echo "building $(3) $(lastword $(subst @, ,$(1))) from source (once)" \
	&& mkdir -p bin/.stamps/build && GOFLAGS= GOBIN=$(CURDIR)/bin/.stamps/build go install -trimpath -ldflags "-s -w" $(1) 2> >(grep -v '^go: downloading' >&2) \
	&& mv bin/.stamps/build/$(2) bin/$(3)

bin/.stamps/temporal-$(TEMPORAL_SERVER):
	@echo "Temporal's server is built once; this takes some minutes"
	@$(call install,go.temporal.io/server/cmd/server@$(TEMPORAL_SERVER),server,temporal-server)
	@$(call install,go.temporal.io/server/cmd/tools/sql@$(TEMPORAL_SERVER),sql,temporal-sql-tool)
	@touch $@

bin/.stamps/temporal-ui-$(TEMPORAL_UI):
	@$(call install,github.com/temporalio/ui-server/v2/cmd/server@$(TEMPORAL_UI),server,temporal-ui-server)
	@touch $@

## Checking it -----------------------------------------------------------------------------------------------------

.PHONY: test
test: ## everything: Go, web and browser tests against real servers
	@deploy/need.sh go node postgres browser
	@.ci/test

.PHONY: replay
replay: ## run today's processes over all recorded histories
	@go test ./workflows/... ./worker/... -run Replay -count=1

.PHONY: prove
prove: ## compare both plan machines over a million random sequences (about 15 minutes; STEWARD_PROVE=n, STEWARD_SEED=n)
	@STEWARD_PROVE=$${STEWARD_PROVE:-1000000} go test ./domain/plan -run TestBothMachinesLiveTheSame -count=1 -timeout 4h -v

.PHONY: lint
lint: bin/.stamps/golangci-lint-$(GOLANGCI) bin/.stamps/workflowcheck-$(WORKFLOWCHECK) web/node_modules/.package-lock.json ## check style, the import rules and determinism of processes
	@failed=; \
	bin/golangci-lint run --allow-parallel-runners || failed=yes; \
	bin/workflowcheck ./workflows/... || failed=yes; \
	(cd web && $(NPM) run lint --silent) || failed=yes; \
	[ -z "$$failed" ]

bin/.stamps/golangci-lint-$(GOLANGCI):
	@$(call install,github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI),golangci-lint,golangci-lint)
	@touch $@

bin/.stamps/workflowcheck-$(WORKFLOWCHECK):
	@$(call install,go.temporal.io/sdk/contrib/tools/workflowcheck@$(WORKFLOWCHECK),workflowcheck,workflowcheck)
	@touch $@

.PHONY: bench
bench: tools ## measure speed with 10,000 incidents (8 minutes)
	@deploy/need.sh go postgres
	@go run ./bench

.PHONY: bench-full
bench-full: tools ## measure speed with 1,000,000 incidents
	@deploy/need.sh go postgres
	@go run ./bench -full

## Files made from others ------------------------------------------------------------------------------------------

GENERATED := api/openapi.yaml web/src/api/schema.gen.ts schema/schema.sql

.PHONY: generate
generate: web/node_modules/.package-lock.json ## make openapi.yaml, the TypeScript client and schema.sql anew
	@deploy/need.sh go node postgres
	@go run ./cmd/steward openapi > api/openapi.yaml.new && mv api/openapi.yaml.new api/openapi.yaml
	@cd web && $(NPM) run api --silent > /dev/null
	@go run ./cmd/steward migrate --dump schema/schema.sql

.PHONY: check-generated
check-generated: ## fail if a generated file is not what `make generate` makes
	@mkdir -p bin/.stamps/generated && cp $(GENERATED) bin/.stamps/generated/
	@$(MAKE) --no-print-directory --silent generate
	@stale=; for f in $(GENERATED); do cmp -s "$$f" "bin/.stamps/generated/$${f##*/}" || stale="$$stale $$f"; done; \
	if [ -n "$$stale" ]; then echo "not current (now made anew; commit it):$$stale" >&2; exit 1; fi; echo "generated files are current"

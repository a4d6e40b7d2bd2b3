# make help lists what there is. Everything runs on this machine and on loopback; only `deploy` reaches out.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run stop reset test coverage check bench storm broadcast package deploy redrive clean

STAGE ?= prod
BIN := .venv/bin
NEWEST := python3.13 python3.12 python3.11 python3 python
PYTHON ?= $(shell for p in $(NEWEST); do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z]+):.*## (.*)/  make \1	\2/' | expand -t 20

run: .venv/installed ## everything on this machine: cloud, stand-ins, shop window; Ctrl-C stops it
	@$(BIN)/python -m infra.local.up

stop: .venv/installed ## stop a running instance
	@$(BIN)/python -m infra.local.stop

reset: .venv/installed ## stop, and forget everything it has seen
	@$(BIN)/python -m infra.local.stop --reset

test: check ## check, then every test: units, contracts, journeys in the packaged application
	@$(BIN)/python -m tests

coverage: .venv/installed ## every test, and which lines they reach
	@$(BIN)/python -m tests --coverage

check: package ## format, lint, types, template
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy app.py chalicelib infra tests
	@$(BIN)/cfn-lint build/template.json

bench: .venv/installed ## the budgets of the design, measured
	@$(BIN)/python -m infra.bench

storm: .venv/installed ## two thousand conversations in bad weather against a running instance, counted
	@$(BIN)/python -m infra.local.storm --conversations $(or $(CONVERSATIONS),2000)

broadcast: .venv/installed ## a broadcast to so many followers of a running instance, killed three times, counted
	@$(BIN)/python -m infra.local.broadcast_storm --followers $(or $(FOLLOWERS),50000) --kills $(or $(KILLS),3)

package: .venv/installed ## build/deployment.zip and build/template.json, unless they are up to date
	@$(BIN)/python -m infra.package --stage local --out build

deploy: .venv/installed ## to AWS: make deploy STAGE=prod PARAMS="MailFrom=… PublicUrl=…"
	@$(BIN)/python -m infra.package --stage $(STAGE) --out build/$(STAGE)
	@$(BIN)/python -m infra.deploy --stage $(STAGE) --build build/$(STAGE) $(addprefix --param ,$(PARAMS))

redrive: .venv/installed ## bring parked messages back to the inbound queue: make redrive STAGE=local
	@$(BIN)/python -m infra.redrive --stage $(STAGE) --back

clean: .venv/installed ## stop, and delete everything that was made, installed things included
	@$(BIN)/python -m infra.local.stop
	@rm -rf .venv .local build .mypy_cache .ruff_cache .pytest_cache .coverage*

.venv/installed: requirements.txt requirements-dev.txt
	@[ -n "$(PYTHON)" ] || { echo "Cầu Nối needs Python 3.11 or newer; name one with make PYTHON=/path/to/python3." >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments;\
	 on Debian and Ubuntu install the package python3-venv." >&2; exit 2; }
	@echo "making .venv with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

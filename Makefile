# The commands of Loa. Nothing but Python 3.11 and make has to be there before.

BIN := .venv/bin
# Messages of tools come in the language of the catalogue of commands, not of the visitor.
MANAGE := LOA_DEBUG=true $(BIN)/python manage.py
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test check format messages bench requirements dev \
	check-style check-types check-imports check-migrations check-requirements check-messages \
	check-templates check-deploy

help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: ## Install, load the demo and start Loa; stop it with Ctrl+C (LOA_PORT, LOA_DATA_DIR)
	@.ci/install requirements.txt
	@exec $(BIN)/python -P config/run.py

test: dev ## Run the whole suite (ARGS="tests/drives -x" runs a part)
	@command -v chromium-headless-shell >/dev/null 2>&1 || .ci/apt chromium-headless-shell \
		|| echo "Chromium is missing and may not be installed here: the browser tests will be skipped."
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -rs $(ARGS)

check: check-style check-types check-imports check-migrations check-requirements check-messages check-templates check-deploy ## Run every gate that CI runs besides the suite

check-style: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: dev
	LOA_DEBUG=true $(BIN)/mypy .

check-imports: dev
	$(BIN)/lint-imports

check-migrations: dev
	$(MANAGE) makemigrations --check --dry-run

check-requirements: dev
	.ci/requirements --check

check-messages: dev
	$(MANAGE) messages --check

check-templates: dev
	$(MANAGE) shell --verbosity 0 -c "from django.template import engines; print(len([engines['jinja2'].env.get_template(name) for name in engines['jinja2'].env.list_templates()]), 'templates compile.')"

# As a production installation would start, with values made up for the check alone.
check-deploy: dev
	LOA_DEBUG=false LOA_SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))") \
		LOA_BASE_URL=https://loa.example LOA_ALLOWED_HOSTS=loa.example \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

format: dev ## Format the code and sort its imports
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

messages: dev ## Gather texts into locale/vi, compile them and name the gaps
	$(MANAGE) messages

requirements: dev ## Compile the pins anew from pyproject.toml, keeping those that still fit
	.ci/requirements
	@.ci/install requirements-dev.txt

bench: dev ## Run every benchmark
	@set -e; for script in $(wildcard benchmarks/[a-z]*.py); do $(BIN)/python $$script $(ARGS); done

dev:
	@.ci/install requirements-dev.txt

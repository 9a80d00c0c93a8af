# Everything here sets itself up: a virtual environment, the pinned requirements, the static files.
# It needs Python 3.11, 3.12 or 3.13 and make, and nothing else.

PORT ?= 8000
export SITE_URL ?= http://127.0.0.1:$(PORT)
export DATA_DIR ?= $(CURDIR)/var

VENV := .venv
BIN := $(VENV)/bin
# Tests and lint have folders and addresses of their own.
APART := env -u DATA_DIR -u SITE_URL
FITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c '$(FITS)' >/dev/null 2>&1 && echo $$name && break; done)
STATIC_SOURCES := $(shell find newsroom/static -type f)

.PHONY: run dev test lint format messages bench clean

run: $(DATA_DIR)/static/.made
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py demo --if-empty
	@echo
	@echo "Newsroom runs at $(SITE_URL)/ and the desk at $(SITE_URL)/admin/"
	@test ! -f $(DATA_DIR)/demo_password || \
		echo "Demo accounts: editor, reporter, photo, moderator. Their password: $$(cat $(DATA_DIR)/demo_password)"
	@echo "Stop it with Ctrl+C."
	@exec $(BIN)/gunicorn newsroom.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --log-level warning \
		--no-control-socket

dev: export DEBUG = yes
dev: $(VENV)/.run
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py demo --if-empty
	@$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: $(VENV)/.dev
	@$(APART) $(BIN)/python -m tests.run $(ARGS)

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')
	@$(APART) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(APART) SITE_URL=https://news.example $(BIN)/python manage.py check --deploy --fail-level WARNING
	@$(APART) $(BIN)/python -m pytest -n 0 tests/test_architecture.py
	@echo "lint: all clean"

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

# Needs GNU gettext. docs/translators.md says the rest.
messages: $(VENV)/.dev
	@$(APART) $(BIN)/python manage.py makemessages --all --no-obsolete --no-wrap --add-location file \
		--ignore tests --ignore benchmarks --ignore docs
	@sed -i '/^"POT-Creation-Date/d' newsroom/locale/*/LC_MESSAGES/django.po
	@$(APART) $(BIN)/python manage.py compilemessages --ignore .venv

bench: $(VENV)/.dev
	@$(APART) $(BIN)/python -m benchmarks.run
	@$(APART) $(BIN)/python -m benchmarks.typing
	@$(APART) $(BIN)/python -m benchmarks.comments
	@$(APART) $(BIN)/python -m benchmarks.search
	@$(APART) $(BIN)/python -m benchmarks.lists
	@$(APART) $(BIN)/python -m benchmarks.weights
	@$(APART) $(BIN)/python -m benchmarks.lighthouse

clean:
	rm -rf $(VENV) var

# Stamps: a step is done again only when what it depends on has changed.
$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Newsroom needs Python 3.11, 3.12 or 3.13 with its venv module (Debian: apt install python3-venv)."; exit 1; }
	@echo "Making a virtual environment with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing the requirements"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing the requirements for tests"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run

$(DATA_DIR)/static/.made: $(VENV)/.run $(STATIC_SOURCES)
	@echo "Collecting the static files"
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@

# Everything sets itself up: `make run` and `make test` work in a fresh clone.
#   make run [FILE=experiment.toml]   open the window; without a display, export a lesson
#   make test                         all that CI runs: lint, types, import rules, tests
#   make monkey [SEED=6 EVENTS=2000]  many more random events in the real window than the tests make
#   make bench                        measure the speed
#   make docs                         the reference of core, from its docstrings, into build/api
#   make format                       format the code and mend what ruff can mend
#   make lock                         renew the lock files from pyproject.toml
#   make clean                        remove all that was made here
# PYTHON=python3.12 chooses the interpreter of a new environment.

export PYTHON
FILE ?=
BIN := .venv/bin
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
endif
READY := .venv/ready
EXPORTS := exports
LESSON := one-weight-line

# Linux without a display server; macOS and Windows always have one.
HEADLESS :=
ifeq ($(shell uname -s 2>/dev/null),Linux)
ifeq ($(DISPLAY)$(WAYLAND_DISPLAY),)
HEADLESS := yes
endif
endif

CORE_ALONE := visualizer/gui visualizer/app visualizer/cli visualizer/storage visualizer/__main__.py \
	visualizer/system_libraries.py

.PHONY: run test types tests monkey bench docs format lock clean

run: $(READY)
ifeq ($(HEADLESS),yes)
	@.ci/need offscreen
	@echo "There is no display here, so the pictures of the first lesson are made instead."
	@$(BIN)/visualizer export $(or $(FILE),$(LESSON)) --out $(EXPORTS)
	@echo "They are in $(EXPORTS)/."
else
	@.ci/need $(if $(DISPLAY),xcb,wayland)
	@$(BIN)/visualizer $(FILE)
endif

test: $(READY)
	@.ci/need offscreen xcb Xvfb xdotool pdftoppm rsvg-convert
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo --no-cache
	@# Side by side: to check the types takes one core for half a minute.
	@$(MAKE) --no-print-directory -j2 types tests

types: $(READY)
	$(BIN)/mypy

tests: $(READY)
	$(BIN)/pytest -n auto --dist worksteal

monkey: export SEED := $(or $(SEED),6)
monkey: export EVENTS := $(or $(EVENTS),2000)
monkey: $(READY)
	@.ci/need offscreen xcb Xvfb
	$(BIN)/pytest tests/end_to_end/test_real_window.py -k random_events

bench: $(READY)
	@.ci/need offscreen xcb Xvfb
	$(BIN)/python -m tests.benchmarks

docs: $(READY)
	rm -rf build/api build/api-source
	$(BIN)/sphinx-apidoc -q --full --separate --module-first \
		--extensions sphinx.ext.napoleon,sphinx.ext.mathjax -A "" \
		-H "Gradient Descent Visualizer: core" -o build/api-source visualizer $(CORE_ALONE)
	$(BIN)/sphinx-build -q -D napoleon_use_ivar=1 -D suppress_warnings=ref.python \
		build/api-source build/api
	@echo "The reference begins at build/api/index.html."

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock:
	.ci/lock

clean:
	rm -rf .venv build dist exports *.egg-info .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(READY): requirements-dev.lock pyproject.toml .ci/set-up
	@.ci/set-up
	@touch $@

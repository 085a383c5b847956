# make        install koprep into .venv and build tokens, vocab and tensors from the corpora
# make test   run the tests         make lint    ruff and mypy
# make bench  run the benchmarks    make faults  kill, cut off and interrupt it (slow)
# make fuzz   search for failing inputs (slow)    make clean   remove build/

PYTHON ?= $(shell for python in python3.12 python3.11 python3 python3.13; do \
    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
WORKERS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
CORPORA := $(sort $(wildcard corpora/*.txt))
KOPREP := .venv/bin/koprep
BUILT := build/tokens.parquet build/vocab.tsv build/ids.safetensors build/padded.safetensors

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.PHONY: all test lint bench faults fuzz clean

all: build/summary.txt

.venv/installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo 'koprep needs Python 3.11 or 3.12; name it with make PYTHON=/path/to/python3.12' >&2; exit 1; }
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/developed: .venv/installed
	.venv/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

build:
	mkdir -p $@

build/tokens.parquet: $(CORPORA) | .venv/installed build
	$(KOPREP) run normalize clean:mask=pii morphs:engine=kiwi,sentences=yes $(CORPORA:%=-i %) -i konlpy:kolaw -i konlpy:kobill \
	    --workers $(WORKERS) --rejects build/rejects.jsonl -o $@

build/vocab.tsv: build/tokens.parquet
	$(KOPREP) vocab $< --min-count 2 -o $@

build/ids.safetensors: build/tokens.parquet build/vocab.tsv
	$(KOPREP) tensor $< --vocab build/vocab.tsv --as ids -o $@

build/padded.safetensors: build/tokens.parquet build/vocab.tsv
	$(KOPREP) tensor $< --vocab build/vocab.tsv --as padded -o $@

build/summary.txt: $(BUILT)
	@$(KOPREP) inspect $(BUILT) > $@
	@echo; cat $@
	@printf '\nTry next (first: . .venv/bin/activate):\n'
	@printf '  %s\n' 'koprep inspect build/padded.safetensors' \
	    "echo '딥러닝 좋아요ㅋㅋㅋㅋ 정말!!' | koprep run normalize morphs:keep=content" 'koprep stages' 'koprep run --help'

test: .venv/developed
	.venv/bin/pytest

lint: .venv/developed
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

bench: .venv/developed
	for script in benchmarks/[a-z]*.py; do .venv/bin/python $$script || exit 1; done

faults: .venv/developed
	.venv/bin/pytest -n 0 tests/faults --override-ini 'addopts=-q' -m faults

fuzz: .venv/developed
	HYPOTHESIS_PROFILE=fuzz .venv/bin/pytest -n 0 tests/fuzz --override-ini 'addopts=-q' -m fuzz

clean:
	rm -rf build

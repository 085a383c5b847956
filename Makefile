# make        install koprep into .venv and build tokens, vocab, tensors, parts, plots and word vectors of the corpora
# make corpus NAME=nsmc   load a public corpus and build the same of it (koprep fetch lists them)
# make test   run the tests         make lint    ruff and mypy
# make bench  run the benchmarks    make faults  kill, cut off and interrupt it (slow)
# make fuzz   search for failing inputs (slow)    make clean   remove build/

PYTHON ?= $(shell for python in python3.12 python3.11 python3 python3.13; do \
    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
WORKERS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
CORPORA := $(sort $(wildcard corpora/*.txt))
KOPREP := .venv/bin/koprep
BUILT := $(addprefix build/,tokens.parquet vocab.tsv ids.safetensors padded.safetensors tfidf.safetensors \
    train.parquet valid.parquet test.parquet ppmi.safetensors word2vec.safetensors fasttext.safetensors)
SEEN := build/stats.json build/lengths.png build/cloud.png

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.PHONY: all test lint bench faults fuzz clean corpus corpora-listed

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

build/tfidf.safetensors: build/tokens.parquet build/vocab.tsv
	$(KOPREP) tensor $< --vocab build/vocab.tsv --as tfidf -o $@

build/train.parquet build/valid.parquet build/test.parquet: build/%.parquet: build/tokens.parquet
	$(KOPREP) partition $< --ratio 8:1:1 --part $* -o $@

build/ppmi.safetensors: build/ids.safetensors
	$(KOPREP) embed ppmi $< -o $@

build/word2vec.safetensors build/fasttext.safetensors: build/%.safetensors: build/ids.safetensors
	$(KOPREP) embed $* $< --deterministic -o $@

build/stats.json: build/tokens.parquet build/vocab.tsv
	$(KOPREP) stats $< --vocab build/vocab.tsv --max-len 40 --ngrams 2 --json > $@

build/lengths.png: build/tokens.parquet
	$(KOPREP) plot lengths $< --max-len 40 -o $@

build/cloud.png: build/tokens.parquet
	$(KOPREP) plot cloud $< --tags NNG+NNP -o $@

build/summary.txt: $(BUILT) $(SEEN)
	$(KOPREP) verify $(BUILT)
	@$(KOPREP) inspect $(BUILT) > $@
	@echo; cat $@
	@printf '\nLook at: %s\n' '$(SEEN)'
	@printf '\nTry next (first: . .venv/bin/activate):\n'
	@printf '  %s\n' 'koprep inspect build/padded.safetensors' \
	    "echo '딥러닝 좋아요ㅋㅋㅋㅋ 정말!!' | koprep run normalize morphs:keep=content" 'koprep stages' 'koprep run --help'

corpus: $(if $(NAME),build/$(NAME).safetensors,corpora-listed)
	@$(KOPREP) inspect build/$(NAME).parquet build/$(NAME).vocab.tsv build/$(NAME).safetensors

corpora-listed: | .venv/installed
	@$(KOPREP) fetch; echo 'name one of them: make corpus NAME=nsmc' >&2; exit 1

build/$(NAME).parquet: | .venv/installed build
	$(KOPREP) fetch $(NAME)
	$(KOPREP) run $$($(KOPREP) fetch $(NAME) --print-run) --workers $(WORKERS) --rejects build/$(NAME).rejects.jsonl -o $@

build/$(NAME).vocab.tsv: build/$(NAME).parquet
	$(KOPREP) vocab $< --min-count 2 -o $@

build/$(NAME).safetensors: build/$(NAME).parquet build/$(NAME).vocab.tsv
	$(KOPREP) tensor $< --vocab build/$(NAME).vocab.tsv --as padded -o $@

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

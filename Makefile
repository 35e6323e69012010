# Set-up, build, tests and demonstration of Voxmark on Debian 12 with Swift.

PACKAGES := libstdc++-12-dev libdcmtk-dev libopenjp2-7-dev libopenblas-dev libqhull-dev libpq-dev libsqlite3-dev zlib1g-dev sqlite3 curl
# One release build with testability serves the program, its tests and the self-check: debug kernels are 30 to 80 times slower.
SWIFTFLAGS := -c release -Xswiftc -enable-testing -Xswiftc -warnings-as-errors
VOXMARK := .build/release/voxmark
DEMO := demo
DEMO_RECIPES := ct mr pet mg

.PHONY: all setup build test lint qa demo leaks pydicom-test fetch-test highdicom-test bench bench-check bench-engine bench-plan bench-database \
	bench-peers fuzz clean

all: build

setup:
	@missing=""; for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then run=""; elif command -v sudo >/dev/null 2>&1; then run="sudo"; else \
	  echo "System packages are missing. As root, run: apt-get update && apt-get install -y --no-install-recommends$$missing" >&2; exit 1; fi; \
	$$run apt-get update && $$run env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing

build: setup
	swift build $(SWIFTFLAGS) --product voxmark

# The tests of PostgreSQL start servers of their own on loopback, which need the server's programs.
test: setup
	@$(MAKE) --no-print-directory setup PACKAGES="postgresql"
	swift build $(SWIFTFLAGS) --build-tests
	swift test $(SWIFTFLAGS) --skip-build --disable-xctest

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Stages Benchmarks/InstructionCounts Benchmarks/PlanScale Benchmarks/EngineScale Benchmarks/DatabaseRates

# The IBSI self-check; set VOXMARK_PHANTOMS, or fill the cache with Phantoms/fetch.sh.
qa: build
	$(VOXMARK) qa ibsi

demo: build
	rm -rf $(DEMO)
	$(VOXMARK) phantom write $(DEMO)/archive
	@# The archive holds spoilt files on purpose: 3 says that they were refused and the rest was done; anything else is an error.
	$(VOXMARK) run $(DEMO)/archive $(DEMO_RECIPES:%=--recipe Pipelines/recipes/%.yaml) --output $(DEMO)/out || test $$? -eq 3
	sqlite3 -header -column $(DEMO)/out/omop.sqlite < Pipelines/sql/measurements.sql

# Nothing of the demonstration's patients, nor of those that TEST_OUTPUTS names a folder of, stands in what was written.
leaks: build
	@test -d $(DEMO)/out || $(MAKE) --no-print-directory demo
	Tests/leaks.sh $(VOXMARK) $(DEMO) $(TEST_OUTPUTS)

.PHONY: soak slurm-test postgres-test duckdb-test

# Kills, bad studies and bad luck, done to the program on 2,000 studies; SOAK=short takes 200, SOAK="--seed 7 kills" repeats a part.
soak: build
	@$(MAKE) --no-print-directory setup PACKAGES=python3
	python3 Tests/soak/soak.py --program $(VOXMARK) $(if $(filter short,$(SOAK)),--short,$(SOAK))

# Plan, array and merge on a real Slurm of two nodes on this machine, one of which dies.
slurm-test: build
	@$(MAKE) --no-print-directory setup PACKAGES="python3 slurmctld slurmd slurm-client munge"
	Tests/slurm/run.sh $(VOXMARK)

# A real PostgreSQL on loopback, loaded end to end: killed, appended to, asked, stopped, filled; POSTGRES="stand-alone outages" picks parts.
postgres-test: build
	@$(MAKE) --no-print-directory setup PACKAGES="postgresql postgresql-client sqlite3 python3 openssl"
	python3 Tests/postgres/check.py --program $(VOXMARK) $(POSTGRES)

# The tables that are exported for DuckDB, loaded by it; skipped with a line when it cannot be installed.
duckdb-test: build
	@$(MAKE) --no-print-directory setup PACKAGES="python3 python3-venv"
	Tests/duckdb/check.sh $(VOXMARK)

# pydicom's own test files, decoded by both.
pydicom-test: setup
	@$(MAKE) --no-print-directory setup PACKAGES="python3 python3-venv"
	swift build $(SWIFTFLAGS) --build-tests
	Tests/pydicom/run.sh $(SWIFTFLAGS)

fetch-test:
	Phantoms/test-fetch.sh

# Segmentations written and read by highdicom and dcmqi; skipped with a line when they cannot be installed.
highdicom-test: build
	@$(MAKE) --no-print-directory setup PACKAGES="python3 python3-venv"
	Tests/highdicom/check.sh $(VOXMARK)

# Our own stages and families; BENCH="--filter glcm.*" picks some.
bench: setup
	cd Benchmarks && swift package --disable-sandbox benchmark $(BENCH)

# Instructions of the main kernels against Benchmarks/Thresholds; UPDATE=1 writes them down anew.
bench-check: setup
	@$(MAKE) --no-print-directory setup PACKAGES="valgrind binutils"
	swift build $(SWIFTFLAGS) --product InstructionCounts
	Benchmarks/instruction-counts.sh .build/release/InstructionCounts $(if $(UPDATE),--update)

# An index of a million synthetic headers, planned: seconds and memory beside their limits; SCALE="SERIES SLICES" makes another.
bench-plan: build
	swift build $(SWIFTFLAGS) --product PlanScale
	.build/release/PlanScale $(VOXMARK) Pipelines/recipes/ct.yaml $(SCALE)

# What the engine costs beside a bare loop over the same cases, and the gain of a second worker.
bench-engine: build
	swift build $(SWIFTFLAGS) --product EngineScale
	.build/release/EngineScale $(VOXMARK) Pipelines/recipes/ct.yaml

# The other tools beside ours; PEERS="--cases phantom --tools nyxus" picks some.
bench-peers: build
	Benchmarks/peers/compare.sh $(PEERS)

# Rows written a second, into SQLite and a PostgreSQL of its own, beside the same rows bare; CASES="200 9 bulk" takes 200 cases nine times into one of them.
bench-database: setup
	@$(MAKE) --no-print-directory setup PACKAGES="postgresql"
	swift build $(SWIFTFLAGS) --product DatabaseRates
	.build/release/DatabaseRates $(CASES)

# Mutated inputs for every reader of files, under AddressSanitizer: 100,000 of them, or for each entry FUZZ="SECONDS [ENTRY ...]" or "25000x [ENTRY ...]".
fuzz: setup
	Tests/Fuzz/run.sh $(FUZZ)

clean:
	rm -rf .build Benchmarks/.build Tests/Fuzz/.build $(DEMO)

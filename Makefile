# Five words to remember: demo, demo-reset, test, bench, mutations. PORT, HOTE and SUITE may follow: make demo PORT=8001.
.PHONY: demo demo-reset test bench mutations verrouiller

demo:
	@exec bash outils/demo.sh

demo-reset:
	@exec bash outils/demo.sh --recommencer

test:
	@exec bash outils/tests.sh

bench:
	@exec bash benchmarks/lancer.sh

# Honest files with a few bytes changed: 20 000 archives, 5 000 PDFs, 6 000 office files; MUTATIONS=1000000 for a night.
mutations:
	@exec bash outils/mutations.sh

verrouiller:
	@exec bash outils/verrouiller.sh

# Four words to remember: demo, demo-reset, test, bench. PORT, HOTE and SUITE may follow: make demo PORT=8001.
.PHONY: demo demo-reset test bench verrouiller

demo:
	@exec bash outils/demo.sh

demo-reset:
	@exec bash outils/demo.sh --recommencer

test:
	@exec bash outils/tests.sh

bench:
	@exec bash benchmarks/lancer.sh

verrouiller:
	@exec bash outils/verrouiller.sh

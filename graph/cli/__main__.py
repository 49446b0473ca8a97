"""`python -m graph.cli` is `izon`."""

from graph.cli import main

main(prog_name="izon")

"""`python -m crawler` is the command `nianbao`."""

from crawler.cli import main

main(prog_name="nianbao")

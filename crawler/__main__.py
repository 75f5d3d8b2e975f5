"""`python -m crawler`: the command line, for processes that start one another without relying on PATH."""

from crawler.cli import main

if __name__ == "__main__":
    main()

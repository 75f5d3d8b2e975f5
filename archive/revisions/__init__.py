"""What counts as one page, one revision and one change: rules over values, with no disk under them."""

"""Which reports resemble each other: sketches, near-duplicates, and pages that show one report."""

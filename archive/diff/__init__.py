"""What differs between two texts or two readings, and how to show it.

`engine` is the way in. A diff is data first, `[(op, text)]`; `terminal` and `html` only draw it.
"""

"""The sample portal: a city's portal that the package brings along and serves on loopback.

Everything on it is invented: the city of 清川市 does not exist, its division code 990100 is in no
register, and every sentence is made from the phrases of this package. It is shaped like a TRS portal and
has a clock; each step of the clock makes scripted events happen, and every event is written into a ledger
with what a collection has to find (and what it must not).
"""

"""HTTP/1.1 as it is on the wire: what is sent and what comes back, byte for byte, so that it can be evidence.

Scrapy's own clients hand on headers sorted into a dictionary and name the status themselves. This one keeps the
status line, the order and the case of the headers, and bears what portals send beside the standard, as browsers do.
"""

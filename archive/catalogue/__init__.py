"""The catalogue: an SQLite index of what the WARC files hold, made again from them at any time."""

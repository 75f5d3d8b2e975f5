"""Chinese full-text search inside the catalogue file: an exact bigram index on SQLite's FTS5.

`index` writes documents, `query` reads what a person typed, `engine` answers it, `sql` lends both to plain
SQL. What counts as equal text is decided in one place, `folding`.
"""

"""What is kept: WARC files, the catalogue made from them, revisions, search, and the Datasette site."""

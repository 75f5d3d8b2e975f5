"""The Datasette site over the published copy."""

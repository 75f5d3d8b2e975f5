"""One function for each kind of page: what it asks of the catalogue, and the template that shows it."""

"""The spiders: one generic spider, and a class of it for every portal."""

"""One spider a registered portal; `scrapy list` names them all."""

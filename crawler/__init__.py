"""What touches the network: the Scrapy project that walks portals and hands every exchange to the archive."""

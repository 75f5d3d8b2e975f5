"""Every setting of a crawl, with its value and the reason. Scrapy's defaults hold for the rest.

`nianbao crawl` and `scrapy crawl` use the same ones; a profile sets the delay of its own hosts.
"""

from __future__ import annotations

import os
from importlib.metadata import version
from importlib.util import find_spec

from archive.collection import DEFAULT_CONTACT

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.spiders"]
SPIDER_LOADER_CLASS = "crawler.spiders.portals.PortalSpiderLoader"  # a spider for every registered portal

# Where a crawl keeps what it gets, and who answers for it.
NIANBAO_COLLECTION = os.environ.get("NIANBAO_COLLECTION") or "collection"
NIANBAO_PROXY = None  # an HTTP proxy for every portal; None takes http_proxy from the environment
NIANBAO_FULL = False  # True asks for everything in full, whatever is known
# Named, and never a browser's; a collection has a contact of its own.
USER_AGENT = f"nianbao/{version('nianbao')} (+{DEFAULT_CONTACT})"

# Manners.
DOWNLOAD_DELAY = 1.0  # seconds between requests to a host; a profile may ask for more
DOWNLOAD_DELAY_JITTER = 0.1  # of the delay: no drumbeat; Scrapy rolls again on waking, so more only slows
CONCURRENT_REQUESTS_PER_DOMAIN = 4  # with a delay they wait in line; without one (loopback) they overlap
CONCURRENT_REQUESTS = 8  # for one portal; portals run beside each other
AUTOTHROTTLE_ENABLED = True  # a slow portal is asked less often
AUTOTHROTTLE_MAX_DELAY = 30.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
RETRY_TIMES = 2  # three attempts; 429 and 503 wait as long as Retry-After says
RETRY_PRIORITY_ADJUST = 1  # at once: a portal that went down is noticed after twenty pages, not all
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408, 429]
RETRY_EXCEPTIONS = [  # what our own handler raises; Scrapy's list loads its HTTP client
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the summary counts what failed

# Bounds against hostile or broken servers.
DOWNLOAD_TIMEOUT = 60  # seconds for a whole response: a byte every ten seconds ends here
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # bytes, also after decompression: a gzip bomb ends here
DNS_TIMEOUT = 20  # seconds
REDIRECT_MAX_TIMES = 5  # RFC 9309 follows five for robots.txt; no portal needs more
DOWNLOAD_HANDLERS = {  # http and https alone, and byte for byte
    "http": "crawler.wire.handler.WireDownload",
    "https": "crawler.wire.handler.WireDownload",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

# What a request says; no cookie, which changes what is served, and not where it came from.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip",  # every WARC reader opens gzip; br and zstd they do not
}

# How a crawl is put together: what is named here, and nothing else. (To switch off a component of Scrapy's own
# lists loads it all the same: RemoteControl alone takes a third of a second.)
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.hosts.AllowedHosts": 50,
    "crawler.robots.Robots": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.failures.Failures": 540,  # sees a failure when Retry, next to it, has given up
    "crawler.retry.PatientRetry": 550,
    "crawler.unpacking.Unpacking": 590,
    "crawler.redirects.Redirects": 600,
    "crawler.conditional.ConditionalRequests": 700,  # a 304 becomes the stored response before it is decoded
    "crawler.proxy.Proxy": 750,
}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "crawler.capture.Capture": 0,
    "scrapy.extensions.corestats.CoreStats": 0,  # knows why a crawl ended
    "scrapy.extensions.throttle.AutoThrottle": 0,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}  # the spider bounds what it follows, crawler.hosts its addresses
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ASYNCIO_EVENT_LOOP = "uvloop.Loop" if find_spec("uvloop") else None  # a fifth less time where it is installed
CONCURRENT_ITEMS = 1  # every response starts so many workers for its output: a hundred cost 3 ms a page
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the source of callbacks while crawling; mypy does it before
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"  # one portal has few hosts
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # a list in its own order

# Logs.
LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.logs.QuietFormatter"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False  # the crawl's row holds what matters

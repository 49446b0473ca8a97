"""Base spiders, one an access pattern: a source's spider is a page of class attributes and a URL."""

"""One short file a source: where to go, and which page kind each answer is."""

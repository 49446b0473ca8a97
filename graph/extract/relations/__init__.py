"""Relations of a text: from its structure first (titles, brackets, counts), then from case particles."""
